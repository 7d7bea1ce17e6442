"""What moderators decide, what stays of it in public, and what readers report."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.types import Role
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.consultations.types import ModerationMode
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import About, CommentState
from app.features.moderation import commands, queue
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.rules import AlreadyReported, DecisionNotPossible, NothingChosen, NotPublic
from app.features.moderation.types import Decision, Ground, ReportState, Subject
from app.features.notifications.models import News
from app.features.notifications.types import NewsKind
from app.features.proposals import commands as proposal_commands
from app.features.proposals.types import Content, ProposalState, Signature
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, SignInNeeded
from app.foundation.history import list_steps
from app.foundation.policy import VISITOR, Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together

CHARTER = "1. Parler des idées, jamais des personnes.\n2. Ni publicité ni propagande.\n\n3. Aucune donnée personnelle."


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open round whose texts are read before they are shown, with a charter of three rules."""
    place = make_consulting(mode=ModerationMode.BEFORE)
    with transaction() as now:
        texts = {"fr": {"text": CHARTER, "origin": "original"}}
        db.session.add(
            PublicTextVersion(
                collectivity_id=place.collectivity_id,
                kind=PublicText.CHARTER,
                number=2,
                texts=texts,
                published_at=now,
            )
        )
    return place


@pytest.fixture
def moderator(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR, name="Modératrice")


def decide(place: Consulting, actor: Actor, proposal_id: int, decision: Decision, **options: Any) -> int:
    with transaction() as now:
        subject = place.proposal(proposal_id)
        return commands.decide(actor=actor, subject=subject, decision=decision, now=now, **options).id


def decide_all(place: Consulting, actor: Actor, ids: list[int], decision: Decision, **options: Any) -> None:
    with transaction() as now:
        subjects = [place.proposal(each) for each in ids]
        commands.decide_in_bulk(actor=actor, subjects=subjects, decision=decision, now=now, **options)


def hide(place: Consulting, actor: Actor, proposal_id: int) -> int:
    said = {"ground": Ground.CHARTER_RULE, "charter_rule": 1, "reason": "Une personne est nommée."}
    return decide(place, actor, proposal_id, Decision.HIDE, **said)


def report(place: Consulting, reader: Actor, proposal_id: int, reason: str = "Une insulte.") -> None:
    with transaction() as now:
        commands.report(actor=reader, subject=place.proposal(proposal_id), reason=reason, now=now)


def comment(place: Consulting, author: Actor, proposal_id: int) -> int:
    with transaction() as now:
        return discussion.post_comment(
            actor=author, consultation=place.consultation, about=About(proposal_id=proposal_id), body="Bien.",
            signature=Signature(), now=now,
        ).id  # fmt: skip


def waiting(place: Consulting) -> list[tuple[Subject, int]]:
    page = queue.queue_page(collectivity_id=place.collectivity_id)
    return [(entry.subject, entry.contribution.id) for entry in page.items]


def told() -> list[NewsKind]:
    return list(db.session.scalars(sa.select(News.kind).order_by(News.id)))


def test_publishing_writes_the_log_and_tells_the_author(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.propose(place.person())
    decision = db.session.get_one(ModerationDecision, decide(place, moderator, proposal_id, Decision.PUBLISH))
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED
    assert (decision.subject, decision.subject_id, decision.decided_by_role) == (
        "proposal",
        proposal_id,
        "moderator",
    )
    assert list_steps("proposal", proposal_id)[-1].step == "publish"
    assert told() == [NewsKind.PROPOSAL_PUBLISHED]


def test_a_text_goes_back_to_its_author_with_what_to_change(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.propose(place.person())
    with pytest.raises(Invalid) as refusal:
        decide(place, moderator, proposal_id, Decision.RETURN, reason="  ")
    assert set(refusal.value.fields) == {"reason"}
    decide(place, moderator, proposal_id, Decision.RETURN, reason="Enlevez le numéro de téléphone.")
    assert place.proposal(proposal_id).state is ProposalState.RETURNED
    assert told() == [NewsKind.PROPOSAL_RETURNED]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, {"reason", "ground"}),
        ({"reason": "Une insulte."}, {"ground"}),
        ({"ground": Ground.ILLEGAL}, {"reason"}),
        ({"ground": Ground.CHARTER_RULE, "reason": "Une insulte."}, {"charter_rule"}),
        ({"ground": Ground.CHARTER_RULE, "charter_rule": 4, "reason": "Une insulte."}, {"charter_rule"}),
        ({"ground": Ground.ILLEGAL, "reason": "x" * 1001}, {"reason"}),
    ],
)
def test_nothing_is_refused_without_ground_rule_and_public_reason(
    place: Consulting, moderator: Actor, said: dict[str, Any], fields: set[str]
) -> None:
    proposal_id = place.propose(place.person())
    with pytest.raises(Invalid) as refusal:
        decide(place, moderator, proposal_id, Decision.REFUSE, **said)
    assert set(refusal.value.fields) == fields
    assert place.proposal(proposal_id).state is ProposalState.PENDING


