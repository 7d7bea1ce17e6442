"""What happened to the activities of adopted plans."""

from dataclasses import dataclass

from app.features.projects.types import ProgressStatus


@dataclass(frozen=True, slots=True)
class FollowUpBegun:
    """The activities of an adopted plan are followed from now on."""

    plan_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class ProgressReported:
    """A report on an activity was published."""

    activity_id: int
    report_id: int
    item_id: int
    status: ProgressStatus
    previous_status: ProgressStatus
