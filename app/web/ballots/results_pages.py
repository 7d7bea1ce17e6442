"""What the results of a vote show: turnout, counts, both rules side by side, and who paid for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.features.ballots import queries
from app.features.ballots.results import amount
from app.features.ballots.types import CountState, VotingKind, VotingState
from app.features.collectivities.queries import territories_by_id
from app.features.council import queries as council
from app.features.proposals import queries as proposals
from app.features.proposals.types import Channel
from app.foundation.money import amount_words
from app.web.ballots import wording
from app.web.ballots.pages import ChoiceShown, axes_of, shown_choices
from app.web.template_values import name_of


@dataclass(frozen=True, slots=True)
class Counted:
    """One choice with how often it was ticked, and what each rule makes of it."""

    choice: ChoiceShown
    place: int
    approvals: int
    is_tied: bool
    by_greedy: bool
    by_shares: bool
    became: str | None


@dataclass(frozen=True, slots=True)
class RuleShown:
    """What one rule funds, in all."""

    bought_count: int
    spent: str
    left: str


@dataclass(frozen=True, slots=True)
class PurchaseShown:
    """How ballots paid for one choice."""

    choice: ChoiceShown
    price: str
    payers: str
    others: Sequence[str]
    tied: Sequence[str]


@dataclass(frozen=True, slots=True)
class SharesShown:
    """How the Method of Equal Shares went."""

    share: str
    endowment: str
    is_raised: bool
    purchases: Sequence[PurchaseShown]
    unpaid: Sequence[tuple[ChoiceShown, str, str]]
    groups: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything on the results of a vote."""

    question: Any
    state: VotingState
    ballot_count: int
    withdrawn_count: int | None
    counted: Sequence[Counted]
    greedy: RuleShown | None
    equal_shares: RuleShown | None
    shares: SharesShown | None
    ties: Sequence[str]
    channels: Sequence[tuple[str, int | None]]
    territories: Sequence[tuple[str, int | None]]

    @property
    def is_closed(self) -> bool:
        """Say whether the figures are frozen: the hour has come, and the closing is recorded."""
        return bool(self.question.state is VotingState.CLOSED)

    @property
    def is_budget(self) -> bool:
        return bool(self.question.kind is VotingKind.BUDGET)

    @property
    def is_being_counted(self) -> bool:
        return self.question.count_state in {CountState.WAITING, CountState.COUNTING}

    @property
    def is_suppressed(self) -> bool:
        return any(count is None for _, count in [*self.channels, *self.territories])


def results_page(consultation: Any, question: Any, *, now: datetime) -> ResultsPage:
    """Gather the results of a vote: no more than turnout while counts are hidden."""
    counts = queries.find_counts(question)
    axes = axes_of(consultation) if counts is not None else ()
    listed = queries.list_choices(question.id) if counts is not None else []
    choices = {each.number: each for each in shown_choices(consultation, question, listed, axes=axes)}
    results = question.results or {}
    figures = question.figures or {}
    greedy, shares = results.get("greedy"), results.get("equal_shares")
    return ResultsPage(
        question=question,
        state=wording.shown_state(question, now=now),
        ballot_count=figures["ballots"] if figures else queries.count_ballots(question.id),
        withdrawn_count=figures.get("withdrawn"),
        counted=_counted(
            choices, counts or {}, greedy, shares, became=_became(consultation, question, listed)
        ),
        greedy=_rule(question, greedy),
        equal_shares=_rule(question, shares),
        shares=_shares(shares, choices) if shares else None,
        ties=_ties(greedy, choices),
        channels=[(str(Channel(key).label), count) for key, count in figures.get("channels", [])],
        territories=_territories(figures.get("territories", [])),
    )


def _counted(
    choices: Mapping[int, ChoiceShown],
    counts: Mapping[int, int],
    greedy: Any,
    shares: Any,
    *,
    became: Mapping[int, str],
) -> list[Counted]:
    """Return the choices, the most ticked first; equals share a place."""
    order = sorted(choices, key=lambda number: (-counts.get(number, 0), number))
    values = [counts.get(number, 0) for number in order]
    return [
        Counted(
            choice=choices[number], place=values.index(values[position]) + 1, approvals=values[position],
            is_tied=values.count(values[position]) > 1,
            by_greedy=greedy is not None and number in greedy["bought"],
            by_shares=shares is not None and number in shares["bought"], became=became.get(number),
        )
        for position, number in enumerate(order)
    ]  # fmt: skip


