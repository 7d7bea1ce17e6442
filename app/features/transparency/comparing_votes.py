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

# What results say since the first release. A field that came later may be missing in results stored before it.
PUBLISHED = frozenset({
    "account", "amount", "approvals", "ballots", "bought", "bought_choices", "budget", "completed", "completion",
    "cost", "endowment", "equal_shares", "free", "greedy", "groups", "held", "is_bought", "lacking", "left",
    "left_after", "left_before", "number", "paid", "payments", "price", "price_per_unit", "purchases", "runs",
    "share", "spent", "steps", "stop", "tied_with", "unpaid", "utility",
})  # fmt: skip


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
    if not agree(question.results, made):
        yield closing.finding(FindingKind.RESULTS_CHANGED)


def agree(shown: Any, made: Any) -> bool:
    """Say whether stored results say what a recount makes; fields that only one release knows are passed over."""
    if isinstance(made, Mapping):
        return (
            isinstance(shown, Mapping)
            and not PUBLISHED & (shown.keys() ^ made.keys())
            and all(agree(shown[name], made[name]) for name in shown.keys() & made.keys())
        )
    if isinstance(made, list):
        return isinstance(shown, list) and len(shown) == len(made) and all(map(agree, shown, made))
    return type(shown) is type(made) and bool(shown == made)
