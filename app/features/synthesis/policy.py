"""WHO groups and writes the synthesis."""

from enum import StrEnum

from app.features.accounts.types import Role
from app.foundation.policy import Policy, holds


class SynthesisPermission(StrEnum):
    """What can be done at the synthesis desk."""

    READ_DESK = "read_desk"
    GROUP = "group"
    WRITE = "write"
    PUBLISH = "publish"


synthesis = Policy(
    {
        SynthesisPermission.READ_DESK: holds(
            Role.COMMITTEE_MEMBER, Role.FOCAL_POINT, Role.COUNCIL_MEMBER, Role.MONITORING_BODY
        ),
        SynthesisPermission.GROUP: holds(Role.COMMITTEE_MEMBER, Role.FOCAL_POINT),
        SynthesisPermission.WRITE: holds(Role.COMMITTEE_MEMBER, Role.FOCAL_POINT),
        SynthesisPermission.PUBLISH: holds(Role.COMMITTEE_MEMBER, Role.FOCAL_POINT),
    }
)
