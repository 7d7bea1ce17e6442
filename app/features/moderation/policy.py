"""WHO reports, moderates, appeals and decides on appeals; nobody decides where she has an interest."""

from enum import StrEnum
from typing import Any

from app.features.accounts.types import Role
from app.features.moderation.types import Concern
from app.features.proposals.policy import MODERATING_ROLES, moderating_role
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, holds, holds_in_network

# Who decides on an appeal where nobody of the collectivity may.
APPEAL_ROLES_OF_NETWORK = (Role.NETWORK_COORDINATOR,)


class ModerationPermission(StrEnum):
    """What can be done in moderation."""

    READ_QUEUE = "read_queue"
    ASSIGN = "assign"
    DECIDE = "decide"
    REPORT = "report"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"


def a_participant_other_than_the_author(actor: Actor, subject: Any) -> bool:
    """Whoever has a confirmed account and did not write the text."""
    return a_participant(actor, subject) and actor.user_id != subject.author_id


def a_moderator_without_interest(actor: Actor, concern: Concern) -> bool:
    """A moderator or the focal point, for texts that she neither wrote, nor wrote down, nor reported."""
    return holds(*MODERATING_ROLES)(actor, concern) and not _has_interest(actor, concern)


def whoever_the_decision_is_against(actor: Actor, concern: Concern) -> bool:
    """The author (for a sheet, who wrote it down), and whoever reported what was left where it is."""
    author = concern.author_id if concern.author_id is not None else concern.entered_by_id
    return a_participant(actor, concern) and actor.user_id in concern.reporter_ids | {author}


def somebody_else(actor: Actor, concern: Concern) -> bool:
    """Another moderator or the focal point; where there is none, a coordinator of the network."""
    if _has_interest(actor, concern) or actor.user_id in concern.decider_ids | concern.appellant_ids:
        return False
    if holds(*MODERATING_ROLES)(actor, concern):
        return True
    return not concern.has_colleague and holds_in_network(*APPEAL_ROLES_OF_NETWORK)(actor, concern)


def _has_interest(actor: Actor, concern: Concern) -> bool:
    return actor.user_id in {concern.author_id, concern.entered_by_id} | concern.reporter_ids


moderation = Policy(
    {
        ModerationPermission.READ_QUEUE: holds(*MODERATING_ROLES),
        ModerationPermission.ASSIGN: holds(*MODERATING_ROLES),
        ModerationPermission.DECIDE: a_moderator_without_interest,
        ModerationPermission.REPORT: a_participant_other_than_the_author,
        ModerationPermission.APPEAL: whoever_the_decision_is_against,
        ModerationPermission.DECIDE_APPEAL: somebody_else,
    },
    refusals={
        ModerationPermission.READ_QUEUE: _l(
            "Only moderators and the focal point of the collectivity moderate."
        ),
        ModerationPermission.ASSIGN: _l("Only moderators and the focal point of the collectivity moderate."),
        ModerationPermission.DECIDE: _l(
            "Moderators of this collectivity decide, and nobody decides on a text that she wrote or reported: "
            "ask a colleague."
        ),
        ModerationPermission.REPORT: _l(
            "Reporting needs a confirmed account, and is not for the text's own author."
        ),
        ModerationPermission.APPEAL: _l(
            "Only the author of a text, or whoever reported it in vain, can appeal this decision."
        ),
        ModerationPermission.DECIDE_APPEAL: _l(
            "An appeal is decided by somebody else: not by who decided, wrote, reported or appealed."
        ),
    },
    with_help=(ModerationPermission.APPEAL,),
)


def deciding_role(actor: Actor, collectivity_id: int) -> str:
    """Return the role in which somebody decides, as the public log names it."""
    role = moderating_role(actor, collectivity_id)
    if role is None:
        role = next((each for each in APPEAL_ROLES_OF_NETWORK if actor.has(each, None)), None)
    return str(role or "system")
