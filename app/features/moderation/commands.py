"""What readers and moderators do: report a text, decide on one, decide on many for one reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NoReturn

import sqlalchemy as sa

from app.features.collectivities.queries import find_public_text
from app.features.collectivities.types import PublicText
from app.features.consultations.models import Consultation
from app.features.moderation import cases, cleaning, policy, queries, queue, rules, steps
from app.features.moderation.events import ContributionModerated, ContributionReported, ReportsDecided
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.rules import Contribution
from app.features.moderation.types import Decision, Ground, ReportState, Said, Source, Waiting
from app.features.proposals.types import PublicLabel
from app.foundation.database import db, insert_into
from app.foundation.events import announce
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_text


def report(*, actor: Actor, subject: Contribution, reason: str, now: datetime) -> None:
    """Tell the moderators that a text breaks a rule; one report for each reader and text, all of them in one case."""
    policy.moderation.require(actor, ModerationPermission.REPORT, subject)
    steps.lock(subject)
    rules.require_public(subject)
    cleaned, kind = cleaning.cleaned_report(reason), queries.subject_of(subject)
    case = cases.case_for(subject, source=Source.REPORT, actor=actor, now=now)
    statement = (
        insert_into(Report)
        .values(
            collectivity_id=subject.collectivity_id, case_id=case.id, consultation_id=subject.consultation_id,
            subject=kind, subject_id=subject.id, reporter_id=actor.user_id, reason=cleaned,
            state=ReportState.OPEN, reported_at=now,
        )
        .on_conflict_do_nothing(index_elements=["subject", "subject_id", "reporter_id"])
        .returning(Report.id)
    )  # fmt: skip
    report_id = db.session.scalar(statement)
    if report_id is None:
        raise rules.AlreadyReported
    cases.bring_up(case, Source.REPORT, actor=actor, now=now)
    announce(ContributionReported(report_id, subject.collectivity_id, kind, subject.id))


def decide(
    *,
    actor: Actor,
    subject: Contribution,
    decision: Decision,
    now: datetime,
    ground: Ground | None = None,
    charter_rule: int | None = None,
    reason: str = "",
    label: PublicLabel | None = None,
    language: str | None = None,
    facts: str | None = None,
    seen: int | None = None,
) -> ModerationDecision:
    """Take a decision on a text and write it into the public log; the author and those who reported it are told.

    `seen` is how many decisions there were when the text was read: whoever comes second is told who came first.
    `facts` (None: as they are) is what was found, for whoever looks again.
    """
    policy.moderation.require(actor, ModerationPermission.DECIDE, queries.concern_of(subject))
    steps.lock(subject)
    waiting = queue.waiting_on(subject)
    _require_still_open(subject, decision, waiting, seen=seen)
    charter = find_public_text(collectivity_id=subject.collectivity_id, kind=PublicText.CHARTER)
    said = Said(ground, charter_rule, label, clean_text(reason), language or subject.language)
    rules.require_reasoned(decision=decision, said=said, charter=charter)
    rules.require_new_label(decision, label, subject)
    said = rules.to_the_point(decision, said)
    has_change = Waiting.CHANGE in waiting
    since = rules.since_of(subject, waiting)
    steps.carry_out(
        decision, actor=actor, subject=subject, has_change=has_change, reason=said.reason, label=said.label, now=now
    )  # fmt: skip
    case = cases.case_for(subject, source=rules.source_of(waiting), actor=actor, now=now, since=since)
    if facts is not None:
        case.facts = cleaning.cleaned_facts(facts)
    answers = Waiting.REPORT in waiting and rules.settles_reports(decision, has_change=has_change)
    dismisses = answers and decision not in rules.AGAINST
    recorded = cases.write_decision(
        case, decision, source=rules.asked_for_by(waiting, answers_reports=answers), actor_id=actor.user_id,
        role=policy.deciding_role(actor, subject.collectivity_id), said=said,
        charter_version=charter.number if charter is not None and said.charter_rule is not None else None, now=now,
        appeal_until=rules.appeal_until(
            decision, dismisses_reports=dismisses, now=now,
            consultation=db.session.get_one(Consultation, subject.consultation_id),
        ),
    )  # fmt: skip
    if answers:
        close_reports(recorded)
    cases.move(case, "decide", actor=actor, now=now)
    cases.settle(case, subject, actor=actor, now=now)
    announce(
        ContributionModerated(
            recorded.id, recorded.collectivity_id, recorded.subject, recorded.subject_id, decision
        )
    )
    return recorded


def _require_still_open(
    subject: Contribution, decision: Decision, waiting: Collection[Waiting], *, seen: int | None
) -> None:
    """Refuse what is not possible, naming the colleague who decided meanwhile when there is one."""
    possible = rules.possible_decisions(subject, waiting)
    if Waiting.APPEAL in waiting and not possible:
        raise rules.AppealWaits
    count = queries.count_decisions(subject=queries.subject_of(subject), subject_id=subject.id)
    if (seen is not None and seen < count) or (count and decision not in possible and not waiting):
        _refuse_as_second(subject)
    rules.require_possible(decision, possible)


def _refuse_as_second(subject: Contribution) -> NoReturn:
    last = queries.list_decisions(subject=queries.subject_of(subject), subject_id=subject.id)[-1]
    name = queries.names_of([last.decided_by_id]).get(last.decided_by_id or 0)
    if name is None:
        raise rules.DecisionNotPossible
    raise rules.DecidedMeanwhile(name=name, decision=last.decision.label)


def decide_in_bulk(
    *,
    actor: Actor,
    subjects: Sequence[Contribution],
    decision: Decision,
    now: datetime,
    ground: Ground | None = None,
    charter_rule: int | None = None,
    reason: str = "",
    seen: Sequence[int | None] = (),
) -> list[ModerationDecision]:
    """Take one decision for one reason on several texts: on all of them or, when one is refused, on none."""
    if not subjects:
        raise rules.NothingChosen
    counted = list(zip(subjects, [*seen, *[None] * (len(subjects) - len(seen))], strict=False))
    counted = sorted(counted[: rules.MOST_IN_BULK], key=lambda each: steps.place_in_line(each[0]))
    return [
        decide(
            actor=actor, subject=subject, decision=_fitting(decision, subject), now=now, ground=ground,
            charter_rule=charter_rule, reason=reason, seen=count,
        )
        for subject, count in counted
    ]  # fmt: skip


def _fitting(decision: Decision, subject: Contribution) -> Decision:
    possible = rules.possible_decisions(subject, queue.waiting_on(subject))
    return rules.fitting(decision, subject, possible)


def close_reports(decision: ModerationDecision) -> None:
    """Close the open reports about what was just decided, and let those who reported be told."""
    state = ReportState.UPHELD if decision.decision in rules.AGAINST else ReportState.DISMISSED
    db.session.execute(
        sa.update(Report)
        .where(
            Report.subject == decision.subject,
            Report.subject_id == decision.subject_id,
            Report.state == ReportState.OPEN,
        )
        .values(state=state, decided_at=decision.decided_at, decision_id=decision.id)
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
