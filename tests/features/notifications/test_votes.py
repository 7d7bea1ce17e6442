"""Followers and participants are told how a vote goes on; nobody is told for having voted."""

from datetime import timedelta
from typing import Any

from app.features.ballots import commands
from app.features.ballots.events import VotingClosed, VotingOpened
from app.features.consultations import commands as consultation_commands
from app.features.notifications import queries
from app.features.notifications.commands import follow
from app.features.notifications.types import Because, NewsKind
from app.foundation.database import transaction
from app.foundation.events import announce
from app.foundation.policy import Actor
from tests.features.notifications.telling import mails, told
from tests.support.clock import FixedClock
from tests.support.voting import Voting, make_voting, open_voting


def follower_of(voting: Voting) -> Actor:
    """Somebody who follows the consultation."""
    follower = voting.place.person()
    with transaction() as now:
        follow(actor=follower, subject=voting.place.consultation, now=now)
    return follower


def ids(voting: Voting) -> tuple[int, int, int]:
    return voting.question_id, voting.place.consultation_id, voting.place.collectivity_id


def test_those_who_follow_the_consultation_are_told_that_its_vote_opens_and_closes(
    db_session: Any, clock: FixedClock
) -> None:
    voting = open_voting(clock)
    follower, voter = follower_of(voting), voting.place.person()
    voting.cast(voter, 1)
    for event in (VotingOpened(*ids(voting)), VotingClosed(*ids(voting))):
        with transaction():
            announce(event)
            announce(event)
    assert told(follower) == [
        (NewsKind.VOTE_CLOSED, Because.FOLLOWER),
        (NewsKind.VOTE_OPENED, Because.FOLLOWER),
    ]
    opened = queries.list_notices(follower.user_id or 0).items[1]
    assert opened.values["moment"] == voting.ends.isoformat()
    assert len(mails(follower)) == 2
    assert told(voter) == []


def test_a_vote_put_off_or_cancelled_is_told_with_its_reason(db_session: Any, clock: FixedClock) -> None:
    voting = open_voting(clock)
    follower = follower_of(voting)
    with transaction() as now:
        commands.extend(
            actor=voting.focal_point, question=voting.question, new_ends_at=voting.ends + timedelta(days=1),
            reason="Le bureau était fermé.", now=now,
        )  # fmt: skip
    with transaction() as now:
        commands.cancel(
            actor=voting.focal_point, question=voting.question, reason="Un choix manquait.", now=now
        )
    assert [kind for kind, _because in told(follower)] == [NewsKind.VOTE_CANCELLED, NewsKind.VOTE_EXTENDED]
    notices = queries.list_notices(follower.user_id or 0).items
    assert [each.values["reason"] for each in notices] == ["Un choix manquait.", "Le bureau était fermé."]


def test_a_vote_that_ends_with_its_consultation_is_told_in_the_same_mail(
    db_session: Any, clock: FixedClock
) -> None:
    voting = open_voting(clock)
    follower = follower_of(voting)
    with transaction() as now:
        consultation_commands.cancel(
            actor=voting.focal_point,
            consultation=voting.place.consultation,
            reason="Le projet change.",
            now=now,
        )
    kinds = [kind for kind, _because in told(follower)]
    assert sorted(kinds) == [NewsKind.CONSULTATION_CANCELLED, NewsKind.VOTE_CANCELLED]
    assert len(mails(follower)) == 1


def test_what_is_in_preparation_is_told_to_nobody(db_session: Any, clock: FixedClock) -> None:
    voting = make_voting()
    follower = follower_of(voting)
    with transaction() as now:
        commands.cancel(actor=voting.focal_point, question=voting.question, reason="On recommence.", now=now)
    assert told(follower) == []
