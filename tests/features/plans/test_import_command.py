"""`flask plans import` shows first, then takes every plan in, and loses nothing."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.cli import plans as command
from app.cli import territories
from app.cli.plan_sources import UnknownRecord, as_document
from app.features.collectivities import queries as collectivities
from app.features.plans import exporting, queries
from app.features.plans.document import write
from app.features.plans.reading import read
from app.features.plans.types import ItemKind, ItemLabel
from app.foundation.text.clean import clean_text
from config import ROOT
from tests.support.applications import Workplace

SHARED = Path(os.environ.get("TACHAWOR_SHARED_DATA", ROOT.parent / "shared" / "data")) / "plans.json"
OURS = ROOT / "app/demo/content/real_plans.json"
FOUND = [path for path in (SHARED, OURS) if path.is_file()]
RECORD: dict[str, Any] = {
    "collectivity": "جماعة تنغير (Commune de Tinghir)",
    "period": None,
    "language": "ar",
    "source_url": "https://example.org/plan",
    "notes": "The excerpt stops early.",
    "adopted": "October 2023 session",
    "axes": [
        {
            "title": None,
            "projects": [
                {
                    "title": "مشروع",
                    "start": "26 March",
                    "activities": ["نشاط (text cut)"],
                    "problem": ["أول", "ثان"],
                },
                {"title": "آخر", "axis_assignment": "by us, from subject", "description": "وصف (summary)"},
            ],
        }
    ],
}


@pytest.fixture
def country(workplace: Workplace) -> Flask:
    """An application that knows Morocco's territories."""

    def import_territories() -> None:
        runner = workplace.app.test_cli_runner()
        assert runner.invoke(territories.group.commands["import"], []).exit_code == 0

    workplace.fill("country", import_territories)
    return workplace.app


