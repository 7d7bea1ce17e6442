"""Every page of the staff on votes: three files, one blueprint."""

from app.web.ballots import manage, manage_calendar, manage_choices

__all__ = ["blueprint", "manage_calendar", "manage_choices"]

blueprint = manage.blueprint
