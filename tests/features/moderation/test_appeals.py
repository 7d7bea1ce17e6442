"""An appeal carried by three people: whoever it is against, who decided, and somebody else who looks again."""

import json
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import RoleGrant
from app.features.accounts.types import Role
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import About, CommentState
from app.features.moderation import commands, queries, queue
from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision, Report
from app.features.moderation.rules import (
    AlreadyAppealed,
    AppealTooLate,
    AppealWaits,
    DecidedOnAppeal,
    NothingToAppeal,
)
from app.features.moderation.types import AppealOutcome, CaseState, Decision, Ground, ReportState, Waiting
from app.features.notifications.models import News, Notice
from app.features.notifications.types import NewsKind
from app.features.proposals import commands as proposals
from app.features.proposals.types import Content, ProposalState, PublicLabel, Signature
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, SignInNeeded
from app.foundation.ledger.models import LedgerEntry
from app.foundation.policy import VISITOR, Actor
from app.jobs.clock import close_final_cases
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_user
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


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_moderated()


@pytest.fixture
def first(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR, name="Première")


@pytest.fixture
def second(place: Consulting) -> Actor:
    return place.person(Role.FOCAL_POINT, name="Seconde")


@pytest.fixture
def author(place: Consulting) -> Actor:
    return place.person(name="Autrice")


def coordinator(place: Consulting) -> Actor:
    """Return a coordinator of the network."""
    with transaction() as now:
        user_id = make_user("Coordinatrice").id
        db.session.add(
            RoleGrant(user_id=user_id, collectivity_id=None, role=Role.NETWORK_COORDINATOR, granted_at=now)
        )
    roles = frozenset({(None, Role.NETWORK_COORDINATOR.value)})
    return Actor(user_id=user_id, roles=roles, is_confirmed=True)


def told(person: Actor) -> list[NewsKind]:
    statement = sa.select(News.kind).join(Notice, Notice.news_id == News.id)
    return list(db.session.scalars(statement.where(Notice.user_id == person.user_id).order_by(News.id)))


def waiting(place: Consulting) -> list[tuple[int, frozenset[Waiting]]]:
    page = queue.queue_page(collectivity_id=place.collectivity_id)
    return [(entry.contribution.id, entry.waiting) for entry in page.items]


def entered(kind: str) -> list[Any]:
    statement = sa.select(LedgerEntry.body).where(LedgerEntry.kind == kind).order_by(LedgerEntry.id)
    return [json.loads(body)["facts"] for body in db.session.scalars(statement)]


