"""What is in the repository makes sense on any machine."""

from pathlib import Path

import pytest

from config import ROOT
from tests.support.conventions import not_for_others, project_files, text_files

REGISTRY = "https://py" + "pi.org/simple"


def test_no_file_names_a_registry_a_machine_or_unfinished_work() -> None:
    problems = {
        str(path.relative_to(ROOT)): found
        for path in text_files()
        if (found := not_for_others(path.read_text()))
    }
    assert problems == {}


@pytest.mark.parametrize(
    "text", [f"--index-url {REGISTRY}", "see /ho" + "me/someone/notes.txt", "x = 1  # TO" + "DO: later"]
)
def test_a_file_that_does_is_found(text: str) -> None:
    assert len(not_for_others(f"first line\n{text}\n")) == 1


def test_an_ordinary_text_is_accepted() -> None:
    assert not_for_others("Open https://example.org/home/page/ and read /etc/os-release.") == []


def test_nothing_made_locally_is_in_the_repository() -> None:
    made = {".venv", "instance", "__pycache__", "node_modules"}
    assert [
        path for path in project_files() if made & set(path.relative_to(ROOT).parts) or path.suffix == ".mo"
    ] == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_package_is_locked_by_hash(name: str) -> None:
    assert unhashed(ROOT / "requirements" / f"{name}.txt") == []


def test_a_package_without_hash_is_found(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("a==1 \\\n    --hash=sha256:00\n    # via b\nb==2\n")
    assert unhashed(listed) == ["b==2"]


def unhashed(path: Path) -> list[str]:
    """Return the packages of a list that any file of that name and version would satisfy."""
    logical = path.read_text().replace("\\\n", " ").splitlines()
    packages = (line for line in logical if line and not line.lstrip().startswith("#"))
    return [line.strip() for line in packages if "==" not in line or "--hash=sha256:" not in line]
