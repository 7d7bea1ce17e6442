"""WHEN which decision is possible, and WHAT it must say."""

import re
from collections.abc import Sequence

from app.features.collectivities.models import PublicTextVersion
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.types import Decision, Ground
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.text.clean import clean_text, is_blank

REASON_LENGTH = 1000
MOST_IN_BULK = 100
NEED_REASON = frozenset({Decision.RETURN, Decision.REFUSE, Decision.HIDE})
NEED_GROUND = frozenset({Decision.REFUSE, Decision.HIDE})
_RULE_NUMBER = re.compile(r"\s*\d+\s*[.):\-–]\s*")

Contribution = Proposal | Comment


class DecisionNotPossible(NotNow):
    """The text moved on: somebody decided before, or its author withdrew it."""

    message = _l(
        "This decision is not possible any more: the text was decided on or withdrawn in the meantime."
    )


class NotPublic(NotNow):
    """Only what everybody can read can be reported."""

    message = _l("Only published texts can be reported.")


class AlreadyReported(NotNow):
    """One report for each reader and text."""

    message = _l("You reported this text already. You will be told what is decided.")


class NothingChosen(Invalid):
    """No text was ticked."""

    message = _l("Tick at least one text.")


def possible_decisions(subject: Contribution, *, has_change: bool, has_reports: bool) -> list[Decision]:
    """Return the decisions that can be taken on a text as it stands, the usual one first."""
    state = subject.state.value
    if state == ProposalState.PENDING.value:
        may_return = [Decision.RETURN] if isinstance(subject, Proposal) else []
        return [Decision.PUBLISH, *may_return, Decision.REFUSE]
    if state == ProposalState.PUBLISHED.value:
        return [*_on_published(subject, has_change=has_change, has_reports=has_reports), Decision.HIDE]
    if state in {ProposalState.HIDDEN.value, ProposalState.REFUSED.value}:
        return [Decision.RESTORE]
    return []


def _on_published(subject: Contribution, *, has_change: bool, has_reports: bool) -> list[Decision]:
    if has_change:
        return [Decision.PUBLISH, Decision.RETURN]
    if has_reports:
        return [Decision.KEEP]
    return [Decision.PUBLISH] if subject.checked_at is None else []


def fitting(decision: Decision, subject: Contribution) -> Decision:
    """Return what a decision on many texts means for one: refusing what everybody can read already hides it."""
    is_public = subject.state.value == ProposalState.PUBLISHED.value
    return Decision.HIDE if decision is Decision.REFUSE and is_public else decision


def require_possible(decision: Decision, possible: Sequence[Decision]) -> None:
    """Refuse a decision that the text's state does not permit."""
    if decision not in possible:
        raise DecisionNotPossible


def require_reasoned(
    *,
    decision: Decision,
    ground: Ground | None,
    charter_rule: int | None,
    reason: str,
    charter: PublicTextVersion | None,
) -> None:
    """Refuse a decision against a text without its ground, the rule of the charter, or its public reason."""
    problems: dict[str, LazyText | str] = {}
    if decision in NEED_REASON and is_blank(reason):
        problems["reason"] = _l("Give the reason: it is told to the author and shown in the public log.")
    if len(reason) > REASON_LENGTH:
        problems["reason"] = _n("At most %(num)s character.", "At most %(num)s characters.", REASON_LENGTH)
    if decision in NEED_GROUND and ground is None:
        problems["ground"] = _l("Say whether the text is against the law or against a rule of the charter.")
    if decision in NEED_GROUND and ground is Ground.CHARTER_RULE and not _is_rule(charter_rule, charter):
        problems["charter_rule"] = _l("Choose the rule of the published charter.")
    if problems:
        raise Invalid(fields=problems)


def _is_rule(number: int | None, charter: PublicTextVersion | None) -> bool:
    return number is not None and 1 <= number <= count_rules(charter)


def count_rules(charter: PublicTextVersion | None) -> int:
    """Return how many rules a charter has, in the language in which it has most."""
    texts = charter.texts.values() if charter is not None else ()
    return max((len(charter_rules(fields.get("text", ""))) for fields in texts), default=0)


def charter_rules(text: str) -> list[str]:
    """Return the rules of a charter in their order, without their numbers: one on each line that says something."""
    return [_RULE_NUMBER.sub("", line, count=1).strip() for line in text.splitlines() if not is_blank(line)]


def cleaned_report(reason: str) -> str:
    """Return why a reader reports a text; refuse an empty or endless reason."""
    cleaned = clean_text(reason)
    if is_blank(cleaned):
        raise Invalid(fields={"reason": _l("Say what is wrong with this text.")})
    if len(cleaned) > REASON_LENGTH:
        raise Invalid(
            fields={"reason": _n("At most %(num)s character.", "At most %(num)s characters.", REASON_LENGTH)}
        )
    return cleaned


def require_public(subject: Contribution) -> None:
    """Refuse to report what not everybody can read."""
    if subject.state.value != CommentState.PUBLISHED.value:
        raise NotPublic
