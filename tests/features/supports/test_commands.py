"""One support for each account and proposal, one opinion for each account and item, whatever arrives together."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode, Round
from app.features.proposals import commands as proposal_commands
from app.features.supports import commands, queries
from app.features.supports.models import Opinion, Support
from app.features.supports.types import Stance
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound, NotNow, SignInNeeded
from app.foundation.policy import VISITOR, Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def support(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        commands.give_support(actor=actor, proposal=place.proposal(proposal_id), now=now)


def take_back(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        commands.take_back_support(actor=actor, proposal=place.proposal(proposal_id), now=now)


def opine(place: Consulting, actor: Actor, stance: Stance | None, key: str = "project-1") -> None:
    with transaction() as now:
        if stance is None:
            commands.take_back_opinion(
                actor=actor, consultation=place.consultation, item=place.item(key), now=now
            )
        else:
            commands.give_opinion(
                actor=actor, consultation=place.consultation, item=place.item(key), stance=stance, now=now
            )


def counts(place: Consulting, key: str = "project-1") -> tuple[int, int, int]:
    tally = queries.tallies(consultation_id=place.consultation_id)[place.items[key]]
    return tally.agree_count, tally.mixed_count, tally.disagree_count


def doing(act: Callable[..., None], *arguments: Any) -> Callable[[], None]:
    return lambda: act(*arguments)


def test_supporting_twice_counts_once_and_taking_back_twice_changes_nothing(place: Consulting) -> None:
    proposal_id, reader = place.published(place.person()), place.person()
    for _ in range(2):
        support(place, reader, proposal_id)
    assert place.proposal(proposal_id).support_count == 1
    for _ in range(2):
        take_back(place, reader, proposal_id)
    assert place.proposal(proposal_id).support_count == 0


def test_fifty_identical_supports_released_together_leave_one_row(app: Flask, place: Consulting) -> None:
    proposal_id, reader = place.published(place.person()), place.person()
    outcomes = do_together(app, [doing(support, place, reader, proposal_id)] * 50)
    assert outcomes == [None] * 50
    assert place.proposal(proposal_id).support_count == queries.count_supports(proposal_id=proposal_id) == 1


def test_fifty_people_supporting_together_count_fifty(app: Flask, place: Consulting) -> None:
    proposal_id = place.published(place.person())
    people = [place.person() for _ in range(50)]
    outcomes = do_together(app, [doing(support, place, person, proposal_id) for person in people])
    assert outcomes == [None] * 50
    assert place.proposal(proposal_id).support_count == queries.count_supports(proposal_id=proposal_id) == 50


def test_supports_and_their_withdrawals_shuffled_together_keep_the_counter_exact(
    app: Flask, place: Consulting
) -> None:
    proposal_id = place.published(place.person())
    people = [place.person() for _ in range(8)]
    acts = [
        doing(act, place, person, proposal_id) for person in people for act in (support, take_back, support)
    ]
    random.Random(7).shuffle(acts)
    assert do_together(app, acts) == [None] * len(acts)
    recount = queries.count_supports(proposal_id=proposal_id)
    assert place.proposal(proposal_id).support_count == recount <= len(people)


def test_opinions_given_together_keep_the_tally_exact(app: Flask, place: Consulting) -> None:
    people = [place.person() for _ in range(6)]
    acts = [
        doing(opine, place, person, stance) for person in people for stance in (*Stance, None, Stance.MIXED)
    ]
    random.Random(3).shuffle(acts)
    assert do_together(app, acts) == [None] * len(acts)
    held = [opinion.stance for opinion in db.session.query(Opinion)]
    assert counts(place) == tuple(held.count(stance) for stance in Stance)


def test_a_later_opinion_replaces_the_earlier_one_and_can_be_taken_back(place: Consulting) -> None:
    reader = place.person()
    opine(place, reader, Stance.AGREE)
    opine(place, reader, Stance.DISAGREE)
    assert counts(place) == (0, 0, 1)
    own = queries.own_opinions(user_id=reader.user_id, consultation_id=place.consultation_id)
    assert own == {place.items["project-1"]: Stance.DISAGREE}
    for _ in range(2):
        opine(place, reader, None)
    assert counts(place) == (0, 0, 0)


def test_nobody_supports_her_own_proposal_nor_without_a_confirmed_account(place: Consulting) -> None:
    author = place.person()
    proposal_id = place.published(author)
    with pytest.raises(NotAllowed):
        support(place, author, proposal_id)
    with pytest.raises(NotAllowed):
        support(place, place.person(confirmed=False), proposal_id)
    with pytest.raises(SignInNeeded):
        support(place, VISITOR, proposal_id)


def test_what_is_hidden_withdrawn_waiting_or_closed_takes_no_support(place: Consulting) -> None:
    author, reader, moderator = place.person(), place.person(), place.person(Role.MODERATOR)
    hidden, withdrawn, closed = (place.published(author) for _ in range(3))
    place.set(moderation_mode=ModerationMode.BEFORE)
    waiting = place.propose(author)
    with transaction() as now:
        proposal_commands.hide(actor=moderator, proposal=place.proposal(hidden), reason="Insulte", now=now)
        proposal_commands.withdraw(actor=author, proposal=place.proposal(withdrawn), now=now)
    for proposal_id in (hidden, withdrawn, waiting):
        with pytest.raises(NotNow):
            support(place, reader, proposal_id)
    place.close()
    with pytest.raises(NotNow):
        support(place, reader, closed)
    assert db.session.query(Support).count() == 0


def test_opinions_are_asked_on_items_of_the_consulted_draft_only(place: Consulting) -> None:
    reader = place.person()
    other = make_consulting(slug="dar-essai", round=Round.IDEAS)
    with pytest.raises(NotNow):
        opine(other, reader, Stance.AGREE)
    place.items["project-1"] = other.items["project-1"]
    with pytest.raises(NotFound):
        opine(place, reader, Stance.AGREE)


def test_one_knows_ones_own_supports_and_the_number_of_distinct_people(place: Consulting) -> None:
    author, reader, other = place.person(), place.person(), place.person()
    first, second, third = (place.published(author) for _ in range(3))
    for person, proposal_id in [(reader, first), (reader, second), (other, first)]:
        support(place, person, proposal_id)
    ids = [first, second, third]
    assert queries.list_own_supported_ids(user_id=reader.user_id, proposal_ids=ids) == {first, second}
    assert queries.list_own_supported_ids(user_id=None, proposal_ids=ids) == set()
    assert queries.count_distinct_supporters(proposal_ids=ids) == 2
