"""What is kept for a time only is deleted when that time is over; the privacy page shows how long that is.

Everything goes in small portions, each a transaction of its own: a job that is killed goes on where it was.
"""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from app.features.accounts import addresses, codes, sessions, throttling
from app.features.authenticators import passkeys
from app.features.helping import commands as helping
from app.features.privacy import commands as privacy
from app.features.privacy import finishing, inactivity, retention
from app.features.privacy.types import Periods, Texts
from app.features.voters import retention as voters
from app.foundation import clock, submissions
from app.foundation.database import db, transaction
from app.foundation.errors import DomainError
from app.foundation.logs import logger
from app.foundation.policy import SYSTEM
from app.foundation.wiping import empty_journal
from config import Config


def apply_retention() -> None:
    """Delete what is older than its period: logs, spent codes, messages, drafts, reasons, files, unused accounts."""
    settings, kept = _settings(), Periods.of(_settings())
    for forget in retention.FORGET.values():
        _in_portions(forget, kept)
    _at_once(lambda now: throttling.forget_old(now=now))
    _at_once(lambda now: submissions.forget_old(now=now))
    _at_once(lambda now: codes.forget_old(now=now))
    _at_once(lambda now: addresses.forget_old(now=now))
    _at_once(lambda now: sessions.forget_old(idle_days=settings.session_idle_days, now=now))
    _at_once(lambda now: passkeys.forget_old(now=now))
    _at_once(lambda now: voters.forget_old(now=now))
    _at_once(lambda now: helping.forget_asked(now=now))
    _forget_drafts(kept)
    _forget_exports()
    _leave_unused_accounts(kept)
    empty_journal()


def _in_portions(forget: retention.Forget, kept: Periods) -> None:
    is_more = True
    while is_more:
        with transaction() as now:
            is_more = forget(kept, now) >= retention.PORTION


def _at_once(forget: Callable[[datetime], object]) -> None:
    with transaction() as now:
        forget(now)


def _forget_drafts(kept: Periods) -> None:
    for proposal_id in _read(lambda now: retention.list_old_drafts(kept, now=now)):
        with transaction():
            # The bytes before the commit: cut short in between, the draft is found again, and no file is left behind.
            for name in retention.forget_draft(proposal_id):
                finishing.delete_file(name, data_folder=_settings().data_folder)


def _forget_exports() -> None:
    for export_id in _read(lambda now: retention.list_old_exports(now=now)):
        with transaction():
            retention.forget_export(export_id, data_folder=_settings().data_folder)


def _leave_unused_accounts(kept: Periods) -> None:
    """Warn those whose account will be erased; erase those who were warned and did not come back."""
    _at_once(lambda now: inactivity.note_activity(now=now))
    for user_id in _read(lambda now: inactivity.list_to_warn(kept, now=now)):
        with transaction() as now:
            inactivity.warn(user_id, kept, now=now)
    for user_id in _read(lambda now: inactivity.list_to_erase(kept, now=now)):
        _erase(user_id)


def _erase(user_id: int) -> None:
    try:
        with transaction() as now:
            privacy.erase_account(
                actor=SYSTEM,
                user_id=user_id,
                texts=Texts.STAY,
                language=_settings().default_language,
                now=now,
            )
    except DomainError as refusal:
        logger().info("account_not_erased", row_id=user_id, reason=type(refusal).__name__)


def _read(what: Callable[[datetime], list[int]]) -> list[int]:
    """Return what is due, and end the reading."""
    found = what(clock.now())
    db.session.rollback()
    return found


def _settings() -> Config:
    settings: Config = current_app.extensions["settings"]
    return settings
