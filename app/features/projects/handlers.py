"""What follow-up does when something happened elsewhere."""

from app.features.council.events import PlanAdopted
from app.features.plans.queries import get_version_by_id
from app.features.projects.commands import begin_follow_up


def plan_adopted(event: PlanAdopted) -> None:
    """Follow the activities of a plan from its adoption on."""
    begin_follow_up(version=get_version_by_id(event.version_id))