def test_what_was_hidden_wrongly_is_shown_again_by_somebody_else(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    proposal_id = place.published(author)
    decision = hide(place, first, proposal_id)
    appeal_id = appeal(author, decision)
    assert case_of(proposal_id).state is CaseState.APPEALED
    assert waiting(place) == [(proposal_id, frozenset({Waiting.APPEAL}))]
    for barred in (first, author):
        with pytest.raises(NotAllowed):
            rule(barred, decision, AppealOutcome.OVERTURNED)
    ruling = rule(second, decision, AppealOutcome.OVERTURNED)
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED
    assert waiting(place) == []
    assert case_of(proposal_id).state is CaseState.CLOSED
    taken = db.session.scalars(sa.select(ModerationDecision.decision).order_by(ModerationDecision.number))
    assert list(taken) == [Decision.HIDE, Decision.RESTORE]
    assert NewsKind.APPEAL_OVERTURNED in told(author)
    assert told(second) == [NewsKind.APPEAL_TO_DECIDE]
    assert told(first) == []
    assert entered("moderation.appealed") == [{"appeal_id": appeal_id, "decision_id": decision}]
    assert entered("moderation.appeal_decided") == [
        {"decision_id": decision, "outcome": "overturned", "ruling_id": ruling}
    ]


@pytest.mark.sqlite_only
def test_a_decision_that_stands_after_an_appeal_is_final(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    proposal_id = place.published(author)
    decision = hide(place, first, proposal_id)
    appeal(author, decision)
    with pytest.raises(AppealWaits):
        decide(place, first, proposal_id, Decision.RESTORE)
    rule(second, decision, AppealOutcome.UPHELD)
    assert place.proposal(proposal_id).state is ProposalState.HIDDEN
    assert case_of(proposal_id).state is CaseState.CLOSED
    assert NewsKind.APPEAL_UPHELD in told(author)
    with pytest.raises(DecidedOnAppeal):
        rule(second, decision, AppealOutcome.OVERTURNED)
    with pytest.raises(AlreadyAppealed):
        appeal(author, decision)


@pytest.mark.sqlite_only
def test_overturned_in_part_the_text_is_read_with_a_label(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    proposal_id = place.published(author)
    decision = hide(place, first, proposal_id)
    appeal(author, decision)
    with pytest.raises(Invalid) as refusal:
        rule(second, decision, AppealOutcome.PARTLY)
    assert set(refusal.value.fields) == {"label"}
    rule(second, decision, AppealOutcome.PARTLY, label=PublicLabel.OFF_TOPIC)
    shown = place.proposal(proposal_id)
    assert (shown.state, shown.public_label) == (ProposalState.PUBLISHED, PublicLabel.OFF_TOPIC)
    assert NewsKind.APPEAL_PARTLY in told(author)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("decision", "said", "restored"),
    [
        (Decision.REMOVE, {"ground": Ground.ILLEGAL, "reason": "Une menace."}, ProposalState.PUBLISHED),
        (
            Decision.RELABEL,
            {"label": PublicLabel.ADVERTISING, "reason": "Une marque."},
            ProposalState.PUBLISHED,
        ),
    ],
)
def test_what_was_removed_or_labelled_wrongly_is_as_before(
    place: Consulting, author: Actor, first: Actor, second: Actor,
    decision: Decision, said: dict[str, Any], restored: ProposalState,
) -> None:  # fmt: skip
    proposal_id = place.published(author)
    taken = decide(place, first, proposal_id, decision, **said)
    appeal(author, taken)
    rule(second, taken, AppealOutcome.OVERTURNED)
    assert (place.proposal(proposal_id).state, place.proposal(proposal_id).public_label) == (restored, None)


def test_what_was_returned_wrongly_is_published_as_it_was(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    waits, shown = place.propose(author), place.published(author, "Autre titre")
    returned = decide(place, first, waits, Decision.RETURN, reason="Dites où.")
    with transaction() as now:
        content = Content(title="Titre précis", solution="Trois soirs.")
        proposals.edit(actor=author, proposal=place.proposal(shown), content=content, now=now)
    change = decide(place, first, shown, Decision.RETURN, reason="Dites quand.")
    for decision in (returned, change):
        appeal(author, decision)
        rule(second, decision, AppealOutcome.OVERTURNED)
    assert place.proposal(waits).state is ProposalState.PUBLISHED
    assert place.proposal(shown).title == "Titre précis"


@pytest.mark.sqlite_only
def test_an_appeal_is_over_once_the_author_corrects_what_was_returned(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    proposal_id = place.propose(author)
    decision = decide(place, first, proposal_id, Decision.RETURN, reason="Dites où.")
    appeal(author, decision)
    with transaction() as now:
        content = Content(title="Titre précis", solution="Trois soirs.")
        proposals.edit(actor=author, proposal=place.proposal(proposal_id), content=content, now=now)
    assert waiting(place) == [(proposal_id, frozenset({Waiting.PENDING}))]
    with pytest.raises(NothingToAppeal):
        rule(second, decision, AppealOutcome.OVERTURNED)
    decide(place, first, proposal_id, Decision.PUBLISH)
    assert waiting(place) == []


def test_a_reader_whose_report_was_dismissed_appeals_and_the_author_of_the_text_after_her(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    third, reader, proposal_id = place.person(Role.MODERATOR), place.person(), place.published(author)
    report(place, reader, proposal_id)
    kept = decide(place, first, proposal_id, Decision.KEEP, reason="Le texte parle d'un projet.")
    with pytest.raises(NotAllowed):
        appeal(author, kept)
    appeal(reader, kept)
    with pytest.raises(Invalid) as refusal:
        rule(second, kept, AppealOutcome.OVERTURNED)
    assert set(refusal.value.fields) == {"ground"}
    rule(second, kept, AppealOutcome.OVERTURNED, **AGAINST_RULE_1)
    assert place.proposal(proposal_id).state is ProposalState.HIDDEN
    assert db.session.scalars(sa.select(Report.state)).all() == [ReportState.UPHELD]
    assert told(reader)[-2:] == [NewsKind.REPORT_UPHELD, NewsKind.APPEAL_OVERTURNED]
    hidden = db.session.scalars(
        sa.select(ModerationDecision.id).order_by(ModerationDecision.id.desc())
    ).first()
    assert hidden is not None
    appeal(author, hidden)
    for barred in (first, second):
        with pytest.raises(NotAllowed):
            rule(barred, hidden, AppealOutcome.OVERTURNED)
    rule(third, hidden, AppealOutcome.OVERTURNED)
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED


@pytest.mark.sqlite_only
def test_where_nobody_else_moderates_a_coordinator_of_the_network_looks_again(
    place: Consulting, author: Actor, first: Actor
) -> None:
    network, proposal_id = coordinator(place), place.published(author)
    decision = hide(place, first, proposal_id)
    appeal(author, decision)
    assert told(network) == [NewsKind.APPEAL_TO_DECIDE]
    ruling = rule(network, decision, AppealOutcome.OVERTURNED)
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED
    assert db.session.get_one(AppealRuling, ruling).decided_by_role == "network_coordinator"


@pytest.mark.sqlite_only
def test_a_coordinator_leaves_an_appeal_to_a_colleague_who_may_decide(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    network, proposal_id = coordinator(place), place.published(author)
    decision = hide(place, first, proposal_id)
    appeal(author, decision)
    with pytest.raises(NotAllowed):
        rule(network, decision, AppealOutcome.UPHELD)
    assert told(network) == []


@pytest.mark.sqlite_only
def test_an_appeal_needs_a_reason_a_decision_against_somebody_and_her_own_account(
    place: Consulting, author: Actor, first: Actor
) -> None:
    proposal_id = place.propose(author)
    published = decide(place, first, proposal_id, Decision.PUBLISH)
    with pytest.raises(NotAllowed):
        appeal(author, published)
    decision = hide(place, first, proposal_id)
    with pytest.raises(Invalid):
        appeal(author, decision, " ")
    with pytest.raises(NotAllowed):
        appeal(place.person(), decision)
    with pytest.raises(SignInNeeded):
        appeal(VISITOR, decision)


@pytest.mark.sqlite_only
def test_an_appeal_comes_in_time_or_not_at_all(
    clock: FixedClock, place: Consulting, author: Actor, first: Actor
) -> None:
    proposal_id = place.published(author)
    decision = hide(place, first, proposal_id)
    clock.advance(days=14)
    with pytest.raises(AppealTooLate):
        appeal(author, decision)
    with transaction() as now:
        assert queries.list_due_for_closing(now=now) == [case_of(proposal_id).id]
    assert (close_final_cases(), close_final_cases()) == (1, 0)
    assert case_of(proposal_id).state is CaseState.CLOSED
    with pytest.raises(AppealTooLate):
        appeal(author, decision)


@pytest.mark.sqlite_only
def test_an_appeal_has_its_own_promised_day(place: Consulting, author: Actor, first: Actor) -> None:
    place.set(appeal_decision_days=3)
    appeal(author, hide(place, first, place.published(author)))
    (lodged,) = db.session.scalars(sa.select(Appeal))
    (entry,) = queue.queue_page(collectivity_id=place.collectivity_id).items
    assert (lodged.due_at - lodged.lodged_at).days == 3
    assert entry.due_at == lodged.due_at


@pytest.mark.sqlite_only
def test_a_comment_that_was_hidden_is_appealed_too(
    place: Consulting, author: Actor, first: Actor, second: Actor
) -> None:
    proposal_id = place.published(place.person())
    with transaction() as now:
        comment_id = discussion.post_comment(
            actor=author, consultation=place.consultation, about=About(proposal_id=proposal_id), body="Bien.",
            signature=Signature(), now=now,
        ).id  # fmt: skip
    with transaction() as now:
        subject = db.session.get_one(Comment, comment_id)
        said = {"ground": Ground.ILLEGAL, "reason": "Une menace."}
        decision = commands.decide(actor=first, subject=subject, decision=Decision.REFUSE, now=now, **said).id
    appeal(author, decision)
    rule(second, decision, AppealOutcome.OVERTURNED)
    assert db.session.get_one(Comment, comment_id).state is CommentState.PUBLISHED


@pytest.mark.sqlite_only
def test_what_its_author_withdrew_is_nobodys_case_any_more(
    place: Consulting, author: Actor, first: Actor
) -> None:
    proposal_id = place.published(author)
    decision = decide(
        place, first, proposal_id, Decision.RELABEL, label=PublicLabel.REPEATED, reason="Déjà proposé."
    )
    appeal(author, decision)
    with transaction() as now:
        proposals.withdraw(actor=author, proposal=place.proposal(proposal_id), now=now)
    assert waiting(place) == []
    assert case_of(proposal_id).state is CaseState.CLOSED


def test_two_who_rule_together_rule_once(app: Flask, place: Consulting, author: Actor, first: Actor) -> None:
    judges = [place.person(Role.MODERATOR) for _ in range(4)]
    decision = hide(place, first, place.published(author))
    appeal(author, decision)
    outcomes = do_together(
        app, [partial(rule, judge, decision, AppealOutcome.OVERTURNED) for judge in judges]
    )
    assert sum(isinstance(outcome, DecidedOnAppeal) for outcome in outcomes) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AppealRuling)) == 1


def test_an_appeal_sent_many_times_together_is_one(
    app: Flask, place: Consulting, author: Actor, first: Actor
) -> None:
    decision = hide(place, first, place.published(author))
    outcomes = do_together(app, [partial(appeal, author, decision)] * 6)
    assert sum(isinstance(outcome, AlreadyAppealed) for outcome in outcomes) == 5
