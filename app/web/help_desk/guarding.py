"""What is closed while somebody is helped, and the end of a help session that was not noticed."""

from flask import Flask, flash, request

from app.features.helping.rules import HelpIsOver, HelpUnderWay
from app.foundation.i18n import _l
from app.web import help_under_way
from app.web.actors import current_actor


def init_app(app: Flask) -> None:
    """Refuse whatever is not open to a helper, before any page is made."""
    app.before_request(_guard)


def _guard() -> None:
    if not help_under_way.has_begun():
        return
    current_actor()
    under_way = help_under_way.found()
    if under_way is None:
        _say_that_it_is_over()
    elif not help_under_way.is_permitted(under_way):
        raise HelpUnderWay


def _say_that_it_is_over() -> None:
    is_refused = request.method not in help_under_way.SAFE
    if request.endpoint in help_under_way.OF_THE_HELPER:
        return
    help_under_way.leave()
    if is_refused:
        raise HelpIsOver
    flash(str(_l("The help session is over. You are at your own work again.")), "info")
