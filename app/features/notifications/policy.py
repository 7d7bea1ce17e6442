"""WHO may follow, read notices and choose how to be told."""

from enum import StrEnum

from app.foundation.i18n import _l
from app.foundation.policy import Policy, a_participant


class NotificationPermission(StrEnum):
    """What can be done with one's own notices."""

    FOLLOW = "follow"
    MANAGE_OWN = "manage_own"


notifications = Policy(
    {NotificationPermission.FOLLOW: a_participant, NotificationPermission.MANAGE_OWN: a_participant},
    refusals={
        NotificationPermission.FOLLOW: _l("Confirm your e-mail address or phone first: then you can follow."),
    },
)
