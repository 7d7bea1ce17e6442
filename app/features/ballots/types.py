"""Words of a vote, and the plain values in which it travels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.features.voters.types import VoterLevel
from app.foundation.i18n import LazyText, _l


class VotingKind(StrEnum):
    """What voters are asked: which choices they approve of, or which they would pay for from one budget."""

    APPROVAL = "approval"
    BUDGET = "budget"

    @property
    def label(self) -> LazyText:
        return {
            self.APPROVAL: _l("Approve of several choices"),
            self.BUDGET: _l("Share out a budget"),
        }[self]


class VotingState(StrEnum):
    """What was decided of the vote; what the calendar allows is its stage, computed."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> LazyText:
        return {
            self.DRAFT: _l("Vote in preparation"),
            self.ANNOUNCED: _l("Vote announced"),
            self.OPEN: _l("Vote open"),
            self.CLOSED: _l("Vote closed"),
            self.CANCELLED: _l("Vote cancelled"),
        }[self]


class CountState(StrEnum):
    """How far the counting of a closed vote has come."""

    WAITING = "waiting"
    COUNTING = "counting"
    DONE = "done"
    FAILED = "failed"


# Longest texts, in characters; most choices of one vote.
TITLE_LENGTH = 150
INTRODUCTION_LENGTH = 3000
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Setup:
    """What the focal point decides while a vote is prepared; the names are those of its columns."""

    kind: VotingKind
    texts: Mapping[str, Mapping[str, Any]]
    minimum: int
    maximum: int
    ceiling: int | None
    level: VoterLevel
    counts_hidden: bool
    starts_at: datetime | None
    ends_at: datetime | None
    keys_destroyed_on: date | None


@dataclass(frozen=True, slots=True)
class ChoiceDraft:
    """One choice as it is put together: an item of the plan or a proposal, and what it costs."""

    item_id: int | None = None
    proposal_id: int | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter keeps: where her ballot is in the ledger, and the secret that opens it; never her choice."""

    leaf_hash: str
    nonce: str
    revision: int


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """What a voter has voted so far."""

    choices: tuple[int, ...]
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Cell:
    """How many voted in one territory (none: elsewhere or not told); no count where it would say too much."""

    territory_id: int | None
    count: int | None
