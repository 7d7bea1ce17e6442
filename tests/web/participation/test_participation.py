"""One's own page and one's own data: nobody else's."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.models import Association, User
from app.features.accounts.queries import list_associations
from app.features.supports.commands import give_support
from app.foundation.database import db, transaction
from tests.support.consulting import make_consulting
from tests.support.people import Country, actor_of, make_country, make_person, sign_in

pytestmark = pytest.mark.usefixtures("db_session")
SETTINGS = "/fr/me/settings"


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


@pytest.fixture
def amina(client: FlaskClient, country: Country) -> int:
    user_id = make_person("amina@example.org", territory_id=country.territories["ain"], public_name="Amina")
    sign_in(client, user_id)
    return user_id


def user(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def test_a_page_shows_what_a_person_said_and_supports_and_nothing_of_others(
    client: FlaskClient, db_session: object
) -> None:
    consulting = make_consulting()
    author, neighbour = consulting.person(name="Amina Essai"), consulting.person(name="Salma Essai")
    own = consulting.published(author, "Ouvrir la bibliothèque le soir")
    other = consulting.published(neighbour, "Planter des arbres devant l'école")
    hers = consulting.propose(neighbour, "Une fontaine pour la place")
    with transaction() as now:
        give_support(actor=author, proposal=consulting.proposal(other), now=now)
    sign_in(client, author.user_id or 0)
    page = client.get("/fr/me")
    assert page.status_code == 200
    assert "Ouvrir la bibliothèque le soir" in page.text
    assert "Planter des arbres" in page.text
    assert "Une fontaine" not in page.text
    assert {own, other, hers}
    sign_in(client, neighbour.user_id or 0)
    page = client.get("/fr/me")
    assert "Une fontaine" in page.text
    assert "Ouvrir la bibliothèque" not in page.text


def test_an_empty_page_says_what_can_be_done(client: FlaskClient, amina: int) -> None:
    page = client.get("/fr/me")
    assert page.status_code == 200
    assert "Amina" in page.text


def test_a_person_changes_her_names_language_and_commune(
    client: FlaskClient, amina: int, country: Country
) -> None:
    assert "Amina" in client.get(SETTINGS).text
    fields = {"public_name": "Amina Essai", "pseudonym": "voisine", "language": "ar", "commune_words": "oued"}
    looked = client.post(SETTINGS, data=fields | {"territory": str(country.territories["ain"]), "find": "1"})
    assert looked.status_code == 200
    assert "Province du Sud" in looked.text
    assert "Amina Essai" in looked.text
    assert user(amina).public_name == "Amina"
    chosen = {"territory": str(country.territories["wad-sud"]), "searched_words": "oued"}
    assert client.post(SETTINGS, data=fields | chosen).status_code == 303
    changed = user(amina)
    assert (changed.public_name, changed.pseudonym, changed.language) == ("Amina Essai", "voisine", "ar")
    assert changed.territory_id == country.territories["wad-sud"]


def test_a_name_that_cannot_be_shown_is_refused_beside_its_field(client: FlaskClient, amina: int) -> None:
    refused = client.post(SETTINGS, data={"public_name": "Аmina", "language": "fr"})
    assert refused.status_code == 422
    assert "public_name-why" in refused.text
    assert user(amina).public_name == "Amina"


def test_extra_fields_change_nothing(client: FlaskClient, amina: int) -> None:
    client.post(
        SETTINGS,
        data={
            "public_name": "Amina",
            "language": "fr",
            "email": "x@example.org",
            "active": "",
            "is_demo": "1",
        },
    )
    assert (user(amina).email, user(amina).active, user(amina).is_demo) == ("amina@example.org", True, False)


def test_a_person_speaks_for_an_association_and_stops(client: FlaskClient, amina: int) -> None:
    assert client.post("/fr/me/associations", data={"name": "  Les amis de la source "}).status_code == 303
    (association,) = list_associations(user_id=amina)
    association_id = association.id
    assert association.name == "Les amis de la source"
    assert "Les amis de la source" in client.get(SETTINGS).text
    other = client.application.test_client()
    sign_in(other, make_person("other@example.org"))
    assert other.post(f"/fr/me/associations/{association_id}/leave").status_code == 404
    assert client.post(f"/fr/me/associations/{association_id}/leave").status_code == 303
    assert list_associations(user_id=amina) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Association)) == 1


def test_an_association_needs_a_name(client: FlaskClient, amina: int) -> None:
    refused = client.post("/fr/me/associations", data={"name": "\u200b"})
    assert refused.status_code == 422
    assert "name-why" in refused.text
    assert client.get("/ar/me/associations").location == "/ar/me/settings#associations"


def test_a_visitor_has_no_page_of_her_own(client: FlaskClient, db_session: object) -> None:
    for path in ("/fr/me", SETTINGS):
        assert client.get(path).status_code == 303


def test_an_unconfirmed_account_changes_nothing(client: FlaskClient, country: Country) -> None:
    user_id = make_person("late@example.org", confirmed_at=None)
    sign_in(client, user_id)
    assert actor_of(user_id).is_confirmed is False
    db.session.rollback()
    assert client.post(SETTINGS, data={"public_name": "X Y", "language": "fr"}).status_code == 403
