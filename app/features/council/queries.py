"""Reads of sessions, answers, what still lacks one, and where the adopted plan's changes come from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from statistics import median

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.council.models import CouncilSession, ItemChange, ItemChangeSource, Response
from app.features.council.types import ChangeKind
from app.features.plans.models import PlanVersion
from app.features.plans.types import VersionKind
from app.features.proposals.models import Proposal
from app.features.proposals.selecting import waiting_to_be_read
from app.features.proposals.types import Outcome, ProposalState
from app.features.synthesis.models import Grouping
from app.foundation.clock import local_date
from app.foundation.database import db
from app.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How a consultation is answered.

    `accepted` counts published, not withdrawn contributions; `answered` those with a published response, directly or
    through their theme; `median_days` is from a contribution's publication to its answer's, in days of the
    collectivity's calendar.
    """

    accepted: int
    answered: int
    by_outcome: dict[Outcome, int]
    median_days: int | None


def _accepted(consultation_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Proposal.consultation_id == consultation_id, Proposal.state == ProposalState.PUBLISHED)


def _current_theme_of_proposal() -> sa.ScalarSelect[int]:
    statement = sa.select(Grouping.theme_id).where(
        Grouping.proposal_id == Proposal.id, Grouping.removed_at.is_(None)
    )
    return statement.correlate(Proposal).scalar_subquery()


def _has_response() -> sa.ColumnElement[bool]:
    direct = sa.select(Response.id).where(Response.proposal_id == Proposal.id).exists()
    through_theme = sa.select(Response.id).where(Response.theme_id == _current_theme_of_proposal()).exists()
    return sa.or_(direct, through_theme)


def select_unanswered(consultation_id: int) -> sa.Select[Proposal]:
    """Return the select of accepted contributions that no prepared response covers, oldest first."""
    return sa.select(Proposal).where(_accepted(consultation_id), ~_has_response()).order_by(Proposal.number)


def list_unanswered(consultation_id: int, *, limit: int = 200) -> list[Proposal]:
    """Return the accepted contributions that no prepared response covers, at most `limit`."""
    return list(db.session.scalars(select_unanswered(consultation_id).limit(limit)))


def list_undecided(consultation_id: int) -> list[Proposal]:
    """Return the contributions of a consultation that a moderator has still to decide on, by number."""
    statement = sa.select(Proposal).where(Proposal.consultation_id == consultation_id, waiting_to_be_read())
    return list(db.session.scalars(statement.order_by(Proposal.number)))


def count_unanswered(consultation_id: int) -> int:
    """Return how many accepted contributions no prepared response covers."""
    statement = (
        sa.select(sa.func.count()).select_from(Proposal).where(_accepted(consultation_id), ~_has_response())
    )
    return db.session.scalar(statement) or 0


def get_response(*, collectivity_id: int, response_id: int) -> Response:
    """Return a response of a collectivity, or raise NotFound."""
    response = db.session.get(Response, response_id)
    if response is None or response.collectivity_id != collectivity_id:
        raise NotFound
    return response


def find_response(*, theme_id: int | None = None, proposal_id: int | None = None) -> Response | None:
    """Return the response to one theme or to one proposal itself, prepared or published, or None."""
    subject = Response.theme_id == theme_id if theme_id is not None else Response.proposal_id == proposal_id
    return db.session.scalar(sa.select(Response).where(subject))


def response_for(proposal_id: int) -> Response | None:
    """Return the published response that answers a proposal: its own, else its theme's, else None."""
    theme = sa.select(Grouping.theme_id).where(
        Grouping.proposal_id == proposal_id, Grouping.removed_at.is_(None)
    )
    statement = (
        sa.select(Response)
        .where(
            Response.published_at.is_not(None),
            sa.or_(Response.proposal_id == proposal_id, Response.theme_id.in_(theme)),
        )
        .order_by(Response.proposal_id.is_(None))
        .limit(1)
    )
    return db.session.scalar(statement)


def responses_by_subject(consultation_id: int) -> tuple[dict[int, Response], dict[int, Response]]:
    """Return ({theme id: response}, {proposal id: response}) of a consultation; one query."""
    statement = sa.select(Response).where(Response.consultation_id == consultation_id)
    responses = list(db.session.scalars(statement))
    return (
        {response.theme_id: response for response in responses if response.theme_id is not None},
        {response.proposal_id: response for response in responses if response.proposal_id is not None},
    )


def get_session(*, collectivity_id: int, session_id: int) -> CouncilSession:
    """Return a council session of a collectivity, or raise NotFound."""
    session = db.session.get(CouncilSession, session_id)
    if session is None or session.collectivity_id != collectivity_id:
        raise NotFound
    return session


