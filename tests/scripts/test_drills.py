"""The drills' runner: it finds them, adds up their figures, and fails when one of them does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import drills

NOTING = """
def test_one(record_property):
    record_property("pages", 3)

def test_other(record_property):
    record_property("pages", 4)
    assert {verdict}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that makes a folder with one drill that says so."""

    def make(content: str) -> Path:
        (tmp_path / "conftest.py").write_text("")
        (tmp_path / "counting.py").write_text(content)
        return tmp_path

    return make


def test_the_line_of_a_drill_shows_its_figures(folder: Callable[[str], Path]) -> None:
    (outcome,) = drills.outcomes(["counting"], folder=folder(NOTING.format(verdict=True)))
    assert outcome.has_passed
    assert outcome.line.split()[:2] == ["counting", "ok"]
    assert outcome.line.endswith("pages 7")


@pytest.mark.parametrize("content", [NOTING.format(verdict=False), "", "1 / 0"])
def test_a_drill_that_fails_breaks_or_checks_nothing_has_not_passed(
    content: str, folder: Callable[[str], Path]
) -> None:
    (outcome,) = drills.outcomes(["counting"], folder=folder(content))
    assert not outcome.has_passed
    assert "FAILED" in outcome.line
    assert outcome.said


def test_a_drill_that_does_not_end_has_not_passed(folder: Callable[[str], Path], tmp_path: Path) -> None:
    endless = folder("def test_one():\n    while True:\n        pass\n") / "counting.py"
    outcome = drills.run(endless, report=tmp_path / "report.xml", workers=1, longest=3)
    assert not outcome.has_passed
    assert "had not ended" in outcome.said


def test_the_run_fails_when_a_drill_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for has_passed, code in ((True, 0), (False, 1)):
        outcome = drills.Outcome("accessibility", has_passed, 2.0, said="what pytest said")
        monkeypatch.setattr(drills, "outcomes", lambda *_given, made=outcome, **_options: [made])
        assert drills.main(["accessibility"]) == code
    assert "what pytest said" in capsys.readouterr().err


def test_a_name_that_is_no_drill_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert drills.main(["no-such-drill"]) == 2
    assert "accessibility" in capsys.readouterr().err


def test_drills_stand_in_their_folder_and_out_of_the_test_run() -> None:
    assert "accessibility" in drills.names()
    assert [path.name for path in drills.FOLDER.glob("*test_*.py")] == []
