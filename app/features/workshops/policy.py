"""WHO plans workshops and who takes a place."""

from enum import StrEnum

from app.features.accounts.types import Role
from app.foundation.i18n import _l
from app.foundation.policy import Policy, a_participant, holds


class WorkshopPermission(StrEnum):
    """What can be done with a workshop."""

    PLAN = "plan"
    CANCEL = "cancel"
    RECORD_MINUTES = "record_minutes"
    REGISTER = "register"


those_who_hold_workshops = holds(Role.FACILITATOR, Role.FOCAL_POINT)

workshops = Policy(
    {
        WorkshopPermission.PLAN: those_who_hold_workshops,
        WorkshopPermission.CANCEL: those_who_hold_workshops,
        WorkshopPermission.RECORD_MINUTES: those_who_hold_workshops,
        WorkshopPermission.REGISTER: a_participant,
    },
    refusals={
        WorkshopPermission.PLAN: _l("Only facilitators and the focal point plan workshops."),
        WorkshopPermission.CANCEL: _l("Only facilitators and the focal point cancel workshops."),
        WorkshopPermission.RECORD_MINUTES: _l("Only facilitators and the focal point record the minutes."),
        WorkshopPermission.REGISTER: _l(
            "Confirm your e-mail address or phone first: then you can take a place."
        ),
    },
    with_help=(WorkshopPermission.REGISTER,),
)
