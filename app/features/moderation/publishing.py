"""The public log: every decision, its source, its appeals, what was taken out of reasons. No text, no name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision, Redaction
from app.features.moderation.rules import GONE
from app.features.moderation.types import AppealOutcome, Decision, Ground, Source, Subject
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import LazyText, _l
from app.foundation.pagination import PAGE_SIZE, Page, paginate

BATCH = 500
# The decisions that something is looked up for: their numbers, or the query that finds them.
Decisions = Sequence[int] | sa.Select[int]
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
    """Return one page of the log, newest first; five queries."""
    statement = _narrowed(collectivity_id, filters or LogFilters()).order_by(
        ModerationDecision.decided_at.desc(), ModerationDecision.id.desc()
    )
    page = paginate(statement, number=number, size=size)
    return Page(items=entries_of(page.items), number=page.number, size=page.size, total=page.total)


def whole_log(*, collectivity_id: int, filters: LogFilters | None = None) -> Iterator[LogEntry]:
    """Yield the whole log, newest first; four queries however long it is, and so many decisions at a time in memory."""
    statement = _narrowed(collectivity_id, filters or LogFilters()).order_by(ModerationDecision.id.desc())
    decisions = db.session.scalars(statement.execution_options(yield_per=BATCH))
    # What belongs to a decision is asked for after the decisions, of all of them: nothing of theirs can be missing.
    every = sa.select(ModerationDecision.id).where(ModerationDecision.collectivity_id == collectivity_id)
    yield from _entries(decisions, among=every)


def get_entry(*, collectivity_id: int, decision_id: int) -> LogEntry:
    """Return one entry of the log, or raise NotFound; four queries."""
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
        ModerationDecision.source: filters.source,
        ModerationDecision.consultation_id: filters.consultation_id,
    }
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
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
    """Return decisions with what belongs to them in the log, in the same order; three queries."""
    return list(_entries(decisions, among=[each.id for each in decisions])) if decisions else []


def _entries(decisions: Iterable[ModerationDecision], *, among: Decisions) -> Iterator[LogEntry]:
    """Yield decisions with what belongs to them; `among` holds at least all of theirs."""
    rulings = db.session.scalars(sa.select(AppealRuling).where(_rules_on(among))).all()
    ruled = {each.decision_id: each for each in rulings}
    followed = {each.new_decision_id: each for each in rulings}
    appealed, redactions = _appealed(among), _redactions(among)
    for each in decisions:
        yield LogEntry(
            decision=each,
            appealed_at=appealed.get(each.id),
            ruling=ruled.get(each.id),
            follows=followed.get(each.id),
            redactions=redactions.get((each.id, None), ()),
            ruling_redactions=redactions.get((None, ruled[each.id].id), ()) if each.id in ruled else (),
        )


def _rules_on(decisions: Decisions) -> sa.ColumnElement[bool]:
    """Say whether a ruling is about one of the decisions, or led to one."""
    return sa.or_(AppealRuling.decision_id.in_(decisions), AppealRuling.new_decision_id.in_(decisions))


def _appealed(decisions: Decisions) -> dict[int, datetime]:
    """Return {decision: when it was appealed first}."""
    statement = (
        sa.select(Appeal.decision_id, sa.func.min(Appeal.lodged_at))
        .where(Appeal.decision_id.in_(decisions))
        .group_by(Appeal.decision_id)
    )
    return dict(db.session.execute(statement).all())


def _redactions(decisions: Decisions) -> dict[tuple[int | None, int | None], list[Redaction]]:
    """Return {(decision, None) or (None, ruling): what was taken out of its reason, in order}."""
    rulings = sa.select(AppealRuling.id).where(_rules_on(decisions))
    statement = sa.select(Redaction).where(
        sa.or_(Redaction.decision_id.in_(decisions), Redaction.ruling_id.in_(rulings))
    )
    found: dict[tuple[int | None, int | None], list[Redaction]] = {}
    for each in db.session.scalars(statement.order_by(Redaction.id)):
        found.setdefault((each.decision_id, each.ruling_id), []).append(each)
    return found
