"""Territories are data: imported, replaced, found by name in either script."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli import territories as importer
from app.features.collectivities import commands, queries
from app.features.collectivities.models import Territory
from app.features.collectivities.types import ImportCounts, TerritoryData
from app.foundation.database import db, transaction
from app.foundation.errors import SignInNeeded
from app.foundation.policy import SYSTEM, VISITOR


def found(query: str, **options: object) -> list[str]:
    return [each.code for each in queries.search_territories(query, **options)]  # type: ignore[arg-type]


def test_importing_again_changes_nothing(country: TerritoryData) -> None:
    with transaction():
        counts = commands.import_territories(actor=SYSTEM, data=country)
    assert counts == ImportCounts(added=0, changed=0, unchanged=8, left=0)


def test_a_newer_version_replaces_names_and_keeps_ids(country: TerritoryData) -> None:
    before = db.session.scalar(sa.select(Territory.id).where(Territory.code == "C2"))
    places = tuple(
        replace(each, names={"fr": "Sidi Omar", "ar": "سيدي عمر"}) if each.code == "C2" else each
        for each in country.territories
        if each.code != "D1"
    )
    with transaction():
        counts = commands.import_territories(
            actor=SYSTEM, data=replace(country, origin="country 2", territories=places)
        )
    assert counts == ImportCounts(added=0, changed=1, unchanged=6, left=1)
    place = queries.find_territory(code="C2", source="country")
    assert place is not None
    assert (place.id, place.origin, place.names["fr"]) == (before, "country 2", "Sidi Omar")
    assert found("omar") == ["C2"]


def test_only_the_operator_imports(country: TerritoryData) -> None:
    with pytest.raises(SignInNeeded), transaction():
        commands.import_territories(actor=VISITOR, data=country)


@pytest.mark.parametrize("query", ["tetouan", "Tétouan", "TÉT", "تطوان", "تِطْوَان"])
def test_a_name_is_found_in_either_script_whatever_the_accents(country: TerritoryData, query: str) -> None:
    assert found(query) == ["P1", "C1"]


@pytest.mark.parametrize(
    ("query", "codes"), [("oued", ["P2"]), ("واد", ["P2"]), ("الواد", ["P2"]), ("علي", ["C2", "C3"])]
)
def test_a_name_is_found_by_any_of_its_words_with_or_without_article(
    country: TerritoryData, query: str, codes: list[str]
) -> None:
    assert found(query) == codes


def test_names_that_repeat_are_told_apart_by_their_parent(country: TerritoryData) -> None:
    parents = [each.parent_names["fr"] for each in queries.search_territories("sidi ali")]
    assert parents == ["Tétouan", "L'Oued"]


def test_kinds_limit_the_search(country: TerritoryData) -> None:
    assert found("tetouan", kinds=["commune"]) == ["C1"]
    assert found("sidi", limit=1) == ["C2"]


@pytest.mark.parametrize("query", ["", " ", "%", "_", "'; --", "x" * 500])
def test_odd_queries_find_nothing(country: TerritoryData, query: str) -> None:
    assert found(query) == []


def test_districts_and_ancestors(country: TerritoryData) -> None:
    commune = queries.find_territory(code="C4")
    assert commune is not None
    assert [place.code for place in queries.list_districts(commune.id)] == ["D1"]
    assert [place.code for place in queries.ancestors([commune.id])[commune.id]] == ["P2", "R1"]
    region = queries.find_territory(code="R1")
    assert region is not None
    assert queries.is_inside(commune.id, container_id=region.id)
    assert not queries.is_inside(region.id, container_id=commune.id)


def test_the_whole_country_is_imported_by_one_command(app: Flask) -> None:
    result = app.test_cli_runner().invoke(importer.group.commands["import"], [])
    assert result.exit_code == 0, result.output
    again = app.test_cli_runner().invoke(importer.group.commands["import"], [])
    assert "0 added, 0 changed, 1590 unchanged" in again.output
    with app.app_context():
        assert queries.count_territories() == {
            "region": 12,
            "province": 62,
            "prefecture": 13,
            "commune": 1503,
        }
        assert [each.names["fr"] for each in queries.search_territories("تنغير", kinds=["commune"])] == [
            "Tinghir"
        ]


def test_a_neutral_file_describes_any_country() -> None:
    data = importer.read_neutral(
        {
            "origin": "somewhere 1",
            "kinds": [{"code": "county", "rank": 1, "names": {"en": "County"}}],
            "territories": [{"code": "X", "kind": "county", "names": {"en": "Ex"}, "fictional": True}],
        }
    )
    assert data.kinds[0].has_council
    assert data.territories[0].is_fictional
