"""WHO may write and publish plans."""

from enum import StrEnum
from typing import Any

from app.features.accounts.types import STAFF_ROLES, Role
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, either, holds


class PlanPermission(StrEnum):
    """What can be done with plans."""

    READ = "read"
    READ_DRAFTS = "read_drafts"
    EDIT = "edit"
    PUBLISH = "publish"
    ADOPT = "adopt"
    IMPORT = "import"


def a_published_plan(actor: Actor, plan: Any) -> bool:
    """Everybody, once a version of the plan is public."""
    return bool(plan.is_public)


staff_of_the_collectivity = holds(*STAFF_ROLES)

plans = Policy(
    {
        PlanPermission.READ: either(a_published_plan, staff_of_the_collectivity),
        PlanPermission.READ_DRAFTS: staff_of_the_collectivity,
        PlanPermission.EDIT: holds(Role.FOCAL_POINT, Role.COMMITTEE_MEMBER),
        PlanPermission.PUBLISH: holds(Role.FOCAL_POINT),
        PlanPermission.ADOPT: holds(Role.FOCAL_POINT, Role.COUNCIL_MEMBER),
        PlanPermission.IMPORT: holds(Role.FOCAL_POINT, Role.COMMITTEE_MEMBER),
    },
    refusals={
        PlanPermission.EDIT: _l("Plans are written by the focal point and the follow-up committee."),
        PlanPermission.PUBLISH: _l("Only the focal point publishes a version of the plan."),
        PlanPermission.ADOPT: _l("Only the focal point or the council publishes the adopted plan."),
        PlanPermission.IMPORT: _l("Plans are imported by the focal point and the follow-up committee."),
    },
    with_help=(PlanPermission.READ,),
)
