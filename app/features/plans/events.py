"""What happened to plans."""

from dataclasses import dataclass

from app.features.plans.types import VersionKind


@dataclass(frozen=True, slots=True)
class PlanCreated:
    """A collectivity began a plan."""

    plan_id: int


@dataclass(frozen=True, slots=True)
class PlanVersionPublished:
    """A version of a plan can be read by everybody and will never change."""

    plan_id: int
    version_id: int
    number: int
    kind: VersionKind


@dataclass(frozen=True, slots=True)
class PlanImported:
    """A plan was taken in from a file."""

    plan_id: int
    version_id: int
