"""What the staff have to do now, for the roles they hold."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.consultations.types import ConsultationState, ModerationMode
from app.features.plans.models import PlanVersion
from app.features.projects.commands import begin_follow_up
from app.features.projects.models import FollowedActivity
from app.foundation import clock as application_clock
from app.foundation.database import db, transaction
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
TODAY = "/en/c/ain-essai/manage/today"


@pytest.fixture
def place(db_session: Any, clock: FixedClock) -> Consulting:
    return make_consulting(mode=ModerationMode.BEFORE)


def today(place: Consulting, client: FlaskClient, *roles: Role) -> str:
    sign_in(client, place.person(*roles).user_id or 0)
    answer = client.get(TODAY)
    assert answer.status_code == 200
    return answer.text


def test_a_moderator_reads_how_much_waits_and_until_when(
    place: Consulting, client: FlaskClient, clock: FixedClock
) -> None:
    author = place.person()
    for number in range(6):
        place.propose(author, f"Idée {number}")
    clock.advance(hours=19)
    page = today(place, client, Role.MODERATOR)
    for words in (
        "6 texts to read",
        "Promise: a decision within 24 hours",
        "19 hours",
        "in 5 hours",
        "18 minutes",
    ):
        assert words in page
    clock.advance(hours=6)
    assert "overdue" in today(place, client, Role.MODERATOR)


def test_each_role_sees_its_own_work_only(place: Consulting, client: FlaskClient) -> None:
    shown, pending = place.published(place.person()), place.propose(place.person(), "Autre")
    assert shown != pending
    place.close()
    _follow_up(place)
    work = {
        "text to read": {Role.MODERATOR, Role.FOCAL_POINT},
        "proposal to group": {Role.COMMITTEE_MEMBER, Role.FOCAL_POINT},
        "without a reasoned answer": {Role.COUNCIL_MEMBER, Role.FOCAL_POINT},
        "overdue activity": {Role.PROJECT_OWNER, Role.FOCAL_POINT},
    }
    for role in sorted(STAFF_ROLES):
        page = today(place, client, role)
        assert {words for words in work if words in page} == {
            words for words, who in work.items() if role in who
        }


def _follow_up(place: Consulting) -> None:
    with transaction():
        begin_follow_up(version=db.session.get_one(PlanVersion, place.version_id))
    with transaction():
        for activity in db.session.query(FollowedActivity):
            activity.due_on = date(2026, 3, 1)


def test_a_consultation_to_prepare_says_what_is_missing(place: Consulting, client: FlaskClient) -> None:
    place.set(state=ConsultationState.DRAFT, announced_at=None, opened_at=None)
    page = today(place, client, Role.FOCAL_POINT)
    assert "A consultation to prepare" in page
    assert "still missing" in page


def test_a_consultation_that_opens_soon_is_announced(place: Consulting, client: FlaskClient) -> None:
    soon = application_clock.now() + timedelta(days=2)
    place.set(state=ConsultationState.ANNOUNCED, opened_at=None, starts_at=soon)
    assert "A consultation opens soon" in today(place, client, Role.FOCAL_POINT)


def test_the_running_consultation_shows_its_figures(place: Consulting, client: FlaskClient) -> None:
    place.published(place.person())
    page = today(place, client, Role.MONITORING_BODY)
    assert "Nothing waits for you." in page
    assert "Participants" in page
    assert "10 days" in page


def test_visitors_citizens_and_other_collectivities_stay_out(place: Consulting, client: FlaskClient) -> None:
    assert client.get(TODAY).status_code == 303
    sign_in(client, place.person().user_id or 0)
    assert client.get(TODAY).status_code == 403
    other = make_consulting(slug="autre")
    sign_in(client, other.person(Role.FOCAL_POINT).user_id or 0)
    assert client.get(TODAY).status_code == 403


def test_the_page_asks_the_database_as_often_for_two_texts_as_for_forty(
    place: Consulting, client: FlaskClient
) -> None:
    author, shown = place.person(), 0
    sign_in(client, place.person(Role.FOCAL_POINT).user_id or 0)
    counts = []
    for count in (2, 38):
        for number in range(count):
            place.propose(author, f"Idée {shown}")
            place.published(author, f"Lue {number}")
            shown += 1
        counts.append(queries_of(lambda: client.get(TODAY)))
    assert counts[0] == counts[1]
