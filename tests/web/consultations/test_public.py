"""The page of a consultation, in every state, for everybody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.consultations import commands
from app.features.consultations.types import Round
from app.features.plans import commands as plan_commands
from app.features.plans.models import PlanVersion
from app.features.plans.queries import tree
from app.features.plans.types import ItemKind
from app.features.reports.queries import count_figures
from app.features.supports import commands as supports
from app.features.supports.types import Stance
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from app.jobs import clock as jobs
from app.web.consultations.pages import figures_shown
from app.web.languages import speaking
from tests.features.consultations.preparing import ENDS, STARTS, Preparing, make_preparing, setup
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of


@pytest.fixture
def preparing(app: Flask, clock: FixedClock) -> Iterator[Preparing]:
    with app.app_context():
        yield make_preparing()


@pytest.fixture
def place(app: Flask, clock: FixedClock) -> Iterator[Consulting]:
    """A draft of one project under consultation, half way."""
    with app.app_context():
        yield make_consulting()


def address(preparing: Preparing, language: str = "en") -> str:
    return f"/{language}/c/{preparing.place.slug}/consultations/{preparing.consultation_id}"


def read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.text


def test_a_consultation_in_preparation_does_not_exist_for_the_public(
    preparing: Preparing, client: FlaskClient
) -> None:
    read(client, address(preparing), 404)
    sign_in(client, preparing.focal_point.user_id or 0)
    assert "only the staff sees this page" in read(client, address(preparing))


def test_the_page_says_what_happens_now_in_every_state(
    preparing: Preparing, client: FlaskClient, clock: FixedClock
) -> None:
    preparing.announce()
    assert "Opens on 2 November 2026" in read(client, address(preparing))
    clock.set(STARTS)
    page = read(client, address(preparing))
    assert "14 days left" in page
    assert "Share your idea" in page
    clock.set(ENDS)
    assert "This consultation closed on 16 November 2026" in read(client, address(preparing))
    jobs.open_due_consultations()
    jobs.close_due_consultations()
    page = read(client, address(preparing))
    assert "The committee is reading what was said." in page
    assert "Share your idea" not in page
    with transaction() as now:
        commands.mark_answered(actor=SYSTEM, consultation=preparing.consultation, now=now)
    assert "Read the answers" in read(client, address(preparing))
    with transaction() as now:
        commands.archive(actor=SYSTEM, consultation=preparing.consultation, now=now)
    assert "everything stays readable here" in read(client, address(preparing))


def test_a_cancelled_consultation_says_why(preparing: Preparing, client: FlaskClient) -> None:
    preparing.announce()
    with transaction() as now:
        commands.cancel(
            actor=preparing.focal_point,
            consultation=preparing.consultation,
            reason="Le plan est repris.",
            now=now,
        )
    assert "Le plan est repris." in read(client, address(preparing))


def test_an_extension_is_shown_with_its_reason(preparing: Preparing, client: FlaskClient) -> None:
    preparing.announce()
    with transaction() as now:
        commands.extend(
            actor=preparing.focal_point, consultation=preparing.consultation, new_ends_at=ENDS + timedelta(days=2),
            reason="Deux jours fériés.", now=now,
        )  # fmt: skip
    page = read(client, address(preparing))
    assert "Deux jours fériés." in page
    assert "18 November 2026" in page


def test_dates_are_those_of_the_clocks_of_the_collectivity(preparing: Preparing, client: FlaskClient) -> None:
    preparing.announce()
    preparing.place.collectivity.time_zone = "Asia/Tokyo"
    db.session.commit()
    assert "2 November 2026, 18:00" in read(client, address(preparing))


def test_the_stage_bar_marks_one_step_as_now(
    preparing: Preparing, client: FlaskClient, clock: FixedClock
) -> None:
    preparing.announce()
    for instant in (STARTS - timedelta(days=1), STARTS, ENDS):
        clock.set(instant)
        bar = read(client, address(preparing)).split('<ol class="stages', 1)[1].split("</ol>", 1)[0]
        assert bar.count('aria-current="step"') == 1


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_the_page_is_made_in_every_language(place: Consulting, client: FlaskClient, language: str) -> None:
    page = read(client, f"/{language}/c/{place.slug}/consultations/{place.consultation_id}")
    assert "Un guichet ouvert" in page


def test_a_draft_shows_each_project_with_its_opinions_and_ones_own(
    place: Consulting, client: FlaskClient
) -> None:
    person, other = place.person(), place.person(name="Autre")
    for actor, stance in ((person, Stance.AGREE), (other, Stance.DISAGREE)):
        with transaction() as now:
            supports.give_opinion(
                actor=actor,
                consultation=place.consultation,
                item=place.item("project-1"),
                stance=stance,
                now=now,
            )
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}"
    visitor = read(client, url)
    assert "2 opinions" in visitor
    assert "50% agree" in visitor
    assert visitor.count('aria-pressed="true"') == 0
    sign_in(client, person.user_id or 0)
    assert read(client, url).count('aria-pressed="true"') == 1


def test_nested_addresses_of_another_collectivity_are_not_found(
    place: Consulting, client: FlaskClient
) -> None:
    other = make_consulting(slug="dar-essai")
    read(client, f"/en/c/{other.slug}/consultations/{place.consultation_id}", 404)


def test_a_minimum_age_is_asked_once_of_whoever_signed_in(
    preparing: Preparing, client: FlaskClient, clock: FixedClock
) -> None:
    with transaction() as now:
        commands.update_setup(
            actor=preparing.focal_point,
            consultation=preparing.consultation,
            setup=setup(minimum_age=16),
            now=now,
        )
    preparing.announce()
    clock.set(STARTS)
    assert "I am 16 or older" not in read(client, address(preparing))
    sign_in(client, preparing.place.person().user_id or 0)
    assert "I am 16 or older" in read(client, address(preparing))
    from_page = {"Referer": f"http://localhost{address(preparing)}"}
    asked = client.post(f"{address(preparing)}/age", headers=from_page).location
    assert "/legal-notice/accept" in asked, "the legal notice comes before the first act"
    accepted = client.post(asked.partition("?")[0], data={"next": address(preparing)})
    assert accepted.location == address(preparing)
    assert "I am 16 or older" in read(client, address(preparing))
    assert client.post(f"{address(preparing)}/age", headers=from_page).location == address(preparing)
    assert "I am 16 or older" not in read(client, address(preparing))


def test_a_visitor_who_declares_an_age_is_led_to_sign_in(preparing: Preparing, client: FlaskClient) -> None:
    preparing.announce()
    response = client.post(f"{address(preparing)}/age")
    assert response.status_code == 303
    assert "sign-in" in response.location or "login" in response.location


def test_frozen_figures_are_shown_after_closing(
    preparing: Preparing, client: FlaskClient, clock: FixedClock
) -> None:
    preparing.announce()
    clock.set(STARTS)
    jobs.open_due_consultations()
    place = preparing.place
    place.consultation_id = preparing.consultation_id
    place.published(place.person(), "Une idée")
    assert "Figures so far" in read(client, address(preparing))
    clock.set(ENDS)
    jobs.close_due_consultations()
    page = read(client, address(preparing))
    assert "Figures at closing" in page
    assert count_figures(preparing.consultation)["proposals"] == 1


@pytest.mark.parametrize("in_round", list(Round))
def test_the_page_asks_the_database_as_often_for_many_proposals_as_for_few(
    app: Flask, client: FlaskClient, clock: FixedClock, in_round: Round
) -> None:
    with app.app_context():
        place = make_consulting(round=in_round)
        author = place.person()
        url = f"/en/c/{place.slug}/consultations/{place.consultation_id}"
        place.published(author, "Première")
        read(client, url)
        few = queries_of(lambda: read(client, url))
        for number in range(12):
            place.published(author, f"Idée {number}")
        assert queries_of(lambda: read(client, url)) == few


def test_a_large_plan_is_shown_one_axis_at_a_time(
    preparing: Preparing, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    monkeypatch.setattr("app.web.consultations.pages.MOST_PROJECTS_AT_ONCE", 1)
    with transaction() as now:
        version = db.session.get_one(PlanVersion, preparing.consultation.version_id)
        axes = tree(version.id)
        for title in ("Projet alpha", "Projet beta"):
            plan_commands.add_item(
                actor=preparing.focal_point, version=version, kind=ItemKind.PROJECT, parent=axes[0].revision,
                texts={"fr": {"title": title}}, now=now,
            )  # fmt: skip
        second = plan_commands.add_item(
            actor=preparing.focal_point,
            version=version,
            kind=ItemKind.AXIS,
            texts={"fr": {"title": "Axe second"}},
            now=now,
        )
        second_id = second.item_id
        preparing.consultation.round = int(Round.DRAFT)
    preparing.announce()
    assert "Projet alpha" in read(client, address(preparing, "fr"))
    assert "Projet alpha" not in read(client, f"{address(preparing, 'fr')}?axis={second_id}")
    assert "Projet alpha" in read(client, f"{address(preparing, 'fr')}?axis=999999")


def test_contributions_say_how_many_came_otherwise_than_online(app: Flask) -> None:
    counts = {"proposals": 9, "proposals_by_channel": {"web": 5, "paper": 3, "workshop": 1}}
    with app.app_context(), speaking("en"):
        (shown,) = [each for each in figures_shown(counts, Round.DRAFT) if each["parts"]]
    assert shown["parts"] == ["1 of them from a workshop", "3 of them on paper"]
