"""WHO prepares answers, records the council's decisions and publishes them."""

from enum import StrEnum

from app.features.accounts.types import Role
from app.foundation.policy import Policy, holds


class CouncilPermission(StrEnum):
    """What can be done at the council session's desk."""

    READ_DESK = "read_desk"
    PREPARE_RESPONSE = "prepare_response"
    RECORD_SESSION = "record_session"
    PUBLISH_RESPONSES = "publish_responses"
    WRITE_ADOPTED_PLAN = "write_adopted_plan"
    ADOPT_PLAN = "adopt_plan"


council = Policy(
    {
        CouncilPermission.READ_DESK: holds(
            Role.COUNCIL_MEMBER, Role.COMMITTEE_MEMBER, Role.FOCAL_POINT, Role.MONITORING_BODY
        ),
        CouncilPermission.PREPARE_RESPONSE: holds(
            Role.COUNCIL_MEMBER, Role.COMMITTEE_MEMBER, Role.FOCAL_POINT
        ),
        CouncilPermission.RECORD_SESSION: holds(Role.COUNCIL_MEMBER, Role.FOCAL_POINT),
        CouncilPermission.PUBLISH_RESPONSES: holds(Role.COUNCIL_MEMBER, Role.FOCAL_POINT),
        CouncilPermission.WRITE_ADOPTED_PLAN: holds(Role.COMMITTEE_MEMBER, Role.FOCAL_POINT),
        CouncilPermission.ADOPT_PLAN: holds(Role.COUNCIL_MEMBER, Role.FOCAL_POINT),
    }
)
