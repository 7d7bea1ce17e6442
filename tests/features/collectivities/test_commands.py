"""A collectivity's space: its profile, its public texts, its declaration."""

import pytest

from app.features.collectivities import commands, queries, rules
from app.features.collectivities.models import Collectivity
from app.features.collectivities.types import Profile, PublicText, TerritoryData
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed
from app.foundation.policy import SYSTEM, Actor

PROFILE = Profile(names={"fr": "Commune"}, languages=("ar", "fr"), default_language="ar")


def make(code: str = "C1", slug: str = "somewhere") -> int:
    with transaction() as now:
        territory = queries.find_territory(code=code)
        assert territory is not None
        return commands.create_collectivity(
            actor=SYSTEM,
            territory=territory,
            slug=slug,
            profile=PROFILE,
            time_zone="Africa/Casablanca",
            now=now,
        ).id


def read(collectivity_id: int) -> Collectivity:
    return db.session.get_one(Collectivity, collectivity_id)


def focal_point(collectivity_id: int) -> Actor:
    return Actor(user_id=7, roles=frozenset({(collectivity_id, "focal_point")}), is_confirmed=True)


def changed(**values: object) -> Profile:
    return Profile(**{"names": {"fr": "x"}, "languages": ("fr",), "default_language": "fr"} | values)  # type: ignore[arg-type]


def test_a_territory_has_one_space_at_one_address(country: TerritoryData) -> None:
    make()
    with pytest.raises(rules.SlugTaken):
        make(slug="elsewhere")
    with pytest.raises(rules.SlugTaken):
        make(code="C2")


def test_only_the_network_coordination_creates(country: TerritoryData) -> None:
    territory = queries.find_territory(code="C1")
    assert territory is not None
    for actor in (focal_point(1), Actor(user_id=1, is_confirmed=True)):
        with pytest.raises(NotAllowed), transaction() as now:
            commands.create_collectivity(
                actor=actor,
                territory=territory,
                slug="x",
                profile=PROFILE,
                time_zone="Africa/Casablanca",
                now=now,
            )


def test_a_focal_point_changes_her_own_profile_only(country: TerritoryData) -> None:
    own, other = make(), make("C2", "other")
    profile = changed(
        names={"fr": " Ville  d'essai "}, languages=("fr", "fr"), accent="#0B5394 ", contact="05 00"
    )
    with transaction():
        commands.update_profile(actor=focal_point(own), collectivity=read(own), profile=profile)
    saved = read(own)
    assert (saved.names, saved.languages, saved.accent) == ({"fr": "Ville d'essai"}, ["fr"], "#0b5394")
    with pytest.raises(NotAllowed), transaction():
        commands.update_profile(actor=focal_point(own), collectivity=read(other), profile=profile)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "#ffee00"),
        ("accent", "red"),
        ("languages", ()),
        ("languages", ("fr", "xx")),
        ("default_language", "ar"),
        ("website", "javascript:alert(1)"),
        ("names", {"fr": " "}),
    ],
)
def test_a_profile_that_could_not_be_shown_is_refused_beside_its_field(
    country: TerritoryData, field: str, value: object
) -> None:
    own = make()
    with pytest.raises(Invalid) as refused, transaction():
        commands.update_profile(
            actor=focal_point(own), collectivity=read(own), profile=changed(**{field: value})
        )
    assert field in refused.value.fields


def test_the_refusal_of_a_colour_says_the_contrast_needed(country: TerritoryData) -> None:
    own = make()
    with pytest.raises(Invalid) as refused, transaction():
        commands.update_profile(actor=SYSTEM, collectivity=read(own), profile=changed(accent="#ffee00"))
    assert "4.5 to 1" in str(refused.value.fields["accent"])


def test_public_texts_keep_every_version(country: TerritoryData) -> None:
    own = make()
    for text in ("first", "second"):
        with transaction() as now:
            commands.publish_public_text(
                actor=focal_point(own), collectivity=read(own), kind=PublicText.CHARTER,
                texts={"fr": {"text": text}, "ar": {"text": " "}}, now=now,
            )  # fmt: skip
    versions = queries.list_public_texts(collectivity_id=own, kind=PublicText.CHARTER)
    assert [(version.number, version.texts) for version in versions] == [
        (2, {"fr": {"text": "second"}}), (1, {"fr": {"text": "first"}}),
    ]  # fmt: skip
    assert queries.find_public_text(collectivity_id=own, kind=PublicText.LEGAL_NOTICE) is None


def test_an_empty_public_text_is_refused(country: TerritoryData) -> None:
    own = make()
    with pytest.raises(Invalid), transaction() as now:
        commands.publish_public_text(
            actor=SYSTEM, collectivity=read(own), kind=PublicText.CHARTER, texts={"fr": {"text": ""}}, now=now
        )


def test_a_real_collectivity_consults_only_once_declared(country: TerritoryData) -> None:
    own = make()
    with pytest.raises(rules.NotDeclared):
        rules.require_declared(read(own))
    with transaction():
        commands.record_declaration(
            actor=focal_point(own), collectivity=read(own), reference=" D-1 ", declared_on=None
        )
    rules.require_declared(read(own))
    assert read(own).declaration_reference == "D-1"


def test_a_fictional_collectivity_needs_no_declaration(country: TerritoryData) -> None:
    rules.require_declared(read(make("C4", "fiction")))


def test_members_are_listed_by_kind(country: TerritoryData) -> None:
    fictional, commune, province = make("C4", "fiction"), make(), make("P1", "province")
    assert [each.id for each in queries.list_members()] == [province, commune, fictional]
    assert [each.id for each in queries.list_members(kind="province")] == [province]
