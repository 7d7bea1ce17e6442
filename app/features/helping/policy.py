"""WHO may act for a person at a desk."""

from enum import StrEnum

from app.features.accounts.types import Role
from app.foundation.i18n import _l
from app.foundation.policy import Policy, a_participant, holds

HELPERS = (Role.FACILITATOR, Role.FOCAL_POINT)


class HelpPermission(StrEnum):
    """What can be done with help sessions."""

    HELP = "help"
    SEE_FIGURES = "see_figures"
    SEE_OWN = "see_own"


helping = Policy(
    {
        HelpPermission.HELP: holds(*HELPERS),
        HelpPermission.SEE_FIGURES: holds(*HELPERS),
        HelpPermission.SEE_OWN: a_participant,
    },
    refusals={HelpPermission.HELP: _l("Only facilitators and the focal point help people at the desk.")},
)
