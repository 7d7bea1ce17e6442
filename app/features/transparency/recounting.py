"""The entries of a log as they say themselves, read in bulk, and what follows from them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.features.supports.types import Stance
from app.features.transparency.types import Finding, FindingKind
from app.foundation.database import db
from app.foundation.ledger.canonical import NotCanonical, parse
from app.foundation.ledger.models import LedgerEntry, LedgerSequence

About = tuple[str, str]
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Entered:
    """One entry as its body says; its place is None while it waits for it."""

    id: int
    leaf: str
    position: int | None
    kind: str
    subject: str
    pseudonym: str | None
    revision: int
    facts: dict[str, Any]

    def finding(self, kind: FindingKind) -> Finding:
        """Return a finding that this entry shows."""
        return Finding(kind, subject=self.subject, entry=self.id, position=self.position, leaf=self.leaf)


@dataclass(slots=True)
class Recount:
    """What a log says: its entries in order, and the last act of each pseudonym on each subject."""

    entries: list[Entered] = field(default_factory=list)
    last: dict[About, Entered] = field(default_factory=dict)

    def of_kinds(self, *kinds: str) -> list[Entered]:
        """Return the entries of some kinds, in order."""
        return [each for each in self.entries if each.kind in kinds]

    def newest(self, *kinds: str) -> dict[str, Entered]:
        """Return {subject: its newest entry of some kinds}."""
        return {each.subject: each for each in self.of_kinds(*kinds)}

    def standing(self, kind: str) -> dict[About, Entered]:
        """Return what stands: the last acts that are of this kind."""
        return {about: each for about, each in self.last.items() if each.kind == kind}


def recount(log_id: int, *, size: int | None = None) -> Recount:
    """Return what a log says, up to a size (None: with what waits for its place)."""
    statement = (
        sa.select(LedgerEntry.id, LedgerEntry.leaf_hash, LedgerEntry.body, LedgerSequence.position)
        .outerjoin(LedgerSequence, LedgerSequence.entry_id == LedgerEntry.id)
        .where(LedgerEntry.log_id == log_id)
        .order_by(LedgerEntry.id)
    )
    if size is not None:
        statement = statement.where(LedgerSequence.position < size)
    made = Recount()
    for row in db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        entered = _read(*row)
        if entered is not None:
            made.entries.append(entered)
            _keep_last(made, entered)
    return made


def count_supports(entries: Iterable[Entered]) -> Counter[str]:
    """Return {subject: supports that stand}."""
    return Counter(each.subject for each in entries if each.kind == "support.given")


def count_opinions(entries: Iterable[Entered]) -> dict[str, Counter[str]]:
    """Return {subject: {stance: opinions that stand}}."""
    counts: dict[str, Counter[str]] = {}
    for each in entries:
        if each.kind == "opinion.given" and each.facts.get("stance") in {stance.value for stance in Stance}:
            counts.setdefault(each.subject, Counter())[each.facts["stance"]] += 1
    return counts


def _read(entry_id: int, leaf: str, body: str, position: int | None) -> Entered | None:
    # What cannot be read is found and named by the verification of the tree.
    try:
        said = parse(body.encode("utf-8"))
        return Entered(
            id=entry_id, leaf=leaf, position=position, kind=said["kind"], subject=str(said["subject"]),
            pseudonym=said["pseudonym"], revision=int(said["revision"] or 0), facts=dict(said["facts"]),
        )  # fmt: skip
    except (NotCanonical, KeyError, TypeError, ValueError):
        return None


def _keep_last(made: Recount, entered: Entered) -> None:
    if entered.pseudonym is None:
        return
    about = (entered.subject, entered.pseudonym)
    before = made.last.get(about)
    if before is None or before.revision < entered.revision:
        made.last[about] = entered