def list_sessions(consultation_id: int) -> list[CouncilSession]:
    """Return the council sessions on a consultation, oldest first."""
    statement = (
        sa.select(CouncilSession)
        .where(CouncilSession.consultation_id == consultation_id)
        .order_by(CouncilSession.held_on, CouncilSession.id)
    )
    return list(db.session.scalars(statement))


def find_session(session_id: int | None) -> CouncilSession | None:
    """Return a session by its id, or None."""
    return db.session.get(CouncilSession, session_id) if session_id is not None else None


def find_adopted_version(consultation: Consultation, *, published: bool | None = None) -> PlanVersion | None:
    """Return the adopted version drawn from the version that was consulted; `published` narrows it."""
    statement = sa.select(PlanVersion).where(
        PlanVersion.based_on_id == consultation.version_id, PlanVersion.kind == VersionKind.ADOPTED
    )
    if published is not None:
        is_published = PlanVersion.published_at.is_not(None)
        statement = statement.where(is_published if published else ~is_published)
    return db.session.scalar(statement.order_by(PlanVersion.id.desc()).limit(1))


def changes_of(version_id: int) -> dict[int, ItemChange]:
    """Return {item id: where its change comes from} of an adopted version; one query."""
    statement = sa.select(ItemChange).where(ItemChange.version_id == version_id)
    return {change.item_id: change for change in db.session.scalars(statement)}


def sources_of(change_ids: Iterable[int]) -> dict[int, list[Proposal]]:
    """Return {change id: the proposals behind it}; one query."""
    statement = (
        sa.select(ItemChangeSource.change_id, Proposal)
        .join(Proposal, Proposal.id == ItemChangeSource.proposal_id)
        .where(ItemChangeSource.change_id.in_(list(change_ids)))
        .order_by(ItemChangeSource.id)
    )
    found: dict[int, list[Proposal]] = {}
    for change_id, proposal in db.session.execute(statement):
        found.setdefault(change_id, []).append(proposal)
    return found


def changes_from(proposal_id: int) -> list[ItemChange]:
    """Return the changes of published adopted plans that a proposal stands behind."""
    statement = (
        sa.select(ItemChange)
        .join(ItemChangeSource, ItemChangeSource.change_id == ItemChange.id)
        .join(PlanVersion, PlanVersion.id == ItemChange.version_id)
        .where(ItemChangeSource.proposal_id == proposal_id, PlanVersion.published_at.is_not(None))
        .order_by(ItemChange.id)
    )
    return list(db.session.scalars(statement))


def removals_of(item_ids: Collection[int]) -> dict[int, ItemChange]:
    """Return {item id: why it is gone} for those of the items that a published adopted plan left out; one query."""
    statement = (
        sa.select(ItemChange)
        .join(PlanVersion, PlanVersion.id == ItemChange.version_id)
        .where(
            ItemChange.item_id.in_(item_ids),
            ItemChange.kind == ChangeKind.REMOVED,
            PlanVersion.published_at.is_not(None),
        )
    )
    return {change.item_id: change for change in db.session.scalars(statement)}


def list_behind(item_ids: Collection[int]) -> list[Proposal]:
    """Return the proposals behind changes of these items in published adopted plans, each once; one query."""
    behind = (
        sa.select(ItemChangeSource.proposal_id)
        .join(ItemChange, ItemChange.id == ItemChangeSource.change_id)
        .join(PlanVersion, PlanVersion.id == ItemChange.version_id)
        .where(ItemChange.item_id.in_(item_ids), PlanVersion.published_at.is_not(None))
    )
    statement = sa.select(Proposal).where(Proposal.id.in_(behind)).order_by(Proposal.number, Proposal.id)
    return list(db.session.scalars(statement))


def list_merged_into(proposal_id: int) -> list[Proposal]:
    """Return the proposals that published answers merged into this one, directly or with their theme; one query."""
    merging = sa.and_(Response.merged_into_id == proposal_id, Response.published_at.is_not(None))
    own = sa.select(Response.id).where(Response.proposal_id == Proposal.id)
    through_theme = sa.select(Response.id).where(Response.theme_id == _current_theme_of_proposal(), merging)
    statement = (
        sa.select(Proposal)
        .where(
            Proposal.id != proposal_id,
            sa.or_(own.where(merging).exists(), sa.and_(~own.exists(), through_theme.exists())),
        )
        .order_by(Proposal.number)
    )
    return list(db.session.scalars(statement))


