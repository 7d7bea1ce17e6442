"""Where acts are done by processes of their own, which a test may cut off, starve or kill (see stage_process)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import has_app_context

from app.foundation import clock
from app.foundation.database import db
from config import ROOT
from tests.support.applications import Workplace
from tests.support.stage_process import CUT_OFF

Said = dict[str, Any]


@dataclass
class Outcome:
    """What one process said, and how it ended."""

    said: list[Said] = field(default_factory=list)
    code: int | None = None

    @property
    def is_cut_off(self) -> bool:
        return self.code == CUT_OFF

    @property
    def places(self) -> list[str]:
        """The named places that it passed, in order."""
        return [line["place"] for line in self.said if "place" in line]

    @property
    def leaves(self) -> list[str]:
        """What it answered with success: leaf hashes, as on receipts."""
        return [line["leaf"] for line in self.said if line.get("leaf")]

    @property
    def refusals(self) -> list[str]:
        """What it was refused, by name."""
        return [f"{line['refused']}: {line.get('because', '')}" for line in self.said if "refused" in line]

    def all(self, name: str) -> list[Any]:
        """Return every value that it said under a name."""
        return [line[name] for line in self.said if name in line]

    def last(self, name: str) -> Any:
        """Return the last value that it said under a name, or None."""
        return next((line[name] for line in reversed(self.said) if name in line), None)


class StageHands:
    """The process that forks the others; started once, when first needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def do(self, jobs: list[Said]) -> Iterator[Said]:
        """Start the jobs together and yield every line said, until all have ended."""
        process = self._running()
        assert process.stdin is not None
        process.stdin.write(json.dumps(jobs) + "\n")
        process.stdin.flush()
        return self._heard(process)

    def close(self) -> None:
        """End the process, and with it nothing else: its jobs are over."""
        if self.process is not None:
            self.process.communicate(timeout=60)

    def _running(self) -> "subprocess.Popen[str]":
        if self.process is None:
            command = [sys.executable, "-m", "tests.support.stage_process"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            list(self._heard(self.process))
        return self.process

    @staticmethod
    def _heard(process: "subprocess.Popen[str]") -> Iterator[Said]:
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            if said == {"stage": "ready"}:
                return
            yield said
        raise AssertionError(f"the stage ended with {process.wait()}")


class Stage:
    """One test's view: acts on its database, at the instant of its clock."""

    def __init__(self, hands: StageHands, workplace: Workplace) -> None:
        self.hands = hands
        self.workplace = workplace

    def do(self, act: str, *, cut_at: int | str | None = None, **arguments: Any) -> Outcome:
        """Let a process do one act; it ends at the place `cut_at`, by number from one or by name, if it comes there."""
        return self.run(self.job(act, cut_at=cut_at, **arguments))

    def job(
        self, act: str, *, now: datetime | None = None, settings: Said | None = None, cut_at: int | str | None = None,
        **arguments: Any,
    ) -> Said:  # fmt: skip
        """Return an act as it is asked for."""
        return {
            "url": self.workplace.database.url, "folder": str(self.workplace.data_folder), "act": act,
            "arguments": arguments, "now": (now or clock.now()).isoformat(), "cut_at": cut_at, **(settings or {}),
        }  # fmt: skip

    def run(self, job: Said, hear: Callable[[Said], object] = lambda _said: None) -> Outcome:
        """Let a process do one job, telling what it says as it says it."""
        (outcome,) = self.run_together([job], lambda said, _pids: hear(said)).values()
        return outcome

    def run_together(
        self, jobs: list[Said], hear: Callable[[Said, list[int]], object] = lambda _said, _pids: None
    ) -> dict[int, Outcome]:
        """Let processes do jobs at the same moment; `hear` is told each line, and may end them by their ids."""
        pids: list[int] = []
        outcomes: dict[int, Outcome] = {}
        let_go()
        for said in self.hands.do(jobs):
            pids = said.get("pids", pids)
            outcome = outcomes.setdefault(said["pid"], Outcome()) if "pid" in said else Outcome()
            outcome.said.append(said)
            if "ended" in said:
                outcome.code = said["ended"]
            hear(said, pids)
        let_go()
        return outcomes


def let_go() -> None:
    """End the test's own reading, so that it holds nobody up and sees what others did."""
    if has_app_context():
        db.session.rollback()


def kill(pid: int) -> None:
    """End a process at once, as a crash would; it may have ended by itself."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
