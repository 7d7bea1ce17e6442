"""Every page of the staff on voters: two files, one blueprint."""

from app.web.voters import manage, register

__all__ = ["blueprint", "register"]

blueprint = manage.blueprint
