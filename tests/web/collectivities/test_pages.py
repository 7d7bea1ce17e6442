"""Members are found by name in either script; each has its home, its texts, its profile."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.collectivities import commands
from app.features.collectivities.models import Collectivity
from app.features.collectivities.types import PublicText
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from tests.features.plans.making import Workshop, make_workshop
from tests.support.people import make_person, sign_in
from tests.web.consultations.counting import queries_of

SignIn = Callable[[Role], FlaskClient]
MANAGE = "/en/c/ain-essai/manage"


@pytest.fixture
def workshop(db_session: object) -> Workshop:
    """Two fictional communes of one region; the first has a plan."""
    return make_workshop()


@pytest.fixture
def as_role(client: FlaskClient, workshop: Workshop) -> SignIn:
    """Return a function that signs somebody in who holds a role in the first commune."""

    def signed_in(role: Role) -> FlaskClient:
        sign_in(client, make_person(None, role, at=workshop.collectivity_id))
        return client

    return signed_in


def read(workshop: Workshop) -> Collectivity:
    return db.session.get_one(Collectivity, workshop.collectivity_id)


@pytest.mark.parametrize("query", ["ain", "AÏN", "عين", "aïn essai"])
def test_a_member_is_found_in_either_script(client: FlaskClient, workshop: Workshop, query: str) -> None:
    page = client.get("/fr/members", query_string={"q": query}).text
    assert "/fr/c/ain-essai" in page
    assert "/fr/c/dar-essai" not in page


def test_the_directory_groups_by_region_and_says_what_is_there(
    client: FlaskClient, workshop: Workshop
) -> None:
    workshop.publish()
    page = client.get("/fr/members").text
    assert page.index("Région d&#39;essai") < page.index("Aïn Essai") < page.index("Dar Essai")


def test_a_place_that_is_no_member_is_said_to_be_none(client: FlaskClient, workshop: Workshop) -> None:
    page = client.get("/en/members", query_string={"q": "région"}).text
    assert "No member answers this search." in page
    assert "Not members yet" in page


def test_kinds_are_an_allow_list(client: FlaskClient, workshop: Workshop) -> None:
    assert "/fr/c/ain-essai" not in client.get("/fr/members?kind=region").text
    assert "/fr/c/ain-essai" in client.get("/fr/members?kind=%27%20OR%201").text


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_the_home_shows_the_published_plans_only(
    client: FlaskClient, workshop: Workshop, language: str
) -> None:
    assert "Programme d&#39;essai" not in client.get(f"/{language}/c/ain-essai").text
    workshop.publish()
    assert "Programme d&#39;essai" in client.get(f"/{language}/c/ain-essai").text


def test_the_directory_and_the_home_ask_a_constant_number_of_questions(
    client: FlaskClient, workshop: Workshop
) -> None:
    one = queries_of(lambda: client.get("/fr/members?q=ain"))
    assert queries_of(lambda: client.get("/fr/members?q=essai")) == one


def test_public_texts_show_the_version_that_holds_and_earlier_ones(
    client: FlaskClient, workshop: Workshop
) -> None:
    assert "Nothing has been published here yet." in client.get("/en/c/ain-essai/charter").text
    for text in ("Première règle", "Deuxième règle"):
        with transaction() as now:
            commands.publish_public_text(
                actor=SYSTEM,
                collectivity=read(workshop),
                kind=PublicText.CHARTER,
                texts={"fr": {"text": text}},
                now=now,
            )
    assert "Deuxième règle" in client.get("/fr/c/ain-essai/charter").text
    earlier = client.get("/en/c/ain-essai/charter/1").text
    assert "Première règle" in earlier
    assert "This is an earlier version" in earlier
    assert client.get("/fr/c/ain-essai/charter/3").status_code == 404
    assert client.get("/fr/c/ain-essai/legal-notice").status_code == 200


def profile(**changes: object) -> dict[str, object]:
    return {
        "names_fr": "Aïn Essai", "names_ar": "عين التجربة", "languages": ["ar", "fr", "en"], "default_language": "ar",
        "amazigh_fallback": "ar", "accent": "#0a5c5a", "welcome_fr": "Bienvenue",
    } | changes  # fmt: skip


def test_the_focal_point_changes_the_profile(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    assert 'value="#0a5c5a"' in client.get(f"{MANAGE}/profile").text
    assert client.post(f"{MANAGE}/profile", data=profile(accent="#6b2d5c")).status_code == 303
    assert (read(workshop).accent, read(workshop).welcome) == ("#6b2d5c", {"fr": "Bienvenue"})


def test_an_unreadable_colour_is_refused_and_what_was_typed_stays(
    as_role: SignIn, workshop: Workshop
) -> None:
    client = as_role(Role.FOCAL_POINT)
    answer = client.post(f"{MANAGE}/profile", data=profile(accent="#ffee00", welcome_fr="Mots gardés"))
    assert answer.status_code == 422
    assert "at least 4.5 to 1 is needed" in answer.text
    assert "Mots gardés" in answer.text
    assert read(workshop).accent == "#0a5c5a"


def test_the_declaration_is_recorded(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    data = {"declaration-reference": "D-GC-1/2026", "declaration-declared_on": "2026-01-31"}
    assert client.post(f"{MANAGE}/declaration", data=data).status_code == 303
    assert (read(workshop).declaration_reference, str(read(workshop).declared_on)) == (
        "D-GC-1/2026",
        "2026-01-31",
    )
    assert client.post(f"{MANAGE}/declaration", data={}).status_code == 422


def test_a_new_version_of_the_charter_is_published(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    assert client.get(f"{MANAGE}/texts/charter").status_code == 200
    assert client.post(f"{MANAGE}/texts/charter", data={"text_fr": "Règle"}).status_code == 303
    assert "Règle" in client.get("/fr/c/ain-essai/charter").text
    assert client.post(f"{MANAGE}/texts/charter", data={"text_fr": " "}).status_code == 422
    assert client.get(f"{MANAGE}/texts/other").status_code == 404


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.COMMITTEE_MEMBER, Role.COUNCIL_MEMBER])
def test_others_do_not_touch_the_profile(as_role: SignIn, workshop: Workshop, role: Role) -> None:
    client = as_role(role)
    assert client.get(f"{MANAGE}/profile").status_code == 403
    assert client.post(f"{MANAGE}/profile", data=profile()).status_code == 403
    assert client.get("/en/c/dar-essai/manage/profile").status_code == 403


def test_the_rules_of_a_charter_carry_the_numbers_that_decisions_name(
    client: FlaskClient, workshop: Workshop
) -> None:
    with transaction() as now:
        commands.publish_public_text(
            actor=SYSTEM,
            collectivity=read(workshop),
            kind=PublicText.CHARTER,
            texts={"fr": {"text": "1. Écouter.\n\n2. Répondre."}},
            now=now,
        )
    page = client.get("/fr/c/ain-essai/charter").text
    assert '<li id="rule-2">Répondre.</li>' in page