def test_the_decision_keeps_the_rule_and_the_version_of_the_charter(
    place: Consulting, moderator: Actor
) -> None:
    proposal_id = place.published(place.person())
    decision = db.session.get_one(ModerationDecision, hide(place, moderator, proposal_id))
    assert (decision.ground, decision.charter_rule, decision.charter_version) == (Ground.CHARTER_RULE, 1, 2)
    assert place.proposal(proposal_id).state is ProposalState.HIDDEN
    decide(place, moderator, proposal_id, Decision.RESTORE, reason="Le nom a été lu trop vite.")
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED
    assert told() == [NewsKind.PROPOSAL_PUBLISHED, NewsKind.PROPOSAL_HIDDEN, NewsKind.PROPOSAL_RESTORED]


def test_a_ground_counts_only_against_a_text(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.propose(place.person())
    recorded = decide(place, moderator, proposal_id, Decision.PUBLISH, ground=Ground.ILLEGAL, charter_rule=1)
    decision = db.session.get_one(ModerationDecision, recorded)
    assert (decision.ground, decision.charter_rule) == (None, None)


def test_nobody_decides_on_her_own_text(place: Consulting) -> None:
    author = place.person(Role.FOCAL_POINT)
    proposal_id = place.propose(author)
    with pytest.raises(NotAllowed):
        decide(place, author, proposal_id, Decision.PUBLISH)
    with pytest.raises(NotAllowed):
        report(place, author, place.published(author, "Autre titre"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MODERATOR, Role.FOCAL_POINT}))
def test_other_roles_and_other_collectivities_decide_nothing(place: Consulting, role: Role) -> None:
    proposal_id = place.propose(place.person())
    stranger = Actor(user_id=place.person().user_id, roles=frozenset({(None, role.value)}), is_confirmed=True)
    elsewhere = Actor(
        user_id=stranger.user_id,
        roles=frozenset({(place.collectivity_id + 1, "moderator")}),
        is_confirmed=True,
    )
    for actor in (stranger, elsewhere):
        with pytest.raises(NotAllowed):
            decide(place, actor, proposal_id, Decision.PUBLISH)
    with pytest.raises(SignInNeeded):
        decide(place, VISITOR, proposal_id, Decision.PUBLISH)


