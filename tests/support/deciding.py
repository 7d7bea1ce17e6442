"""Shorthand for tests of what the committee and the council do with the contributions of a consultation."""

from typing import Any, cast

from app.features.accounts.types import Role
from app.features.council import commands as council
from app.features.council.models import CouncilSession, Response
from app.features.council.types import SessionKind
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome
from app.features.supports.commands import give_support
from app.features.synthesis import commands as synthesis
from app.features.synthesis.models import Theme
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import Consulting

REASON = "La demande est fondée et le budget la permet."
BODY = "Le conseil communal"


def theme(place: Consulting, *proposal_ids: int, title: str = "Horaires") -> int:
    """Make a theme of proposals; return its id."""
    with transaction() as now:
        made = synthesis.create_theme(
            actor=SYSTEM, consultation=place.consultation, language="fr", title=title, summary="Plus tard.", now=now
        )  # fmt: skip
        put(place, made.id, *proposal_ids, now=now)
        return made.id


def put(place: Consulting, theme_id: int, *proposal_ids: int, now: Any) -> None:
    """Put proposals into a theme; call inside a transaction."""
    synthesis.group(
        actor=SYSTEM,
        consultation=place.consultation,
        theme=db.session.get_one(Theme, theme_id),
        proposals=[place.proposal(each) for each in proposal_ids],
        now=now,
    )


def move(place: Consulting, theme_id: int, *proposal_ids: int) -> None:
    """Put proposals into a theme."""
    with transaction() as now:
        put(place, theme_id, *proposal_ids, now=now)


def support(place: Consulting, proposal_id: int, *people: Actor) -> None:
    """Let people support a proposal."""
    with transaction() as now:
        for person in people:
            give_support(actor=person, proposal=place.proposal(proposal_id), now=now)


def withdraw(place: Consulting, author: Actor, proposal_id: int) -> None:
    """Let the author withdraw her proposal."""
    with transaction() as now:
        proposals.withdraw(actor=author, proposal=place.proposal(proposal_id), now=now)


def answer(
    place: Consulting,
    subject_id: int,
    outcome: Outcome = Outcome.RETAINED,
    *,
    to: type[Theme] | type[Proposal] = Proposal,
    actor: Actor = SYSTEM,
    **options: Any,
) -> int:
    """Prepare an answer to a proposal or theme; return its id."""
    with transaction() as now:
        merged_into = options.pop("merged_into", None)
        said: dict[str, Any] = {"language": "fr", "reason": REASON, "body": BODY} | options
        return council.prepare_response(
            actor=actor,
            consultation=place.consultation,
            subject=cast("Theme | Proposal", db.session.get_one(to, subject_id)),
            outcome=outcome,
            merged_into=place.proposal(merged_into) if merged_into is not None else None,
            now=now,
            **said,
        ).id


def publish(place: Consulting, actor: Actor = SYSTEM) -> None:
    """Publish every answer at once."""
    with transaction() as now:
        council.publish_responses(actor=actor, consultation=place.consultation, now=now)


def response(response_id: int) -> Response:
    """Return a response as it is now."""
    return db.session.get_one(Response, response_id)


def recorded_session(place: Consulting) -> int:
    """Record a council session of today; return its id."""
    with transaction() as now:
        today = clock.local_date(now, "Africa/Casablanca")
        session = council.plan_session(
            actor=SYSTEM, consultation=place.consultation, kind=SessionKind.ORDINARY, held_on=today, place="", now=now
        )  # fmt: skip
        record(session, now=now)
        return session.id


def record(session: CouncilSession, *, now: Any, actor: Actor = SYSTEM, **options: Any) -> None:
    """Record a session with its vote; call inside a transaction."""
    today = clock.local_date(now, "Africa/Casablanca")
    said: dict[str, Any] = {
        "kind": SessionKind.ORDINARY, "held_on": today, "place": "Salle du conseil", "votes_for": 20,
        "votes_against": 3, "votes_abstaining": 0, "deliberation_number": "2026/14", "document_file_id": None,
    }  # fmt: skip
    council.record_session(actor=actor, session=session, today=today, now=now, **(said | options))


def committee(place: Consulting) -> Actor:
    """Return a new member of the follow-up committee."""
    return place.person(Role.COMMITTEE_MEMBER, name="Comité Essai")
