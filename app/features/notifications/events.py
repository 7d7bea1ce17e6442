"""What happened to follows."""

from dataclasses import dataclass

from app.features.notifications.types import Followed


@dataclass(frozen=True, slots=True)
class FollowBegun:
    """Somebody asked for the news of something."""

    kind: Followed
    object_id: int


@dataclass(frozen=True, slots=True)
class FollowEnded:
    """Somebody no longer wants the news of something."""

    kind: Followed
    object_id: int
