"""WHEN somebody may act for a person."""

from datetime import datetime, timedelta

from app.features.helping.models import HelpSession
from app.foundation.errors import Invalid, NotAllowed, NotNow
from app.foundation.i18n import _l

LASTS = timedelta(minutes=30)
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
ASKED_IS_KEPT = timedelta(days=1)


class HelpIsOver(NotNow):
    """The help session ended: nothing is done for the person any more."""

    message = _l("The help session is over. This was not done: begin another one with the person beside you.")


class HelpUnderWay(NotAllowed):
    """While somebody is helped, the helper's own pages are closed."""

    message = _l(
        "You are helping somebody at the moment: here you can only write proposals and comments and take places "
        "in workshops for her. End the help session to go on with your own work."
    )


class WrongHelpCode(Invalid):
    """The code is wrong, too old, was tried too often, or cannot open anything: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            fields={"code": _l("This code is not the right one, or it is too old. You can send another one.")}
        )


def takes_code(session: HelpSession, *, now: datetime) -> bool:
    """Say whether a code can still be typed."""
    return (
        session.began_at is None
        and session.ended_at is None
        and now < session.asked_at + CODE_LASTS
        and session.try_count < MOST_TRIES
    )


def is_running(session: HelpSession | None, *, now: datetime) -> bool:
    """Say whether the helper may act for the person at this instant."""
    return (
        session is not None
        and session.ended_at is None
        and session.ends_at is not None
        and now < session.ends_at
    )
