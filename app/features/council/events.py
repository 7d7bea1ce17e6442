"""What the council decided."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionRecorded:
    """A council session and its deliberation were recorded."""

    session_id: int
    consultation_id: int


@dataclass(frozen=True, slots=True)
class ResponsesPublished:
    """Every accepted contribution of a consultation has its answer, published all at once."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class PlanAdopted:
    """The adopted version of a plan was published."""

    plan_id: int
    version_id: int
    consultation_id: int