def run(app: Flask, file: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(command.group.commands["import"], [str(file), *options])


def all_plans() -> list[Any]:
    return [
        (member, plan, queries.latest_version(plan))
        for member in collectivities.list_members()
        for plan in queries.list_plans(collectivity_id=member.id)
    ]


def leaves(value: object) -> Iterator[str]:
    """Yield every text and number of JSON values, each line of a text by itself."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif value is not None:
        yield from (clean_text(line) for line in str(value).splitlines())


@pytest.mark.parametrize("file", FOUND, ids=lambda path: path.name)
def test_every_plan_of_the_sources_is_taken_in_and_nothing_is_lost(country: Flask, file: Path) -> None:
    result = run(country, file, "--apply")
    assert result.exit_code == 0, result.output
    with country.app_context():
        found = all_plans()
        revisions = [each for _, _, version in found for each in queries.list_revisions(version.id)]
        assert len(found) == 16
        assert Counter(each.kind for each in revisions) == {
            ItemKind.AXIS: 34, ItemKind.PROJECT: 23, ItemKind.ACTIVITY: 7,
        }  # fmt: skip
        assert sum(ItemLabel.AXIS_NOT_STATED in each.labels for each in revisions) == 8
        assert sum(ItemLabel.ASSIGNED_BY_US in each.labels for each in revisions) == 2
        assert all(version.is_published for _, _, version in found)
        kept = Counter(
            text
            for member, plan, version in found
            for text in leaves(write(exporting.document_of(plan=plan, version=version, collectivity=member)))
        )
    given = Counter(leaves(json.loads(file.read_text("utf-8"))))
    as_label = {"by us, from subject"}
    assert {text for text in given if kept[text] < given[text]} - as_label == set()


@pytest.mark.parametrize("file", FOUND, ids=lambda path: path.name)
def test_importing_the_sources_again_changes_nothing(country: Flask, file: Path) -> None:
    assert run(country, file, "--apply").exit_code == 0
    again = run(country, file, "--apply")
    assert again.output.count("unchanged") == 16
    with country.app_context():
        assert len(all_plans()) == 16


def test_without_apply_nothing_is_changed(country: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps([RECORD]))
    result = run(country, file)
    assert "commune-tinghir (new)" in result.output
    assert "1 axis, 2 project, 1 activity" in result.output
    assert "Nothing was changed" in result.output
    with country.app_context():
        assert collectivities.list_members() == []


def test_what_is_quoted_from_a_source_is_not_said_to_be_published_by_its_council_that_day(
    country: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps([RECORD]))
    assert run(country, file, "--apply").exit_code == 0
    reader = country.test_client()
    for address in ("/en/c/commune-tinghir/plans", "/en/c/commune-tinghir/plans/1"):
        page = reader.get(address).text
        assert "Copied here from its source on" in page
        assert "Published on" not in page


def test_a_draft_import_publishes_nothing(country: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(as_document(RECORD)))
    assert run(country, file, "--apply", "--keep-as-draft").exit_code == 0
    with country.app_context():
        assert all_plans() == []


def test_errors_are_told_by_path_and_nothing_is_imported(country: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plans.json"
    wrong = as_document(RECORD)
    wrong["items"][0]["texts"]["ar"]["origin"] = "dreamt"
    file.write_text(json.dumps([RECORD, wrong]))
    result = run(country, file, "--apply")
    assert result.exit_code == 1
    assert "[1].items[0].texts.ar.origin: " in result.output
    with country.app_context():
        assert collectivities.list_members() == []


def test_an_unknown_place_is_refused(country: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(RECORD | {"collectivity": "Commune de Nulle-Part-Du-Tout"}))
    result = run(country, file, "--apply")
    assert result.exit_code == 1
    assert "No territory is known" in result.output


def test_a_file_that_is_not_json_is_refused(country: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("{")
    assert "is not JSON" in run(country, file).output


def test_what_a_source_says_is_labelled() -> None:
    document = read(as_document(RECORD))
    axis, first, activity, second = document.walk()
    assert axis.facts.labels == ("axis_not_stated",)
    assert (first.facts.starts, first.facts.labels) == ("26 March", ())
    assert first.texts["ar"]["problem"] == "أول\nثان"
    assert activity.facts.labels == ("cut",)
    assert second.facts.labels == ("assigned_by_us", "summary")
    assert document.facts["labels"] == ["title_by_us", "cut"]
    assert document.facts["adopted"] == {"text": "October 2023 session"}
    assert document.collectivity.as_written == RECORD["collectivity"]


def test_a_record_with_something_unknown_is_refused() -> None:
    with pytest.raises(UnknownRecord, match="surprise"):
        as_document(RECORD | {"surprise": 1})


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"axes": []}, "plan: missing: collectivity, language"),
        (RECORD | {"axes": 3}, "plan: axes is not a list"),
        (RECORD | {"axes": ["words"]}, "a1: not an object"),
        (RECORD | {"axes": [{"title": "x"}]}, "a1: missing: projects"),
        (RECORD | {"axes": [{"title": "x", "projects": [{"budget": "1"}]}]}, "a1p1: missing: title"),
        (RECORD | {"axes": [{"title": "x", "projects": [{"title": "y", "activities": 1}]}]}, "a1p1: activities"),
        (RECORD | {"language": 4}, "plan: collectivity and language are text"),
    ],
)  # fmt: skip
def test_a_record_of_another_shape_is_refused_by_path(
    country: Flask, tmp_path: Path, record: dict[str, Any], said: str
) -> None:
    path = tmp_path / "records.json"
    path.write_text(json.dumps([record]), "utf-8")
    result = country.test_cli_runner().invoke(args=["plans", "import", str(path)])
    assert result.exit_code == 1
    assert f"[0]: {said}" in result.output


def test_a_plan_is_exported_by_command(country: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(RECORD))
    run(country, file, "--apply")
    with country.app_context():
        ((member, plan, _),) = all_plans()
        arguments = [member.slug, str(plan.id)]
    result = country.test_cli_runner().invoke(command.group.commands["export"], arguments)
    assert read(json.loads(result.output)).facts["adopted"] == {"text": "October 2023 session"}
    missing = country.test_cli_runner().invoke(command.group.commands["export"], [arguments[0], "99"])
    assert missing.exit_code == 1