def _rule(question: Any, result: Any) -> RuleShown | None:
    if result is None:
        return None
    spent = amount(result["spent"])
    return RuleShown(
        len(result["bought"]),
        wording.money(float(spent)),
        wording.money(float((question.ceiling or 0) - spent)),
    )


def _shares(result: Any, choices: Mapping[int, ChoiceShown]) -> SharesShown:
    account = result["account"]
    return SharesShown(
        share=_coins(result["share"]),
        endowment=_coins(result["endowment"]),
        is_raised=result["steps"] > 0,
        purchases=[_purchase(each, choices) for each in account["purchases"] if each["number"] in choices],
        unpaid=[
            (choices[each["number"]], _coins(each["held"]), _coins(each["lacking"]))
            for each in account["unpaid"]
            if each["number"] in choices and each["approvals"]
        ],
        groups=[
            (_group_words(each["bought_choices"]), each["ballots"], _coins(each["paid"]))
            for each in account["groups"]
        ],
    )


def _group_words(count: int) -> str:
    if not count:
        return gettext("None of the choices ticked is funded")
    return ngettext(
        "%(num)s of the choices ticked is funded", "%(num)s of the choices ticked are funded", count
    )


def _purchase(bought: Any, choices: Mapping[int, ChoiceShown]) -> PurchaseShown:
    price = amount(bought["price"])
    paid = [(amount(each["amount"]), each["ballots"]) for each in bought["payments"]]
    full = sum(count for given, count in paid if given == price)
    less = sum(count for given, count in paid if 0 < given < price)
    nothing = bought["approvals"] - full - less
    return PurchaseShown(
        choice=choices[bought["number"]],
        price=_coins(bought["price"]),
        payers=ngettext("%(num)s ballot paid this", "%(num)s ballots paid this", full),
        others=[
            words
            for words, count in (
                (
                    ngettext(
                        "%(num)s ballot gave the last it had", "%(num)s ballots gave the last they had", less
                    ),
                    less,
                ),
                (
                    ngettext("%(num)s ballot had nothing left", "%(num)s ballots had nothing left", nothing),
                    nothing,
                ),
            )
            if count
        ],
        tied=[choices[number].title.text for number in bought["tied_with"] if number in choices],
    )


def _ties(greedy: Any, choices: Mapping[int, ChoiceShown]) -> list[str]:
    """Say which ties decided what the greedy rule funds: equals of which one is funded and another is not."""
    if greedy is None:
        return []
    bought = set(greedy["bought"])
    groups = {
        tuple(sorted([step["number"], *step["tied_with"]])) for step in greedy["steps"] if step["tied_with"]
    }
    return [
        gettext(
            "%(titles)s were ticked equally often; the cheaper one came first, then the one with the lower number.",
            titles=wording.named(choices[number].title.text for number in group if number in choices),
        )
        for group in sorted(groups)
        if 0 < len(bought & set(group)) < len(group)
    ]


def _became(consultation: Any, question: Any, listed: Sequence[Any]) -> dict[int, str]:
    """Return {number: what became of the choice} as far as it was answered or adopted."""
    if consultation.answered_at is None or not listed:
        return {}
    found = proposals.list_by_ids(
        collectivity_id=question.collectivity_id,
        proposal_ids=[each.proposal_id for each in listed if each.proposal_id],
    )
    adopted = council.find_adopted_version(consultation, published=True)
    changes = council.changes_of(adopted.id) if adopted is not None else {}
    told: dict[int, str] = {}
    for each in listed:
        proposal = found.get(each.proposal_id)
        if proposal is not None and proposal.outcome is not None:
            told[each.number] = str(proposal.outcome.label)
        elif each.item_id is not None and adopted is not None:
            change = changes.get(each.item_id)
            told[each.number] = str(change.kind.label) if change is not None else gettext("Adopted as it was")
    return told


def _territories(cells: Sequence[Any]) -> list[tuple[str, int | None]]:
    places = territories_by_id([key for key, _ in cells if key is not None])
    return [
        (str(name_of(places[key].names).text) if key in places else gettext("Elsewhere, or not told"), count)
        for key, count in cells
    ]


def _coins(stored: Any) -> str:
    """Write an exact amount to the cent."""
    return amount_words(float(amount(stored)), with_cents=True)
