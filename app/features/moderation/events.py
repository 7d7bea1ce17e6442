"""What moderation did."""

from dataclasses import dataclass
from datetime import datetime

from app.features.moderation.types import AppealOutcome, Decision, ReportState, Subject


@dataclass(frozen=True, slots=True)
class ContributionModerated:
    """A decision on a contribution was taken and stands in the public log."""

    decision_id: int
    collectivity_id: int
    subject: Subject
    subject_id: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class ContributionReported:
    """A reader said that a contribution breaks a rule."""

    report_id: int
    collectivity_id: int
    subject: Subject
    subject_id: int


@dataclass(frozen=True, slots=True)
class ReportsDecided:
    """The open reports about a contribution were decided; `reason` is the public one."""

    decision_id: int
    collectivity_id: int
    subject: Subject
    subject_id: int
    state: ReportState
    reason: str | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionAppealed:
    """Whoever a decision is against asked that somebody else look again."""

    appeal_id: int
    decision_id: int
    collectivity_id: int
    consultation_id: int
    subject: Subject
    subject_id: int


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """Somebody else looked again at a decision; `reason` is the public one."""

    ruling_id: int
    decision_id: int
    collectivity_id: int
    consultation_id: int
    subject: Subject
    subject_id: int
    outcome: AppealOutcome
    reason: str
