"""The launcher starts the platform, says where it is, and stops all of it when asked."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from scripts.screenshots import free_port

LAUNCHER = [sys.executable, str(ROOT / "scripts" / "serve.py")]


class Platform:
    """A running launcher without demo, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.environment = dict(
            os.environ,
            TACHAWOR_DATA_FOLDER=str(folder),
            TACHAWOR_DEMO="0",
            PORT=str(self.port),
            PYTHONUNBUFFERED="1",
        )
        self.process = subprocess.Popen(
            LAUNCHER,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_until(self, words: str) -> str:
        """Return what it says up to the line with the words; fail when it ends before."""
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if words in line:
                return "".join(said)
        raise AssertionError("".join(said))

    def stop(self, number: signal.Signals) -> int:
        """Ask it to stop and return its exit code."""
        assert self.process.stdout is not None
        if self.process.stdout.closed:
            return self.process.wait()
        if self.process.poll() is None:
            self.process.send_signal(number)
        with self.process.stdout as rest:
            rest.read()
        return self.process.wait()

    def children(self) -> list[int]:
        """Return the ids of the processes that it started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    running = Platform(tmp_path)
    yield running
    running.stop(signal.SIGINT)


def test_it_runs_until_it_is_asked_to_stop_and_leaves_nothing_running(platform: Platform) -> None:
    said = platform.read_until("Ctrl-C stops it")
    assert f"http://127.0.0.1:{platform.port}" in said
    with urllib.request.urlopen(f"http://127.0.0.1:{platform.port}/healthz") as answer:
        assert answer.status == 200
    second = subprocess.run(LAUNCHER, cwd=ROOT, env=platform.environment, capture_output=True, text=True)
    assert second.returncode == 1
    assert f"make run PORT={platform.port + 1}" in second.stderr
    children = platform.children()
    assert len(children) == 2
    assert platform.stop(signal.SIGTERM) == 0
    assert still_running(children) == []


def test_when_one_part_ends_the_other_is_stopped_and_the_launcher_fails(platform: Platform) -> None:
    platform.read_until("Ctrl-C stops it")
    children = platform.children()
    os.kill(children[0], signal.SIGKILL)
    platform.read_until("ended by itself")
    assert platform.process.wait() == 1
    assert still_running(children) == []


def still_running(process_ids: list[int]) -> list[int]:
    return [number for number in process_ids if Path(f"/proc/{number}").exists()]
