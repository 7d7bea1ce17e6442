"""What is kept for a time only, deleted in small portions: each may be cut short, and done again changes nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import SecurityEvent
from app.features.helping.models import HelpAct, HelpSession
from app.features.moderation.models import Appeal, Report
from app.features.notifications.models import Notice
from app.features.privacy import contributions, files
from app.features.privacy.exporting import path_of
from app.features.privacy.models import PersonalExport
from app.features.privacy.types import Periods
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import ProposalState
from app.foundation import mail
from app.foundation.database import db
from app.foundation.outbox import OutboxMessage

PORTION = 500
# One portion of something to forget: returns how many rows it took, fewer than PORTION when nothing is left.
Forget = Callable[[Periods, datetime], int]


def forget_security_log(kept: Periods, now: datetime) -> int:
    """Delete lines of the security log whose time is over."""
    return _delete(SecurityEvent, SecurityEvent.happened_at < now - timedelta(days=kept.security_log_days))


def forget_messages(kept: Periods, now: datetime) -> int:
    """Delete messages that left, or were given up, long ago; and the files in which mails were written."""
    limit = now - timedelta(days=kept.sent_message_days)
    mail.forget_kept(before=limit.timestamp())
    return _delete(OutboxMessage, sa.or_(OutboxMessage.sent_at < limit, OutboxMessage.abandoned_at < limit))


def forget_read_notices(kept: Periods, now: datetime) -> int:
    """Delete what people were told on the site and read long ago."""
    return _delete(Notice, Notice.read_at < now - timedelta(days=kept.read_notice_days))


def forget_reasons(kept: Periods, now: datetime) -> int:
    """Empty the reasons of reports that were decided long ago, and of appeals on the same decisions."""
    limit = now - timedelta(days=kept.report_reason_days)
    reports = _empty(Report, (Report.reason != "") & (Report.decided_at < limit))
    return max(reports, _empty(Appeal, (Appeal.reason != "") & (Appeal.due_at < limit)))


def forget_help(kept: Periods, now: datetime) -> int:
    """Delete what was noted of help at a desk that ended long ago."""
    over = HelpSession.ended_at < now - timedelta(days=kept.help_session_days)
    portion = list(db.session.scalars(sa.select(HelpSession.id).where(over).limit(PORTION)))
    db.session.execute(sa.delete(HelpAct).where(HelpAct.session_id.in_(portion)))
    db.session.execute(sa.delete(HelpSession).where(HelpSession.id.in_(portion)))
    return len(portion)


FORGET: Mapping[str, Forget] = {
    "security_log": forget_security_log,
    "messages": forget_messages,
    "read_notices": forget_read_notices,
    "reasons": forget_reasons,
    "help": forget_help,
}


def list_old_drafts(kept: Periods, *, now: datetime) -> list[int]:
    """Return the unsent proposals that nobody wrote on for long."""
    written = sa.select(sa.func.max(ProposalVersion.created_at)).where(
        ProposalVersion.proposal_id == Proposal.id
    )
    last = sa.func.coalesce(written.scalar_subquery(), Proposal.created_at)
    limit = now - timedelta(days=kept.unsent_draft_days)
    statement = (
        sa.select(Proposal.id)
        .where(Proposal.state == ProposalState.DRAFT, last < limit)
        .order_by(Proposal.id)
    )
    return list(db.session.scalars(statement))


def forget_draft(proposal_id: int) -> list[str]:
    """Delete an unsent proposal; return where the bytes of its files are."""
    draft = db.session.get(Proposal, proposal_id)
    if draft is None or draft.state is not ProposalState.DRAFT:
        return []
    attached = files.attached_to([draft.id])
    contributions.delete_draft(draft)
    return files.forget_stored(attached)


def list_old_exports(*, now: datetime) -> list[int]:
    """Return the files with somebody's data that were fetched or are too old."""
    over = sa.or_(PersonalExport.expires_at <= now, PersonalExport.fetched_at.is_not(None))
    return list(db.session.scalars(sa.select(PersonalExport.id).where(over).order_by(PersonalExport.id)))


def forget_export(export_id: int, *, data_folder: Path) -> None:
    """Delete a file with somebody's data, then its row: cut short in between, the row is found again."""
    export = db.session.get(PersonalExport, export_id)
    if export is not None:
        path_of(export, data_folder=data_folder).unlink(missing_ok=True)
        db.session.delete(export)


def _delete(model: Any, condition: sa.ColumnElement[bool]) -> int:
    """Delete one portion of the rows that fulfil a condition; return how many."""
    (key,) = model.__table__.primary_key.columns
    portion = sa.select(key).where(condition).limit(PORTION).scalar_subquery()
    return int(db.session.execute(sa.delete(model).where(key.in_(portion))).rowcount)  # type: ignore[attr-defined]


def _empty(model: Any, condition: sa.ColumnElement[bool]) -> int:
    """Empty the reasons of one portion of the rows that fulfil a condition; return how many."""
    portion = sa.select(model.id).where(condition).limit(PORTION).scalar_subquery()
    statement = sa.update(model).where(model.id.in_(portion)).values(reason="")
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
