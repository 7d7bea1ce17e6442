"""Reads about people's data: which notices wait for them, which file can be fetched."""

from datetime import datetime

import sqlalchemy as sa

from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.queries import find_public_text
from app.features.collectivities.types import PublicText
from app.features.privacy.models import NoticeAcceptance, PersonalExport
from app.foundation.database import db


def find_export(*, user_id: int, now: datetime) -> PersonalExport | None:
    """Return the newest file that a person asked for and can still fetch, made or not; or None."""
    statement = (
        sa.select(PersonalExport)
        .where(
            PersonalExport.user_id == user_id,
            PersonalExport.fetched_at.is_(None),
            PersonalExport.expires_at > now,
        )
        .order_by(PersonalExport.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def find_notice_to_accept(*, collectivity_id: int, user_id: int) -> PublicTextVersion | None:
    """Return the legal notice in force when the person has not accepted this version of it, or None."""
    newest = find_notice(collectivity_id)
    if newest is None or find_acceptance(newest, user_id=user_id) is not None:
        return None
    return newest


def find_notice(collectivity_id: int) -> PublicTextVersion | None:
    """Return the legal notice of a collectivity that is in force, or None."""
    return find_public_text(collectivity_id=collectivity_id, kind=PublicText.LEGAL_NOTICE)


def find_acceptance(version: PublicTextVersion, *, user_id: int) -> NoticeAcceptance | None:
    """Return the person's acceptance of one version, or None."""
    return db.session.get(NoticeAcceptance, (user_id, version.id))


def list_acceptances(user_id: int) -> list[tuple[NoticeAcceptance, PublicTextVersion]]:
    """Return the legal notices that a person accepted, the newest first."""
    statement = (
        sa.select(NoticeAcceptance, PublicTextVersion)
        .join(PublicTextVersion, PublicTextVersion.id == NoticeAcceptance.version_id)
        .where(NoticeAcceptance.user_id == user_id)
        .order_by(NoticeAcceptance.accepted_at.desc(), NoticeAcceptance.version_id.desc())
    )
    return [(acceptance, version) for acceptance, version in db.session.execute(statement)]
