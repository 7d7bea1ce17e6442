"""Every page of the staff on plans: three files, one blueprint."""

from app.web.plans import manage, manage_import, manage_items

__all__ = ["blueprint", "manage_import", "manage_items"]

blueprint = manage.blueprint
