"""One idea through every room: from the first round to a delayed activity of the adopted plan, through pages only."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.jobs import clock as due
from tests.support.clock import FixedClock
from tests.support.mailbox import Letter, Mailbox
from tests.support.readers import Reader
from tests.support.world import World

IDEA = "نافورة ماء في ساحة السوق"
OTHER_IDEA = "Un banc à l'ombre devant l'école"
REASON = "La demande est fondée, et le budget de l'année la permet."
PROJECT = "Une fontaine et des bancs"
DELAY = "Le marché public a été relancé."
ARABIC = re.compile(r"[\u0600-\u06ff]")


class Journey:
    """The people of the story, and what they do one after the other."""

    def __init__(self, app: Flask, world: World, clock: FixedClock) -> None:
        self.app, self.world, self.clock = app, world, clock
        self.start = f"/c/{world.a.slug}"
        self.first = self.second = ""
        self.ideas: list[str] = []

    def person(self, name: str, language: str = "fr") -> Reader:
        """Return somebody with her browser."""
        return Reader(self.app, language, self.world.people[name])

    def to(self, instant: datetime) -> None:
        """Let time pass, and the clock do what is due."""
        self.clock.set(instant)
        with self.app.app_context():
            due.open_due_consultations()
            due.close_due_consultations()

    # ── the first round ──

    def prepare_first_round(self) -> None:
        focal = self.person("focal_point_a").open(f"{self.start}/manage/consultations/new")
        focal.send(
            "/consultations/new",
            plan="new",
            plan_title="Programme de la source",
            in_round="1",
            title="Vos idées",
        )
        self.first = re.search(r"/consultations/(\d+)", focal.path).group(1)  # type: ignore[union-attr]
        focal.open(f"{self.start}/manage/plans")
        plan = max(
            int(found) for link in focal.page.links for found in re.findall(r"/plans/(\d+)/edit", link)
        )
        self.plan = str(plan)
        focal.open(f"{self.start}/manage/plans/{plan}/edit?add=axis")
        focal.send("/items", title="L'eau et l'ombre", description="Ce qui manque l'été.")
        self._set_up(focal, self.first)

    def _set_up(self, focal: Reader, consultation: str) -> None:
        """Fill in the checklist and announce: open tomorrow, closed a week later."""
        begins = self.clock.instant + timedelta(days=1)
        setup = f"{self.start}/manage/consultations/{consultation}"
        focal.open(f"{setup}/texts").send("/texts", title="Vos idées", introduction="Dites ce qui manque.")
        focal.open(f"{setup}/calendar").send(
            "/calendar",
            starts_at=f"{begins:%Y-%m-%dT%H:%M}",
            ends_at=f"{begins + timedelta(days=7):%Y-%m-%dT%H:%M}",
            answer_due_on=f"{begins + timedelta(days=60):%Y-%m-%d}",
        )
        focal.open(f"{setup}/announce").send("/announce")
        assert self.person("citizen_a").open(f"{self.start}/consultations/{consultation}").status == 200
        self.to(begins)

    def propose(self, author: Reader, consultation: str, title: str, query: str = "", **typed: str) -> str:
        """Write a contribution, look at those like it, send it; return its id."""
        author.open(f"{self.start}/consultations/{consultation}/proposals/new{query}")
        author.send("/proposals/new", title=title, act="continue", **typed)
        author.send("/proposals/new", act="send") if author.path.endswith("/proposals/new") else None
        found = re.search(r"/proposals/(\d+)", author.path)
        assert found, author.text[:800]
        return found.group(1)

    def publish(self, *proposals: str) -> None:
        moderator = self.person("moderator_a").open(f"{self.start}/manage/moderation")
        offered = moderator.form("/moderation").choices["texts"]
        ticked = [key for key in offered for one in proposals if key.startswith(f"proposal-{one}-")]
        assert len(ticked) == len(proposals), offered
        moderator.send("/moderation", texts=ticked, decision="publish")

    # ── the second round ──

    def begin_second_round(self) -> None:
        page = f"{self.start}/manage/consultations/{self.first}/second-round"
        focal = self.person("focal_point_a").open(page)
        focal.send("/second-round")
        self.second = re.search(r"/consultations/(\d+)/second-round", focal.path).group(1)  # type: ignore[union-attr]
        form = focal.form("/draft-projects")
        axis = next(value for value in form.choices["axis"] if value)
        focal.send("/draft-projects", axis=axis, idea=self.ideas, title=PROJECT)
        self._set_up(focal, self.second)

    def find_project(self) -> str:
        reader = Reader(self.app).open(f"{self.start}/plans/{self.plan}")
        found = [number for link in reader.page.links for number in re.findall(r"/items/(\d+)", link)]
        pages = [reader.open(f"{self.start}/plans/{self.plan}/items/{number}").headings for number in found]
        return next(number for number, headings in zip(found, pages, strict=True) if PROJECT in headings[:1])


@pytest.fixture
def journey(app: Flask, world: World, clock: FixedClock) -> Journey:
    """The story before it begins."""
    return Journey(app, world, clock)


def letters_to(outbox: Mailbox, name: str) -> list[Letter]:
    return outbox.letters(f"{name.replace('_', '-')}@example.org")


def test_an_idea_becomes_a_delayed_activity_and_everybody_is_told(
    journey: Journey, outbox: Mailbox, clock: FixedClock, note: Callable[[str], None]
) -> None:
    journey.prepare_first_round()
    amina = journey.person("citizen_a", "ar").open("/me/settings")
    amina.send("/me/settings", language="ar")
    first = journey.propose(amina, journey.first, IDEA, solution="تركيب نافورة صغيرة قرب السوق.")
    brahim = journey.person("citizen_b")
    other = journey.propose(brahim, journey.first, OTHER_IDEA, solution="Un banc et un arbre.")
    journey.ideas = [first, other]
    Reader(journey.app).open(f"{journey.start}/proposals/{first}", status=404)
    journey.publish(first, other)
    assert IDEA in Reader(journey.app, "ar").open(f"{journey.start}/proposals/{first}").text
    note("published")

    journey.to(clock.instant + timedelta(days=8))
    journey.begin_second_round()
    item = journey.find_project()
    note("second round")

    amendment = journey.propose(
        brahim, journey.second, "Ajouter une rampe", f"?kind=amend&item={item}",
        wording_title="Une fontaine, des bancs et une rampe", problem="On n'y accède pas en fauteuil.",
    )  # fmt: skip
    journey.publish(amendment)
    amina.open(f"{journey.start}/proposals/{amendment}").send("/support")
    assert "1" in amina.text
    note("supported")

    journey.to(clock.instant + timedelta(days=8))
    committee = journey.person("committee_a").open(f"{journey.start}/manage/synthesis/{journey.second}")
    committee.send(
        "/themes", proposal=amendment, title="Accès pour tous", summary="Que chacun puisse y venir."
    )
    committee.open(f"{journey.start}/manage/synthesis/{journey.second}/points/new")
    committee.send("/points/new", text="On demande une rampe.", proposal=amendment)
    committee.send("/publish")
    note("synthesis")

    decide(journey)
    adopt(journey, amendment, item)
    report(journey, item)
    check_what_she_reads(journey, outbox, first, amendment)


def decide(journey: Journey) -> None:
    """Refuse to publish while the answer is missing, then answer, record the session, publish."""
    desk = f"{journey.start}/manage/session/{journey.second}"
    council = journey.person("council_a").open(f"{desk}/publish")
    assert not [form for form in council.page.forms if form.action.endswith("/publish")]
    theme = next(
        n for link in council.open(desk).page.links for n in re.findall(r"/themes/(\d+)/answer", link)
    )
    council.open(f"{desk}/record").send(
        "/record", held_on=f"{journey.clock.instant:%Y-%m-%d}", place="Salle du conseil", votes_for="20",
        votes_against="2", votes_abstaining="1", deliberation_number="2026/31",
    )  # fmt: skip
    council.open(f"{desk}/themes/{theme}/answer")
    held = council.form("/answer").choices["session"][-1]
    council.send("/answer", outcome="retained", reason=REASON, body="Le conseil de la commune", session=held)
    Reader(journey.app).open(f"{journey.start}/consultations/{journey.second}/results", status=404)
    council.open(f"{desk}/publish").send("/publish")
    results = Reader(journey.app).open(f"{journey.start}/consultations/{journey.second}/results")
    assert "Ajouter une rampe" in results.text
    assert REASON in results.text


def adopt(journey: Journey, amendment: str, item: str) -> None:
    """Write the adopted plan, say where its change comes from, adopt it."""
    desk = f"{journey.start}/manage/session/{journey.second}/plan"
    focal = journey.person("focal_point_a").open(desk)
    focal.send("/plan")
    focal.open(f"{journey.start}/manage/plans/{journey.plan}/edit?item={item}")
    focal.send(f"/items/{item}", title="Une fontaine, des bancs et une rampe")
    focal.open(f"{journey.start}/manage/plans/{journey.plan}/edit?add=activity&under={item}")
    focal.send("/items", title="Poser la rampe", starts="2027-01-01", ends="2027-02-01")
    focal.open(desk)
    focal.send("/adopt", expect=409)
    focal.open(desk)
    for form in [form for form in focal.page.forms if "/plan/items/" in form.action]:
        source = {"proposal": amendment} if "proposal" in form.choices else {}
        focal.send(form.action, **source, explanation="Demandé par les habitants.")
        focal.open(desk)
    focal.send("/adopt")


def report(journey: Journey, item: str) -> None:
    """Report that the activity is late, which needs its reason."""
    owner = journey.person("project_owner_a").open(f"{journey.start}/manage/follow-up")
    activity = max(int(n) for link in owner.page.links for n in re.findall(r"/follow-up/(\d+)", link))
    owner.open(f"{journey.start}/manage/follow-up/{activity}")
    said: dict[str, Any] = {
        "status": "delayed",
        "percent": "10",
        "text_fr": "La rampe attend.",
        "new_due_on": "2027-06-01",
    }
    owner.send(f"/follow-up/{activity}", expect=422, **said)
    owner.open(f"{journey.start}/manage/follow-up/{activity}")
    owner.send(f"/follow-up/{activity}", reason_fr=DELAY, **said)
    assert DELAY in Reader(journey.app).open(f"{journey.start}/activities/{activity}").text


def check_what_she_reads(journey: Journey, outbox: Mailbox, idea: str, amendment: str) -> None:
    """The page of the idea tells its whole life, and the mails came in each reader's language."""
    page = Reader(journey.app).open(f"{journey.start}/proposals/{idea}").text
    for said in ("Une fontaine, des bancs et une rampe", DELAY):
        assert said in page, page
    page = Reader(journey.app).open(f"{journey.start}/proposals/{amendment}").text
    for said in ("Accès pour tous", REASON, "2026/31", DELAY):
        assert said in page, page
    arabic, french = letters_to(outbox, "citizen_a"), letters_to(outbox, "citizen_b")
    assert len(arabic) >= 3
    assert len(french) >= 3
    assert all('lang="ar"' in letter.html and 'dir="rtl"' in letter.html for letter in arabic)
    assert all(ARABIC.search(letter.subject) for letter in arabic)
    assert all('lang="fr"' in letter.html for letter in french)
    assert not any(ARABIC.search(letter.subject) for letter in french)
    assert any(DELAY in letter.text for letter in arabic)
    assert any(DELAY in letter.text for letter in french)
    delays = [letter.text for letter in french if DELAY in letter.text]
    assert all("Vous avez écrit une proposition dont elle vient." in text for text in delays)
    assert all("List-Unsubscribe" in letter.headers for letter in arabic + french)


@pytest.fixture
def note() -> Callable[[str], None]:
    """Mark a step of the story, for whoever reads the output of a failure."""
    return lambda step: print(f"— {step}")
