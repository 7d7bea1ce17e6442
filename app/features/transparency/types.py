"""What can be wrong between the ledger and the acts, and the plain values in which it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.foundation.i18n import LazyText, _l
from app.foundation.ledger import verifying as tree


class FindingKind(StrEnum):
    """How an act can disagree with its entry."""

    ACT_MISSING = "act_missing"
    ACT_CHANGED = "act_changed"
    ACT_WITHOUT_ENTRY = "act_without_entry"
    ACTS_DIFFER = "acts_differ"
    COUNT_CHANGED = "count_changed"
    BALLOT_MISSING = "ballot_missing"
    BALLOT_CHANGED = "ballot_changed"
    BALLOT_WITHOUT_ENTRY = "ballot_without_entry"
    TALLY_CHANGED = "tally_changed"
    FIGURES_CHANGED = "figures_changed"
    VOTE_CHANGED = "vote_changed"
    RESULTS_CHANGED = "results_changed"
    COUNTERS_CHANGED = "counters_changed"
    KEY_CHANGED = "key_changed"
    KEY_WITHOUT_ENTRY = "key_without_entry"
    UNREADABLE = "unreadable"


SENTENCES: Mapping[str, LazyText] = {
    FindingKind.ACT_MISSING: _l("Entry %(entry)s is about %(subject)s, but what was done is gone from the database."),
    FindingKind.ACT_CHANGED: _l(
        "Entry %(entry)s is about %(subject)s, but the database now says something else."
    ),
    FindingKind.ACT_WITHOUT_ENTRY: _l("The database says of %(subject)s what no entry of the ledger says."),
    FindingKind.ACTS_DIFFER: _l("For %(subject)s the ledger and the database do not count the same."),
    FindingKind.COUNT_CHANGED: _l("The number shown for %(subject)s is not the recount of the ledger."),
    FindingKind.BALLOT_MISSING: _l("The ballot of entry %(entry)s is gone from the database."),
    FindingKind.BALLOT_CHANGED: _l("The ballot of entry %(entry)s was changed outside the platform."),
    FindingKind.BALLOT_WITHOUT_ENTRY: _l("A ballot of %(subject)s stands in no entry of the ledger."),
    FindingKind.TALLY_CHANGED: _l("The result of %(subject)s is not the recount of its ballots."),
    FindingKind.FIGURES_CHANGED: _l(
        "Entry %(entry)s froze the figures of %(subject)s, but others are shown now."
    ),
    FindingKind.VOTE_CHANGED: _l(
        "Entry %(entry)s says what %(subject)s is, but the database now says something else of it."
    ),
    FindingKind.RESULTS_CHANGED: _l(
        "Counting the ballots that entry %(entry)s closed does not give the results shown for %(subject)s."
    ),
    FindingKind.COUNTERS_CHANGED: _l(
        "The counters kept beside the ballots that entry %(entry)s closed were changed outside the platform."
    ),
    FindingKind.KEY_CHANGED: _l(
        "Entry %(entry)s says which key the pseudonyms are made with, but the database now says something else of it."
    ),
    FindingKind.KEY_WITHOUT_ENTRY: _l("The database knows a key for pseudonyms that stands in no entry of the ledger."),
    FindingKind.UNREADABLE: _l(
        "Something was changed so that it cannot be read any more: the ledger and what it is about "
        "cannot be compared whole."
    ),
}  # fmt: skip
TREE_SENTENCES: Mapping[str, LazyText] = {kind.value: text for kind, text in tree.SENTENCES.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree, with the entry that shows it (its place, none yet for the latest, and leaf)."""

    kind: str
    subject: str | None = None
    entry: int | None = None
    position: int | None = None
    leaf: str | None = None
    place: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Finding":
        """Return it as it was kept."""
        return cls(
            kind=str(kept["kind"]), subject=kept.get("subject"), entry=kept.get("entry"),
            position=kept.get("position"), leaf=kept.get("leaf"), place=kept.get("place"),
        )  # fmt: skip

    @property
    def wording(self) -> LazyText:
        """Return the sentence with placeholders for entry, subject and place."""
        return SENTENCES.get(self.kind) or TREE_SENTENCES[self.kind]

    @property
    def named(self) -> str:
        """Return what the entry is called: its place and the beginning of its leaf hash."""
        leaf = f"({self.leaf[:16]}…)" if self.leaf is not None else ""
        return leaf if self.position is None else f"{self.position} {leaf}".strip()

    def __str__(self) -> str:
        return str(self.wording) % {"entry": self.named, "subject": self.subject, "place": self.place}


@dataclass(frozen=True, slots=True)
class Verified:
    """What the last verification of a log found, and when."""

    checked_at: datetime
    size: int
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        return not self.findings
