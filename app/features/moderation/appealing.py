"""What people do when they disagree with a decision: appeal it; somebody else looks again and rules."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.collectivities.queries import find_public_text
from app.features.collectivities.types import PublicText
from app.features.consultations.models import Consultation
from app.features.moderation import cases, cleaning, looking_again, policy, queries, rules, steps
from app.features.moderation.events import (
    AppealDecided,
    ContributionModerated,
    DecisionAppealed,
    ReportsDecided,
)
from app.features.moderation.models import (
    Appeal,
    AppealRuling,
    ModerationCase,
    ModerationDecision,
    Report,
)
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.rules import Contribution
from app.features.moderation.types import (
    AppealOutcome,
    CaseState,
    Decision,
    Ground,
    ReportState,
    Said,
    Subject,
)
from app.features.proposals.types import PublicLabel
from app.foundation.database import db, insert_into
from app.foundation.events import announce
from app.foundation.i18n import _l
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_text


def appeal(*, actor: Actor, decision: ModerationDecision, reason: str, now: datetime) -> Appeal:
    """Ask that somebody else look again at a decision: its author, or a reader whose report was dismissed, once."""
    policy.moderation.require(
        actor, ModerationPermission.APPEAL, looking_again.concern_of_appellant(decision)
    )
    subject = queries.contribution_of(decision)
    steps.lock(subject)
    case = cases.lock_case(decision.case_id)
    _require_appealable(decision, actor=actor, now=now)
    cleaned = cleaning.cleaned_words(
        reason, field="reason", missing=_l("Say why the decision should be changed.")
    )
    days = db.session.get_one(Consultation, case.consultation_id).appeal_decision_days
    statement = (
        insert_into(Appeal)
        .values(
            collectivity_id=case.collectivity_id, case_id=case.id, consultation_id=case.consultation_id,
            decision_id=decision.id, appellant_id=actor.user_id, helped_by_id=actor.helped_by, reason=cleaned,
            lodged_at=now, due_at=now + timedelta(days=days),
        )
        .on_conflict_do_nothing(index_elements=["decision_id", "appellant_id"])
        .returning(Appeal.id)
    )  # fmt: skip
    appeal_id = db.session.scalar(statement)
    if appeal_id is None:
        raise rules.AlreadyAppealed
    if case.state is not CaseState.APPEALED:
        cases.move(case, "appeal", actor=actor, now=now)
    announce(DecisionAppealed(appeal_id, *_about(decision)))
    return db.session.get_one(Appeal, appeal_id)


def _require_appealable(decision: ModerationDecision, *, actor: Actor, now: datetime) -> None:
    if looking_again.find_appeal(decision_id=decision.id, appellant_id=actor.user_id) is not None:
        raise rules.AlreadyAppealed
    if looking_again.find_ruling(decision_id=decision.id) is not None:
        raise rules.DecidedOnAppeal
    rules.require_appealable(decision, is_in_force=looking_again.is_in_force(decision), now=now)


def rule_on_appeal(
    *,
    actor: Actor,
    decision: ModerationDecision,
    outcome: AppealOutcome,
    reason: str,
    now: datetime,
    label: PublicLabel | None = None,
    ground: Ground | None = None,
    charter_rule: int | None = None,
    language: str | None = None,
) -> AppealRuling:
    """Look again at a decision that somebody else took: it stands, or another decision replaces it at once.

    Overturned, what was hidden is shown, what was returned is published, a label is taken off, and what was left after
    a report is hidden (on its ground). Overturned in part, the text can be read with a label beside it.
    """
    policy.moderation.require(
        actor, ModerationPermission.DECIDE_APPEAL, looking_again.concern_of_appeal(decision)
    )
    subject = queries.contribution_of(decision)
    steps.lock(subject)
    case = cases.lock_case(decision.case_id)
    _require_waiting(decision)
    said = Said(ground, charter_rule, label, clean_text(reason), language or subject.language)
    instead = rules.instead_of(decision.decision, outcome)
    _require_said(decision, outcome, instead, said)
    cases.move(case, "rule", actor=actor, now=now)
    new = _replace(case, subject, decision, instead, actor=actor, said=said, now=now) if instead else None
    ruling = _write(case, decision, outcome, new, actor=actor, said=said, now=now)
    cases.settle(case, subject, actor=actor, now=now)
    announce(AppealDecided(ruling.id, *_about(decision), outcome=outcome, reason=ruling.reason))
    return ruling


def _require_waiting(decision: ModerationDecision) -> None:
    if looking_again.find_ruling(decision_id=decision.id) is not None:
        raise rules.DecidedOnAppeal
    if not looking_again.list_waiting_appeals(decision_id=decision.id):
        raise rules.NothingToAppeal
    if not looking_again.is_in_force(decision):
        raise rules.NothingToAppeal


def _require_said(
    decision: ModerationDecision, outcome: AppealOutcome, instead: Decision | None, said: Said
) -> None:
    rules.require_outcome(decision.decision, outcome)
    cleaning.cleaned_words(
        said.reason,
        field="reason",
        missing=_l("Give the reason: it is public, and told to whoever appealed."),
    )
    if instead is not None:
        charter = find_public_text(collectivity_id=decision.collectivity_id, kind=PublicText.CHARTER)
        rules.require_reasoned(decision=instead, said=said, charter=charter)


def _replace(
    case: ModerationCase,
    subject: Contribution,
    decision: ModerationDecision,
    instead: Decision,
    *,
    actor: Actor,
    said: Said,
    now: datetime,
) -> ModerationDecision:
    """Take the decision that stands from now on, and carry it out."""
    was_returned = decision.decision is Decision.RETURN
    if was_returned:
        steps.set_return_aside(actor=actor, subject=subject, now=now)
    steps.carry_out(
        instead, actor=actor, subject=subject, has_change=was_returned and queries.has_change(subject),
        reason=said.reason, label=said.label, now=now,
    )  # fmt: skip
    charter = find_public_text(collectivity_id=decision.collectivity_id, kind=PublicText.CHARTER)
    meant = rules.to_the_point(instead, said)
    recorded = cases.write_decision(
        case, instead, source=decision.source, actor_id=actor.user_id,
        role=policy.deciding_role(actor, case.collectivity_id), said=meant,
        charter_version=charter.number if charter is not None and meant.charter_rule is not None else None, now=now,
        appeal_until=_until(decision, instead, now=now),
    )  # fmt: skip
    _uphold_reports(decision, recorded)
    announce(
        ContributionModerated(
            recorded.id, recorded.collectivity_id, recorded.subject, recorded.subject_id, instead
        )
    )
    return recorded


def _until(decision: ModerationDecision, instead: Decision, *, now: datetime) -> datetime | None:
    """Return until when the new decision can be appealed: only when it is the first one against the author."""
    if decision.decision in rules.AGAINST:
        return None
    consultation = db.session.get_one(Consultation, decision.consultation_id)
    return rules.appeal_until(instead, dismisses_reports=False, consultation=consultation, now=now)


def _uphold_reports(decision: ModerationDecision, new: ModerationDecision) -> None:
    """Uphold the reports that the overturned decision had dismissed, and let those who reported be told."""
    if new.decision not in rules.AGAINST or decision.decision in rules.AGAINST:
        return
    db.session.execute(
        sa.update(Report)
        .where(Report.decision_id == decision.id, Report.state == ReportState.DISMISSED)
        .values(state=ReportState.UPHELD, decided_at=new.decided_at, decision_id=new.id)
        .execution_options(synchronize_session=False)
    )
    announce(
        ReportsDecided(
            decision_id=new.id, collectivity_id=new.collectivity_id, subject=new.subject, subject_id=new.subject_id,
            state=ReportState.UPHELD, reason=new.reason, decided_at=new.decided_at,
        )
    )  # fmt: skip


def _write(
    case: ModerationCase,
    decision: ModerationDecision,
    outcome: AppealOutcome,
    new: ModerationDecision | None,
    *,
    actor: Actor,
    said: Said,
    now: datetime,
) -> AppealRuling:
    ruling = AppealRuling(
        collectivity_id=case.collectivity_id, case_id=case.id, consultation_id=case.consultation_id,
        decision_id=decision.id, outcome=outcome, reason=said.reason, language=said.language,
        new_decision_id=new.id if new is not None else None, decided_by_id=actor.user_id,
        decided_by_role=policy.deciding_role(actor, case.collectivity_id), decided_at=now,
    )  # fmt: skip
    db.session.add(ruling)
    db.session.flush()
    return ruling


def _about(decision: ModerationDecision) -> tuple[int, int, int, Subject, int]:
    return (
        decision.id, decision.collectivity_id, decision.consultation_id, decision.subject, decision.subject_id
    )  # fmt: skip
