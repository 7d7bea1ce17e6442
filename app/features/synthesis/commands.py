"""What the committee does: name themes, group proposals, take them out again, write and publish the synthesis."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from app.features.consultations.models import Consultation
from app.features.proposals.models import Proposal
from app.features.synthesis import policy, queries, rules
from app.features.synthesis.events import ProposalGrouped, ProposalUngrouped, SynthesisPublished
from app.features.synthesis.models import Citation, Grouping, Synthesis, SynthesisPoint, Theme
from app.features.synthesis.policy import SynthesisPermission
from app.foundation.database import db, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.policy import Actor


def create_theme(
    *, actor: Actor, consultation: Consultation, language: str, title: str, summary: str, now: datetime
) -> Theme:
    """Name a theme; it stands last."""
    policy.synthesis.require(actor, SynthesisPermission.GROUP, consultation)
    _lock_working(consultation)
    rules.require_title(title)
    theme = Theme(
        collectivity_id=consultation.collectivity_id,
        consultation_id=consultation.id,
        position=_last_position(Theme.position, Theme.consultation_id == consultation.id) + 1,
        texts={language: {"title": title.strip(), "summary": summary.strip(), "origin": "original"}},
        created_at=now,
    )
    db.session.add(theme)
    db.session.flush()
    return theme


def edit_theme(
    *,
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    language: str,
    title: str,
    summary: str,
    origin: str,
    lock_version: int | None = None,
) -> None:
    """Write what a theme is called and says in one language; a save that does not know the last one is refused."""
    policy.synthesis.require(actor, SynthesisPermission.GROUP, theme)
    locked = _lock_working(consultation)
    rules.require_same_consultation(theme, consultation_id=locked.id)
    db.session.refresh(theme)
    rules.require_standing(theme)
    rules.require_unchanged(theme, lock_version=lock_version)
    rules.require_title(title)
    theme.texts = {
        **theme.texts,
        language: {"title": title.strip(), "summary": summary.strip(), "origin": origin},
    }
    db.session.flush()


def dissolve_theme(*, actor: Actor, consultation: Consultation, theme: Theme, now: datetime) -> None:
    """Undo a theme: its proposals stand alone again, and the past is kept."""
    policy.synthesis.require(actor, SynthesisPermission.GROUP, theme)
    locked = _lock_working(consultation)
    rules.require_same_consultation(theme, consultation_id=locked.id)
    db.session.refresh(theme)
    rules.require_standing(theme)
    for grouping in _current_groupings(Grouping.theme_id == theme.id):
        _end(grouping, now=now)
    theme.dissolved_at = now
    db.session.flush()


def group(
    *, actor: Actor, consultation: Consultation, theme: Theme, proposals: Sequence[Proposal], now: datetime
) -> None:
    """Put proposals into a theme; one that stood in another leaves it, one that stands here already stays."""
    policy.synthesis.require(actor, SynthesisPermission.GROUP, theme)
    locked = _lock_working(consultation)
    rules.require_same_consultation(theme, consultation_id=locked.id)
    db.session.refresh(theme)  # somebody may have dissolved it while this waited
    rules.require_standing(theme)
    rules.require_groupable(proposals, consultation_id=theme.consultation_id)
    standing = {
        grouping.proposal_id: grouping
        for grouping in _current_groupings(Grouping.proposal_id.in_([proposal.id for proposal in proposals]))
    }
    for proposal in proposals:
        before = standing.get(proposal.id)
        if before is not None and before.theme_id == theme.id:
            continue
        if before is not None:
            _end(before, now=now)
        _begin(theme, proposal, now=now)
    db.session.flush()


def ungroup(*, actor: Actor, consultation: Consultation, proposal: Proposal, now: datetime) -> None:
    """Take a proposal out of the theme it stands in; doing it again changes nothing."""
    policy.synthesis.require(actor, SynthesisPermission.GROUP, proposal)
    locked = _lock_working(consultation)
    if proposal.consultation_id != locked.id:
        raise NotFound
    for grouping in _current_groupings(Grouping.proposal_id == proposal.id):
        _end(grouping, now=now)
    db.session.flush()


def write_synthesis(
    *,
    actor: Actor,
    consultation: Consultation,
    language: str,
    introduction: str,
    conclusion: str,
    origin: str,
    lock_version: int | None = None,
) -> Synthesis:
    """Write the introduction and conclusion in one language; a save that does not know the last one is refused."""
    policy.synthesis.require(actor, SynthesisPermission.WRITE, consultation)
    _lock_working(consultation)
    rules.require_unchanged(_found_again(consultation), lock_version=lock_version)
    synthesis = _ensure_synthesis(consultation)
    words = {"introduction": introduction.strip(), "conclusion": conclusion.strip(), "origin": origin}
    synthesis.texts = {**synthesis.texts, language: words}
    db.session.flush()
    return synthesis


def add_point(
    *,
    actor: Actor,
    consultation: Consultation,
    theme: Theme | None,
    language: str,
    text: str,
    proposals: Sequence[Proposal],
) -> SynthesisPoint:
    """Add something the contributions say, with the proposals that say it."""
    policy.synthesis.require(actor, SynthesisPermission.WRITE, consultation)
    _lock_working(consultation)
    rules.require_citations(text=text, proposals=proposals)
    rules.require_groupable(proposals, consultation_id=consultation.id)
    if theme is not None:
        rules.require_same_consultation(theme, consultation_id=consultation.id)
        rules.require_standing(theme)
    synthesis = _ensure_synthesis(consultation)
    point = SynthesisPoint(
        collectivity_id=consultation.collectivity_id,
        synthesis_id=synthesis.id,
        theme_id=theme.id if theme is not None else None,
        position=_last_position(SynthesisPoint.position, SynthesisPoint.synthesis_id == synthesis.id) + 1,
        texts=_words(text, language, "original"),
    )
    db.session.add(point)
    db.session.flush()
    _cite(point, proposals)
    return point


def edit_point(
    *,
    actor: Actor,
    consultation: Consultation,
    point: SynthesisPoint,
    language: str,
    text: str,
    origin: str,
    proposals: Sequence[Proposal],
    lock_version: int | None = None,
) -> None:
    """Change what a point says in one language and cites; a save that does not know the last one is refused."""
    policy.synthesis.require(actor, SynthesisPermission.WRITE, point)
    _lock_point(point, consultation)
    rules.require_unchanged(point, lock_version=lock_version)
    rules.require_citations(text=text, proposals=proposals)
    rules.require_groupable(_newly_cited(point, proposals), consultation_id=consultation.id)
    point.texts = {**point.texts, **_words(text, language, origin)}
    flag_modified(point, "texts")  # other citations alone are a save too
    db.session.execute(sa.delete(Citation).where(Citation.point_id == point.id))
    _cite(point, proposals)


def remove_point(*, actor: Actor, consultation: Consultation, point: SynthesisPoint) -> None:
    """Take a point out of the synthesis."""
    policy.synthesis.require(actor, SynthesisPermission.WRITE, point)
    _lock_point(point, consultation)
    db.session.execute(sa.delete(Citation).where(Citation.point_id == point.id))
    db.session.delete(point)
    db.session.flush()


def publish_synthesis(*, actor: Actor, consultation: Consultation, now: datetime) -> Synthesis:
    """Let everybody read the synthesis; it can still be completed until the answers are published."""
    policy.synthesis.require(actor, SynthesisPermission.PUBLISH, consultation)
    rules.require_closed(lock_row(Consultation, consultation.id))
    synthesis = _ensure_synthesis(consultation)
    if synthesis.published_at is None:
        synthesis.published_at = now
        db.session.flush()
        announce(SynthesisPublished(consultation_id=consultation.id))
    return synthesis


def _lock_working(consultation: Consultation) -> Consultation:
    """Return the consultation locked: the committee writes one after the other, and never after the answers."""
    locked: Consultation = lock_row(Consultation, consultation.id)
    rules.require_being_synthesised(locked)
    return locked


def _lock_point(point: SynthesisPoint, consultation: Consultation) -> None:
    """Read a point of this consultation's synthesis again, once nobody else can write it."""
    locked = _lock_working(consultation)
    synthesis = queries.find_synthesis(locked.id)
    if synthesis is None or point.synthesis_id != synthesis.id:
        raise NotFound
    db.session.refresh(point)


