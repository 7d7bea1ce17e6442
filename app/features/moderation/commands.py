"""What readers and moderators do: report a text, decide on one, decide on many for one reason."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.features.collectivities.queries import find_public_text
from app.features.collectivities.types import PublicText
from app.features.moderation import policy, queries, rules, steps
from app.features.moderation.events import ContributionModerated, ContributionReported, ReportsDecided
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.rules import Contribution
from app.features.moderation.types import Decision, Ground, ReportState
from app.features.proposals.policy import moderating_role
from app.foundation.database import db, insert_into
from app.foundation.events import announce
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_text


def report(*, actor: Actor, subject: Contribution, reason: str, now: datetime) -> None:
    """Tell the moderators that a text breaks a rule; one report for each reader and text."""
    policy.moderation.require(actor, ModerationPermission.REPORT, subject)
    rules.require_public(subject)
    statement = (
        insert_into(Report)
        .values(
            collectivity_id=subject.collectivity_id,
            consultation_id=subject.consultation_id,
            subject=queries.subject_of(subject),
            subject_id=subject.id,
            reporter_id=actor.user_id,
            reason=rules.cleaned_report(reason),
            state=ReportState.OPEN,
            reported_at=now,
        )
        .on_conflict_do_nothing(index_elements=["subject", "subject_id", "reporter_id"])
        .returning(Report.id)
    )
    report_id = db.session.scalar(statement)
    if report_id is None:
        raise rules.AlreadyReported
    announce(
        ContributionReported(report_id, subject.collectivity_id, queries.subject_of(subject), subject.id)
    )


def decide(
    *,
    actor: Actor,
    subject: Contribution,
    decision: Decision,
    now: datetime,
    ground: Ground | None = None,
    charter_rule: int | None = None,
    reason: str = "",
) -> ModerationDecision:
    """Take a decision on a text and write it into the public log; the author and those who reported it are told."""
    policy.moderation.require(actor, ModerationPermission.DECIDE, subject)
    steps.lock(subject)
    has_change = steps.has_change(subject)
    has_reports = queries.has_open_reports(subject=queries.subject_of(subject), subject_id=subject.id)
    rules.require_possible(
        decision, rules.possible_decisions(subject, has_change=has_change, has_reports=has_reports)
    )
    charter = find_public_text(collectivity_id=subject.collectivity_id, kind=PublicText.CHARTER)
    said = clean_text(reason)
    rules.require_reasoned(
        decision=decision, ground=ground, charter_rule=charter_rule, reason=said, charter=charter
    )
    steps.carry_out(decision, actor=actor, subject=subject, has_change=has_change, reason=said, now=now)
    if decision not in rules.NEED_GROUND:
        ground = None
    by_rule = ground is Ground.CHARTER_RULE and charter is not None
    recorded = ModerationDecision(
        collectivity_id=subject.collectivity_id,
        consultation_id=subject.consultation_id,
        subject=queries.subject_of(subject),
        subject_id=subject.id,
        decision=decision,
        ground=ground,
        charter_rule=charter_rule if by_rule else None,
        charter_version=charter.number if by_rule and charter is not None else None,
        reason=said or None,
        decided_by_id=actor.user_id,
        decided_by_role=str(moderating_role(actor, subject.collectivity_id) or "system"),
        decided_at=now,
    )
    db.session.add(recorded)
    db.session.flush()
    if has_reports:
        _close_reports(recorded)
    announce(
        ContributionModerated(
            recorded.id, recorded.collectivity_id, recorded.subject, recorded.subject_id, decision
        )
    )
    return recorded


def decide_in_bulk(
    *,
    actor: Actor,
    subjects: Sequence[Contribution],
    decision: Decision,
    now: datetime,
    ground: Ground | None = None,
    charter_rule: int | None = None,
    reason: str = "",
) -> list[ModerationDecision]:
    """Take one decision for one reason on several texts: on all of them or, when one is refused, on none."""
    if not subjects:
        raise rules.NothingChosen
    return [
        decide(
            actor=actor, subject=subject, decision=rules.fitting(decision, subject), now=now, ground=ground,
            charter_rule=charter_rule, reason=reason,
        )
        for subject in sorted(subjects[: rules.MOST_IN_BULK], key=steps.place_in_line)
    ]  # fmt: skip


def _close_reports(decision: ModerationDecision) -> None:
    """Close the open reports about what was just decided, and let those who reported be told."""
    state = ReportState.UPHELD if decision.decision is Decision.HIDE else ReportState.DISMISSED
    db.session.execute(
        sa.update(Report)
        .where(
            Report.subject == decision.subject,
            Report.subject_id == decision.subject_id,
            Report.state == ReportState.OPEN,
        )
        .values(state=state, decided_at=decision.decided_at)
        .execution_options(synchronize_session=False)
    )
    announce(
        ReportsDecided(
            decision_id=decision.id,
            collectivity_id=decision.collectivity_id,
            subject=decision.subject,
            subject_id=decision.subject_id,
            state=state,
            reason=decision.reason,
            decided_at=decision.decided_at,
        )
    )
