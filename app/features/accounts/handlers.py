"""What follows for sessions."""

from app.features.accounts import sessions
from app.features.accounts.events import RoleEnded
from app.foundation import clock


def role_ended(event: RoleEnded) -> None:
    """End every session of whoever lost a role."""
    sessions.end_all(user_id=event.user_id, now=clock.now())
