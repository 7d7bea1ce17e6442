"""The public log: every decision, its source, its appeals, what was taken out of reasons. No text, no name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from app.features.moderation.models import Appeal, AppealRuling, ModerationCase, ModerationDecision, Redaction
from app.features.moderation.rules import GONE
from app.features.moderation.types import AppealOutcome, Decision, Ground, Source, Subject
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import LazyText, _l
from app.foundation.pagination import PAGE_SIZE, Page, paginate

BATCH = 500
OVERTURNED = (AppealOutcome.OVERTURNED, AppealOutcome.PARTLY)


class AppealFate(StrEnum):
    """What became of the appeals against a decision, as the log is narrowed to it."""

    WAITING = "waiting"
    UPHELD = "upheld"
    OVERTURNED = "overturned"

    @property
    def label(self) -> LazyText:
        return {
            self.WAITING: _l("An appeal waits"),
            self.UPHELD: _l("Confirmed on appeal"),
            self.OVERTURNED: _l("Overturned on appeal"),
        }[self]


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What the log is narrowed to; nothing means everything."""

    decision: Decision | None = None
    ground: Ground | None = None
    subject: Subject | None = None
    source: Source | None = None
    appeal: AppealFate | None = None
    consultation_id: int | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A decision as everybody may read it; `follows` is what was found on the appeal that led to this decision."""

    decision: ModerationDecision
    source: Source
    appealed_at: datetime | None
    ruling: AppealRuling | None
    follows: AppealRuling | None
    redactions: Sequence[Redaction]
    ruling_redactions: Sequence[Redaction]

    @property
    def fate(self) -> AppealFate | None:
        """Return what became of its appeals, or None when there are none."""
        if self.ruling is not None:
            return AppealFate.OVERTURNED if self.ruling.outcome in OVERTURNED else AppealFate.UPHELD
        return AppealFate.WAITING if self.appealed_at is not None else None

    @property
    def changed_at(self) -> datetime:
        """Return when something of this entry changed last."""
        instants = [self.decision.decided_at, *(each.redacted_at for each in self.redactions)]
        instants += [each.redacted_at for each in self.ruling_redactions]
        if self.appealed_at is not None:
            instants.append(self.appealed_at)
        if self.ruling is not None:
            instants.append(self.ruling.decided_at)
        return max(instants)


def log_page(
    *, collectivity_id: int, filters: LogFilters | None = None, number: int = 1, size: int = PAGE_SIZE
) -> Page[LogEntry]:
    """Return one page of the log, newest first; six queries."""
    statement = _narrowed(collectivity_id, filters or LogFilters()).order_by(
        ModerationDecision.decided_at.desc(), ModerationDecision.id.desc()
    )
    page = paginate(statement, number=number, size=size)
    return Page(items=entries_of(page.items), number=page.number, size=page.size, total=page.total)


def whole_log(*, collectivity_id: int, filters: LogFilters | None = None) -> Iterator[LogEntry]:
    """Yield the whole log, newest first, so many rows at a time; five queries for each batch."""
    before: int | None = None
    while True:
        statement = _narrowed(collectivity_id, filters or LogFilters())
        if before is not None:
            statement = statement.where(ModerationDecision.id < before)
        batch = db.session.scalars(statement.order_by(ModerationDecision.id.desc()).limit(BATCH)).all()
        yield from entries_of(batch)
        if len(batch) < BATCH:
            return
        before = batch[-1].id


def get_entry(*, collectivity_id: int, decision_id: int) -> LogEntry:
    """Return one entry of the log, or raise NotFound; five queries."""
    decision = db.session.get(ModerationDecision, decision_id)
    if decision is None or decision.collectivity_id != collectivity_id:
        raise NotFound
    return entries_of([decision])[0]


def find_decision_in_force(*, subject: Subject, subject_id: int) -> ModerationDecision | None:
    """Return the last decision that took a text out of sight, or None: what stays of the text names its ground."""
    statement = sa.select(ModerationDecision).where(
        ModerationDecision.subject == subject,
        ModerationDecision.subject_id == subject_id,
        ModerationDecision.decision.in_(GONE),
    )
    return db.session.scalar(statement.order_by(ModerationDecision.id.desc()).limit(1))


def _narrowed(collectivity_id: int, filters: LogFilters) -> sa.Select[ModerationDecision]:
    statement = sa.select(ModerationDecision).where(ModerationDecision.collectivity_id == collectivity_id)
    wanted = {
        ModerationDecision.decision: filters.decision,
        ModerationDecision.ground: filters.ground,
        ModerationDecision.subject: filters.subject,
        ModerationDecision.consultation_id: filters.consultation_id,
    }
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if filters.source is not None:
        cases = sa.select(ModerationCase.id).where(
            ModerationCase.collectivity_id == collectivity_id, ModerationCase.source == filters.source
        )
        statement = statement.where(ModerationDecision.case_id.in_(cases))
    return statement.where(_has_fate(filters.appeal)) if filters.appeal is not None else statement


def _has_fate(fate: AppealFate) -> sa.ColumnElement[bool]:
    rulings = sa.select(AppealRuling.id).where(AppealRuling.decision_id == ModerationDecision.id)
    if fate is AppealFate.WAITING:
        appeals = sa.select(Appeal.id).where(Appeal.decision_id == ModerationDecision.id)
        return sa.and_(appeals.exists(), ~rulings.exists())
    if fate is AppealFate.OVERTURNED:
        return rulings.where(AppealRuling.outcome.in_(OVERTURNED)).exists()
    return rulings.where(AppealRuling.outcome == AppealOutcome.UPHELD).exists()


def entries_of(decisions: Sequence[ModerationDecision]) -> list[LogEntry]:
    """Return decisions with what belongs to them in the log, in the same order; four queries."""
    ids = [each.id for each in decisions]
    if not ids:
        return []
    rulings = list(
        db.session.scalars(
            sa.select(AppealRuling).where(
                sa.or_(AppealRuling.decision_id.in_(ids), AppealRuling.new_decision_id.in_(ids))
            )
        )
    )
    ruled = {each.decision_id: each for each in rulings}
    followed = {each.new_decision_id: each for each in rulings}
    sources, appealed = _sources({each.case_id for each in decisions}), _appealed(ids)
    redactions = _redactions(ids, [each.id for each in rulings])
    return [
        LogEntry(
            decision=each,
            source=sources[each.case_id],
            appealed_at=appealed.get(each.id),
            ruling=ruled.get(each.id),
            follows=followed.get(each.id),
            redactions=redactions.get((each.id, None), ()),
            ruling_redactions=redactions.get((None, ruled[each.id].id), ()) if each.id in ruled else (),
        )
        for each in decisions
    ]


def _sources(case_ids: set[int]) -> dict[int, Source]:
    statement = sa.select(ModerationCase.id, ModerationCase.source).where(ModerationCase.id.in_(case_ids))
    return dict(db.session.execute(statement).all())


def _appealed(decision_ids: Sequence[int]) -> dict[int, datetime]:
    """Return {decision: when it was appealed first}."""
    statement = (
        sa.select(Appeal.decision_id, sa.func.min(Appeal.lodged_at))
        .where(Appeal.decision_id.in_(decision_ids))
        .group_by(Appeal.decision_id)
    )
    return dict(db.session.execute(statement).all())


def _redactions(
    decision_ids: Sequence[int], ruling_ids: Sequence[int]
) -> dict[tuple[int | None, int | None], list[Redaction]]:
    statement = sa.select(Redaction).where(
        sa.or_(Redaction.decision_id.in_(decision_ids), Redaction.ruling_id.in_(ruling_ids))
    )
    found: dict[tuple[int | None, int | None], list[Redaction]] = {}
    for each in db.session.scalars(statement.order_by(Redaction.id)):
        found.setdefault((each.decision_id, each.ruling_id), []).append(each)
    return found
