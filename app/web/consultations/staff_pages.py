"""Every page of the staff on consultations: three files, one blueprint."""

from app.web.consultations import manage, manage_calendar, manage_second_round

__all__ = ["blueprint", "manage_calendar", "manage_second_round"]

blueprint = manage.blueprint
