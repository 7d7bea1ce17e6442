"""What moderators do around a decision: take a case, hand it over, note what was found, record an order."""

from datetime import datetime

from app.features.collectivities.models import Collectivity
from app.features.moderation import cases, cleaning, looking_again, policy, queries, queue, rules, steps
from app.features.moderation.models import ModerationCase
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.rules import Contribution
from app.features.moderation.types import Order, Source
from app.foundation.clock import local_date
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.policy import Actor


def take(*, actor: Actor, subject: Contribution, now: datetime) -> ModerationCase:
    """Take a text that waits as one's own case; refused while a colleague has it."""
    policy.moderation.require(actor, ModerationPermission.DECIDE, queries.concern_of(subject))
    case = _waiting_case(subject, actor=actor, now=now)
    if case.assigned_to_id not in {None, actor.user_id}:
        names = queries.names_of([case.assigned_to_id])
        raise rules.CaseTaken(name=names.get(case.assigned_to_id or 0, ""))
    _give(case, actor.user_id, "take", actor=actor, now=now)
    return case


def give_back(*, actor: Actor, subject: Contribution, now: datetime) -> ModerationCase:
    """Leave a case to whoever takes it next."""
    policy.moderation.require(actor, ModerationPermission.ASSIGN, subject)
    case = _waiting_case(subject, actor=actor, now=now)
    _give(case, None, "give_back", actor=actor, now=now)
    return case


def assign(*, actor: Actor, subject: Contribution, to_user_id: int, now: datetime) -> ModerationCase:
    """Hand a case over to a colleague who moderates here and has no part in it."""
    policy.moderation.require(actor, ModerationPermission.ASSIGN, subject)
    concern = queries.concern_of(subject)
    if to_user_id not in looking_again.moderator_ids(subject.collectivity_id) - looking_again.barred_from(
        concern
    ):
        raise Invalid(fields={"colleague": _l("Choose a colleague who moderates and did not write this.")})
    case = _waiting_case(subject, actor=actor, now=now)
    _give(case, to_user_id, "assign", actor=actor, now=now)
    return case


def note_facts(*, actor: Actor, subject: Contribution, facts: str, now: datetime) -> ModerationCase:
    """Write down what is alleged or was found, for whoever decides and whoever looks again."""
    policy.moderation.require(actor, ModerationPermission.DECIDE, queries.concern_of(subject))
    cleaned = cleaning.cleaned_facts(facts)
    case = _waiting_case(subject, actor=actor, now=now)
    case.facts = cleaned
    db.session.flush()
    return case


def record_order(
    *, actor: Actor, subject: Contribution, order: Order, now: datetime, facts: str = ""
) -> ModerationCase:
    """Write down that an authority ordered to act on a text: it waits for a decision, with the order's reference."""
    policy.moderation.require(actor, ModerationPermission.DECIDE, queries.concern_of(subject))
    steps.lock(subject)
    collectivity = db.session.get_one(Collectivity, subject.collectivity_id)
    cleaned = cleaning.cleaned_order(order, today=local_date(now, collectivity.time_zone))
    found = cleaning.cleaned_facts(facts)
    rules.require_orderable(subject)
    case = cases.case_for(subject, source=Source.OWN_INITIATIVE, actor=actor, now=now)
    cases.bring_up(case, Source.ORDER, actor=actor, now=now, order=cleaned)
    case.facts = found or case.facts
    db.session.flush()
    return case


def _waiting_case(subject: Contribution, *, actor: Actor, now: datetime) -> ModerationCase:
    """Return the case of a text that waits, locked; refuse when nothing waits any more."""
    steps.lock(subject)
    waiting = queue.waiting_on(subject)
    if not waiting:
        raise rules.DecisionNotPossible
    return cases.case_for(
        subject, source=rules.source_of(waiting), actor=actor, now=now, since=rules.since_of(subject, waiting)
    )


def _give(case: ModerationCase, user_id: int | None, step: str, *, actor: Actor, now: datetime) -> None:
    if case.assigned_to_id == user_id:
        return
    case.assigned_to_id, case.assigned_at = user_id, now if user_id is not None else None
    cases.note(case, step, actor=actor, now=now)
