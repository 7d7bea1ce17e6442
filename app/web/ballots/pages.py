"""What the page of a vote shows, gathered with a constant number of queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for

from app.features.ballots import queries, rules
from app.features.ballots.types import OwnBallot, VotingKind, VotingState
from app.features.plans import queries as plans
from app.features.plans.queries import ItemNode
from app.features.proposals import queries as proposals
from app.features.proposals.types import ProposalState
from app.foundation.policy import Actor
from app.foundation.text.analyser import tokens
from app.web.ballots import wording
from app.web.ballots.steps import Step, next_step
from app.web.template_values import Worded, field_of

# Beyond so many choices, they are folded by axis.
MOST_UNFOLDED = 30


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """One choice as voters read it."""

    number: int
    title: Worded
    summary: Worded | None
    cost: int | None
    url: str | None
    axis_id: int | None
    is_available: bool

    @property
    def cost_words(self) -> str:
        return wording.money(self.cost)


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """The choices of one axis, or those of none."""

    axis: Worded | None
    choices: Sequence[ChoiceShown]


@dataclass(frozen=True, slots=True)
class BallotPage:
    """Everything on the page of a vote."""

    consultation: Any
    question: Any
    state: VotingState
    words: str
    refusal: str | None
    step: Step | None
    own: OwnBallot | None
    is_changing: bool
    groups: Sequence[ChoiceGroup]
    choice_count: int
    ticked: Collection[int]
    chosen: Sequence[ChoiceShown]
    query: str
    ballot_count: int
    problems: Sequence[str] = field(default=())

    @property
    def is_budget(self) -> bool:
        return bool(self.question.kind is VotingKind.BUDGET)

    @property
    def has_form(self) -> bool:
        """Say whether there is something to tick: the vote is open, and no ballot stands that is not being changed."""
        return self.refusal is None and (self.own is None or self.is_changing)

    @property
    def is_folded(self) -> bool:
        return self.choice_count > MOST_UNFOLDED and not self.query

    @property
    def cost(self) -> int:
        return sum(choice.cost or 0 for choice in self.chosen)

    @property
    def over(self) -> int:
        """What the ticked choices cost above the budget."""
        return max(0, self.cost - (self.question.ceiling or 0)) if self.is_budget else 0


def ballot_page(
    consultation: Any,
    question: Any,
    *,
    actor: Actor,
    seed: int,
    now: datetime,
    ticked: Iterable[int] | None = None,
    query: str = "",
    is_changing: bool = False,
    problems: Sequence[str] = (),
) -> BallotPage:
    """Gather the page of a vote; nothing ticked means what the voter's own ballot says."""
    refusal = rules.refusal_to_take_ballots(question, now=now)
    own = queries.find_own_ballot(actor=actor, question=question, now=now)
    axes = axes_of(consultation)
    in_order = queries.in_fair_order(queries.list_choices(question.id), seed=seed)
    choices = shown_choices(consultation, question, in_order, axes=axes)
    if ticked is None:
        ticked = own.choices if own is not None and is_changing else ()
    ticks = frozenset(ticked)
    return BallotPage(
        consultation=consultation,
        question=question,
        state=wording.shown_state(question, now=now),
        words=wording.state_words(question, now=now),
        refusal=refusal,
        step=next_step(consultation, question, actor=actor, now=now) if refusal is None else None,
        own=own,
        is_changing=is_changing,
        groups=_groups([each for each in choices if _is_found(each, query, ticks)], axes),
        choice_count=len(choices),
        ticked=ticks,
        chosen=[each for each in choices if each.number in ticks],
        query=query,
        ballot_count=queries.count_ballots(question.id),
        problems=problems,
    )


def axes_of(consultation: Any) -> Sequence[ItemNode]:
    """Return the axes of what is consulted on, with everything under them."""
    return plans.tree(consultation.version_id) if consultation.version_id is not None else ()


def shown_choices(
    consultation: Any, question: Any, choices: Sequence[Any], *, axes: Sequence[ItemNode]
) -> list[ChoiceShown]:
    """Return choices as voters read them, in the order given; what cannot be read any more has no words."""
    available = queries.available_numbers(question, choices)
    revisions = {node.item_id: node.revision for axis in axes for node in axis.walk()}
    parents = {node.item_id: axis.item_id for axis in axes for node in axis.walk()}
    found = proposals.list_by_ids(
        collectivity_id=question.collectivity_id,
        proposal_ids=[each.proposal_id for each in choices if each.proposal_id is not None],
    )
    versions = proposals.shown_versions(found.values())
    return [
        _of_item(each, revisions[each.item_id], consultation, parents[each.item_id])
        if each.item_id in revisions
        else _of_proposal(each, found, versions, parents, is_available=each.number in available)
        for each in choices
    ]


def _of_item(choice: Any, revision: Any, consultation: Any, axis_id: int | None) -> ChoiceShown:
    told = (field_of(revision.texts, name) for name in ("solution", "description", "problem"))
    summary = next((words for words in told if words), None)
    return ChoiceShown(
        number=choice.number, title=field_of(revision.texts, "title"), summary=summary, cost=choice.cost,
        url=url_for("plans.item", plan_id=consultation.plan_id, item_id=choice.item_id),
        axis_id=axis_id, is_available=True,
    )  # fmt: skip


def _of_proposal(
    choice: Any, found: Any, versions: Any, parents: dict[int, int], *, is_available: bool
) -> ChoiceShown:
    proposal = found.get(choice.proposal_id)
    # One that was merged cannot be ticked any more, and can still be read.
    if proposal is None or proposal.state is not ProposalState.PUBLISHED:
        return ChoiceShown(choice.number, Worded("", ""), None, choice.cost, None, None, is_available=False)
    version = versions[proposal.id]
    words = version.solution or version.problem
    return ChoiceShown(
        number=choice.number, title=Worded(proposal.title, proposal.language),
        summary=Worded(words, proposal.language) if words else None, cost=choice.cost,
        url=url_for("proposals.page", proposal_id=proposal.id),
        axis_id=proposal.axis_item_id or parents.get(proposal.target_item_id or 0),
        is_available=is_available,
    )  # fmt: skip


def _groups(choices: Sequence[ChoiceShown], axes: Sequence[ItemNode]) -> list[ChoiceGroup]:
    """Return the choices by axis, the axes in the order in which the fair order comes upon them."""
    titles = {axis.item_id: field_of(axis.revision.texts, "title") for axis in axes}
    by_axis: dict[int | None, list[ChoiceShown]] = {}
    for each in choices:
        by_axis.setdefault(each.axis_id if each.axis_id in titles else None, []).append(each)
    return [ChoiceGroup(titles.get(axis_id or 0), listed) for axis_id, listed in by_axis.items()]


def _is_found(choice: ChoiceShown, query: str, ticked: Collection[int]) -> bool:
    """Say whether a choice answers the words searched for; what is ticked stays on the page."""
    wanted = tokens(query)
    if not wanted or choice.number in ticked:
        return True
    said = tokens(f"{choice.title.text} {choice.summary.text if choice.summary else ''} {choice.number}")
    return all(any(word.startswith(each) for word in said) for each in wanted)
