"""What happened to proposals: ids only, for those who react."""

from dataclasses import dataclass

from app.features.proposals.types import PublicLabel


@dataclass(frozen=True, slots=True)
class ProposalFact:
    """What every fact about a proposal says."""

    proposal_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ProposalSubmitted(ProposalFact):
    """A proposal was received, from its author or written down for somebody."""


@dataclass(frozen=True, slots=True)
class ProposalPublished(ProposalFact):
    """A proposal can be read by everybody."""


@dataclass(frozen=True, slots=True)
class ProposalReturned(ProposalFact):
    """A moderator asked the author to change something first."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalRefused(ProposalFact):
    """A moderator refused to publish a proposal."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalHidden(ProposalFact):
    """A moderator took a published proposal out of sight."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalRestored(ProposalFact):
    """A hidden, removed or refused proposal can be read by everybody again."""


@dataclass(frozen=True, slots=True)
class ProposalLabelled(ProposalFact):
    """Moderation says something beside a proposal or, without a label, takes it back."""

    label: PublicLabel | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ProposalCorrected(ProposalFact):
    """The author changed what nobody else has read yet."""


@dataclass(frozen=True, slots=True)
class ProposalEdited(ProposalFact):
    """The author changed what everybody reads; `version_number` is the version shown now."""

    version_number: int


@dataclass(frozen=True, slots=True)
class ProposalChangeSubmitted(ProposalFact):
    """The author asked for a change that a moderator reads before it is shown."""

    version_number: int


@dataclass(frozen=True, slots=True)
class ProposalChangeReturned(ProposalFact):
    """A moderator did not let a change through; what was shown before stays."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalWithdrawn(ProposalFact):
    """The author took her proposal back."""


@dataclass(frozen=True, slots=True)
class ItemDrawnFromProposal(ProposalFact):
    """An item of a plan was linked for ever to the idea it was drawn from."""

    item_id: int
