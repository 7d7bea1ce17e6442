"""What happened at the synthesis desk."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProposalGrouped:
    """A proposal was put into a theme."""

    proposal_id: int
    theme_id: int


@dataclass(frozen=True, slots=True)
class ProposalUngrouped:
    """A proposal left a theme."""

    proposal_id: int
    theme_id: int


@dataclass(frozen=True, slots=True)
class SynthesisPublished:
    """The committee's synthesis of a consultation can be read by everybody."""

    consultation_id: int