def test_a_decision_that_is_out_of_turn_is_refused(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    for decision in (Decision.PUBLISH, Decision.RETURN, Decision.REFUSE, Decision.RESTORE, Decision.KEEP):
        with pytest.raises(DecisionNotPossible):
            decide(place, moderator, proposal_id, decision, ground=Ground.ILLEGAL, reason="Non.")


def test_many_texts_are_decided_for_one_reason_or_none_is(place: Consulting, moderator: Actor) -> None:
    author = place.person()
    ids = [place.propose(author, f"Idée {number}") for number in range(3)]
    mine = place.propose(moderator, "La mienne")
    with pytest.raises(NotAllowed):
        decide_all(place, moderator, [*ids, mine], Decision.PUBLISH)
    assert {place.proposal(each).state for each in ids} == {ProposalState.PENDING}
    decide_all(place, moderator, ids, Decision.RETURN, reason="Dites où.")
    assert {place.proposal(each).state for each in ids} == {ProposalState.RETURNED}
    with pytest.raises(NothingChosen):
        decide_all(place, moderator, [], Decision.PUBLISH)


def test_refusing_in_bulk_hides_what_was_published_already(place: Consulting, moderator: Actor) -> None:
    pending, shown = place.propose(place.person()), place.published(place.person(), "Autre")
    report(place, place.person(), shown)
    with transaction() as now:
        commands.decide_in_bulk(
            actor=moderator, subjects=[place.proposal(pending), place.proposal(shown)], decision=Decision.REFUSE,
            ground=Ground.ILLEGAL, reason="Publicité.", now=now,
        )  # fmt: skip
    assert place.proposal(pending).state is ProposalState.REFUSED
    assert place.proposal(shown).state is ProposalState.HIDDEN


def test_a_change_of_a_published_text_is_let_through_or_returned(place: Consulting, moderator: Actor) -> None:
    author = place.person()
    proposal_id = place.published(author)

    def change(title: str) -> None:
        with transaction() as now:
            content = Content(title=title, solution="Trois soirs.")
            proposal_commands.edit(
                actor=author, proposal=place.proposal(proposal_id), content=content, now=now
            )

    change("Titre corrigé")
    assert waiting(place) == [(Subject.PROPOSAL, proposal_id)]
    decide(place, moderator, proposal_id, Decision.RETURN, reason="Dites où.")
    assert place.proposal(proposal_id).title != "Titre corrigé"
    assert waiting(place) == []
    change("Titre précis")
    decide(place, moderator, proposal_id, Decision.PUBLISH)
    assert place.proposal(proposal_id).title == "Titre précis"


def test_what_appeared_without_waiting_is_read_afterwards(place: Consulting, moderator: Actor) -> None:
    place.set(moderation_mode=ModerationMode.AFTER)
    proposal_id = place.propose(place.person())
    assert waiting(place) == [(Subject.PROPOSAL, proposal_id)]
    decide(place, moderator, proposal_id, Decision.PUBLISH)
    assert place.proposal(proposal_id).checked_at is not None
    assert waiting(place) == []
    assert told() == []


def test_comments_are_published_refused_hidden_and_shown_again(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    comment_id = comment(place, place.person(), proposal_id)
    assert waiting(place) == [(Subject.COMMENT, comment_id)]

    def take(decision: Decision, **said: Any) -> CommentState:
        with transaction() as now:
            subject = db.session.get_one(Comment, comment_id)
            commands.decide(actor=moderator, subject=subject, decision=decision, now=now, **said)
        return db.session.get_one(Comment, comment_id).state

    with pytest.raises(DecisionNotPossible):
        take(Decision.RETURN, reason="Dites où.")
    assert take(Decision.PUBLISH) is CommentState.PUBLISHED
    assert take(Decision.HIDE, ground=Ground.ILLEGAL, reason="Une menace.") is CommentState.HIDDEN
    assert take(Decision.RESTORE) is CommentState.PUBLISHED


def test_a_reader_reports_once_and_is_told_what_came_of_it(place: Consulting, moderator: Actor) -> None:
    proposal_id, reader = place.published(place.person()), place.person()
    report(place, reader, proposal_id)
    with pytest.raises(AlreadyReported):
        report(place, reader, proposal_id)
    report(place, place.person(), proposal_id, "Des données personnelles.")
    assert waiting(place) == [(Subject.PROPOSAL, proposal_id)]
    decide(
        place, moderator, proposal_id, Decision.KEEP, reason="Le texte critique un projet, non une personne."
    )
    states = db.session.scalars(sa.select(Report.state)).all()
    assert states == [ReportState.DISMISSED, ReportState.DISMISSED]
    assert waiting(place) == []
    assert told()[-1] is NewsKind.REPORT_DISMISSED
    assert list_steps("proposal", proposal_id)[-1].step == "keep"


def test_hiding_upholds_the_reports(place: Consulting, moderator: Actor) -> None:
    proposal_id = place.published(place.person())
    report(place, place.person(), proposal_id)
    hide(place, moderator, proposal_id)
    assert db.session.scalars(sa.select(Report.state)).all() == [ReportState.UPHELD]
    assert {NewsKind.PROPOSAL_HIDDEN, NewsKind.REPORT_UPHELD} <= set(told())


def test_only_what_everybody_reads_is_reported_and_with_a_reason(place: Consulting) -> None:
    reader, pending = place.person(), place.propose(place.person())
    with pytest.raises(NotPublic):
        report(place, reader, pending)
    shown = place.published(place.person(), "Autre")
    with pytest.raises(Invalid):
        report(place, reader, shown, " ")
    with pytest.raises(SignInNeeded):
        report(place, VISITOR, shown)
    with pytest.raises(NotAllowed):
        report(place, place.person(confirmed=False), shown)


def test_a_report_on_what_was_withdrawn_waits_no_more(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.published(author)
    report(place, place.person(), proposal_id)
    with transaction() as now:
        proposal_commands.withdraw(actor=author, proposal=place.proposal(proposal_id), now=now)
    assert waiting(place) == []


def test_moderators_who_decide_together_decide_once(app: Flask, place: Consulting) -> None:
    proposal_id, moderators = place.propose(place.person()), [place.person(Role.MODERATOR) for _ in range(6)]
    outcomes = do_together(
        app, [partial(decide, place, moderator, proposal_id, Decision.PUBLISH) for moderator in moderators]
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, DecisionNotPossible)]
    assert len(refused) == 5
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ModerationDecision)) == 1
    assert told() == [NewsKind.PROPOSAL_PUBLISHED]


def test_a_report_sent_many_times_together_is_one(app: Flask, place: Consulting) -> None:
    proposal_id, reader = place.published(place.person()), place.person()
    outcomes = do_together(app, [partial(report, place, reader, proposal_id)] * 8)
    assert sum(isinstance(outcome, AlreadyReported) for outcome in outcomes) == 7
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1
