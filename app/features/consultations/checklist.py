"""What a consultation needs before it can be announced."""

from collections.abc import Iterator

import sqlalchemy as sa

from app.features.accounts.models import RoleGrant
from app.features.accounts.types import Role
from app.features.collectivities.models import Collectivity, PublicTextVersion
from app.features.collectivities.rules import is_declared
from app.features.collectivities.types import PublicText
from app.features.consultations import rules
from app.features.consultations.models import Consultation
from app.features.consultations.types import CheckItem, Round
from app.features.plans.models import ItemRevision
from app.features.plans.types import ItemKind
from app.foundation.database import db
from app.foundation.i18n import _l


def checklist(consultation: Consultation) -> list[CheckItem]:
    """Return everything the consultation needs, done or not; a constant number of queries."""
    collectivity = db.session.get_one(Collectivity, consultation.collectivity_id)
    return [*_own_settings(consultation, collectivity), *_of_the_collectivity(collectivity)]


def _own_settings(consultation: Consultation, collectivity: Collectivity) -> Iterator[CheckItem]:
    language = collectivity.default_language
    yield CheckItem(
        "texts", _l("Title and introduction"), _has_texts(consultation, language),
        _l("Write the title and the introduction in the first language of the collectivity."), "texts",
    )  # fmt: skip
    yield CheckItem(
        "calendar", _l("Opening, closing and date of the answers"), _has_calendar(consultation, collectivity.time_zone),
        _l("Choose the day and hour of opening and closing, and a later day for the answers."), "calendar",
    )  # fmt: skip
    wanted = ItemKind.AXIS if consultation.round == Round.IDEAS else ItemKind.PROJECT
    missing = (
        _l("Add at least one axis to the plan.")
        if wanted is ItemKind.AXIS
        else _l("Add at least one project to the draft plan.")
    )
    yield CheckItem(
        "plan", _l("Plan put to consultation"), _has_item(consultation.version_id, wanted), missing, "plan"
    )
    yield CheckItem(
        "moderation", _l("Moderation delay"), consultation.moderation_hours > 0,
        _l("Promise a number of hours in which contributions are read."), "moderation",
    )  # fmt: skip


def _of_the_collectivity(collectivity: Collectivity) -> Iterator[CheckItem]:
    published = _published_texts(collectivity.id)
    yield CheckItem(
        "declaration", _l("Declaration of the processing of personal data"), is_declared(collectivity),
        _l("Record the reference of the declaration or authorisation."), "declaration",
    )  # fmt: skip
    yield CheckItem(
        "charter", _l("Charter of participation"), PublicText.CHARTER in published,
        _l("Publish the charter, by whose rules contributions are moderated."), "charter",
    )  # fmt: skip
    yield CheckItem(
        "legal_notice",
        _l("Legal notice"),
        PublicText.LEGAL_NOTICE in published,
        _l("Publish the legal notice."),
        "legal_notice",
    )
    yield CheckItem(
        "team", _l("Somebody who moderates"), _has_moderator(collectivity.id),
        _l("Invite a moderator or a focal point."), "team",
    )  # fmt: skip


def _has_texts(consultation: Consultation, language: str) -> bool:
    fields = consultation.texts.get(language, {})
    return bool(fields.get("title")) and bool(fields.get("introduction"))


def _has_calendar(consultation: Consultation, time_zone: str) -> bool:
    given = (consultation.starts_at, consultation.ends_at, consultation.answer_due_on)
    if any(each is None for each in given):
        return False
    starts_at, ends_at, answer_due_on = given
    problems = rules.calendar_problems(
        starts_at=starts_at, ends_at=ends_at, answer_due_on=answer_due_on, time_zone=time_zone
    )
    return not problems


def _has_item(version_id: int | None, kind: ItemKind) -> bool:
    statement = (
        sa.select(ItemRevision.id)
        .where(ItemRevision.version_id == version_id, ItemRevision.kind == kind)
        .limit(1)
    )
    return version_id is not None and db.session.scalar(statement) is not None


def _published_texts(collectivity_id: int) -> set[PublicText]:
    statement = sa.select(PublicTextVersion.kind).where(PublicTextVersion.collectivity_id == collectivity_id)
    return set(db.session.scalars(statement))


def _has_moderator(collectivity_id: int) -> bool:
    statement = sa.select(RoleGrant.id).where(
        RoleGrant.collectivity_id == collectivity_id, RoleGrant.ended_at.is_(None),
        RoleGrant.role.in_([Role.MODERATOR, Role.FOCAL_POINT]),
    )  # fmt: skip
    return db.session.scalar(statement.limit(1)) is not None
