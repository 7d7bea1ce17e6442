"""What happened to supports and opinions; whoever reacts shows nobody who did it."""

from dataclasses import dataclass

from app.features.supports.types import Stance


@dataclass(frozen=True, slots=True)
class SupportGiven:
    """Somebody began to support a proposal."""

    proposal_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class SupportTakenBack:
    """Somebody no longer supports a proposal."""

    proposal_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """Somebody said, for the first time or anew, what she thinks of an item."""

    consultation_id: int
    item_id: int
    user_id: int
    stance: Stance


@dataclass(frozen=True, slots=True)
class OpinionTakenBack:
    """Somebody no longer says what she thinks of an item."""

    consultation_id: int
    item_id: int
    user_id: int
