"""Cases: opened once, taken, handed over, ordered, decided by whoever comes first, and kept as they were."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.moderation import casework, commands, queries, queue, rules
from app.features.moderation.models import ModerationCase, ModerationDecision, Redaction, Report
from app.features.moderation.queue import QueueFilters
from app.features.moderation.rules import CaseTaken, DecidedMeanwhile, DecisionNotPossible
from app.features.moderation.types import (
    AppealOutcome,
    CaseStage,
    CaseState,
    Decision,
    Ground,
    Order,
    Source,
    Subject,
    Waiting,
)
from app.features.proposals import commands as proposals
from app.features.proposals.types import Content, ProposalState, PublicLabel
from app.foundation import clock as application_clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed
from app.foundation.history import list_steps
from app.foundation.policy import Actor
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting
from tests.support.moderating import (
    AGAINST_RULE_1,
    appeal,
    case_of,
    decide,
    hide,
    make_moderated,
    report,
    rule,
)
from tests.support.together import do_together

ORDER = Order("Tribunal de première instance", "2026/114", date(2026, 1, 6))


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_moderated()


@pytest.fixture
def moderator(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR, name="Modératrice")


def work(place: Consulting, act: Any, actor: Actor, proposal_id: int, **options: Any) -> ModerationCase:
    with transaction() as now:
        case: ModerationCase = act(actor=actor, subject=place.proposal(proposal_id), now=now, **options)
        return case


def shown_in_queue(place: Consulting, **filters: Any) -> list[int]:
    page = queue.queue_page(collectivity_id=place.collectivity_id, filters=QueueFilters(**filters))
    return [entry.contribution.id for entry in page.items]


def test_reports_of_one_text_meet_in_one_case(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    for reason in ("Une insulte.", "Un nom est cité.", "De la publicité."):
        report(place, place.person(), proposal_id, reason)
    case = case_of(proposal_id)
    assert db.session.scalars(sa.select(Report.case_id)).all() == [case.id] * 3
    assert (case.source, case.state) == (Source.REPORT, CaseState.OPEN)
    (entry,) = queue.queue_page(collectivity_id=place.collectivity_id).items
    assert (entry.report_count, entry.waiting) == (3, {Waiting.REPORT})


@pytest.mark.sqlite_only
def test_a_case_keeps_every_decision_in_its_order(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    hide(place, moderator, proposal_id)
    decide(place, moderator, proposal_id, Decision.RESTORE, reason="Lu trop vite.")
    report(place, place.person(), proposal_id)
    decide(place, moderator, proposal_id, Decision.RELABEL, label=PublicLabel.REPEATED, reason="Déjà dit.")
    taken = queries.list_decisions(subject=Subject.PROPOSAL, subject_id=proposal_id)
    assert [(each.number, each.decision) for each in taken] == [
        (1, Decision.HIDE), (2, Decision.RESTORE), (3, Decision.RELABEL),
    ]  # fmt: skip
    assert {each.case_id for each in taken} == {case_of(proposal_id).id}
    assert {each.is_automated for each in taken} == {False}
    steps = [each.step for each in list_steps("moderation_case", case_of(proposal_id).id)]
    assert steps == ["open", "decide", "decide", "reopen", "decide"]


@pytest.mark.sqlite_only
def test_a_published_text_leaves_a_closed_case_that_waited_since_it_came(
    clock: FixedClock, place: Consulting, moderator: Actor
) -> None:
    sent_at = application_clock.now()
    proposal_id = place.propose(place.person())
    clock.advance(hours=5)
    decide(place, moderator, proposal_id, Decision.PUBLISH)
    case = case_of(proposal_id)
    assert (case.state, case.source, case.opened_at) == (CaseState.CLOSED, Source.READING, sent_at)
    assert case.due_at - case.opened_at == timedelta(hours=24)


@pytest.mark.sqlite_only
def test_what_a_moderator_takes_up_herself_is_said(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    hide(place, moderator, proposal_id)
    assert case_of(proposal_id).source is Source.OWN_INITIATIVE


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"decision": Decision.REMOVE, **AGAINST_RULE_1}, "ground"),
        ({"decision": Decision.RELABEL, "reason": "Hors sujet."}, "label"),
        ({"decision": Decision.RELABEL, "label": PublicLabel.OFF_TOPIC}, "reason"),
    ],
)
def test_only_the_illegal_is_removed_and_a_label_is_chosen_and_explained(
    place: Consulting, moderator: Actor, said: dict[str, Any], field: str
) -> None:
    proposal_id = place.published(place.person())
    with pytest.raises(Invalid) as refusal:
        decide(place, moderator, proposal_id, **said)
    assert set(refusal.value.fields) == {field}


@pytest.mark.sqlite_only
def test_a_label_stands_beside_the_text_until_it_is_taken_off(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    label = {"label": PublicLabel.OFF_TOPIC, "reason": "Le thème est l'eau."}
    decide(place, moderator, proposal_id, Decision.RELABEL, **label)
    assert place.proposal(proposal_id).public_label is PublicLabel.OFF_TOPIC
    with pytest.raises(Invalid):
        decide(place, moderator, proposal_id, Decision.RELABEL, **label)
    decide(place, moderator, proposal_id, Decision.RESTORE)
    assert (place.proposal(proposal_id).public_label, place.proposal(proposal_id).state) == (
        None,
        ProposalState.PUBLISHED,
    )


@pytest.mark.sqlite_only
def test_the_words_of_a_removed_text_are_read_by_its_author_and_moderators_alone(
    place: Consulting, moderator: Actor
) -> None:
    from_workshop = place.person(Role.FACILITATOR)
    proposal_id = place.published(place.person())
    decide(place, moderator, proposal_id, Decision.REMOVE, ground=Ground.ILLEGAL, reason="Une menace.")
    assert place.proposal(proposal_id).state is ProposalState.REMOVED
    assert rules.possible_decisions(place.proposal(proposal_id)) == [Decision.RESTORE]
    with pytest.raises(NotAllowed):
        decide(place, from_workshop, proposal_id, Decision.RESTORE)


@pytest.mark.sqlite_only
def test_nobody_decides_on_what_she_reported(place: Consulting) -> None:
    reader = place.person(Role.MODERATOR)
    proposal_id = place.published(place.person())
    report(place, reader, proposal_id)
    for act in (casework.take, partial(casework.note_facts, facts="Un nom.")):
        with pytest.raises(NotAllowed):
            work(place, act, reader, proposal_id)
    with pytest.raises(NotAllowed):
        decide(place, reader, proposal_id, Decision.KEEP)


@pytest.mark.sqlite_only
def test_a_decision_on_a_change_leaves_the_reports_of_what_is_shown(
    place: Consulting, moderator: Actor
) -> None:
    author = place.person()
    proposal_id = place.published(author)
    report(place, place.person(), proposal_id)
    with transaction() as now:
        content = Content(title="Titre précis", solution="Trois soirs.")
        proposals.edit(actor=author, proposal=place.proposal(proposal_id), content=content, now=now)
    decide(place, moderator, proposal_id, Decision.RETURN, reason="Dites où.")
    (entry,) = queue.queue_page(collectivity_id=place.collectivity_id).items
    assert entry.waiting == {Waiting.REPORT}
    assert case_of(proposal_id).state is CaseState.OPEN


# ── taking, handing over, ordering ──


@pytest.mark.sqlite_only
def test_a_case_is_taken_by_one_handed_over_and_given_back(place: Consulting, moderator: Actor) -> None:
    colleague, proposal_id = place.person(Role.FOCAL_POINT), place.propose(place.person())
    work(place, casework.take, moderator, proposal_id)
    assert shown_in_queue(place, assigned_to_id=moderator.user_id) == [proposal_id]
    with pytest.raises(CaseTaken) as refusal:
        work(place, casework.take, colleague, proposal_id)
    assert "Modératrice" in str(refusal.value)
    work(place, casework.assign, moderator, proposal_id, to_user_id=colleague.user_id)
    assert shown_in_queue(place, assigned_to_id=colleague.user_id) == [proposal_id]
    work(place, casework.give_back, colleague, proposal_id)
    assert shown_in_queue(place, assigned_to_id=0) == [proposal_id]
    steps = [each.step for each in list_steps("moderation_case", case_of(proposal_id).id)]
    assert steps == ["open", "take", "assign", "give_back"]


@pytest.mark.sqlite_only
def test_a_case_goes_to_nobody_who_does_not_moderate_or_wrote_the_text(
    place: Consulting, moderator: Actor
) -> None:
    author = place.person(Role.MODERATOR)
    proposal_id = place.propose(author)
    for somebody in (author, place.person(), place.person(Role.COUNCIL_MEMBER)):
        with pytest.raises(Invalid):
            work(place, casework.assign, moderator, proposal_id, to_user_id=somebody.user_id)
    with pytest.raises(NotAllowed):
        work(place, casework.give_back, place.person(), proposal_id)


@pytest.mark.sqlite_only
def test_an_order_waits_with_its_reference_until_it_is_decided(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    work(place, casework.record_order, moderator, proposal_id, order=ORDER, facts="Une adresse privée.")
    case = case_of(proposal_id)
    assert (case.source, case.order_reference, case.facts) == (
        Source.ORDER,
        "2026/114",
        "Une adresse privée.",
    )
    assert shown_in_queue(place, waiting=Waiting.ORDER) == [proposal_id]
    said = {"ground": Ground.ILLEGAL, "reason": "Une adresse privée."}
    decide(place, moderator, proposal_id, Decision.REMOVE, **said)
    assert shown_in_queue(place) == []


def test_an_order_that_comes_later_changes_nothing_of_what_was_decided_and_runs_from_its_own_hour(
    clock: FixedClock, place: Consulting, moderator: Actor
) -> None:
    proposal_id = place.published(place.person())
    said = {"label": PublicLabel.OFF_TOPIC, "reason": "Un autre sujet."}
    decide(place, moderator, proposal_id, Decision.RELABEL, **said)
    clock.advance(days=3)
    work(place, casework.record_order, moderator, proposal_id, order=ORDER)
    (entry,) = queue.queue_page(collectivity_id=place.collectivity_id).items
    assert entry.due_at == application_clock.now() + timedelta(hours=24)
    decide(
        place, moderator, proposal_id, Decision.REMOVE, ground=Ground.ILLEGAL, reason="Une adresse privée."
    )
    decide(place, moderator, proposal_id, Decision.RESTORE, reason="Ce n'est pas une adresse.")
    taken = queries.list_decisions(subject=Subject.PROPOSAL, subject_id=proposal_id)
    assert {each.case_id for each in taken} == {case_of(proposal_id).id}
    assert [each.source for each in taken] == [Source.OWN_INITIATIVE, Source.ORDER, Source.OWN_INITIATIVE]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("order", "field"),
    [
        (Order(" ", "2026/114", date(2026, 1, 6)), "authority"),
        (Order("Tribunal", "", date(2026, 1, 6)), "reference"),
        (Order("Tribunal", "2026/114", date(2099, 1, 6)), "dated_on"),
        (Order("T" * 201, "2026/114", date(2026, 1, 6)), "authority"),
    ],
)
def test_an_order_names_its_authority_reference_and_day(
    place: Consulting, moderator: Actor, order: Order, field: str
) -> None:
    proposal_id = place.published(place.person())
    with pytest.raises(Invalid) as refusal:
        work(place, casework.record_order, moderator, proposal_id, order=order)
    assert set(refusal.value.fields) == {field}


@pytest.mark.sqlite_only
def test_nothing_is_taken_where_nothing_waits(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    with pytest.raises(DecisionNotPossible):
        work(place, casework.take, moderator, proposal_id)


# ── the queue ──


def test_overdue_cases_lead_and_can_be_shown_alone(clock: FixedClock, place: Consulting) -> None:
    author = place.person()
    reported = place.published(author, "Signalée")
    place.set(moderation_hours=72)
    late = place.propose(author, "En retard")
    clock.advance(hours=60)
    report(place, place.person(), reported)
    clock.advance(hours=20)
    recent = place.propose(author, "Récente")
    assert shown_in_queue(place) == [late, reported, recent]
    assert shown_in_queue(place, overdue_at=application_clock.now()) == [late]
    assert shown_in_queue(place, subject=Subject.COMMENT) == []
    assert shown_in_queue(place, consultation_id=place.consultation_id + 1) == []


@pytest.mark.sqlite_only
def test_the_stage_of_a_case_is_what_the_calendar_allows(place: Consulting) -> None:
    now = application_clock.now()
    later, before = now + timedelta(days=1), now - timedelta(days=1)
    found = {
        (state, until): rules.stage_of(state, appeal_until=until, now=now)
        for state in CaseState
        for until in (later, before, None)
    }
    assert {found[CaseState.OPEN, each] for each in (later, before, None)} == {CaseStage.WAITING}
    assert {found[CaseState.APPEALED, each] for each in (later, None)} == {CaseStage.LOOKED_AT_AGAIN}
    assert found[CaseState.DECIDED, later] is CaseStage.APPEALABLE
    assert {found[CaseState.DECIDED, each] for each in (before, None)} == {CaseStage.FINAL}
    assert found[CaseState.CLOSED, later] is CaseStage.FINAL
    assert rules.lifecycle.reachable() == set(CaseState)


# ── two at once ──


@pytest.mark.sqlite_only
def test_whoever_decides_second_is_told_who_was_first(place: Consulting, moderator: Actor) -> None:
    place.set(moderation_mode=ModerationMode.AFTER)
    colleague, proposal_id = place.person(Role.MODERATOR), place.propose(place.person())
    decide(place, moderator, proposal_id, Decision.PUBLISH, seen=0)
    with pytest.raises(DecidedMeanwhile) as refusal:
        decide(place, colleague, proposal_id, Decision.HIDE, **AGAINST_RULE_1, seen=0)
    assert "Modératrice" in str(refusal.value)
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED
    with pytest.raises(DecidedMeanwhile), transaction() as now:
        commands.decide_in_bulk(
            actor=colleague, subjects=[place.proposal(proposal_id)], decision=Decision.REFUSE, now=now, seen=[0],
            **AGAINST_RULE_1,
        )  # fmt: skip


def test_of_those_who_decide_at_once_one_decides_and_the_others_learn_who(
    app: Flask, place: Consulting
) -> None:
    proposal_id, moderators = (
        place.published(place.person()),
        [place.person(Role.MODERATOR) for _ in range(5)],
    )
    acts = [
        partial(decide, place, each, proposal_id, Decision.HIDE, **AGAINST_RULE_1, seen=0)
        for each in moderators
    ]
    outcomes = do_together(app, acts)
    assert sum(isinstance(each, DecidedMeanwhile) for each in outcomes) == 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ModerationCase)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ModerationDecision)) == 1


def test_reports_sent_at_once_open_one_case(app: Flask, place: Consulting) -> None:
    proposal_id, readers = place.published(place.person()), [place.person() for _ in range(6)]
    outcomes = do_together(app, [partial(report, place, each, proposal_id) for each in readers])
    assert outcomes == [None] * 6
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ModerationCase)) == 1


def test_a_case_taken_by_many_at_once_is_taken_by_one(app: Flask, place: Consulting) -> None:
    proposal_id, moderators = place.propose(place.person()), [place.person(Role.MODERATOR) for _ in range(4)]
    outcomes = do_together(
        app, [partial(work, place, casework.take, each, proposal_id) for each in moderators]
    )
    assert sum(isinstance(each, CaseTaken) for each in outcomes) == 3


# ── what the database itself refuses ──


REWRITING = (
    "UPDATE moderation_decision SET decision = 'keep'",
    "UPDATE moderation_decision SET reason = 'Autre chose.'",
    "UPDATE moderation_decision SET source = 'order'",
    "UPDATE moderation_decision SET decided_by_id = NULL",
    "UPDATE moderation_decision SET decided_by_role = 'focal_point'",
    "DELETE FROM moderation_decision",
    "UPDATE appeal SET reason = 'Autre chose.'",
    "UPDATE appeal SET due_at = lodged_at",
    "DELETE FROM appeal",
    "UPDATE appeal_ruling SET outcome = 'overturned'",
    "UPDATE appeal_ruling SET reason = 'Autre chose.'",
    "DELETE FROM appeal_ruling",
    "DELETE FROM moderation_case",
    "UPDATE history_step SET reason = 'Autre chose.' WHERE kind = 'proposal'",
)


def test_what_was_decided_is_changed_by_no_statement(place: Consulting, moderator: Actor) -> None:
    author, second = place.person(), place.person(Role.MODERATOR)
    decision = hide(place, moderator, place.published(author))
    appeal(author, decision)
    rule(second, decision, AppealOutcome.UPHELD)
    for statement in REWRITING:
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(sa.text(statement))


def test_a_reason_changes_only_to_what_a_redaction_says(place: Consulting, moderator: Actor) -> None:
    decision = hide(place, moderator, place.published(place.person()))
    with transaction() as now:
        said = {"decision_id": decision, "text": "Une personne […].", "redacted_by_role": "moderator"}
        db.session.add(Redaction(collectivity_id=place.collectivity_id, redacted_at=now, **said))
        db.session.flush()
        db.session.get_one(ModerationDecision, decision).reason = "Une personne […]."
    assert db.session.get_one(ModerationDecision, decision).reason == "Une personne […]."


def test_the_database_refuses_a_ruling_by_whoever_decided_or_appealed(
    place: Consulting, moderator: Actor
) -> None:
    author = place.person()
    decision = db.session.get_one(ModerationDecision, hide(place, moderator, place.published(author)))
    appeal(author, decision.id)
    values = {
        "collectivity": place.collectivity_id, "case": decision.case_id, "consultation": place.consultation_id,
        "decision": decision.id,
    }  # fmt: skip
    statement = sa.text(
        "INSERT INTO appeal_ruling (collectivity_id, case_id, consultation_id, decision_id, outcome, reason,"
        " decided_by_id, decided_by_role, decided_at) VALUES (:collectivity, :case, :consultation, :decision,"
        " 'upheld', 'Bien.', :by, 'moderator', '2026-01-06 10:00:00')"
    )
    for actor in (moderator, author):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(statement, values | {"by": actor.user_id})


def test_the_database_holds_one_case_that_is_not_closed_for_a_text(
    place: Consulting, moderator: Actor
) -> None:
    proposal_id = place.published(place.person())
    report(place, place.person(), proposal_id)
    found = case_of(proposal_id)
    with pytest.raises(DBAPIError), transaction() as now:
        db.session.add(
            ModerationCase(
                collectivity_id=found.collectivity_id, consultation_id=found.consultation_id, subject=Subject.PROPOSAL,
                subject_id=proposal_id, state=CaseState.OPEN, source=Source.REPORT, opened_at=now, due_at=now,
            )
        )  # fmt: skip
