"""WHO may verify voters, hand in a register, and say who she is."""

from enum import StrEnum

from app.features.accounts.types import Role
from app.foundation.i18n import _l
from app.foundation.policy import Policy, a_participant, holds


class VoterPermission(StrEnum):
    """What can be done so that a voter is known."""

    SAY_WHO_ONE_IS = "say_who_one_is"
    VERIFY_AT_DESK = "verify_at_desk"
    IMPORT_REGISTER = "import_register"


voters = Policy(
    {
        VoterPermission.SAY_WHO_ONE_IS: a_participant,
        VoterPermission.VERIFY_AT_DESK: holds(Role.FACILITATOR, Role.FOCAL_POINT),
        VoterPermission.IMPORT_REGISTER: holds(Role.FOCAL_POINT),
    },
    refusals={
        VoterPermission.SAY_WHO_ONE_IS: _l("Confirm your e-mail address or phone first."),
        VoterPermission.VERIFY_AT_DESK: _l(
            "Only facilitators and the focal point verify people at the desk."
        ),
        VoterPermission.IMPORT_REGISTER: _l("Only the focal point hands in the register."),
    },
)
