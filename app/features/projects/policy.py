"""WHO reports on activities."""

from enum import StrEnum

from app.features.accounts.types import Role
from app.features.projects.models import FollowedActivity
from app.foundation.policy import Actor, Policy, either, holds


class ProjectPermission(StrEnum):
    """What can be done with followed activities."""

    REPORT = "report"
    ASSIGN_OWNER = "assign_owner"
    READ_DESK = "read_desk"


def the_owner_of_the_activity(actor: Actor, activity: FollowedActivity) -> bool:
    """The project owner whom the activity was given to; any project owner while it was given to nobody."""
    is_owner = actor.has(Role.PROJECT_OWNER, activity.collectivity_id)
    return is_owner and activity.owner_id in {None, actor.user_id}


projects = Policy(
    {
        ProjectPermission.REPORT: either(the_owner_of_the_activity, holds(Role.FOCAL_POINT)),
        ProjectPermission.ASSIGN_OWNER: holds(Role.FOCAL_POINT),
        ProjectPermission.READ_DESK: holds(
            Role.PROJECT_OWNER, Role.FOCAL_POINT, Role.MONITORING_BODY, Role.COMMITTEE_MEMBER
        ),
    }
)
