"""The focal point prepares a consultation through pages only."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.consultations.queries import get_consultation
from app.features.consultations.types import ConsultationState, ModerationMode, Round
from app.features.plans.queries import tree
from app.features.proposals.queries import list_by_ids, list_origins
from app.features.synthesis import commands as synthesis
from app.foundation.database import db, transaction
from app.jobs import clock as jobs
from tests.features.consultations.preparing import ENDS, STARTS, Preparing, make_preparing, publish_texts
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

CALENDAR = {"starts_at": "2026-11-02T09:00", "ends_at": "2026-11-16T18:00", "answer_due_on": "2027-01-15"}


@pytest.fixture
def place(app: Flask, clock: FixedClock) -> Iterator[Consulting]:
    with app.app_context():
        yield make_consulting()


@pytest.fixture
def preparing(app: Flask, clock: FixedClock, client: FlaskClient) -> Iterator[Preparing]:
    """A complete first round in preparation, its focal point signed in."""
    with app.app_context():
        made = make_preparing()
        sign_in(client, made.focal_point.user_id or 0)
        yield made


def base(place: Consulting) -> str:
    return f"/en/c/{place.slug}/manage/consultations"


def send(client: FlaskClient, url: str, status: int = 303, **fields: object) -> str:
    response = client.post(url, data=fields)
    assert response.status_code == status, response.text
    return response.location if status == 303 else response.text


def read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.text


def test_a_consultation_is_prepared_and_announced_through_pages(
    place: Consulting, client: FlaskClient
) -> None:
    publish_texts(place)
    sign_in(client, place.person(Role.FOCAL_POINT).user_id or 0)
    read(client, f"{base(place)}/new")
    setup = send(client, f"{base(place)}/new", plan="new", plan_title="برنامج", in_round="1", title="أفكاركم")
    assert "Complete the list first." in read(client, setup)
    read(client, f"{setup}/announce", 409)
    send(client, f"{setup}/texts", title="أفكاركم", introduction="قولوا ما يجب أن يتغير.", origin="original")
    send(client, f"{setup}/calendar", **CALENDAR)
    appeals = {"appeal_days": "10", "appeal_decision_days": "5"}
    send(
        client,
        f"{setup}/moderation",
        moderation_mode="after",
        moderation_hours="48",
        minimum_age="16",
        **appeals,
    )
    page = read(client, setup)
    assert page.count('<li class="missing">') == 1
    assert "Add at least one axis to the plan." in page
    consultation = db.session.scalars(sa.select(Consultation).order_by(Consultation.id.desc())).first()
    assert consultation is not None
    assert (consultation.moderation_mode, consultation.minimum_age) == (ModerationMode.AFTER, 16)
    assert consultation.starts_at == STARTS


def test_what_is_complete_is_announced_after_a_page_that_says_what_follows(
    preparing: Preparing, client: FlaskClient
) -> None:
    url = f"{base(preparing.place)}/{preparing.consultation_id}"
    assert "become public now" in read(client, f"{url}/announce")
    send(client, f"{url}/announce")
    assert preparing.consultation.state is ConsultationState.ANNOUNCED


def test_wrong_forms_come_back_with_what_was_typed_and_say_why(
    preparing: Preparing, client: FlaskClient
) -> None:
    url = f"{base(preparing.place)}/{preparing.consultation_id}"
    page = send(client, f"{url}/calendar", 422, **(CALENDAR | {"answer_due_on": "2026-11-10"}))
    assert "The answers are due after the end of the consultation." in page
    assert 'value="2026-11-10"' in page
    page = send(client, f"{url}/texts", 422, title="", introduction="Un texte déjà long.", origin="original")
    assert "Un texte déjà long." in page
    send(client, f"{url}/moderation", 422, moderation_mode="never", moderation_hours="0")
    send(client, f"{base(preparing.place)}/new", 422, plan="new", in_round="3", title="")


def test_the_end_is_put_off_with_a_reason_only(preparing: Preparing, client: FlaskClient) -> None:
    preparing.announce()
    url = f"{base(preparing.place)}/{preparing.consultation_id}/extend"
    read(client, url)
    send(client, url, 422, ends_at="2026-11-20T18:00", reason="")
    assert "later than the present one" in send(
        client, url, 422, ends_at="2026-11-10T18:00", reason="Trop tôt."
    )
    send(client, url, ends_at="2026-11-20T18:00", reason="Jours fériés.")
    assert preparing.consultation.ends_at is not None
    assert preparing.consultation.ends_at.day == 20


def test_a_cancellation_needs_its_reason(preparing: Preparing, client: FlaskClient) -> None:
    preparing.announce()
    url = f"{base(preparing.place)}/{preparing.consultation_id}/cancel"
    read(client, url)
    send(client, url, 422, reason="")
    send(client, url, reason="Le plan est repris.")
    assert preparing.consultation.state is ConsultationState.CANCELLED
    read(client, url, 409)


def test_ideas_become_draft_projects_linked_for_ever(
    preparing: Preparing, client: FlaskClient, clock: FixedClock
) -> None:
    place = preparing.place
    preparing.announce()
    clock.set(STARTS)
    sign_in(client, preparing.focal_point.user_id or 0)
    jobs.open_due_consultations()
    first_id, place.consultation_id = preparing.consultation_id, preparing.consultation_id
    ideas = [
        place.published(place.person(), title, problem=f"Problème {number}", expected_result="Du mieux.")
        for number, title in enumerate(["Ouvrir le samedi", "Ouvrir le soir"])
    ]
    url = f"{base(place)}/{first_id}/second-round"
    read(client, url, 409)
    clock.set(ENDS)
    sign_in(client, preparing.focal_point.user_id or 0)
    jobs.close_due_consultations()
    read(client, url)
    desk = send(client, url)
    assert "Ouvrir le samedi" in read(client, desk)
    second = db.session.scalars(
        sa.select(Consultation).where(Consultation.previous_round_id == first_id)
    ).one()
    axis = tree(second.version_id or 0)[0].item_id
    action = desk.replace("second-round", "draft-projects")
    assert "Tick at least one idea." in send(client, action, 422, axis=str(axis))
    send(client, action, axis=str(axis), idea=[str(each) for each in ideas], title="")
    (project,) = tree(second.version_id or 0)[0].children
    texts = project.revision.texts["fr"]
    assert texts["title"] == "Ouvrir le samedi"
    assert texts["problem"] == "Problème 0\nProblème 1"
    assert {each.id for each in list_origins(item_ids=[project.item_id])[project.item_id]} == set(ideas)
    assert read(client, desk).count("Used") == 2
    assert second.round == Round.DRAFT


def test_a_theme_of_the_committee_comes_with_all_its_ideas_ticked(
    preparing: Preparing, client: FlaskClient, clock: FixedClock
) -> None:
    place = preparing.place
    preparing.announce()
    clock.set(STARTS)
    sign_in(client, preparing.focal_point.user_id or 0)
    jobs.open_due_consultations()
    first_id, place.consultation_id = preparing.consultation_id, preparing.consultation_id
    ideas = [
        place.published(place.person(), title) for title in ("Ouvrir le samedi", "Ouvrir le soir", "Un puits")
    ]
    clock.set(ENDS)
    sign_in(client, preparing.focal_point.user_id or 0)
    jobs.close_due_consultations()
    theme_id = group_ideas(preparing, ideas[:2], title="Des horaires pour tous")
    desk = send(client, f"{base(place)}/{first_id}/second-round")
    page = read(client, f"{desk}?theme={theme_id}")
    assert page.count('name="idea"') == page.count(" checked>") == 2
    assert 'value="Des horaires pour tous"' in page
    assert read(client, desk).count(" checked>") == 0
    assert read(client, f"{desk}?theme=999999").count('name="idea"') == 3


def group_ideas(preparing: Preparing, idea_ids: list[int], *, title: str) -> int:
    """Group ideas as the committee does, and return the theme's id."""
    actor = preparing.place.person(Role.COMMITTEE_MEMBER)
    with transaction() as now:
        consultation = get_consultation(
            collectivity_id=preparing.place.collectivity_id,
            consultation_id=preparing.consultation_id,
            actor=actor,
        )
        theme = synthesis.create_theme(
            actor=actor, consultation=consultation, language="fr", title=title, summary="", now=now
        )
        proposals = list_by_ids(
            collectivity_id=preparing.place.collectivity_id, proposal_ids=idea_ids
        ).values()
        synthesis.group(
            actor=actor, consultation=consultation, theme=theme, proposals=list(proposals), now=now
        )
        return theme.id


