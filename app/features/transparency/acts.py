"""How each act is written in the ledger: ids, numbers and digests, never a text, a name or a reason."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.features.ballots.commitments import written
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.council.models import CouncilSession, Response
from app.features.moderation.types import AppealOutcome, Decision, Subject
from app.features.plans.document import write
from app.features.plans.exporting import document_of
from app.features.plans.models import PlanVersion
from app.features.supports.types import Stance
from app.foundation.ledger.canonical import canonical
from app.foundation.ledger.entering import NewEntry
from app.foundation.ledger.pseudonyms import pseudonym_with

BEFORE_LEDGER = {"before_ledger": True}


def account(user_id: int) -> str:
    """Return the person that an account is, as pseudonyms are made of."""
    return f"account:{user_id}"


def support(*, key: bytes, proposal_id: int, user_id: int, is_given: bool) -> NewEntry:
    """Return the entry of a support given or taken back."""
    about = subject("proposal", proposal_id)
    return NewEntry(
        kind="support.given" if is_given else "support.taken_back", facts={}, subject=about,
        pseudonym=pseudonym_with(key=key, person=account(user_id), object=about),
    )  # fmt: skip


def opinion(*, key: bytes, item_id: int, user_id: int, stance: Stance | None) -> NewEntry:
    """Return the entry of an opinion given or, without a stance, taken back."""
    about = subject("item", item_id)
    return NewEntry(
        kind="opinion.given" if stance is not None else "opinion.taken_back",
        facts={"stance": stance.value} if stance is not None else {}, subject=about,
        pseudonym=pseudonym_with(key=key, person=account(user_id), object=about),
    )  # fmt: skip


def proposal(step: str, proposal_id: int, *, at: datetime | None = None) -> NewEntry:
    """Return the entry of a proposal that was published or withdrawn."""
    return NewEntry(kind=f"proposal.{step}", facts={}, subject=subject("proposal", proposal_id), at=at)


def grouping(step: str, proposal_id: int, theme_id: int, *, at: datetime | None = None) -> NewEntry:
    """Return the entry of a proposal that was put into a theme or taken out."""
    return NewEntry(
        kind=f"proposal.{step}", facts={"theme": theme_id}, subject=subject("proposal", proposal_id), at=at
    )


def decision(
    *, decision_id: int, about: Subject, about_id: int, decided: Decision, at: datetime | None = None
) -> NewEntry:
    """Return the entry of a moderator's decision; its reason stands in the public log of moderation alone."""
    return NewEntry(
        kind="moderation.decided", facts={"decision": decided.value, "decision_id": decision_id},
        subject=subject(about.value, about_id), at=at,
    )  # fmt: skip


def appeal(
    *, appeal_id: int, decision_id: int, about: Subject, about_id: int, at: datetime | None = None
) -> NewEntry:
    """Return the entry of an appeal against a moderator's decision: neither who appealed nor why."""
    return NewEntry(
        kind="moderation.appealed", facts={"appeal_id": appeal_id, "decision_id": decision_id},
        subject=subject(about.value, about_id), at=at,
    )  # fmt: skip


def ruling(
    *,
    ruling_id: int,
    decision_id: int,
    about: Subject,
    about_id: int,
    outcome: AppealOutcome,
    at: datetime | None = None,
) -> NewEntry:
    """Return the entry of what somebody else decided on the appeals against a decision."""
    facts = {"decision_id": decision_id, "outcome": outcome.value, "ruling_id": ruling_id}
    return NewEntry(
        kind="moderation.appeal_decided", facts=facts, subject=subject(about.value, about_id), at=at
    )


def session(recorded: CouncilSession, *, at: datetime | None = None) -> NewEntry:
    """Return the entry of a council session."""
    facts = {
        "abstaining": recorded.votes_abstaining, "against": recorded.votes_against, "for": recorded.votes_for,
        "session": recorded.id,
    }  # fmt: skip
    return NewEntry(
        kind="council.session_recorded", facts=facts, subject=subject("session", recorded.id), at=at
    )


def response(published: Response, *, at: datetime | None = None) -> NewEntry:
    """Return the entry of a published response, with what it merges its proposals into."""
    about = (
        subject("theme", published.theme_id)
        if published.theme_id is not None
        else subject("proposal", published.proposal_id)
    )
    facts: dict[str, Any] = {"outcome": published.outcome.value}
    if published.merged_into_id is not None:
        facts["merged_into"] = subject("proposal", published.merged_into_id)
    return NewEntry(kind="council.responded", facts=facts, subject=about, at=at)


def plan_version(version: PlanVersion, collectivity: Collectivity, *, at: datetime | None = None) -> NewEntry:
    """Return the entry of a published version of a plan, with the digest of the items that its export lists."""
    document = write(document_of(plan=version.plan, version=version, collectivity=collectivity))
    facts = {
        "content": digest(document["items"]), "kind": version.kind.value, "number": version.number,
        "plan": version.plan_id, "version": version.id,
    }  # fmt: skip
    return NewEntry(kind="plan.version_published", facts=facts, subject=subject("version", version.id), at=at)


def announced(
    consultation: Consultation, *, ends_at: datetime | None, at: datetime | None = None
) -> NewEntry:
    """Return the entry of an announced consultation: its calendar as it was then."""
    due = consultation.answer_due_on
    facts = {
        "answer_due": due.isoformat() if due else None,
        "ends": written(ends_at) if ends_at else None,
        "starts": written(consultation.starts_at) if consultation.starts_at else None,
    }
    return step_of(consultation.id, "announced", facts, at=at)


def extended(consultation_id: int, *, ends_at: datetime, at: datetime | None = None) -> NewEntry:
    """Return the entry of a consultation whose end was put off."""
    return step_of(consultation_id, "extended", {"ends": written(ends_at)}, at=at)


def closed(consultation: Consultation, *, at: datetime | None = None) -> NewEntry:
    """Return the entry of a closed consultation, with the digest of its frozen figures."""
    return step_of(consultation.id, "closed", {"figures": digest(consultation.figures)}, at=at)


def step_of(
    consultation_id: int, step: str, facts: Mapping[str, Any] | None = None, *, at: datetime | None = None
) -> NewEntry:
    """Return the entry of one step of a consultation."""
    return NewEntry(
        kind=f"consultation.{step}",
        facts=facts or {},
        subject=subject("consultation", consultation_id),
        at=at,
    )


def subject(kind: str, object_id: int | None) -> str:
    """Return what an entry is about, as the ledger names it."""
    return f"{kind}:{object_id}"


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(_without_fractions(value))).hexdigest()


def _without_fractions(value: Any) -> Any:
    # Canonical bytes know no fractions, whose spelling differs from one program to another: they go as text.
    if isinstance(value, Mapping):
        return {str(key): _without_fractions(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_fractions(each) for each in value]
    return repr(value) if isinstance(value, float) else value
