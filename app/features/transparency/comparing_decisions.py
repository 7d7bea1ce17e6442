"""Comparing what was decided with what the ledger says of it: moderation, groups, the council, the calendar."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.council.models import CouncilSession, Response
from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision
from app.features.proposals.models import Proposal
from app.features.synthesis.models import Grouping
from app.features.transparency import acts
from app.features.transparency.recounting import Entered, Recount
from app.features.transparency.types import Finding, FindingKind
from app.foundation.database import db
from app.foundation.ledger.entering import NewEntry

Facts = Mapping[str, Any]


def decisions(consultation: Consultation, said: Recount) -> Iterator[Finding]:
    """Compare everything that was decided in a consultation with the ledger."""
    yield from _moderation(consultation.id, said)
    yield from _appeals(consultation.id, said)
    yield from _publications(consultation.id, said)
    yield from _groups(consultation.id, said)
    yield from _council(consultation.id, said)
    yield from _calendar(consultation, said)


def _moderation(consultation_id: int, said: Recount) -> Iterator[Finding]:
    rows = db.session.scalars(
        sa.select(ModerationDecision).where(ModerationDecision.consultation_id == consultation_id)
    )
    found = {
        each.id: acts.decision(
            decision_id=each.id, about=each.subject, about_id=each.subject_id, decided=each.decision
        )
        for each in rows
    }
    entered = {each.facts.get("decision_id"): each for each in said.of_kinds("moderation.decided")}
    yield from compare(found, entered)


def _appeals(consultation_id: int, said: Recount) -> Iterator[Finding]:
    appeals = (
        sa.select(Appeal, ModerationDecision)
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .where(Appeal.consultation_id == consultation_id)
    )
    lodged = {
        each.id: acts.appeal(
            appeal_id=each.id, decision_id=decision.id, about=decision.subject, about_id=decision.subject_id
        )
        for each, decision in db.session.execute(appeals)
    }
    yield from compare(
        lodged, {each.facts.get("appeal_id"): each for each in said.of_kinds("moderation.appealed")}
    )
    rulings = (
        sa.select(AppealRuling, ModerationDecision)
        .join(ModerationDecision, ModerationDecision.id == AppealRuling.decision_id)
        .where(AppealRuling.consultation_id == consultation_id)
    )
    ruled = {
        each.id: acts.ruling(
            ruling_id=each.id, decision_id=decision.id, about=decision.subject, about_id=decision.subject_id,
            outcome=each.outcome,
        )
        for each, decision in db.session.execute(rulings)
    }  # fmt: skip
    entered = {each.facts.get("ruling_id"): each for each in said.of_kinds("moderation.appeal_decided")}
    yield from compare(ruled, entered)


def _publications(consultation_id: int, said: Recount) -> Iterator[Finding]:
    statement = sa.select(Proposal.id).where(
        Proposal.consultation_id == consultation_id, Proposal.published_at.is_not(None)
    )
    found = {
        acts.subject("proposal", proposal_id): acts.proposal("published", proposal_id)
        for proposal_id in db.session.scalars(statement)
    }
    yield from compare(found, said.newest("proposal.published"))


def _groups(consultation_id: int, said: Recount) -> Iterator[Finding]:
    statement = (
        sa.select(Grouping.proposal_id, Grouping.theme_id)
        .join(Proposal, Proposal.id == Grouping.proposal_id)
        .where(Proposal.consultation_id == consultation_id, Grouping.removed_at.is_(None))
    )
    found = {
        acts.subject("proposal", proposal_id): acts.grouping("grouped", proposal_id, theme_id)
        for proposal_id, theme_id in db.session.execute(statement)
    }
    newest = said.newest("proposal.grouped", "proposal.ungrouped")
    yield from compare(found, {key: each for key, each in newest.items() if each.kind == "proposal.grouped"})


def _council(consultation_id: int, said: Recount) -> Iterator[Finding]:
    sessions = sa.select(CouncilSession).where(
        CouncilSession.consultation_id == consultation_id, CouncilSession.recorded_at.is_not(None)
    )
    found = {acts.subject("session", each.id): acts.session(each) for each in db.session.scalars(sessions)}
    yield from compare(found, said.newest("council.session_recorded"))
    responses = sa.select(Response).where(
        Response.consultation_id == consultation_id, Response.published_at.is_not(None)
    )
    published = [acts.response(each) for each in db.session.scalars(responses)]
    yield from compare({str(entry.subject): entry for entry in published}, said.newest("council.responded"))


def _calendar(consultation: Consultation, said: Recount) -> Iterator[Finding]:
    about = acts.subject("consultation", consultation.id)
    announced = said.newest("consultation.announced").get(about)
    extended = said.newest("consultation.extended").get(about)
    if announced is not None:
        promised = {**announced.facts, **({"ends": extended.facts.get("ends")} if extended else {})}
        now_said = acts.announced(consultation, ends_at=consultation.ends_at).facts
        if plain_facts(promised) != now_said:
            yield (extended or announced).finding(FindingKind.ACT_CHANGED)
    closed = said.newest("consultation.closed").get(about)
    if closed is not None and closed.facts.get("figures") != acts.digest(consultation.figures):
        yield closed.finding(FindingKind.FIGURES_CHANGED)
    if closed is None and consultation.closed_at is not None:
        yield Finding(FindingKind.ACT_WITHOUT_ENTRY, subject=about)


def compare(found: Mapping[Any, NewEntry], entered: Mapping[Any, Entered]) -> Iterator[Finding]:
    """Compare acts with their entries, both by what tells them apart."""
    for key, entry in entered.items():
        act = found.get(key)
        if act is None:
            yield entry.finding(FindingKind.ACT_MISSING)
        elif (act.subject, act.facts) != (entry.subject, plain_facts(entry.facts)):
            yield entry.finding(FindingKind.ACT_CHANGED)
    for key, act in found.items():
        if key not in entered:
            yield Finding(FindingKind.ACT_WITHOUT_ENTRY, subject=act.subject)


def plain_facts(facts: Facts) -> dict[str, Any]:
    """Return the facts of an entry without the mark of what is older than the ledger."""
    return {name: value for name, value in facts.items() if name not in acts.BEFORE_LEDGER}
