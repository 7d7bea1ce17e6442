"""Words of moderation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.features.proposals.types import PublicLabel
from app.foundation.i18n import LazyText, _l


class Decision(StrEnum):
    """What moderation decided of a contribution."""

    PUBLISH = "publish"
    RETURN = "return"
    REFUSE = "refuse"
    HIDE = "hide"
    REMOVE = "remove"
    RELABEL = "relabel"
    RESTORE = "restore"
    KEEP = "keep"

    @property
    def label(self) -> LazyText:
        return {
            self.PUBLISH: _l("Published"),
            self.RETURN: _l("Returned to its author"),
            self.REFUSE: _l("Refused"),
            self.HIDE: _l("Hidden"),
            self.REMOVE: _l("Removed as illegal"),
            self.RELABEL: _l("Labelled"),
            self.RESTORE: _l("Restored"),
            self.KEEP: _l("Kept after a report"),
        }[self]


class Ground(StrEnum):
    """Why a contribution cannot stand: illegal, or against a rule of the published charter."""

    ILLEGAL = "illegal"
    CHARTER_RULE = "charter_rule"

    @property
    def label(self) -> LazyText:
        return {self.ILLEGAL: _l("Against the law"), self.CHARTER_RULE: _l("Against a rule of the charter")}[
            self
        ]


class CaseState(StrEnum):
    """How far a case is: waiting for a decision, decided, looked at again, over."""

    OPEN = "open"
    DECIDED = "decided"
    APPEALED = "appealed"
    CLOSED = "closed"

    @property
    def label(self) -> LazyText:
        return {
            self.OPEN: _l("To be decided"),
            self.DECIDED: _l("Decided"),
            self.APPEALED: _l("Appealed"),
            self.CLOSED: _l("Closed"),
        }[self]


class CaseStage(StrEnum):
    """What the calendar allows in a case now: computed, never stored."""

    WAITING = "waiting"
    APPEALABLE = "appealable"
    LOOKED_AT_AGAIN = "looked_at_again"
    FINAL = "final"

    @property
    def label(self) -> LazyText:
        return {
            self.WAITING: _l("Waits for a decision"),
            self.APPEALABLE: _l("Decided, can be appealed"),
            self.LOOKED_AT_AGAIN: _l("An appeal waits"),
            self.FINAL: _l("Final"),
        }[self]


class Source(StrEnum):
    """What opened a case: the reading of every text, a moderator herself, a report, or an authority's order."""

    READING = "reading"
    OWN_INITIATIVE = "own_initiative"
    REPORT = "report"
    ORDER = "order"

    @property
    def label(self) -> LazyText:
        return {
            self.READING: _l("Every text is read"),
            self.OWN_INITIATIVE: _l("A moderator's own initiative"),
            self.REPORT: _l("A report"),
            self.ORDER: _l("An order of an authority"),
        }[self]


class AppealOutcome(StrEnum):
    """What whoever looked again found of the first decision."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    PARTLY = "partly"

    @property
    def label(self) -> LazyText:
        return {
            self.UPHELD: _l("The decision stands"),
            self.OVERTURNED: _l("The decision is overturned"),
            self.PARTLY: _l("The decision is overturned in part"),
        }[self]


class ReportState(StrEnum):
    """Whether a report was looked at."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Subject(StrEnum):
    """What can be moderated."""

    PROPOSAL = "proposal"
    COMMENT = "comment"

    @property
    def label(self) -> LazyText:
        return {self.PROPOSAL: _l("Proposal"), self.COMMENT: _l("Comment")}[self]


class Waiting(StrEnum):
    """Why a text waits for a moderator."""

    PENDING = "pending"
    UNREAD = "unread"
    CHANGE = "change"
    REPORT = "report"
    ORDER = "order"
    APPEAL = "appeal"

    @property
    def label(self) -> LazyText:
        return {
            self.PENDING: _l("Waiting to be published"),
            self.UNREAD: _l("Published, not read yet"),
            self.CHANGE: _l("Change waiting to be read"),
            self.REPORT: _l("Reported"),
            self.ORDER: _l("Ordered by an authority"),
            self.APPEAL: _l("Appealed"),
        }[self]


@dataclass(frozen=True, slots=True)
class Concern:
    """Who has an interest in a matter, so that nobody decides on her own: what the policy is asked about.

    `decider_ids` are those who took decisions in the case; `has_colleague` says whether anybody of the collectivity
    may decide on the appeal.
    """

    collectivity_id: int
    author_id: int | None = None
    entered_by_id: int | None = None
    reporter_ids: frozenset[int] = frozenset()
    appellant_ids: frozenset[int] = frozenset()
    decider_ids: frozenset[int] = frozenset()
    has_colleague: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """An authority's order to act on a text: who gave it, under which reference, dated which day."""

    authority: str
    reference: str
    dated_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """What a decision says: its ground, the rule of the charter, the public label, and its public statement."""

    ground: Ground | None = None
    charter_rule: int | None = None
    label: PublicLabel | None = None
    reason: str = ""
    language: str | None = None
