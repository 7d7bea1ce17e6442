"""The staff's pages in a real browser: by keyboard, on both sizes, in Arabic and French, without what axe finds."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.features.accounts.types import Role
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.consultations.types import ModerationMode
from app.features.moderation import appealing, commands
from app.features.moderation.models import Appeal
from app.features.moderation.types import Decision, Ground
from app.features.proposals.types import ProposalState
from app.foundation.database import db, transaction
from tests.support.consulting import Consulting, make_consulting

CHARTER = "1. Parler des idées, jamais des personnes.\n2. Ni publicité ni propagande."
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """Three texts that wait, one that is reported, one that was refused and is appealed."""
    place = make_consulting(mode=ModerationMode.BEFORE)
    with transaction() as now:
        db.session.add(
            PublicTextVersion(
                collectivity_id=place.collectivity_id, kind=PublicText.CHARTER, number=1,
                texts={"fr": {"text": CHARTER}}, published_at=now,
            )
        )  # fmt: skip
    author, moderator, reader = place.person(), place.person(Role.MODERATOR), place.person()
    for title in ("فتح الخزانة مساء كل خميس", "Un banc à chaque arrêt", "Ouvrir la salle le samedi"):
        place.propose(author, title, solution="Une phrase qui dit où, quand et pour qui.")
    shown, refused = place.published(author, "Afficher les horaires"), place.propose(author, "Publicité")
    with transaction() as now:
        commands.report(actor=reader, subject=place.proposal(shown), reason="Un nom est cité.", now=now)
        decision = commands.decide(
            actor=moderator, subject=place.proposal(refused), decision=Decision.REFUSE, ground=Ground.CHARTER_RULE,
            charter_rule=2, reason="Publicité pour un commerce.", now=now,
        )  # fmt: skip
        appealing.appeal(actor=author, decision=decision, reason="Je ne vends rien.", now=now)
    return place


def _appealed() -> int:
    return db.session.scalars(sa.select(Appeal.decision_id)).one()


@pytest.mark.parametrize(("size", "language"), [("phone", "ar"), ("desk", "fr")])
def test_every_page_of_moderation_is_in_order(
    place: Consulting, open_page: Callable[..., Page], axe: Callable[[Page], None], size: str, language: str
) -> None:
    user_id = place.person(Role.MODERATOR, Role.FOCAL_POINT).user_id
    page = open_page(language=language, user_id=user_id, **SIZES[size])
    start = f"/{language}/c/{place.slug}"
    own = (
        "manage/today",
        "manage/moderation",
        "manage/moderation/proposal/1?begin=refuse-2",
        f"manage/moderation/appeals/{_appealed()}",
        "moderation-log",
        "report/proposal/4",
    )
    general = ("help", "privacy", "accessibility", "other-ways", "me/notices", "me/notices/mails")
    for address in (*(f"{start}/{each}" for each in own), *(f"/{language}/{each}" for each in general)):
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        axe(page)


def test_a_refusal_without_reason_is_said_beside_its_fields(
    place: Consulting, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = open_page(language="fr", user_id=place.person(Role.MODERATOR).user_id)
    page.goto(f"/fr/c/{place.slug}/manage/moderation/proposal/1")
    page.locator("input[name=decision][value=refuse]").check()
    page.get_by_role("button", name="Décider et passer au suivant").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)


def test_the_queue_is_worked_by_keyboard_alone(place: Consulting, open_page: Callable[..., Page]) -> None:
    page = open_page(language="fr", user_id=place.person(Role.MODERATOR).user_id, **SIZES["desk"])
    page.goto(f"/fr/c/{place.slug}/manage/moderation")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_url("**/manage/moderation")
    expect(page.locator("[data-row]")).to_have_count(3)
    assert [place.proposal(each).state for each in (1, 2, 3)] == [
        ProposalState.PUBLISHED,
        ProposalState.PUBLISHED,
        ProposalState.PENDING,
    ]


def test_many_are_published_without_javascript(place: Consulting, open_page: Callable[..., Page]) -> None:
    page = open_page(language="ar", user_id=place.person(Role.MODERATOR).user_id, javascript=False)
    page.goto(f"/ar/c/{place.slug}/manage/moderation")
    for box in page.locator("[data-row] input[type=checkbox]").all()[:3]:
        box.check()
    page.locator("button[name=decision][value=publish]").click()
    expect(page.locator("[data-row]")).to_have_count(2)


def test_case_after_case_is_decided_by_keyboard_alone_until_single_keys_are_switched_off(
    place: Consulting, open_page: Callable[..., Page]
) -> None:
    page = open_page(language="fr", user_id=place.person(Role.MODERATOR).user_id, **SIZES["desk"])
    page.goto(f"/fr/c/{place.slug}/manage/moderation/proposal/1")
    for following in (2, 3):
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/moderation/proposal/{following}")
    assert [place.proposal(each).state for each in (1, 2)] == [ProposalState.PUBLISHED] * 2
    page.keyboard.press("k")
    page.wait_for_url("**/moderation/**")
    page.goto(f"/fr/c/{place.slug}/manage/moderation/proposal/3")
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.reload()
    page.keyboard.press("1")
    assert page.locator("input[name=decision]:checked").count() == 0
