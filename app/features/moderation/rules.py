"""WHEN which decision is possible, and WHAT it must say."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from app.features.collectivities.charters import rules_in
from app.features.collectivities.models import PublicTextVersion
from app.features.consultations.models import Consultation
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.models import ModerationDecision
from app.features.moderation.types import (
    AppealOutcome,
    CaseStage,
    CaseState,
    Decision,
    Ground,
    Said,
    Source,
    Waiting,
)
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState, PublicLabel
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.lifecycle import Lifecycle, move
from app.foundation.text.clean import is_blank

REASON_LENGTH = 1000
MOST_IN_BULK = 100
AGAINST = frozenset({Decision.RETURN, Decision.REFUSE, Decision.HIDE, Decision.REMOVE, Decision.RELABEL})
NEED_REASON = AGAINST
NEED_GROUND = frozenset({Decision.REFUSE, Decision.HIDE, Decision.REMOVE})
GONE = frozenset({Decision.REFUSE, Decision.HIDE, Decision.REMOVE})

lifecycle = Lifecycle(
    initial=CaseState.OPEN,
    refusal=_l("This case is no longer in a state where that can be done."),
    decide=move(CaseState.OPEN, CaseState.DECIDED, CaseState.APPEALED, to=CaseState.DECIDED),
    reopen=move(CaseState.DECIDED, to=CaseState.OPEN),
    appeal=move(CaseState.OPEN, CaseState.DECIDED, to=CaseState.APPEALED),
    rule=move(CaseState.APPEALED, to=CaseState.DECIDED),
    close=move(CaseState.OPEN, CaseState.DECIDED, CaseState.APPEALED, to=CaseState.CLOSED),
)

Contribution = Proposal | Comment


class DecisionNotPossible(NotNow):
    """The text moved on: somebody decided before, or its author withdrew it."""

    message = _l(
        "This decision is not possible any more: the text was decided on or withdrawn in the meantime."
    )


class DecidedMeanwhile(DecisionNotPossible):
    """A colleague decided first."""

    message = _l(
        "%(name)s decided on this text in the meantime: %(decision)s. Look at it again before you decide."
    )


class AppealWaits(DecisionNotPossible):
    """What is appealed is for somebody else to look at."""

    message = _l("An appeal waits on this text: it is decided first, by somebody else.")


class NotPublic(NotNow):
    """Only what everybody can read can be reported."""

    message = _l("Only published texts can be reported.")


class AlreadyReported(NotNow):
    """One report for each reader and text."""

    message = _l("You reported this text already. You will be told what is decided.")


class NothingChosen(Invalid):
    """No text was ticked."""

    message = _l("Tick at least one text.")


class CaseTaken(NotNow):
    """A colleague has the case."""

    message = _l("%(name)s has taken this case. It can be handed over from its page.")


class NothingToAppeal(NotNow):
    """The decision is not against anybody, or does not stand any more."""

    message = _l("This decision cannot be appealed: it does not stand any more.")


class AppealTooLate(NotNow):
    """The time for an appeal is over."""

    message = _l("The time to appeal this decision is over.")


class AlreadyAppealed(NotNow):
    """Once for each decision and person."""

    message = _l("You appealed this decision already. You will be told what is decided.")


class DecidedOnAppeal(NotNow):
    """Somebody else looked at the decision again: that was the last word."""

    message = _l("Somebody else has looked at this decision again already: it is final.")


def possible_decisions(subject: Contribution, waiting: Collection[Waiting] = ()) -> list[Decision]:
    """Return the decisions that can be taken on a text as it stands, the usual one first.

    While an appeal waits the text is left as it is; only a change that its author asked for can be decided, and what
    an authority orders.
    """
    if Waiting.APPEAL not in waiting:
        return _in_state(subject, waiting)
    if Waiting.ORDER in waiting:
        return [each for each in _in_state(subject, waiting) if each is not Decision.RESTORE]
    return [Decision.PUBLISH, Decision.RETURN] if Waiting.CHANGE in waiting else []


def _in_state(subject: Contribution, waiting: Collection[Waiting]) -> list[Decision]:
    state = subject.state.value
    if state == ProposalState.PENDING.value:
        may_return = [Decision.RETURN] if isinstance(subject, Proposal) else []
        return [Decision.PUBLISH, *may_return, Decision.REFUSE, Decision.REMOVE]
    if state == ProposalState.PUBLISHED.value:
        restore = [Decision.RESTORE] if subject.public_label is not None else []
        against = [Decision.RELABEL, Decision.HIDE, Decision.REMOVE]
        return [*_on_published(subject, waiting), *restore, *against]
    if state in {ProposalState.HIDDEN.value, ProposalState.REFUSED.value}:
        return [Decision.RESTORE, Decision.REMOVE]
    return [Decision.RESTORE] if state == ProposalState.REMOVED.value else []


def _on_published(subject: Contribution, waiting: Collection[Waiting]) -> list[Decision]:
    if Waiting.CHANGE in waiting:
        return [Decision.PUBLISH, Decision.RETURN]
    if Waiting.REPORT in waiting or Waiting.ORDER in waiting:
        return [Decision.KEEP]
    return [Decision.PUBLISH] if subject.checked_at is None else []


def fitting(decision: Decision, subject: Contribution, possible: Sequence[Decision]) -> Decision:
    """Return what a decision on many texts means for one.

    Refusing what everybody can read already hides it; publishing what was only reported leaves it where it is.
    """
    is_public = subject.state.value == ProposalState.PUBLISHED.value
    if decision is Decision.REFUSE and is_public:
        return Decision.HIDE
    return Decision.KEEP if decision is Decision.PUBLISH and possible[:1] == [Decision.KEEP] else decision


def source_of(waiting: Collection[Waiting]) -> Source:
    """Return what opens the case of a text that waits so, or of one that a moderator takes up herself."""
    if not waiting:
        return Source.OWN_INITIATIVE
    return Source.REPORT if set(waiting) == {Waiting.REPORT} else Source.READING


def asked_for_by(waiting: Collection[Waiting], *, answers_reports: bool) -> Source:
    """Return what asked for a decision on a text that waits so; an order goes before reports."""
    if Waiting.ORDER in waiting:
        return Source.ORDER
    return Source.REPORT if answers_reports else source_of(waiting)


def since_of(subject: Contribution, waiting: Collection[Waiting]) -> datetime | None:
    """Return since when a text waits to be read, or None: its case begins with the act."""
    if Waiting.PENDING in waiting:
        return subject.submitted_at if isinstance(subject, Proposal) else subject.created_at
    return subject.published_at if Waiting.UNREAD in waiting else None


def require_orderable(subject: Contribution) -> None:
    """Refuse an order on what its author took back: nothing is left to decide."""
    if not possible_decisions(subject):
        raise DecisionNotPossible


def settles_reports(decision: Decision, *, has_change: bool) -> bool:
    """Say whether a decision answers the reports of a text: one on a change that its author asked for does not."""
    return not (has_change and decision in {Decision.PUBLISH, Decision.RETURN})


def require_possible(decision: Decision, possible: Sequence[Decision]) -> None:
    """Refuse a decision that the text's state does not permit."""
    if decision not in possible:
        raise DecisionNotPossible


