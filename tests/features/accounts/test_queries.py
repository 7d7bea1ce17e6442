"""Who is shown how, and who holds which role now."""

import pytest

from app.features.accounts import queries
from app.features.accounts.models import User
from app.features.accounts.own_account import declare_association, leave_association
from app.features.accounts.types import Address, NameShown, Role
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.policy import VISITOR
from tests.support.people import Country, actor_of, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


def test_a_contribution_shows_the_name_that_its_author_chose(country: Country) -> None:
    user_id = make_person("amina@example.org", public_name="Amina", pseudonym="voisine")
    shown = [queries.shown_name(user_id=user_id, name_shown=choice) for choice in NameShown]
    assert shown == ["Amina", "voisine", None]


def test_a_contribution_for_an_association_shows_its_name_while_the_person_speaks_for_it(
    country: Country,
) -> None:
    actor = actor_of(make_person("amina@example.org", public_name="Amina"))
    other = make_person("other@example.org")
    with transaction() as now:
        association_id = declare_association(actor=actor, name="Amis de la source", now=now).id

    def shown(user_id: int | None) -> str | None:
        return queries.shown_name(
            user_id=user_id or 0, name_shown=NameShown.PUBLIC_NAME, association_id=association_id
        )

    assert (shown(actor.user_id), shown(other)) == ("Amis de la source", None)
    with transaction() as now:
        leave_association(actor=actor, association_id=association_id, now=now)
    assert shown(actor.user_id) is None


def test_a_team_is_listed_by_role_and_one_s_own_place_only(country: Country) -> None:
    make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)
    make_person("mod@example.org", Role.MODERATOR, at=country.first_id)
    make_person("there@example.org", Role.MODERATOR, at=country.second_id)
    make_person("lead@example.org", Role.NETWORK_COORDINATOR)
    assert [member.address for member in queries.list_staff(country.first_id)] == [
        "mod@example.org",
        "focal@example.org",
    ]
    assert [member.address for member in queries.list_staff(None)] == ["lead@example.org"]


def test_a_closed_or_unknown_account_is_a_visitor(country: Country) -> None:
    user_id = make_person("amina@example.org", Role.MODERATOR, at=country.first_id)
    with transaction():
        db.session.get_one(User, user_id).active = False
    assert queries.load_actor(user_id) == VISITOR
    assert queries.load_actor(999) == VISITOR


def test_people_are_found_by_either_address(country: Country) -> None:
    by_mail = make_person("amina@example.org")
    by_phone = make_person(None, us_phone_number="+212612345678")
    found = [
        queries.find_by_address(Address("amina@example.org")),
        queries.find_by_address(Address("+212612345678", is_phone=True)),
    ]
    assert [user.id for user in found if user is not None] == [by_mail, by_phone]
    assert queries.find_by_address(Address("+212612345678")) is None


def test_a_role_is_found_in_its_own_collectivity_only(country: Country) -> None:
    make_person("mod@example.org", Role.MODERATOR, at=country.first_id)
    (member,) = queries.list_staff(country.first_id)
    assert queries.get_grant(collectivity_id=country.first_id, grant_id=member.grant_id).id == member.grant_id
    for other in (country.second_id, None):
        with pytest.raises(NotFound):
            queries.get_grant(collectivity_id=other, grant_id=member.grant_id)
