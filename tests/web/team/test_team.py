"""Roles by invitation: who may invite, who may accept, and an end at once."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.models import RoleGrant
from app.features.accounts.queries import list_staff
from app.features.accounts.types import Role
from app.foundation.database import db
from app.foundation.history import list_steps
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import Country, make_country, make_person, sign_in

pytestmark = pytest.mark.usefixtures("db_session")
TEAM = "/fr/c/ain/manage/team"


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


@pytest.fixture
def focal_point(country: Country, client: FlaskClient) -> int:
    user_id = make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)
    sign_in(client, user_id)
    return user_id


def invite(
    client: FlaskClient, email: str = "sara@example.org", role: str = "moderator", **fields: str
) -> Any:
    return client.post(TEAM, data={"email": email, "role": role, "language": "fr"} | fields)


def invited(client: FlaskClient, outbox: Mailbox, email: str = "sara@example.org") -> str:
    assert invite(client, email).status_code == 303
    return outbox.last_letter(email).link("/invitations/")


def visitor(client: FlaskClient, user_id: int | None = None) -> FlaskClient:
    other = client.application.test_client()
    if user_id is not None:
        sign_in(other, user_id)
    return other


def roles_of(user_id: int) -> set[Role]:
    statement = sa.select(RoleGrant.role).where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
    return set(db.session.scalars(statement))


def test_a_focal_point_invites_and_the_invited_person_accepts(
    client: FlaskClient, country: Country, focal_point: int, outbox: Mailbox
) -> None:
    path = invited(client, outbox)
    assert "sara@example.org" in client.get(TEAM).text
    page = visitor(client).get(path)
    assert "Aïn Essai" in page.text
    assert path in page.text.replace("%2F", "/")
    sara = make_person("sara@example.org")
    her = visitor(client, sara)
    assert her.get(path).status_code == 200
    assert her.post(f"{path}/accept").status_code == 303
    assert roles_of(sara) == {Role.MODERATOR}
    (grant,) = [each for each in list_staff(country.first_id) if each.user_id == sara]
    assert [step.step for step in list_steps("role_grant", grant.grant_id)] == ["grant"]


def test_an_invitation_is_accepted_once(client: FlaskClient, focal_point: int, outbox: Mailbox) -> None:
    path = invited(client, outbox)
    her = visitor(client, make_person("sara@example.org"))
    assert her.post(f"{path}/accept").status_code == 303
    assert her.post(f"{path}/accept").status_code == 410
    assert her.get(path).status_code == 410


def test_an_invitation_is_for_its_address_only(
    client: FlaskClient, focal_point: int, outbox: Mailbox
) -> None:
    path = invited(client, outbox)
    other = make_person("other@example.org")
    stranger = visitor(client, other)
    assert f"{path}/accept" not in stranger.get(path).text
    assert stranger.post(f"{path}/accept").status_code == 409
    by_phone = make_person(None, us_phone_number="+212612345678")
    assert visitor(client, by_phone).post(f"{path}/accept").status_code == 409
    assert roles_of(other) == roles_of(by_phone) == set()


def test_an_old_invitation_is_refused(
    client: FlaskClient, focal_point: int, outbox: Mailbox, clock: FixedClock
) -> None:
    path = invited(client, outbox)
    clock.advance(days=14)
    her = visitor(client, make_person("sara@example.org"))
    assert her.post(f"{path}/accept").status_code == 410


def test_an_invitation_taken_back_is_refused(client: FlaskClient, focal_point: int, outbox: Mailbox) -> None:
    path = invited(client, outbox)
    assert client.post(f"{TEAM}/invitations/1/revoke").status_code == 303
    her = visitor(client, make_person("sara@example.org"))
    assert her.post(f"{path}/accept").status_code == 410
    assert client.post(f"{TEAM}/invitations/1/revoke").status_code == 410


def test_an_invitation_of_somebody_who_lost_her_role_is_refused(
    client: FlaskClient, country: Country, focal_point: int, outbox: Mailbox
) -> None:
    path = invited(client, outbox)
    (grant,) = list_staff(country.first_id)
    client.post(f"{TEAM}/roles/{grant.grant_id}/end")
    her = visitor(client, make_person("sara@example.org"))
    assert her.post(f"{path}/accept").status_code == 410


def test_an_unknown_link_gets_the_answer_of_a_spent_one(client: FlaskClient, focal_point: int) -> None:
    assert client.get("/fr/invitations/never").status_code == 410
    assert client.post("/fr/invitations/never/accept").status_code == 410
    assert visitor(client).post("/fr/invitations/never/accept").status_code == 303


def test_fields_added_to_the_form_change_nothing(
    client: FlaskClient, country: Country, focal_point: int, outbox: Mailbox
) -> None:
    path = invited(client, outbox)
    sara = make_person("sara@example.org")
    visitor(client, sara).post(
        f"{path}/accept", data={"role": "focal_point", "collectivity_id": country.second_id}
    )
    assert roles_of(sara) == {Role.MODERATOR}


def test_a_role_ended_is_lost_at_the_next_request(
    client: FlaskClient, country: Country, focal_point: int, outbox: Mailbox
) -> None:
    other = make_person("second@example.org", Role.FOCAL_POINT, at=country.first_id)
    hers = visitor(client, other)
    assert hers.get(TEAM).status_code == 200
    (grant,) = [each for each in list_staff(country.first_id) if each.user_id == other]
    assert client.get(f"{TEAM}/roles/{grant.grant_id}/end").status_code == 200
    assert client.post(f"{TEAM}/roles/{grant.grant_id}/end").status_code == 303
    refused = hers.get(TEAM)
    assert (refused.status_code, refused.location) == (303, "/fr/account/sign-in?next=/fr/c/ain/manage/team")
    assert visitor(client, other).get(TEAM).status_code == 403
    assert client.post(f"{TEAM}/roles/{grant.grant_id}/end").status_code == 409
    assert [step.step for step in list_steps("role_grant", grant.grant_id)] == ["end"]


def test_nobody_invites_herself(client: FlaskClient, focal_point: int, outbox: Mailbox) -> None:
    assert invite(client, "FOCAL@example.org", "council_member").status_code == 409
    assert outbox.letters() == []


def test_a_focal_point_has_no_say_elsewhere_nor_over_the_network(
    client: FlaskClient, country: Country, focal_point: int
) -> None:
    elsewhere = TEAM.replace("/ain/", "/wad-nord/")
    make_person("there@example.org", Role.MODERATOR, at=country.second_id)
    (grant,) = list_staff(country.second_id)
    assert client.get(elsewhere).status_code == 403
    assert (
        client.post(
            elsewhere, data={"email": "x@example.org", "role": "moderator", "language": "fr"}
        ).status_code
        == 403
    )
    assert client.post(f"{TEAM}/roles/{grant.grant_id}/end").status_code == 404
    assert client.get(f"{TEAM}/roles/{grant.grant_id}/end").status_code == 404
    assert invite(client, role="network_coordinator").status_code == 422
    assert client.get("/fr/network/team").status_code == 403
    assert len(list_staff(country.second_id)) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FOCAL_POINT, Role.NETWORK_COORDINATOR}))
def test_no_other_role_opens_the_team_page(client: FlaskClient, country: Country, role: Role) -> None:
    sign_in(client, make_person(None, role, at=country.first_id))
    assert client.get(TEAM).status_code == 403
    assert invite(client).status_code == 403


def test_a_coordinator_invites_focal_points_anywhere_and_people_of_the_network(
    client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    sign_in(client, make_person("lead@example.org", Role.NETWORK_COORDINATOR))
    assert invite(client, role="focal_point").status_code == 303
    assert invite(client, role="moderator").status_code == 422
    page = client.get("/fr/network/team")
    assert "lead@example.org" in page.text
    fields = {"email": "mentor@example.org", "role": "mentor", "language": "fr"}
    assert client.post("/fr/network/team", data=fields).status_code == 303
    mentor = make_person("mentor@example.org")
    path = outbox.last_letter("mentor@example.org").link("/invitations/")
    assert visitor(client, mentor).post(f"{path}/accept").status_code == 303
    assert roles_of(mentor) == {Role.MENTOR}


def test_whoever_holds_a_role_gives_it_back(client: FlaskClient, country: Country) -> None:
    user_id = make_person("sara@example.org", Role.MODERATOR, at=country.first_id)
    other = make_person("other@example.org")
    (grant,) = list_staff(country.first_id)
    assert visitor(client, other).post(f"/fr/me/roles/{grant.grant_id}/end").status_code == 404
    sign_in(client, user_id)
    assert "Modérat" in client.get("/fr/me").text or "Moderator" in client.get("/fr/me").text
    assert client.post(f"/fr/me/roles/{grant.grant_id}/end").status_code == 303
    assert roles_of(user_id) == set()


def test_an_invitation_form_with_an_error_keeps_what_was_typed(client: FlaskClient, focal_point: int) -> None:
    refused = invite(client, "no address")
    assert refused.status_code == 422
    assert "no address" in refused.text
    assert "email-why" in refused.text
