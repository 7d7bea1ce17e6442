"""WHO practises: whoever works for a collectivity."""

from enum import StrEnum
from typing import Any

from app.features.accounts.types import STAFF_ROLES
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy


class PracticePermission(StrEnum):
    """What can be done in the practice."""

    PRACTISE = "practise"


def a_member_of_staff(actor: Actor, subject: Any) -> bool:
    """Whoever holds a role in some collectivity."""
    return any(place is not None and role in STAFF_ROLES for place, role in actor.roles)


practice = Policy(
    {PracticePermission.PRACTISE: a_member_of_staff},
    refusals={PracticePermission.PRACTISE: _l("The practice is for those who work for a collectivity.")},
)
