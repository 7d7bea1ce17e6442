"""The list of appeals that a coordinator of the network decides."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.features.accounts.models import RoleGrant
from app.features.accounts.types import Role
from app.foundation.database import db, transaction
from tests.support.consulting import Consulting, make_user
from tests.support.moderating import appeal, hide, make_moderated
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
PAGE = "/fr/network/appeals"


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_moderated()


@pytest.fixture
def coordinator(place: Consulting, client: FlaskClient) -> None:
    with transaction() as now:
        user_id = make_user("Coordinatrice").id
        db.session.add(
            RoleGrant(user_id=user_id, collectivity_id=None, role=Role.NETWORK_COORDINATOR, granted_at=now)
        )
    sign_in(client, user_id)


@pytest.mark.usefixtures("coordinator")
def test_each_appeal_leads_to_its_page_with_as_many_queries_for_one_as_for_six(
    place: Consulting, client: FlaskClient
) -> None:
    moderator, author = place.person(Role.MODERATOR), place.person()
    assert "Aucun recours" in client.get(PAGE).text
    decisions = [hide(place, moderator, place.published(author, f"Un banc à l'ombre {n}")) for n in range(6)]
    appeal(author, decisions[0])
    few = queries_of(lambda: client.get(PAGE))
    for decision in decisions[1:]:
        appeal(author, decision)
    assert queries_of(lambda: client.get(PAGE)) == few
    page = client.get(PAGE).text
    for decision in decisions:
        address = f"/fr/c/{place.slug}/manage/moderation/appeals/{decision}"
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.usefixtures("coordinator")
def test_my_page_leads_a_coordinator_there(client: FlaskClient) -> None:
    assert f'href="{PAGE}"' in client.get("/fr/me").text


def test_nobody_else_reads_it(place: Consulting, client: FlaskClient) -> None:
    sign_in(client, place.person(Role.MODERATOR).user_id or 0)
    assert client.get(PAGE).status_code == 403
