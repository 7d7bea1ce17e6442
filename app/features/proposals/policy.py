"""WHO may propose, write down for somebody, change, withdraw, read what is not public, and moderate."""

from enum import StrEnum
from typing import Any

from app.features.accounts.types import Role
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, holds

MODERATING_ROLES = (Role.MODERATOR, Role.FOCAL_POINT)
PUBLIC_STATES = frozenset({ProposalState.PUBLISHED})
TOMBSTONES = frozenset(
    {ProposalState.HIDDEN, ProposalState.REMOVED, ProposalState.REFUSED, ProposalState.WITHDRAWN}
)


class ProposalPermission(StrEnum):
    """What can be done with proposals."""

    SUBMIT = "submit"
    ENTER = "enter"
    READ_WHILE_ENTERING = "read_while_entering"
    READ = "read"
    READ_WORDS = "read_words"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    MODERATE = "moderate"
    LINK_ORIGIN = "link_origin"


def whoever_wrote_it_down(actor: Actor, proposal: Proposal) -> bool:
    """The author, or who entered it for somebody without an account."""
    if not actor.is_signed_in:
        return False
    return actor.user_id == (proposal.author_id if proposal.author_id is not None else proposal.entered_by_id)


def a_moderator_of_others_texts(actor: Actor, proposal: Any) -> bool:
    """A moderator or the focal point of the collectivity, for texts that she neither wrote nor wrote down."""
    own = {getattr(proposal, "author_id", None), getattr(proposal, "entered_by_id", None)}
    return holds(*MODERATING_ROLES)(actor, proposal) and actor.user_id not in own


def whoever_may_know_of_it(actor: Actor, proposal: Proposal) -> bool:
    """Everybody once it was public; before, its author and those who moderate."""
    return proposal.state in PUBLIC_STATES | TOMBSTONES or _its_own_people(actor, proposal)


def whoever_may_read_its_words(actor: Actor, proposal: Proposal) -> bool:
    """Everybody while it is public; then its author and those who moderate; once removed, not whoever wrote it down."""
    if proposal.state is ProposalState.REMOVED:
        return holds(*MODERATING_ROLES)(actor, proposal) or _is_author(actor, proposal)
    return proposal.state in PUBLIC_STATES or _its_own_people(actor, proposal)


def _is_author(actor: Actor, proposal: Proposal) -> bool:
    return actor.is_signed_in and actor.user_id == proposal.author_id


def _its_own_people(actor: Actor, proposal: Proposal) -> bool:
    if whoever_wrote_it_down(actor, proposal):
        return True
    return proposal.state is not ProposalState.DRAFT and holds(*MODERATING_ROLES)(actor, proposal)


proposals = Policy(
    {
        ProposalPermission.SUBMIT: a_participant,
        ProposalPermission.ENTER: holds(Role.FACILITATOR, Role.FOCAL_POINT),
        ProposalPermission.READ_WHILE_ENTERING: holds(*MODERATING_ROLES),
        ProposalPermission.READ: whoever_may_know_of_it,
        ProposalPermission.READ_WORDS: whoever_may_read_its_words,
        ProposalPermission.EDIT: whoever_wrote_it_down,
        ProposalPermission.WITHDRAW: whoever_wrote_it_down,
        ProposalPermission.MODERATE: a_moderator_of_others_texts,
        ProposalPermission.LINK_ORIGIN: holds(Role.FOCAL_POINT, Role.COMMITTEE_MEMBER),
    },
    refusals={
        ProposalPermission.SUBMIT: _l("Confirm your e-mail address or phone first: then you can propose."),
        ProposalPermission.ENTER: _l(
            "Only facilitators and the focal point write down what others proposed."
        ),
        ProposalPermission.EDIT: _l("Only its author can change a proposal."),
        ProposalPermission.WITHDRAW: _l("Only its author can withdraw a proposal."),
        ProposalPermission.MODERATE: _l(
            "Moderators of this collectivity decide, and nobody decides on her own text."
        ),
    },
    with_help=(
        ProposalPermission.SUBMIT,
        ProposalPermission.READ,
        ProposalPermission.READ_WORDS,
        ProposalPermission.EDIT,
    ),
)


def moderating_role(actor: Actor, collectivity_id: int) -> Role | None:
    """Return the role in which the actor moderates in a collectivity, or None."""
    return next((role for role in MODERATING_ROLES if actor.has(role, collectivity_id)), None)