def require_reasoned(*, decision: Decision, said: Said, charter: PublicTextVersion | None) -> None:
    """Refuse a decision against a text without its ground, the rule of the charter, or its public reason."""
    problems: dict[str, LazyText | str] = {}
    if decision in NEED_REASON and is_blank(said.reason):
        problems["reason"] = _l("Give the reason: it is told to the author and shown in the public log.")
    if len(said.reason) > REASON_LENGTH:
        problems["reason"] = _n("At most %(num)s character.", "At most %(num)s characters.", REASON_LENGTH)
    if decision in NEED_GROUND and said.ground is None:
        problems["ground"] = _l("Say whether the text is against the law or against a rule of the charter.")
    if decision is Decision.REMOVE and said.ground is Ground.CHARTER_RULE:
        problems["ground"] = _l("Only what is against the law is removed. Hide what is against the charter.")
    elif _names_rule(decision, said) and not _is_rule(said.charter_rule, charter):
        problems["charter_rule"] = _l("Choose the rule of the published charter.")
    if decision is Decision.RELABEL and said.label is None:
        problems["label"] = _l("Choose the label that everybody will read beside the text.")
    if problems:
        raise Invalid(fields=problems)


def _names_rule(decision: Decision, said: Said) -> bool:
    return decision in NEED_GROUND and said.ground is Ground.CHARTER_RULE


