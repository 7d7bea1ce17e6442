"""Where a vote stands, amounts and fingerprints, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.features.ballots import rules
from app.features.ballots.queries import announced_votes
from app.features.ballots.types import VotingState
from app.features.consultations.types import Stage
from app.foundation.moments import SpokenList, moment_words
from app.foundation.money import amount_words

STATE_KINDS = {
    VotingState.DRAFT: "wait",
    VotingState.ANNOUNCED: "accent",
    VotingState.OPEN: "yes",
    VotingState.CLOSED: "neutral",
    VotingState.CANCELLED: "no",
}
LETTERS_IN_GROUP = 8


@dataclass(frozen=True, slots=True)
class VoteShown:
    """A vote as other pages announce it."""

    question: Any
    state: VotingState
    words: str
    url: str
    has_results: bool
    results_url: str

    @property
    def is_open(self) -> bool:
        return self.state is VotingState.OPEN

    @property
    def kind(self) -> str:
        return STATE_KINDS[self.state]


def shown_state(question: Any, *, now: datetime) -> VotingState:
    """Return the state as readers should see it now, even when the clock has not recorded its step yet."""
    state: VotingState = question.state
    if state not in rules.TAKES_BALLOTS:
        return state
    return {
        Stage.UPCOMING: VotingState.ANNOUNCED,
        Stage.RUNNING: VotingState.OPEN,
        Stage.OVER: VotingState.CLOSED,
    }[rules.stage_of(question, now=now)]


def state_words(question: Any, *, now: datetime, time_zone: str | None = None) -> str:
    """Say until when one can vote, from when on, or that it is over."""
    state = shown_state(question, now=now)
    if state is VotingState.ANNOUNCED:
        return gettext(
            "The vote opens on %(date)s", date=moment_words(question.starts_at, time_zone=time_zone)
        )
    if state is VotingState.OPEN:
        return gettext("Vote until %(date)s", date=moment_words(question.ends_at, time_zone=time_zone))
    if state is VotingState.CLOSED:
        return gettext(
            "The vote closed on %(date)s", date=moment_words(question.ends_at, time_zone=time_zone)
        )
    if state is VotingState.CANCELLED:
        return gettext("The vote was cancelled")
    return gettext("A vote is being prepared")


def vote_shown(
    question: Any, *, now: datetime, slug: str | None = None, time_zone: str | None = None
) -> VoteShown:
    """Return a vote as other pages announce it; `slug` where the page is not its collectivity's own."""
    where = {"consultation_id": question.consultation_id} | ({"slug": slug} if slug else {})
    state = shown_state(question, now=now)
    return VoteShown(
        question=question,
        state=state,
        words=state_words(question, now=now, time_zone=time_zone),
        url=url_for("ballots.vote", **where),
        has_results=state in {VotingState.OPEN, VotingState.CLOSED},
        results_url=url_for("ballots.results", **where),
    )


def votes_of(consultations: Iterable[Any], *, now: datetime) -> dict[int, VoteShown]:
    """Return {consultation id: its vote} for consultations of the page's collectivity, once announced; one query."""
    announced = announced_votes(each.id for each in consultations)
    return {key: vote_shown(question, now=now) for key, question in announced.items()}


def money(amount: float | None) -> str:
    """Write an amount, and nothing where there is none."""
    return "" if amount is None else amount_words(amount)


def in_groups(digits: str) -> list[str]:
    """Return a fingerprint in pieces that an eye can compare."""
    return [digits[start : start + LETTERS_IN_GROUP] for start in range(0, len(digits), LETTERS_IN_GROUP)]


def named(titles: Iterable[str]) -> str:
    """Return titles as one phrase, each kept in its own direction."""
    return str(SpokenList(f"\u2068{title}\u2069" for title in titles))