def test_an_idea_of_another_consultation_makes_no_project(preparing: Preparing, client: FlaskClient) -> None:
    other = make_consulting(slug="dar-essai")
    foreign = other.published(other.person(), "Ailleurs")
    axis = tree(preparing.consultation.version_id or 0)[0].item_id
    url = f"{base(preparing.place)}/{preparing.consultation_id}/draft-projects"
    send(client, url, 404, axis=str(axis), idea=[str(foreign)])


def test_nobody_else_prepares_consultations(preparing: Preparing, client: FlaskClient) -> None:
    sign_in(client, preparing.place.person(Role.MODERATOR).user_id or 0)
    url = f"{base(preparing.place)}/{preparing.consultation_id}"
    read(client, base(preparing.place))
    read(client, url)
    for part in (
        "texts",
        "calendar",
        "moderation",
        "announce",
        "extend",
        "cancel",
        "archive",
        "second-round",
    ):
        assert client.get(f"{url}/{part}").status_code == 403
        assert client.post(f"{url}/{part}").status_code == 403


def test_a_form_sent_twice_counts_once(place: Consulting, client: FlaskClient) -> None:
    sign_in(client, place.person(Role.FOCAL_POINT).user_id or 0)
    fields = {"plan": str(place.plan_id), "in_round": "1", "title": "Une fois", "submission_key": "k" * 32}
    first = send(client, f"{base(place)}/new", **fields)
    assert send(client, f"{base(place)}/new", **fields) == first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 2
