"""`make run` finds its way on whatever machine it is typed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config import ROOT
from scripts import environment, system_packages

FINDER = ROOT / "scripts" / "find_python.sh"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole of PATH but for the shell; what is run there is noted in a file beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    return folder


def put(folder: Path, name: str, body: str = "exit 0") -> None:
    """Put a program there that notes its arguments."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho {name} "$@" >> {folder.parent / "ran"}\n{body}\n')
    program.chmod(0o755)


def ran(folder: Path) -> str:
    noted = folder.parent / "ran"
    return noted.read_text() if noted.exists() else ""


def test_the_interpreters_own_means_come_first(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[tuple[str, ...]] = []
    put(programs, "uv")
    monkeypatch.setattr(environment, "can_make_environments", lambda: True)
    monkeypatch.setattr(environment, "run", lambda *command: commands.append(command))
    environment.create(tmp_path / "venv")
    assert [command[1:3] for command in commands] == [("-m", "venv")]


@pytest.mark.parametrize(("present", "expected"), [("uv", "uv venv"), ("virtualenv", "virtualenv --quiet")])
def test_another_tool_serves_where_python_lacks_the_means(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, present: str, expected: str
) -> None:
    put(programs, present)
    monkeypatch.setattr(environment, "can_make_environments", lambda: False)
    environment.create(tmp_path / "venv")
    assert ran(programs).startswith(expected)


def test_root_on_debian_gets_the_missing_package(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(programs, "apt-get")
    able = iter([False, True])
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0)
    monkeypatch.setattr(environment, "can_make_environments", lambda: next(able))
    monkeypatch.setattr(environment, "run", lambda *_command: None)
    environment.create(tmp_path / "venv")
    assert "-venv" in ran(programs)


def test_where_nothing_helps_one_line_says_what_to_type(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "can_make_environments", lambda: False)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        environment.create(tmp_path / "venv")


def find_python(path: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["/bin/sh", str(FINDER)], env={"PATH": path}, capture_output=True, text=True)


def test_the_newest_python_that_works_is_found(programs: Path) -> None:
    put(programs, "python3.14", "exit 127")
    put(programs, "python3.13")
    put(programs, "python3")
    assert find_python(str(programs)).stdout.strip() == str(programs / "python3.13")


def test_without_python_the_finder_says_what_is_needed(programs: Path) -> None:
    result = find_python(str(programs))
    assert result.returncode == 1
    assert "3.11" in result.stderr


def test_missing_system_packages_are_named_to_those_who_are_not_root(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(programs, "apt-get")
    monkeypatch.setattr(system_packages, "missing_packages", lambda: ["postgresql", "chromium"])
    system_packages.main()
    assert "sudo apt-get install postgresql chromium" in capsys.readouterr().out
    assert ran(programs) == ""


def test_missing_system_packages_are_installed_for_root(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(programs, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages, "missing_packages", lambda: ["chromium"])
    system_packages.main()
    assert "install -y -qq --no-install-recommends chromium" in ran(programs)


def test_make_alone_lists_what_can_be_typed() -> None:
    make = shutil.which("make")
    assert make is not None
    listed = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [name for name in ("run", "test", "check", "demo", "help") if f"make {name}" not in listed] == []