def require_new_label(decision: Decision, label: PublicLabel | None, subject: Contribution) -> None:
    """Refuse the label that a text has already."""
    if decision is Decision.RELABEL and subject.public_label is label:
        raise Invalid(fields={"label": _l("The text has this label already.")})


def _is_rule(number: int | None, charter: PublicTextVersion | None) -> bool:
    return number is not None and 1 <= number <= count_rules(charter)


def count_rules(charter: PublicTextVersion | None) -> int:
    """Return how many rules a charter has, in the language in which it has most."""
    texts = charter.texts.values() if charter is not None else ()
    return max((len(rules_in(fields.get("text", ""))) for fields in texts), default=0)


def require_public(subject: Contribution) -> None:
    """Refuse to report what not everybody can read."""
    if subject.state.value != CommentState.PUBLISHED.value:
        raise NotPublic


def to_the_point(decision: Decision, said: Said) -> Said:
    """Return what is said without what the decision does not need."""
    ground = said.ground if decision in AGAINST else None
    return Said(
        ground=ground,
        charter_rule=said.charter_rule if ground is Ground.CHARTER_RULE else None,
        label=said.label if decision is Decision.RELABEL else None,
        reason=said.reason,
        language=said.language,
    )


# ── appeals ──


def appeal_until(
    decision: Decision, *, dismisses_reports: bool, consultation: Consultation, now: datetime
) -> datetime | None:
    """Return until when a decision can be appealed, or None when it is against nobody."""
    if decision not in AGAINST and not dismisses_reports:
        return None
    return now + timedelta(days=consultation.appeal_days)


def require_appealable(decision: ModerationDecision, *, is_in_force: bool, now: datetime) -> None:
    """Refuse an appeal against what is against nobody or does not stand, and one that comes too late."""
    if decision.appeal_until is None or not is_in_force:
        raise NothingToAppeal
    if now >= decision.appeal_until:
        raise AppealTooLate


def stage_of(state: CaseState, *, appeal_until: datetime | None, now: datetime) -> CaseStage:
    """Return what the calendar allows in a case: its state says what people decided, the instant what still can be."""
    if state is CaseState.OPEN:
        return CaseStage.WAITING
    if state is CaseState.APPEALED:
        return CaseStage.LOOKED_AT_AGAIN
    is_open = state is CaseState.DECIDED and appeal_until is not None and now < appeal_until
    return CaseStage.APPEALABLE if is_open else CaseStage.FINAL


def possible_outcomes(decision: Decision) -> list[AppealOutcome]:
    """Return how an appeal against a decision can end; in part means that the text is read with a label beside it."""
    partly = [] if decision in {Decision.RETURN, Decision.RELABEL} else [AppealOutcome.PARTLY]
    return [AppealOutcome.UPHELD, AppealOutcome.OVERTURNED, *partly]


def require_outcome(decision: Decision, outcome: AppealOutcome) -> None:
    """Refuse an outcome that an appeal against this decision cannot have."""
    if outcome not in possible_outcomes(decision):
        raise Invalid(fields={"outcome": _l("Choose what becomes of the decision.")})


def instead_of(decision: Decision, outcome: AppealOutcome) -> Decision | None:
    """Return the decision that replaces one that is overturned, or None when it stands."""
    if outcome is AppealOutcome.UPHELD:
        return None
    if outcome is AppealOutcome.PARTLY:
        return Decision.RELABEL
    if decision is Decision.RETURN:
        return Decision.PUBLISH
    return Decision.RESTORE if decision in AGAINST else Decision.HIDE
