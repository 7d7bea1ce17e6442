"""A consultation's log with a vote in it, entered as the features do, and its export for the tests of verify.py."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.foundation.database import db, transaction
from app.foundation.ledger import checkpoints, exporting
from app.foundation.ledger.canonical import canonical
from app.foundation.ledger.entering import enter
from app.foundation.ledger.models import LedgerLog
from app.foundation.ledger.sequencing import sequence_all
from config import ROOT

AT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
VERIFY = ROOT / "app" / "static" / "verify.py"
SUBJECT = "voting:3"
DEFINITION: dict[str, Any] = {
    "ceiling": 100, "choices": [[1, "item:12", 60], [2, "proposal:170", 30], [3, "proposal:171", None]],
    "kind": "budget", "level": "confirmed", "maximum": 3, "minimum": 1, "question": 3,
}  # fmt: skip


@dataclass
class Count:
    """A vote under way: what was entered, and what opens it."""

    openings: dict[str, dict[str, Any]] = field(default_factory=dict)
    definition: Mapping[str, Any] = field(default_factory=lambda: DEFINITION)

    def cast(self, voter: str, choices: Sequence[int], *, nonce: str = "ab" * 16) -> str:
        """Enter a ballot; return its leaf."""
        ballot = canonical({"choices": list(choices), "question": 3})
        commitment = hashlib.sha256(ballot + bytes.fromhex(nonce)).hexdigest()
        leaf = self.enter("ballot.cast", {"channel": "web", "commitment": commitment}, voter=voter)
        self.openings[voter] = {"choices": list(choices), "leaf": leaf, "nonce": nonce}
        return leaf

    def withdraw(self, voter: str) -> str:
        """Enter that a ballot is withdrawn."""
        self.openings.pop(voter)
        return self.enter("ballot.withdrawn", {}, voter=voter)

    def enter(
        self, kind: str, facts: Mapping[str, Any], *, voter: str | None = None, subject: str | None = SUBJECT
    ) -> str:
        """Enter an act; return its leaf."""
        pseudonym = hashlib.sha256(voter.encode()).hexdigest() if voter else None
        with transaction():
            return enter(
                collectivity_id=25, consultation_id=7, kind=kind, facts=facts, now=AT, subject=subject,
                pseudonym=pseudonym,
            ).leaf_hash  # fmt: skip

    def open(self) -> None:
        """Enter the opening."""
        self.enter("voting.opened", {"definition": hashlib.sha256(canonical(self.definition)).hexdigest()})

    def sorted_openings(self) -> list[dict[str, Any]]:
        """Return the openings as they are published."""
        return sorted(self.openings.values(), key=lambda each: each["leaf"])

    def close(self, **changed: Any) -> None:
        """Enter the closing, with the tally."""
        opened = self.sorted_openings()
        tally = [[n, sum(n in each["choices"] for each in opened)] for n, *_ in self.definition["choices"]]
        digest = hashlib.sha256(canonical(opened)).hexdigest()
        self.enter("voting.closed", {"ballots": len(opened), "openings": digest, "tally": tally} | changed)

    def extras(self, *, is_closed: bool = True, **published: Any) -> dict[str, Any]:
        """Return what the export shows beside the entries."""
        openings = self.sorted_openings() if is_closed else None
        voting = {"definition": self.definition, "openings": openings, "subject": SUBJECT}
        return {"published": published, "votings": [voting]}


def whole_vote() -> Count:
    """Enter a vote with ballots changed and withdrawn, supports and opinions; sign it at several moments."""
    count = Count()
    count.enter("consultation.opened", {}, subject="consultation:7")
    count.open()
    count.cast("a", [1, 2])
    count.cast("b", [2, 3])
    sign()
    count.cast("a", [3])
    count.cast("c", [1])
    count.withdraw("c")
    sign()
    count.cast("d", [2])
    count.enter("support.given", {}, voter="a170", subject="proposal:170")
    count.enter("support.given", {}, voter="b170", subject="proposal:170")
    count.enter("support.taken_back", {}, voter="b170", subject="proposal:170")
    count.enter("opinion.given", {"stance": "agree"}, voter="a12", subject="item:12")
    count.enter("opinion.given", {"stance": "disagree"}, voter="a12", subject="item:12")
    count.close()
    count.enter("consultation.closed", {}, subject="consultation:7")
    sign()
    return count


PUBLISHED = {"supports": [["proposal:170", 1], ["proposal:171", 0]], "opinions": [["item:12", 0, 0, 1]]}


def sign() -> None:
    """Place and sign what was entered."""
    with transaction():
        sequence_all(AT)
    with transaction() as now:
        checkpoints.sign(log_id(), now)


def log_id() -> int:
    """Return the only log."""
    return db.session.scalars(sa.select(LedgerLog.id)).one()


def export(extras: Mapping[str, Any]) -> bytes:
    """Return the export of the only log."""
    return exporting.export(log_id(), extras=extras)


def run_verify(data: bytes, folder: Path, *options: str, python: str = sys.executable) -> tuple[int, str]:
    """Run verify.py alone on a file, as anyone would; return how it ended and what it said."""
    file = folder / "export.json"
    file.write_bytes(data)
    ended = subprocess.run(
        [python, "-I", "-S", str(VERIFY), str(file), *options],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert not ended.stderr, ended.stderr
    return ended.returncode, ended.stdout


Change = Callable[[dict[str, Any]], Any]
