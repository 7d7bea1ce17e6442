"""Comparing a vote with what the ledger says it was, and what is shown as funded with a count of its ballots."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.features.ballots import queries as ballots
from app.features.ballots.commitments import written
from app.features.ballots.counting.types import CannotCount
from app.features.ballots.models import VotingQuestion
from app.features.ballots.results import count_by_both_rules, election_of
from app.features.ballots.types import CountState, VotingKind
from app.features.transparency import acts
from app.features.transparency.definitions import definition_at_opening
from app.features.transparency.recounting import Entered, Recount
from app.features.transparency.types import Finding, FindingKind
from app.foundation.ledger.canonical import canonical


def terms(question: VotingQuestion, said: Recount) -> Iterator[Finding]:
    """Compare the choices, costs and conditions of a vote, and its end, with what was entered of them."""
    about = acts.subject("voting", question.id)
    opened, extended = (said.newest(kind).get(about) for kind in ("voting.opened", "voting.extended"))
    if opened is not None:
        digest = hashlib.sha256(canonical(definition_at_opening(question))).hexdigest()
        if digest != opened.facts.get("definition"):
            yield opened.finding(FindingKind.VOTE_CHANGED)
    if extended is not None and (
        question.ends_at is None or written(question.ends_at) != extended.facts.get("ends")
    ):
        yield extended.finding(FindingKind.VOTE_CHANGED)


def results(
    question: VotingQuestion, opened: Sequence[Mapping[str, Any]], closing: Entered
) -> Iterator[Finding]:
    """Count the ballots of a budget by both rules again, and compare with the results that are shown."""
    if question.kind is not VotingKind.BUDGET or question.count_state is not CountState.DONE:
        return
    election = election_of(question, ballots.list_choices(question.id), opened)
    try:
        made = count_by_both_rules(election, progress=lambda _done: None)
    except CannotCount:
        made = None
    if made != question.results:
        yield closing.finding(FindingKind.RESULTS_CHANGED)
