"""How a vote is prepared, announced, opened, extended, closed and cancelled."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.ballots import commands, preparing, queries, rules
from app.features.ballots.checklist import checklist
from app.features.ballots.models import Ballot, BallotAccount, VotingQuestion
from app.features.ballots.types import ChoiceDraft, CountState, VotingKind, VotingState
from app.features.consultations import commands as consultations
from app.features.voters.types import VoterLevel
from app.foundation.database import db, transaction
from app.foundation.errors import ChangedMeanwhile, Invalid, NotAllowed, NotNow
from app.foundation.history import list_steps
from app.foundation.ledger.pseudonyms import find_key
from app.foundation.policy import SYSTEM
from app.jobs import clock as jobs
from tests.support.clock import FixedClock
from tests.support.consulting import make_consulting
from tests.support.voting import DESTROYED, TEXTS, Voting, entries, faults, make_voting, open_voting, setup


def save(draft: Voting, **changes: Any) -> None:
    """Save the settings of a vote in preparation, with changes."""
    with transaction() as now:
        preparing.update_setup(
            actor=draft.focal_point, question=draft.question, setup=setup(**changes),
            lock_version=draft.question.lock_version, now=now,
        )  # fmt: skip


def choose(draft: Voting, *choices: ChoiceDraft) -> None:
    """Put the choices of a vote in preparation together."""
    with transaction() as now:
        preparing.replace_choices(
            actor=draft.focal_point, question=draft.question, choices=choices,
            lock_version=draft.question.lock_version, now=now,
        )  # fmt: skip


def missing(draft: Voting) -> list[str]:
    """Return what the checklist still asks for."""
    return [item.key for item in checklist(draft.question) if not item.done]


def test_a_complete_vote_is_announced_and_states_when_its_key_is_destroyed(draft: Voting) -> None:
    assert missing(draft) == []
    draft.announce()
    assert draft.question.state is VotingState.ANNOUNCED
    assert [step.step for step in list_steps("voting_question", draft.question_id)] == ["create", "announce"]
    key = find_key(draft.place.consultation_id)
    assert key is not None
    assert key.destroy_on == DESTROYED


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"texts": {"fr": {"title": "Vote", "introduction": "Choisissez."}}}, "texts"),
        ({"starts_at": None}, "calendar"),
        ({"keys_destroyed_on": None}, "calendar"),
        ({"maximum": 5}, "numbers"),
        ({"level": VoterLevel.REGISTER}, "voters"),
        ({"level": VoterLevel.OIDC}, "voters"),
        ({"kind": VotingKind.BUDGET, "ceiling": 100}, "budget"),
    ],
)
def test_what_is_missing_is_named_and_keeps_the_vote_from_being_announced(
    draft: Voting, changes: dict[str, Any], key: str
) -> None:
    save(draft, **changes)
    assert missing(draft) == [key]
    with pytest.raises(rules.SetupIncomplete):
        draft.announce()
    assert draft.question.state is VotingState.DRAFT


def test_a_vote_has_at_least_two_choices(draft: Voting) -> None:
    choose(draft, ChoiceDraft(proposal_id=draft.proposals[0]))
    save(draft, maximum=1)
    assert missing(draft) == ["choices"]


def test_a_budget_leaves_room_for_the_smallest_number_of_choices(draft: Voting) -> None:
    choose(draft, *(ChoiceDraft(proposal_id=each, cost=60) for each in draft.proposals))
    save(draft, kind=VotingKind.BUDGET, ceiling=100, minimum=2)
    assert missing(draft) == ["budget"]
    save(draft, kind=VotingKind.BUDGET, ceiling=120, minimum=2)
    assert missing(draft) == []


def test_items_of_the_draft_and_proposals_stand_side_by_side(draft: Voting) -> None:
    item_id = draft.place.items["project-1"]
    choose(draft, ChoiceDraft(item_id=item_id), ChoiceDraft(proposal_id=draft.proposals[0]))
    save(draft, maximum=2)
    assert missing(draft) == []
    assert [choice.number for choice in queries.list_choices(draft.question_id)] == [1, 2]


def test_choices_of_another_commune_are_refused(draft: Voting) -> None:
    other = make_consulting(slug="autre")
    foreign = other.published(other.person(name="Voisine"))
    for choice in (ChoiceDraft(proposal_id=foreign), ChoiceDraft(item_id=other.items["project-1"])):
        with pytest.raises(Invalid):
            choose(draft, choice)


@pytest.mark.parametrize(
    "choices",
    [
        [ChoiceDraft()],
        [ChoiceDraft(item_id=1, proposal_id=1)],
        [ChoiceDraft(proposal_id=1), ChoiceDraft(proposal_id=1)],
        [ChoiceDraft(proposal_id=1, cost=0)],
        [ChoiceDraft(proposal_id=1, cost=10**15)],
    ],
)
def test_choices_that_say_nothing_sensible_are_refused(draft: Voting, choices: list[ChoiceDraft]) -> None:
    with pytest.raises(Invalid):
        choose(draft, *choices)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("starts_at", {"starts_at": timedelta(days=-5)}),
        ("ends_at", {"ends_at": timedelta(days=1, hours=23)}),
        ("ends_at", {"ends_at": timedelta(days=300)}),
    ],
)
def test_dates_that_do_not_fit_the_consultation_are_refused(
    draft: Voting, field: str, changes: dict[str, timedelta]
) -> None:
    now = draft.starts - timedelta(days=1)
    with pytest.raises(Invalid) as refusal:
        save(draft, **{name: now + after for name, after in changes.items()})
    assert set(refusal.value.fields) == {field}


def test_a_vote_ends_at_the_latest_on_the_day_before_the_answers(draft: Voting) -> None:
    last = draft.starts.replace(year=2026, month=12, day=19, hour=22, minute=59)
    save(draft, ends_at=last)
    with pytest.raises(Invalid):
        save(draft, ends_at=last + timedelta(hours=2))


@pytest.mark.parametrize("day", [date(2026, 12, 20), date(2028, 12, 20)])
def test_the_key_is_destroyed_after_the_answers_and_within_a_year_or_so(draft: Voting, day: date) -> None:
    with pytest.raises(Invalid) as refusal:
        save(draft, keys_destroyed_on=day)
    assert set(refusal.value.fields) == {"keys_destroyed_on"}


@pytest.mark.parametrize("changes", [{"minimum": 0}, {"minimum": 3, "maximum": 2}, {"ceiling": 0}])
def test_numbers_that_cannot_be_are_refused(draft: Voting, changes: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        save(draft, **changes)


def test_settings_that_somebody_else_saved_meanwhile_are_not_overwritten(draft: Voting) -> None:
    read_as = draft.question.lock_version
    save(draft, maximum=2)
    with pytest.raises(ChangedMeanwhile), transaction() as now:
        preparing.update_setup(
            actor=draft.focal_point, question=draft.question, setup=setup(), lock_version=read_as, now=now
        )


def test_what_was_announced_is_not_rewritten(voting: Voting) -> None:
    with pytest.raises(rules.SetupClosed):
        save(voting)
    with pytest.raises(rules.SetupClosed):
        choose(voting, ChoiceDraft(proposal_id=voting.proposals[0]))


def test_only_the_focal_point_prepares_and_only_the_clock_opens_and_closes(draft: Voting) -> None:
    moderator = draft.place.person(Role.MODERATOR)
    with pytest.raises(NotAllowed), transaction() as now:
        commands.announce(actor=moderator, question=draft.question, now=now)
    with pytest.raises(NotAllowed), transaction() as now:
        commands.open(actor=draft.focal_point, question=draft.question, now=now)
    with pytest.raises(NotAllowed), transaction() as now:
        commands.close(actor=draft.focal_point, question=draft.question, now=now)


def test_a_consultation_has_one_vote_unless_it_was_cancelled(draft: Voting) -> None:
    def begin() -> VotingQuestion:
        with transaction() as now:
            return preparing.create_question(
                actor=draft.focal_point, consultation=draft.place.consultation, kind=VotingKind.APPROVAL,
                texts=TEXTS, now=now,
            )  # fmt: skip

    with pytest.raises(rules.VotingExists):
        begin()
    with transaction() as now:
        commands.cancel(actor=draft.focal_point, question=draft.question, reason="Autre projet.", now=now)
    second_id = begin().id
    found = queries.find_of_consultation(draft.place.consultation_id)
    assert found is not None
    assert found.id == second_id


def test_the_clock_opens_with_a_digest_of_what_the_vote_is(draft: Voting, clock: FixedClock) -> None:
    draft.announce()
    assert jobs.open_due_votes() == 0
    clock.set(draft.starts)
    assert jobs.open_due_votes() == 1
    question = draft.question
    entry = entries(draft.question_id, "voting.opened")[0]
    definition = {
        "ceiling": None,
        "choices": [
            [number, f"proposal:{each}", None] for number, each in enumerate(draft.proposals, start=1)
        ],
        "counts_hidden": True,
        "ends": draft.ends.strftime("%Y-%m-%dT%H:%MZ"),
        "kind": "approval",
        "level": "confirmed",
        "maximum": 3,
        "minimum": 1,
        "question": question.id,
        "starts": draft.starts.strftime("%Y-%m-%dT%H:%MZ"),
    }
    written = json.dumps(definition, sort_keys=True, separators=(",", ":")).encode()
    assert entry["facts"] == {"definition": hashlib.sha256(written).hexdigest()}
    assert (question.state, entry["pseudonym"]) == (VotingState.OPEN, None)


def test_the_clock_closes_and_freezes_what_can_be_recounted(voting: Voting, clock: FixedClock) -> None:
    first, second, third = (voting.place.person() for _ in range(3))
    voting.cast(first, 1, 2)
    voting.cast(second, 2)
    voting.cast(third, 3)
    voting.withdraw(third)
    clock.set(voting.ends)
    assert jobs.close_due_votes() == 1
    question, openings = voting.question, list(queries.openings(voting.question_id))
    figures = question.figures or {}
    assert figures["tally"] == [[1, 1], [2, 2], [3, 0], [4, 0]]
    assert (figures["ballots"], figures["withdrawn"]) == (2, 1)
    assert (figures["channels"], figures["territories"]) == ([], [])
    written = json.dumps(openings, sort_keys=True, separators=(",", ":")).encode()
    assert figures["openings"] == hashlib.sha256(written).hexdigest()
    assert [each["leaf"] for each in openings] == sorted(each["leaf"] for each in openings)
    entry = entries(voting.question_id)[-1]
    assert (entry["kind"], entry["facts"]) == (
        "voting.closed",
        {name: figures[name] for name in ("ballots", "openings", "tally")},
    )
    assert (question.state, question.count_state) == (VotingState.CLOSED, CountState.DONE)
    assert faults(voting.question_id) == []


def test_a_budget_waits_to_be_counted_after_closing(app: Any, clock: FixedClock) -> None:
    with app.app_context():
        voting = make_voting(costs=(60, 50, 40, 10), kind=VotingKind.BUDGET, ceiling=100, maximum=4)
        voting.announce()
        clock.set(voting.ends)
        jobs.open_due_votes()
        jobs.close_due_votes()
        assert voting.question.count_state is CountState.WAITING
        assert queries.list_due_to_count() == [voting.question_id]


def test_nothing_but_the_pseudonym_is_left_after_closing(voting: Voting, clock: FixedClock) -> None:
    voting.cast(voting.place.person(), 1)
    clock.set(voting.ends)
    voting.close()
    assert db.session.scalars(sa.select(BallotAccount)).all() == []
    assert db.session.scalars(sa.select(Ballot.turnout_id)).all() == [None]


def test_a_vote_is_not_closed_before_its_end(voting: Voting, clock: FixedClock) -> None:
    clock.set(voting.ends - timedelta(milliseconds=1))
    with pytest.raises(NotNow):
        voting.close()


def test_an_end_is_put_off_for_a_public_reason_and_never_brought_forward(
    voting: Voting, clock: FixedClock
) -> None:
    later = voting.ends + timedelta(days=2)
    with transaction() as now:
        commands.extend(
            actor=voting.focal_point, question=voting.question, new_ends_at=later, reason="Panne.", now=now
        )
    assert voting.ends == later
    assert entries(voting.question_id, "voting.extended")[0]["facts"] == {
        "ends": later.strftime("%Y-%m-%dT%H:%MZ")
    }
    for new_end, reason in ((later, "Panne."), (later + timedelta(days=200), "Panne."), (later, " ")):
        with pytest.raises(Invalid), transaction() as now:
            commands.extend(
                actor=voting.focal_point,
                question=voting.question,
                new_ends_at=new_end,
                reason=reason,
                now=now,
            )
    clock.set(later)
    with pytest.raises(NotNow), transaction() as now:
        commands.extend(
            actor=voting.focal_point, question=voting.question, new_ends_at=later + timedelta(days=1),
            reason="Panne.", now=now,
        )  # fmt: skip


def test_a_cancelled_consultation_cancels_its_vote(voting: Voting) -> None:
    with transaction() as now:
        consultations.cancel(
            actor=voting.focal_point,
            consultation=voting.place.consultation,
            reason="Reprise à zéro.",
            now=now,
        )
    assert voting.question.state is VotingState.CANCELLED
    assert voting.question.cancellation_reason == "Reprise à zéro."
    assert entries(voting.question_id, "voting.cancelled")[0]["facts"] == {}


def test_counts_are_shown_after_closing_only_where_they_are_hidden(voting: Voting, clock: FixedClock) -> None:
    voting.cast(voting.place.person(), 2)
    assert queries.find_counts(voting.question) is None
    receipt_of_nobody = queries.find_opening(question=voting.question, leaf_hash="0" * 64)
    assert receipt_of_nobody is None
    clock.set(voting.ends)
    voting.close()
    assert queries.find_counts(voting.question) == {1: 0, 2: 1, 3: 0, 4: 0}


def test_whoever_holds_a_receipt_can_look_the_choice_up_once_the_vote_is_closed(
    voting: Voting, clock: FixedClock
) -> None:
    receipt = voting.cast(voting.place.person(), 2)
    assert queries.find_opening(question=voting.question, leaf_hash=receipt.leaf_hash) is None
    clock.set(voting.ends)
    voting.close()
    found = queries.find_opening(question=voting.question, leaf_hash=receipt.leaf_hash)
    assert found == {"choices": [2], "leaf": receipt.leaf_hash, "nonce": receipt.nonce}


def test_every_voter_sees_the_choices_in_an_order_of_her_own(voting: Voting) -> None:
    choices = queries.list_choices(voting.question_id)
    orders = {
        tuple(choice.number for choice in queries.in_fair_order(choices, seed=seed)) for seed in range(200)
    }
    firsts = [queries.in_fair_order(choices, seed=seed)[0].number for seed in range(200)]
    assert len(orders) == 24
    assert all(30 <= firsts.count(number) <= 70 for number in range(1, 5))
    assert queries.in_fair_order(choices, seed=7) == queries.in_fair_order(choices, seed=7)


def test_the_system_alone_keeps_the_progress_of_counting(db_session: Any, clock: FixedClock) -> None:
    voting = open_voting(clock, costs=(100,) * 4, kind=VotingKind.BUDGET, ceiling=200)
    clock.set(voting.ends)
    voting.close()
    with transaction():
        commands.record_count(
            question=voting.question, state=CountState.DONE, progress=100, results={"greedy": []}
        )
    assert voting.question.results == {"greedy": []}
    assert SYSTEM.is_system
