"""The votes of a commune: one being prepared, one open with a ballot in it, one closed and counted."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.features.ballots import commands, preparing, queries
from app.features.ballots.models import VotingQuestion
from app.features.ballots.results import count_by_both_rules, election_of
from app.features.ballots.types import ChoiceDraft, CountState, Setup, VotingKind
from app.features.collectivities.commands import record_register_authorisation
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.voters import desk, register
from app.features.voters.types import Identity, VoterLevel
from app.foundation import clock
from app.foundation.clock import local_date
from app.foundation.database import db
from app.foundation.policy import SYSTEM
from tests.support.world_people import Cast
from tests.support.world_words import NOW, SECRETS, days

if TYPE_CHECKING:
    from tests.support.world_commune import Commune

COSTS = (120_000, 90_000, 200_000)
BUDGET = 250_000


def prepare_vote(commune: "Commune") -> None:
    """Leave a vote in preparation whose checklist is complete, with a title that only the staff knows."""
    title = f"Vote {SECRETS['a vote in preparation']}"
    drafts = [
        ChoiceDraft(item_id=commune[name], cost=cost) for name, cost in zip(ITEMS_OPEN, COSTS, strict=False)
    ]
    question = _prepare(commune, "announced", title, drafts, begins=NOW + days(6), ends=NOW + days(20))
    commune.ids["vote_announced"] = question.id


def open_vote(commune: "Commune", cast: Cast) -> None:
    """Open a vote on two items of the draft and a proposal, with one ballot cast."""
    drafts = [
        ChoiceDraft(item_id=commune["project_open"], cost=COSTS[0]),
        ChoiceDraft(item_id=commune["activity_open"], cost=COSTS[1]),
        ChoiceDraft(proposal_id=commune["published"], cost=COSTS[2]),
    ]
    begins = NOW - days(5)
    question = _prepare(commune, "open", "Vote ouvert", drafts, begins=begins, ends=NOW + days(8))
    with clock.use(begins):
        commands.announce(actor=SYSTEM, question=question, now=begins)
        commands.open(actor=SYSTEM, question=question, now=begins)
        commands.cast(actor=cast["author_a"], question=question, choices=[1, 2], now=begins)
    commune.ids["vote_open"] = question.id


def hold_vote(commune: "Commune", cast: Cast, name: str) -> None:
    """Hold, close and count a vote while a consultation was open, on its items and a proposal."""
    consultation = db.session.get_one(Consultation, commune[name])
    assert consultation.starts_at is not None
    begins, ends = consultation.starts_at, consultation.starts_at + days(20)
    drafts = [
        ChoiceDraft(item_id=commune["project_adopted"], cost=COSTS[0]),
        ChoiceDraft(item_id=commune["activity_adopted"], cost=COSTS[1]),
        ChoiceDraft(proposal_id=commune[f"proposal_{name}_1"], cost=COSTS[2]),
    ]
    question = _prepare(commune, name, "Vote clos", drafts, begins=begins, ends=ends)
    with clock.use(begins):
        commands.announce(actor=SYSTEM, question=question, now=begins)
        commands.open(actor=SYSTEM, question=question, now=begins)
        for number, person in enumerate(("author_a", "citizen_a", "citizen_b", "supporter_a")):
            chosen = [1, 2] if number else [3]
            commands.cast(actor=cast[person], question=question, choices=chosen, now=begins)
    with clock.use(ends):
        commands.close(actor=SYSTEM, question=question, now=ends)
    _count(question)
    commune.ids[f"vote_{name}"] = question.id


def know_voters(commune: "Commune", cast: Cast) -> None:
    """Authorise the register, put one in force that holds the author's number, hand in another, verify the author."""
    place = db.session.get_one(Collectivity, commune.collectivity_id)
    record_register_authorisation(
        actor=SYSTEM, collectivity=place, reference="A-12/2026", authorised_on=local_date(NOW, "UTC")
    )
    step: dict[str, Any] = {"actor": cast["everybody"], "collectivity": place, "now": NOW - days(1)}
    first = register.preview_import(**step, data=NUMBER.encode())
    register.confirm_import(**step, import_id=first.import_id)
    register.claim_number(actor=cast["author_a"], collectivity=place, number=NUMBER, now=NOW - days(1))
    commune.ids["register"] = register.preview_import(**step, data=b"12345678\n23456789\n").import_id
    desk.verify_at_desk(**step, user_id=cast["author_a"].user_id or 0, identity=IDENTITY)


NUMBER = "AB 123456"
IDENTITY = Identity(full_name="Autrice Essai", born_on=date(1980, 2, 1))
ITEMS_OPEN = ("project_open", "activity_open")


def _prepare(
    commune: "Commune", name: str, title: str, drafts: list[ChoiceDraft], *, begins: datetime, ends: datetime
) -> VotingQuestion:
    consultation = db.session.get_one(Consultation, commune[name])
    texts = {"fr": {"title": title, "introduction": "Dites ce que vous paieriez.", "origin": "original"}}
    question = preparing.create_question(
        actor=SYSTEM, consultation=consultation, kind=VotingKind.BUDGET, texts=texts, now=NOW
    )
    destroyed = local_date(max(NOW, ends + days(80)) + days(90), "UTC")
    setup = Setup(
        kind=VotingKind.BUDGET, texts=texts, minimum=1, maximum=2, ceiling=BUDGET, level=VoterLevel.CONFIRMED,
        counts_hidden=True, starts_at=begins, ends_at=ends, keys_destroyed_on=destroyed,
    )  # fmt: skip
    preparing.update_setup(
        actor=SYSTEM, question=question, setup=setup, lock_version=question.lock_version, now=NOW
    )
    preparing.replace_choices(
        actor=SYSTEM, question=question, choices=drafts, lock_version=question.lock_version, now=NOW
    )
    return question


def _count(question: VotingQuestion) -> None:
    election = election_of(question, queries.list_choices(question.id), queries.openings(question.id))
    results = count_by_both_rules(election, progress=lambda done: None)
    commands.record_count(question=question, state=CountState.DONE, progress=100, results=results)
