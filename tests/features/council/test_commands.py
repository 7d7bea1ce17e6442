"""Sessions are recorded once, answers are prepared in draft and published all at once, then nothing moves."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.consultations.types import ConsultationState
from app.features.council import commands, queries, rules
from app.features.council.models import CouncilSession, Response
from app.features.proposals import commands as proposal_commands
from app.features.proposals.types import Outcome, ProposalState
from app.features.synthesis import commands as synthesis
from app.features.synthesis.models import Theme
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.policy import SYSTEM
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting
from tests.support.deciding import answer, publish
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def hide(place: Consulting, proposal_id: int, *, restore: bool = False) -> None:
    with transaction() as now:
        proposal = place.proposal(proposal_id)
        if restore:
            proposal_commands.restore(actor=SYSTEM, proposal=proposal, now=now)
        else:
            proposal_commands.hide(actor=SYSTEM, proposal=proposal, reason="Contraire à la charte.", now=now)


def discard(place: Consulting, response_id: int) -> None:
    with transaction():
        response = deciding.response(response_id)
        commands.discard_response(actor=SYSTEM, consultation=place.consultation, response=response)


def correct(session_id: int, **changes: Any) -> None:
    with transaction() as now:
        deciding.record(db.session.get_one(CouncilSession, session_id), now=now, **changes)


def test_publishing_is_refused_while_one_contribution_lacks_its_answer_and_says_which(
    place: Consulting,
) -> None:
    first, second = (place.published(place.person()) for _ in range(2))
    place.close()
    answer(place, first)
    with pytest.raises(rules.Unanswered) as refusal:
        publish(place)
    assert [each.id for each in refusal.value.proposals] == [second]
    assert str(place.proposal(second).number) in str(refusal.value)
    assert queries.response_for(first) is None
    assert place.consultation.state is ConsultationState.UNDER_REVIEW


def test_all_answers_are_published_at_one_instant_and_leave_their_outcome(place: Consulting) -> None:
    grouped, apart = place.published(place.person()), place.published(place.person())
    theme_id = deciding.theme(place, grouped)
    place.close()
    answer(place, theme_id, Outcome.RETAINED_IN_PART, to=Theme)
    answer(place, apart, Outcome.NOT_RETAINED)
    publish(place)
    published = set(db.session.scalars(sa.select(Response.published_at)))
    assert len(published) == 1
    assert None not in published
    assert place.proposal(grouped).outcome is Outcome.RETAINED_IN_PART
    assert place.proposal(apart).outcome is Outcome.NOT_RETAINED
    assert place.consultation.state is ConsultationState.ANSWERED
    figures = queries.figures_of(place.consultation_id)
    assert (figures.accepted, figures.answered, figures.median_days) == (2, 2, 0)


def test_a_proposals_own_answer_wins_over_that_of_its_theme(place: Consulting) -> None:
    own, other = (place.published(place.person()) for _ in range(2))
    theme_id = deciding.theme(place, own, other)
    place.close()
    own_answer = answer(place, own, Outcome.ALREADY_PLANNED)
    theme_answer = answer(place, theme_id, Outcome.RETAINED, to=Theme)
    publish(place)
    assert place.proposal(own).outcome is Outcome.ALREADY_PLANNED
    assert place.proposal(other).outcome is Outcome.RETAINED
    found = [queries.response_for(each) for each in (own, other)]
    assert [each.id for each in found if each is not None] == [own_answer, theme_answer]


def test_publishing_from_four_places_together_happens_once(app: Flask, place: Consulting) -> None:
    proposal_id = place.published(place.person())
    place.close()
    answer(place, proposal_id)
    outcomes = do_together(app, [partial(publish, place)] * 4)
    assert [type(each) for each in outcomes if each is not None] == [rules.NotBeingDecided] * 3
    assert place.consultation.state is ConsultationState.ANSWERED


@pytest.mark.parametrize(
    "change", [sa.update(Response).values(outcome=Outcome.NOT_RETAINED), sa.delete(Response)]
)
def test_the_database_refuses_to_change_a_published_answer(place: Consulting, change: Any) -> None:
    proposal_id = place.published(place.person())
    place.close()
    answer(place, proposal_id)
    publish(place)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(change.execution_options(synchronize_session=False))
    assert place.proposal(proposal_id).outcome is Outcome.RETAINED


def test_a_prepared_answer_can_be_rewritten_translated_and_thrown_away_until_publication(
    place: Consulting,
) -> None:
    proposal_id = place.published(place.person())
    place.close()
    response_id = answer(place, proposal_id)
    assert (
        answer(place, proposal_id, language="ar", reason="نعم، لأن الميزانية تسمح بذلك.", body="المجلس")
        == response_id
    )
    assert set(deciding.response(response_id).texts) == {"fr", "ar"}
    discard(place, response_id)
    assert queries.count_unanswered(place.consultation_id) == 1


def test_answers_are_prepared_only_between_closing_and_publication(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    with pytest.raises(rules.NotBeingDecided):
        answer(place, proposal_id)
    place.close()
    response_id = answer(place, proposal_id)
    publish(place)
    with pytest.raises(rules.NotBeingDecided):
        answer(place, proposal_id)
    with pytest.raises(rules.NotBeingDecided):
        discard(place, response_id)


def test_merging_needs_another_proposal_that_is_answered_itself(place: Consulting) -> None:
    first, second, third = (place.published(place.person()) for _ in range(3))
    place.close()
    for target in (None, first):
        with pytest.raises(rules.IncompleteAnswer) as refusal:
            answer(place, first, Outcome.MERGED, merged_into=target)
        assert set(refusal.value.fields) == {"merged_into"}
    answer(place, first, Outcome.MERGED, merged_into=second)
    answer(place, second, Outcome.MERGED, merged_into=first)
    answer(place, third)
    with pytest.raises(rules.MergedIntoNothing) as stranded:
        publish(place)
    assert {each.id for each in stranded.value.proposals} == {first, second}
    answer(place, second)
    publish(place)
    assert [each.id for each in queries.list_merged_into(second)] == [first]


def test_a_proposal_withdrawn_after_it_was_grouped_and_answered_blocks_nothing(place: Consulting) -> None:
    author = place.person()
    kept, gone = place.published(place.person()), place.published(author)
    deciding.theme(place, kept, gone)
    deciding.withdraw(place, author, gone)
    place.close()
    answer(place, kept)
    publish(place)
    assert place.proposal(gone).state is ProposalState.WITHDRAWN
    assert queries.figures_of(place.consultation_id).accepted == 1


def test_one_hidden_while_answers_are_published_has_its_answer_when_it_is_restored(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    place.close()
    answer(place, proposal_id)
    hide(place, proposal_id)
    publish(place)
    assert queries.figures_of(place.consultation_id).accepted == 0
    hide(place, proposal_id, restore=True)
    assert place.proposal(proposal_id).outcome is Outcome.RETAINED
    figures = queries.figures_of(place.consultation_id)
    assert (figures.accepted, figures.answered) == (1, 1)


def test_what_was_prepared_for_a_dissolved_theme_answers_nobody(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    theme_id = deciding.theme(place, proposal_id)
    place.close()
    answer(place, theme_id, to=Theme)
    with transaction() as now:
        theme = db.session.get_one(Theme, theme_id)
        synthesis.dissolve_theme(actor=SYSTEM, consultation=place.consultation, theme=theme, now=now)
    with pytest.raises(rules.Unanswered):
        publish(place)
    answer(place, proposal_id)
    publish(place)
    assert queries.find_response(theme_id=theme_id) is None


def test_a_theme_of_another_consultation_cannot_be_answered_here(place: Consulting) -> None:
    elsewhere = make_consulting(slug="dar-essai")
    theme_id = deciding.theme(elsewhere)
    place.close()
    with pytest.raises(NotFound):
        answer(place, theme_id, to=Theme)


def test_the_record_of_a_session_names_everything_that_is_missing(place: Consulting) -> None:
    place.close()
    session_id = deciding.recorded_session(place)
    tomorrow = clock.local_date(clock.now(), "Africa/Casablanca") + timedelta(days=2)
    missing = {"held_on": tomorrow, "votes_for": None, "votes_against": -1, "deliberation_number": " "}
    with pytest.raises(rules.IncompleteSession) as refusal:
        correct(session_id, **missing)
    assert set(refusal.value.fields) == {"held_on", "votes_for", "votes_against", "deliberation_number"}


def test_a_session_can_be_corrected_until_its_record_is_public(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    place.close()
    session_id = deciding.recorded_session(place)
    correct(session_id, votes_for=21)
    answer(place, proposal_id)
    publish(place)
    with pytest.raises(rules.SessionIsPublic):
        correct(session_id, votes_for=1)
    assert db.session.get_one(CouncilSession, session_id).votes_for == 21
