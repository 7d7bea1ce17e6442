"""What happens to a proposal when two acts meet, or when an act comes too late or from elsewhere."""

from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.collectivities.models import Territory
from app.features.consultations.types import ConsultationState, ModerationMode
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import About
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.proposals import commands, queries
from app.features.proposals.models import Proposal
from app.features.proposals.rules import AnswersArePublished, NotADraft, ProposalIsFixed
from app.features.proposals.types import Channel, Content, Intake, Outcome, Place, ProposalState, Signature
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound, NotNow
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together

CONTENT = Content(title="Ouvrir la bibliothèque le soir", solution="Deux soirs par semaine.")


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


@pytest.fixture
def reading_first(db_session: Any) -> Consulting:
    """An open second round, whose texts are read before they are shown."""
    return make_consulting(mode=ModerationMode.BEFORE)


def draft(place: Consulting, author: Actor) -> int:
    with transaction() as now:
        return commands.save_draft(
            actor=author, consultation=place.consultation, place=Place(), content=CONTENT, signature=Signature(),
            now=now,
        ).id  # fmt: skip


def found(place: Consulting, author: Actor, proposal_id: int) -> Proposal:
    return queries.get_proposal(collectivity_id=place.collectivity_id, proposal_id=proposal_id, actor=author)


def submit(place: Consulting, author: Actor, draft_id: int) -> None:
    with transaction() as now:
        commands.submit(
            actor=author, consultation=place.consultation, place=Place(), content=CONTENT, signature=Signature(),
            draft=found(place, author, draft_id), now=now,
        )  # fmt: skip


def test_a_draft_sent_from_two_windows_at_once_is_sent_once(app: Flask, place: Consulting) -> None:
    author = place.person()
    draft_id = draft(place, author)
    outcomes = do_together(app, [lambda: submit(place, author, draft_id)] * 2)
    assert sorted(map(repr, map(type, outcomes))) == sorted(map(repr, [type(None), NotADraft]))
    db.session.rollback()
    assert place.proposal(draft_id).number == 1


def test_a_draft_that_is_sent_while_it_is_thrown_away_is_either_sent_or_gone(
    app: Flask, place: Consulting
) -> None:
    author = place.person()
    draft_id = draft(place, author)

    def discard() -> None:
        with transaction():
            commands.discard_draft(actor=author, proposal=found(place, author, draft_id))

    outcomes = do_together(app, [lambda: submit(place, author, draft_id), discard])
    refused = [each for each in outcomes if each is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], NotADraft | NotFound)


def test_replies_and_withdrawals_of_one_thread_never_wait_in_a_circle(app: Flask, place: Consulting) -> None:
    proposal_id = place.published(place.person())
    people = [place.person(name=f"Personne {number}") for number in range(6)]

    def comment(actor: Actor, parent_id: int | None = None) -> int:
        with transaction() as now:
            return discussion.post_comment(
                actor=actor, consultation=place.consultation, about=About(proposal_id), body="Oui, volontiers",
                signature=Signature(), parent_id=parent_id, now=now,
            ).id  # fmt: skip

    def withdraw(actor: Actor, comment_id: int) -> None:
        with transaction() as now:
            discussion.withdraw(actor=actor, comment=db.session.get_one(Comment, comment_id), now=now)

    def answered_while_withdrawn(author: Actor) -> list[Any]:
        first = comment(author)
        replies = [partial(comment, each, first) for each in people[3:]]
        return do_together(app, [*replies, partial(withdraw, author, first)])

    outcomes = [each for author in people[:3] for each in answered_while_withdrawn(author)]
    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, NotNow)] == []


def test_whoever_wrote_a_text_down_for_somebody_does_not_decide_on_it(reading_first: Consulting) -> None:
    focal_point = reading_first.person(Role.FOCAL_POINT)
    with transaction() as now:
        proposal_id = commands.enter_for_somebody(
            actor=focal_point, consultation=reading_first.consultation, place=Place(), content=CONTENT,
            intake=Intake(Channel.PAPER), now=now,
        ).id  # fmt: skip

    def hide(actor: Actor) -> None:
        with transaction() as now:
            moderation.decide(
                actor=actor, subject=reading_first.proposal(proposal_id), decision=Decision.HIDE,
                ground=Ground.ILLEGAL, reason="Cette feuille nomme une personne.", now=now,
            )  # fmt: skip

    with pytest.raises(NotAllowed):
        hide(focal_point)
    hide(reading_first.person(Role.MODERATOR))
    assert reading_first.proposal(proposal_id).state is ProposalState.HIDDEN


def test_a_place_elsewhere_or_nowhere_is_refused(place: Consulting) -> None:
    other = make_consulting(slug="autre-essai")
    author = place.person()
    elsewhere = other.collectivity.territory_id
    own = place.collectivity.territory_id
    for territory_id in (elsewhere, 10**9):
        with pytest.raises(Invalid) as refusal:
            place.propose(author, place=Place(territory_id=territory_id))
        assert set(refusal.value.fields) == {"territory_id"}
    with transaction():
        quarter = Territory(
            origin="tests", code="quarter", kind_code="commune", parent_id=own, names={"fr": "Quartier"},
            search_keys="", is_fictional=True,
        )  # fmt: skip
        db.session.add(quarter)
        db.session.flush()
        quarter_id = quarter.id
    assert (
        place.proposal(place.propose(author, place=Place(territory_id=quarter_id))).territory_id == quarter_id
    )


def answer(place: Consulting) -> None:
    place.close()
    place.set(state=ConsultationState.ANSWERED)


def test_nothing_joins_the_answered_proposals_without_an_answer(reading_first: Consulting) -> None:
    waiting = reading_first.propose(reading_first.person())
    hidden = reading_first.published(reading_first.person())
    moderator = reading_first.person(Role.MODERATOR)
    with transaction() as now:
        commands.hide(actor=moderator, proposal=reading_first.proposal(hidden), reason="Une insulte", now=now)
    answer(reading_first)
    for step, proposal_id in ((commands.publish, waiting), (commands.restore, hidden)):
        with pytest.raises(AnswersArePublished), transaction() as now:
            step(actor=moderator, proposal=reading_first.proposal(proposal_id), now=now)
    with transaction():
        reading_first.proposal(hidden).outcome = Outcome.RETAINED
    with transaction() as now:
        commands.restore(actor=moderator, proposal=reading_first.proposal(hidden), now=now)
    assert reading_first.proposal(hidden).state is ProposalState.PUBLISHED


def test_words_that_were_answered_do_not_change(reading_first: Consulting) -> None:
    author, moderator = reading_first.person(), reading_first.person(Role.MODERATOR)
    proposal_id = reading_first.published(author)
    with transaction() as now:
        commands.edit(
            actor=author, proposal=reading_first.proposal(proposal_id),
            content=Content(title="Autre titre", solution="Autre chose"), now=now,
        )  # fmt: skip
    answer(reading_first)
    with pytest.raises(ProposalIsFixed), transaction() as now:
        commands.publish_change(actor=moderator, proposal=reading_first.proposal(proposal_id), now=now)
    assert reading_first.proposal(proposal_id).title == "Ouvrir la bibliothèque le soir"
