"""WHO reports and who moderates; nobody decides on her own text."""

from enum import StrEnum
from typing import Any

from app.features.proposals.policy import MODERATING_ROLES, a_moderator_of_others_texts
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, holds


class ModerationPermission(StrEnum):
    """What can be done in moderation."""

    READ_QUEUE = "read_queue"
    DECIDE = "decide"
    REPORT = "report"


def a_participant_other_than_the_author(actor: Actor, subject: Any) -> bool:
    """Whoever has a confirmed account and did not write the text."""
    return a_participant(actor, subject) and actor.user_id != subject.author_id


moderation = Policy(
    {
        ModerationPermission.READ_QUEUE: holds(*MODERATING_ROLES),
        ModerationPermission.DECIDE: a_moderator_of_others_texts,
        ModerationPermission.REPORT: a_participant_other_than_the_author,
    },
    refusals={
        ModerationPermission.READ_QUEUE: _l(
            "Only moderators and the focal point of the collectivity moderate."
        ),
        ModerationPermission.DECIDE: _l(
            "Moderators of this collectivity decide, and nobody decides on her own text: ask a colleague."
        ),
        ModerationPermission.REPORT: _l(
            "Reporting needs a confirmed account, and is not for the text's own author."
        ),
    },
)