def list_stranded(consultation_id: int) -> list[Proposal]:
    """Return the proposals that answers merge others into though they are merged themselves, or no longer readable."""
    targets = sa.select(Response.merged_into_id).where(
        Response.consultation_id == consultation_id, Response.outcome == Outcome.MERGED
    )
    own = sa.select(Response.id).where(Response.proposal_id == Proposal.id)
    theirs = sa.select(Response.id).where(
        Response.theme_id == _current_theme_of_proposal(), Response.outcome == Outcome.MERGED
    )
    is_merged = sa.or_(
        own.where(Response.outcome == Outcome.MERGED).exists(), sa.and_(~own.exists(), theirs.exists())
    )
    statement = (
        sa.select(Proposal)
        .where(Proposal.id.in_(targets), sa.or_(Proposal.state != ProposalState.PUBLISHED, is_merged))
        .order_by(Proposal.number)
    )
    return list(db.session.scalars(statement))


def list_retained(consultation_id: int) -> list[Proposal]:
    """Return the published proposals whose prepared or published response retains them, wholly or in part."""
    retains = Response.outcome.in_([Outcome.RETAINED, Outcome.RETAINED_IN_PART])
    direct = sa.select(Response.id).where(Response.proposal_id == Proposal.id)
    through_theme = sa.select(Response.id).where(Response.theme_id == _current_theme_of_proposal(), retains)
    statement = (
        sa.select(Proposal)
        .where(
            _accepted(consultation_id),
            sa.or_(direct.where(retains).exists(), sa.and_(~direct.exists(), through_theme.exists())),
        )
        .order_by(Proposal.number)
    )
    return list(db.session.scalars(statement))


def figures_of(consultation_id: int) -> AnswerFigures:
    """Return how a consultation is answered."""
    return figures_of_many([consultation_id])[consultation_id]


def figures_of_many(consultation_ids: Collection[int]) -> dict[int, AnswerFigures]:
    """Return {consultation id: how it is answered}; two queries, whatever their number and size."""
    published = sa.select(Proposal.consultation_id, Proposal.outcome, sa.func.count()).where(
        Proposal.consultation_id.in_(consultation_ids), Proposal.state == ProposalState.PUBLISHED
    )
    counts: dict[int, dict[Outcome | None, int]] = {each: {} for each in consultation_ids}
    for consultation_id, outcome, count in db.session.execute(
        published.group_by(Proposal.consultation_id, Proposal.outcome)
    ).all():
        counts[consultation_id][outcome] = count
    waited = _median_days(consultation_ids)
    return {
        consultation_id: AnswerFigures(
            accepted=sum(by_outcome.values()),
            answered=sum(count for outcome, count in by_outcome.items() if outcome is not None),
            by_outcome={outcome: count for outcome, count in by_outcome.items() if outcome is not None},
            median_days=waited.get(consultation_id),
        )
        for consultation_id, by_outcome in counts.items()
    }


def _median_days(consultation_ids: Collection[int]) -> dict[int, int]:
    """Return the median wait of answered consultations in days of their collectivity's time zone.

    Contributions are counted by quarter of an hour, so rows stay few: every time zone is whole quarters from UTC.
    """
    published = Proposal.published_at
    day, hour = sa.func.date(published), sa.extract("hour", published)
    # The figure stands in the statement itself: PostgreSQL compares what is selected with what is grouped by.
    quarter = sa.cast(sa.extract("minute", published), sa.Integer) // sa.literal_column("15", sa.Integer)
    statement = (
        sa.select(
            Consultation.id,
            Consultation.answered_at,
            Collectivity.time_zone,
            day,
            hour,
            quarter,
            sa.func.count(),
        )
        .join(Proposal, Proposal.consultation_id == Consultation.id)
        .join(Collectivity, Collectivity.id == Consultation.collectivity_id)
        .where(
            Consultation.id.in_(consultation_ids),
            Consultation.answered_at.is_not(None),
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.outcome.is_not(None),
        )
        .group_by(Consultation.id, Consultation.answered_at, Collectivity.time_zone, day, hour, quarter)
    )
    waits: dict[int, list[int]] = {}
    for consultation_id, answered_at, time_zone, *quarter_of_hour, count in db.session.execute(statement):
        published_on = local_date(_instant(*quarter_of_hour), time_zone)
        days = (local_date(answered_at, time_zone) - published_on).days
        waits.setdefault(consultation_id, []).extend([days] * count)
    return {consultation_id: round(median(days)) for consultation_id, days in waits.items()}


def _instant(day: object, hour: float, quarter: float) -> datetime:
    """Return the instant in UTC at which a quarter of an hour began, as either database words it."""
    return datetime.combine(date.fromisoformat(str(day)), time(int(hour), int(quarter) * 15), UTC)
