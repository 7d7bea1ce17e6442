"""What a reader still has to do before she can vote: one step at a time, the first that is missing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext, ngettext

from app.features.accounts.queries import get_user
from app.features.collectivities import queries as collectivities
from app.features.consultations.queries import has_declared_age
from app.features.voters import queries as voters
from app.features.voters.rules import refusal_to_vote
from app.features.voters.types import VoterLevel
from app.foundation.identity_provider import provider
from app.foundation.policy import Actor
from app.web.languages import current_language


class StepKind(StrEnum):
    """The kinds of steps; the page offers a control for most of them."""

    SIGN_IN = "sign_in"
    AGE = "age"
    COMMUNE = "commune"
    DECLARE = "declare"
    CODE = "code"
    NUMBER = "number"
    IDENTITY = "identity"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Step:
    """What is missing, in a sentence, and what the button that does it says."""

    kind: StepKind
    sentence: str
    button: str | None = None


def next_step(consultation: Any, question: Any, *, actor: Actor, now: datetime) -> Step | None:
    """Return what the reader has to do first, or None when she may vote."""
    if not actor.is_signed_in:
        return Step(
            StepKind.SIGN_IN,
            gettext("Choose first if you like: you sign in before the review, and what you ticked is kept."),
        )
    refusal = refusal_to_vote(
        actor=actor, collectivity_id=question.collectivity_id, consultation_id=consultation.id,
        level=question.level, now=now,
    )  # fmt: skip
    if refusal is not None:
        kind = _kind(question, actor) if actor.is_confirmed else StepKind.OTHER
        return Step(kind, refusal, _button(kind))
    age = consultation.minimum_age
    if age is not None and not has_declared_age(consultation_id=consultation.id, user_id=actor.user_id):
        words = ngettext(
            "This vote is for people aged %(num)s or more.",
            "This vote is for people aged %(num)s or more.",
            age,
        )
        return Step(StepKind.AGE, words, ngettext("I am %(num)s or older", "I am %(num)s or older", age))
    return None


def _kind(question: Any, actor: Actor) -> StepKind:
    if question.level is VoterLevel.DECLARED_RESIDENT:
        # Who names no place, or one outside, changes that in her account; who names one here declares it.
        return StepKind.DECLARE if _lives_here(question, actor) else StepKind.COMMUNE
    if question.level is VoterLevel.VERIFIED_AT_DESK:
        return StepKind.CODE
    if question.level is VoterLevel.REGISTER:
        claim = voters.find_claim(collectivity_id=question.collectivity_id, user_id=actor.user_id)
        return StepKind.NUMBER if claim is None else StepKind.OTHER
    if question.level is VoterLevel.OIDC and provider() is not None:
        return StepKind.IDENTITY
    return StepKind.OTHER


def _lives_here(question: Any, actor: Actor) -> bool:
    territory_id = get_user(actor.user_id).territory_id
    place = collectivities.get(question.collectivity_id)
    return territory_id is not None and collectivities.is_inside(
        territory_id, container_id=place.territory_id
    )


def _button(kind: StepKind) -> str | None:
    service = provider()
    if kind is StepKind.IDENTITY and service is not None:
        return gettext("Verify with %(name)s", name=service.name_in(current_language().code))
    return {
        StepKind.DECLARE: gettext("I declare that I live in the territory"),
        StepKind.CODE: gettext("Show my code for the desk"),
        StepKind.NUMBER: gettext("Give my number"),
    }.get(kind)
