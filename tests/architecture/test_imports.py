"""Imports point down, among rooms and inside them, and never hide in a function."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.support.conventions import imports_inside_functions, is_too_long

LINTER = Path(sys.executable).parent / "lint-imports"
SKELETON = (
    "factory",
    "models",
    "wiring",
    "foundation/clock",
    "web/home",
    "cli/doctor",
    "jobs/clock",
    "features/plans/models",
)
PYTHON_FILES = sorted([*(ROOT / "app").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"])


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(LINTER), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def make_project(folder: Path, **changes: str) -> None:
    """Write a small project of the same shape; `changes` are the texts of files, slashes written as __."""
    modules = dict.fromkeys(SKELETON, "") | {name.replace("__", "/"): text for name, text in changes.items()}
    for name, text in modules.items():
        path = folder / "app" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        for parent in path.relative_to(folder).parents:
            if parent != Path():
                (folder / parent / "__init__.py").touch()


def test_the_import_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_the_contracts_accept_a_project_of_the_right_shape(tmp_path: Path) -> None:
    make_project(tmp_path, web__home="from app.features.plans import queries", features__plans__queries="")
    result = lint(tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("contract", "changes"),
    [
        ("Imports point down", {"foundation__clock": "from app.features import plans"}),
        ("Imports point down", {"web__home": "from app.cli import doctor"}),
        ("Imports point down", {"surprise": ""}),
        (
            "Features import in one direction",
            {"features__accounts__queries": "from app.features.plans import models"},
        ),
        ("Inside a feature", {"features__plans__types": "from app.features.plans import models"}),
        (
            "No circle",
            {
                "foundation__a": "from app.foundation import b",
                "foundation__b": "from app.foundation import a",
            },
        ),
        ("no request, session or form", {"features__plans__queries": "from flask import request"}),
        (
            "no request, session or form",
            {"features__plans__queries": "from flask_security import current_user"},
        ),
        ("never their tables", {"web__home": "from app.features.plans.models import Plan"}),
    ],
)
def test_a_project_that_breaks_a_contract_is_refused(
    tmp_path: Path, contract: str, changes: dict[str, str]
) -> None:
    make_project(tmp_path, **changes)
    result = lint(tmp_path)
    broken = [line for line in result.stdout.splitlines() if "BROKEN" in line]
    assert result.returncode == 1, result.stdout
    assert any(contract in line for line in broken), result.stdout


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_at_its_top_and_stays_readable(path: Path) -> None:
    source = path.read_text()
    assert imports_inside_functions(source) == []
    # People download verify.py and read it: one file, whatever its length.
    is_whole = "content" in path.parts or path.name == "verify.py"
    assert is_whole or not is_too_long(source), "split it by subject"


def test_an_import_inside_a_function_is_found() -> None:
    hidden = "def f():\n    if True:\n        from a import b\n\nclass C:\n    async def g(self):\n        import d\n"
    assert imports_inside_functions(hidden) == [3, 7]
    assert imports_inside_functions("import a\ntry:\n    import b\nexcept ImportError:\n    import c\n") == []


def test_a_long_file_is_found() -> None:
    assert is_too_long("line\n" * 351)
    assert not is_too_long("line\n" * 350)
