"""What is kept for a time only so that voters can be known: codes for the desk, registers nobody confirmed."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.voters.models import DeskCode, RegisterImport, RegisterNumber
from app.features.voters.types import DESK_CODE_LASTS
from app.foundation.database import db

PREVIEW_LASTS = timedelta(days=7)


def forget_old(*, now: datetime) -> None:
    """Delete codes that are no longer taken, and registers that were handed in and not confirmed."""
    db.session.execute(sa.delete(DeskCode).where(DeskCode.created_at <= now - DESK_CODE_LASTS))
    unconfirmed = sa.select(RegisterImport.id).where(
        RegisterImport.confirmed_at.is_(None), RegisterImport.created_at <= now - PREVIEW_LASTS
    )
    db.session.execute(sa.delete(RegisterNumber).where(RegisterNumber.import_id.in_(unconfirmed)))
    db.session.execute(
        sa.delete(RegisterImport).where(
            RegisterImport.confirmed_at.is_(None), RegisterImport.created_at <= now - PREVIEW_LASTS
        )
    )
