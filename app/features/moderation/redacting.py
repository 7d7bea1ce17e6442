"""Personal data is taken out of a public reason: by a person, everywhere it was kept, and publicly said."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from app.features.moderation.models import AppealRuling, ModerationDecision, Redaction
from app.features.moderation.policy import deciding_role
from app.features.moderation.redaction_events import ReasonRedacted
from app.features.proposals.policy import MODERATING_ROLES
from app.foundation.database import db, lock_row
from app.foundation.errors import Invalid, NotFound
from app.foundation.events import announce
from app.foundation.history import HistoryStep
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, holds
from app.foundation.text.clean import clean_line
from app.foundation.text.personal_data import find_personal_data

MARK = "[***]"
SHORTEST, MOST_PASSAGES = 2, 20


class RedactionPermission(StrEnum):
    """What can be done with public reasons once they are said."""

    REDACT = "redact"


redacting = Policy(
    {RedactionPermission.REDACT: holds(*MODERATING_ROLES)},
    refusals={
        RedactionPermission.REDACT: _l("Moderators and the focal point take personal data out of a reason.")
    },
)


class NothingToTakeOut(Invalid):
    """No passage was named, or none of them stands in the reason."""

    message = _l("Name at least one passage exactly as it stands in the reason.")

    def __init__(self) -> None:
        super().__init__(fields={"passages": self.message})


def suggested_passages(text: str) -> list[str]:
    """Return what seems to be personal data in a reason, word for word, each once: a person decides."""
    return list(dict.fromkeys(text[each.start : each.end] for each in find_personal_data(text)))


def without_passages(text: str, passages: Sequence[str]) -> str:
    """Return a text with a mark in place of each passage, the longest first; refuse passages that are not in it."""
    named = {clean_line(each) for each in passages[:MOST_PASSAGES]}
    found = sorted((each for each in named if len(each) >= SHORTEST and each in text), key=len, reverse=True)
    if not found or len(found) < len(named):
        raise NothingToTakeOut
    for each in found:
        text = text.replace(each, MARK)
    return text


def redact_decision(
    *, actor: Actor, decision: ModerationDecision, passages: Sequence[str], now: datetime
) -> Redaction:
    """Put a mark in place of passages of a decision's reason; what they said is kept nowhere."""
    redacting.require(actor, RedactionPermission.REDACT, decision)
    locked: ModerationDecision = lock_row(ModerationDecision, decision.id)
    was = locked.reason or ""
    text = without_passages(was, passages)
    redaction = _redact(actor, locked, text, now=now)
    led_to = db.session.scalar(sa.select(AppealRuling).where(AppealRuling.new_decision_id == locked.id))
    if led_to is not None and led_to.reason == was:
        _redact(actor, led_to, text, now=now)
    _tell(locked, was, text)
    return redaction


def redact_ruling(*, actor: Actor, ruling: AppealRuling, passages: Sequence[str], now: datetime) -> Redaction:
    """Put a mark in place of passages of the reason given on an appeal, and of the decision that it led to."""
    redacting.require(actor, RedactionPermission.REDACT, ruling)
    about = db.session.get_one(ModerationDecision, ruling.decision_id)
    locked: AppealRuling = lock_row(AppealRuling, ruling.id)
    was = locked.reason
    text = without_passages(was, passages)
    redaction = _redact(actor, locked, text, now=now)
    new = db.session.get(ModerationDecision, locked.new_decision_id) if locked.new_decision_id else None
    if new is not None and new.reason == was:
        _redact(actor, new, text, now=now)
    _tell(about, was, text)
    return redaction


def _redact(actor: Actor, row: ModerationDecision | AppealRuling, text: str, *, now: datetime) -> Redaction:
    role = deciding_role(actor, row.collectivity_id)
    return replace_reason(row, text, by_id=actor.user_id, by_role=role, now=now)


def replace_reason(
    row: ModerationDecision | AppealRuling, text: str, *, by_id: int | None, by_role: str, now: datetime
) -> Redaction:
    """Write the row that says so, which the database asks for, then the new words wherever the old ones are kept."""
    is_decision = isinstance(row, ModerationDecision)
    redaction = Redaction(
        collectivity_id=row.collectivity_id,
        decision_id=row.id if is_decision else None,
        ruling_id=None if is_decision else row.id,
        text=text,
        redacted_by_id=by_id,
        redacted_by_role=by_role,
        redacted_at=now,
    )
    db.session.add(redaction)
    db.session.flush()
    if isinstance(row, ModerationDecision):
        _redact_history(row, text)
    row.reason = text
    db.session.flush()
    return redaction


def _redact_history(decision: ModerationDecision, text: str) -> None:
    db.session.execute(
        sa.update(HistoryStep)
        .where(
            HistoryStep.kind == decision.subject.value,
            HistoryStep.object_id == decision.subject_id,
            HistoryStep.reason == decision.reason,
        )
        .values(reason=text)
        .execution_options(synchronize_session=False)
    )


def _tell(decision: ModerationDecision, was: str, text: str) -> None:
    announce(ReasonRedacted(decision.collectivity_id, decision.subject, decision.subject_id, was, text))


def get_ruling(*, collectivity_id: int, ruling_id: int) -> AppealRuling:
    """Return what was decided on an appeal in a collectivity, or raise NotFound."""
    ruling = db.session.get(AppealRuling, ruling_id)
    if ruling is None or ruling.collectivity_id != collectivity_id:
        raise NotFound
    return ruling


def passage_count(redactions: Sequence[Redaction], number: int) -> int:
    """Return how many passages the redaction at a place of the list took out."""
    before = redactions[number - 1].text.count(MARK) if number else 0
    return max(1, redactions[number].text.count(MARK) - before)
