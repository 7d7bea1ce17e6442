"""WHO may support and who may say what she thinks of an item."""

from enum import StrEnum

from app.features.proposals.models import Proposal
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant


class SupportPermission(StrEnum):
    """What can be done with supports and opinions."""

    SUPPORT = "support"
    GIVE_OPINION = "give_opinion"


def a_participant_other_than_the_author(actor: Actor, proposal: Proposal) -> bool:
    """Whoever has a confirmed account and did not write the proposal."""
    return a_participant(actor, proposal) and actor.user_id != proposal.author_id


supports = Policy(
    {
        SupportPermission.SUPPORT: a_participant_other_than_the_author,
        SupportPermission.GIVE_OPINION: a_participant,
    },
    refusals={
        SupportPermission.SUPPORT: _l(
            "Supporting needs a confirmed account, and is not for the proposal's own author."
        ),
        SupportPermission.GIVE_OPINION: _l(
            "Confirm your e-mail address or phone first: then your opinion counts."
        ),
    },
)
