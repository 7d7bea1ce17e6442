"""Filling the consultations of the world with many more contributions, as rows."""

from datetime import timedelta
from itertools import cycle
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.types import NameShown
from app.features.council.models import Response
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentStance, CommentState
from app.features.moderation.models import ModerationCase, ModerationDecision
from app.features.moderation.types import CaseState, Decision, Source, Subject
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import Channel, Outcome, ProposalKind, ProposalState
from app.features.supports.models import Support
from app.features.synthesis.models import Citation, Grouping
from app.foundation.database import db, transaction
from tests.support.world import NOW, Commune, World
from tests.support.world_words import days

FIRST_NUMBER = 1000
# A person of the world writes one in so many, others of the crowd the rest.
OWN_SHARE = 100
# After what the world itself says, so that the first page of a queue holds one of each kind, however long the queue is.
ARRIVED_AT = NOW - days(1)
SIGNED = {"name_shown": NameShown.PUBLIC_NAME, "shown_name": "Essai Foule", "language": "fr"}
WORDS = "Ce que je propose ici tient en quelques lignes, assez longues pour qu'une page ait l'air vraie. " * 3


def seconds(count: int) -> timedelta:
    """Return a number of seconds."""
    return timedelta(seconds=count)


def crowd(world: World, count: int) -> None:
    """Add so many contributions to the open, the closed and the answered consultation of A, with all that follows."""
    with transaction():
        people = _add_people(min(count, 60))
        for name, plan in (("open", "open"), ("review", "review"), ("answered", "adopted")):
            ids = _add_proposals(world.a, name, plan, count, people, world.people["author_a"])
            _add_supports(world.a, ids, people)
            _add_decisions(world.a, world.a[name], ids)
            if name != "open":
                _group(world.a, name, ids)
        _add_comments(world.a, world.a["open"], world.a["published"], count, people)


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), 500):
        db.session.execute(sa.insert(model), rows[begin : begin + 500])


def _add_people(count: int) -> list[int]:
    rows = [
        {"email": f"foule{number}@example.org", "active": True, "fs_uniquifier": f"crowd-{number}",
         "create_datetime": NOW, "confirmed_at": NOW, "language": "fr", "public_name": f"Xilosoutien {number}"}
        for number in range(count)
    ]  # fmt: skip
    _insert(User, rows)
    return list(db.session.scalars(sa.select(User.id).where(User.email.like("foule%"))))


def _add_proposals(
    commune: Commune, name: str, plan: str, count: int, people: list[int], own_id: int
) -> list[int]:
    states = cycle([ProposalState.PUBLISHED] * 8 + [ProposalState.PENDING, ProposalState.HIDDEN])
    if name != "open":
        states = cycle([ProposalState.PUBLISHED])
    axes, channels = cycle([commune[f"axis_{plan}"], commune[f"axis_2_{plan}"]]), cycle(Channel)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        on_item = number % 4 == 0
        rows.append(
            {
                **SIGNED, "collectivity_id": commune.collectivity_id, "consultation_id": commune[name],
                "number": FIRST_NUMBER + number, "kind": ProposalKind.REMOVE if on_item else ProposalKind.IDEA,
                "state": next(states), "axis_item_id": next(axes), "channel": next(channels),
                "author_id": people[number % len(people)] if number % OWN_SHARE else own_id,
                "target_item_id": commune[f"project_{plan}"] if on_item else None, "support_count": number % 7,
                "title": f"Proposition de la foule {number}", "fair_key": number * 7919, "created_at": NOW,
                "submitted_at": ARRIVED_AT + seconds(number), "published_at": NOW, "version_number": 1,
                "outcome": Outcome.RETAINED if name == "answered" else None,
            }
        )  # fmt: skip
    _insert(Proposal, rows)
    condition = (Proposal.consultation_id == commune[name]) & (Proposal.number >= FIRST_NUMBER)
    ids = list(db.session.scalars(sa.select(Proposal.id).where(condition).order_by(Proposal.number)))
    versions = [
        {"collectivity_id": commune.collectivity_id, "proposal_id": proposal_id, "number": 1, "title": "De la foule",
         "problem": WORDS, "solution": WORDS, "wording": {}, "created_at": NOW}
        for proposal_id in ids
    ]  # fmt: skip
    _insert(ProposalVersion, versions)
    return ids


def _add_supports(commune: Commune, ids: list[int], people: list[int]) -> None:
    rows = [
        {"collectivity_id": commune.collectivity_id, "proposal_id": proposal_id, "given_at": NOW,
         "user_id": people[number % len(people)]}
        for number, proposal_id in enumerate(ids)
    ]  # fmt: skip
    _insert(Support, rows)


def _add_decisions(commune: Commune, consultation_id: int, ids: list[int]) -> None:
    about = [
        {"collectivity_id": commune.collectivity_id, "consultation_id": consultation_id, "subject": Subject.PROPOSAL,
         "subject_id": proposal_id} for proposal_id in ids
    ]  # fmt: skip
    closed = {"state": CaseState.CLOSED, "source": Source.READING, "decision_count": 1}
    at_once = {"opened_at": NOW, "due_at": NOW, "closed_at": NOW}
    _insert(ModerationCase, [{**each, **closed, **at_once} for each in about])
    among = ModerationCase.subject_id.in_(ids), ModerationCase.state == CaseState.CLOSED
    opened = db.session.execute(sa.select(ModerationCase.subject_id, ModerationCase.id).where(*among))
    cases: dict[object, int] = {row.subject_id: row.id for row in opened}
    taken = {"decision": Decision.PUBLISH, "source": Source.READING}
    said = {"number": 1, **taken, "decided_by_role": "moderator", "decided_at": NOW}
    _insert(
        ModerationDecision,
        [{**each, **said, "case_id": cases[each["subject_id"]]} for each in about],
    )


def _group(commune: Commune, name: str, ids: list[int]) -> None:
    place = {"collectivity_id": commune.collectivity_id}
    grouped, alone = ids[: len(ids) // 2], ids[len(ids) // 2 :]
    theme_id, point_id = commune[f"theme_{name}"], commune[f"point_{name}"]
    _insert(
        Grouping, [{**place, "theme_id": theme_id, "proposal_id": one, "added_at": NOW} for one in grouped]
    )
    _insert(Citation, [{**place, "point_id": point_id, "proposal_id": one} for one in grouped])
    if name == "answered":
        texts = {"fr": {"reason": WORDS, "origin": "original"}}
        answer = {
            **place, "consultation_id": commune[name], "outcome": Outcome.RETAINED, "texts": texts,
            "answering_body": {"fr": "Le conseil"}, "prepared_at": NOW, "published_at": NOW,
        }  # fmt: skip
        _insert(Response, [{**answer, "proposal_id": one} for one in alone])


def _add_comments(
    commune: Commune, consultation_id: int, proposal_id: int, count: int, people: list[int]
) -> None:
    places = cycle(
        [
            {"proposal_id": proposal_id, "item_id": None},
            {"proposal_id": None, "item_id": commune["project_open"]},
        ]
    )
    states = cycle([CommentState.PUBLISHED] * 9 + [CommentState.PENDING])
    rows = [
        {
            **SIGNED, **next(places), "collectivity_id": commune.collectivity_id, "consultation_id": consultation_id,
            "author_id": people[number % len(people)], "stance": CommentStance.FOR, "body": WORDS,
            "state": next(states),
            "created_at": ARRIVED_AT + seconds(number), "published_at": NOW,
        }
        for number in range(count)
    ]  # fmt: skip
    _insert(Comment, rows)