def _current_groupings(condition: sa.ColumnElement[bool]) -> list[Grouping]:
    statement = sa.select(Grouping).where(condition, Grouping.removed_at.is_(None)).with_for_update()
    return list(db.session.scalars(statement))


def _begin(theme: Theme, proposal: Proposal, *, now: datetime) -> None:
    db.session.add(
        Grouping(
            collectivity_id=theme.collectivity_id, theme_id=theme.id, proposal_id=proposal.id, added_at=now
        )
    )
    announce(ProposalGrouped(proposal_id=proposal.id, theme_id=theme.id))


def _end(grouping: Grouping, *, now: datetime) -> None:
    grouping.removed_at = now
    db.session.flush()  # before the next grouping of the same proposal is written
    announce(ProposalUngrouped(proposal_id=grouping.proposal_id, theme_id=grouping.theme_id))


def _found_again(consultation: Consultation) -> Synthesis | None:
    """Return the synthesis as it is now that nobody else can write it."""
    synthesis = queries.find_synthesis(consultation.id)
    if synthesis is not None:
        db.session.refresh(synthesis)
    return synthesis


def _ensure_synthesis(consultation: Consultation) -> Synthesis:
    synthesis = queries.find_synthesis(consultation.id)
    if synthesis is None:
        synthesis = Synthesis(
            collectivity_id=consultation.collectivity_id, consultation_id=consultation.id, texts={}
        )
        db.session.add(synthesis)
        db.session.flush()
    return synthesis


def _newly_cited(point: SynthesisPoint, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return those it did not cite before: one that was withdrawn since stays cited, by its number alone."""
    before = sa.select(Citation.proposal_id).where(Citation.point_id == point.id)
    cited = set(db.session.scalars(before))
    return [proposal for proposal in proposals if proposal.id not in cited]


def _cite(point: SynthesisPoint, proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        db.session.add(
            Citation(collectivity_id=point.collectivity_id, point_id=point.id, proposal_id=proposal.id)
        )
    db.session.flush()


def _last_position(column: Any, condition: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.max(column)).where(condition)) or 0


def _words(text: str, language: str, origin: str) -> dict[str, dict[str, str]]:
    return {language: {"text": text.strip(), "origin": origin}}
