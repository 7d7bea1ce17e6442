"""A commune whose consultation ends in a vote: voters, choices, and the ways to recount what was recorded."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.types import Role
from app.features.ballots import commands, preparing
from app.features.ballots.models import Ballot, BallotTurnout, ChoiceTally, VotingQuestion
from app.features.ballots.types import ChoiceDraft, Receipt, Setup, VotingKind
from app.features.voters.types import VoterLevel
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.ledger.models import LedgerEntry
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import Consulting, make_consulting

ANSWERS = date(2026, 12, 20)
DESTROYED = date(2027, 3, 1)
TEXTS = {"ar": {"title": "تصويت التجربة", "introduction": "اختاروا ما يهمكم.", "origin": "original"}}
TITLES = ("Ouvrir la bibliothèque le soir", "Planter des arbres", "Réparer le pont", "Éclairer la place")


@dataclass
class Voting:
    """The commune, its focal point, the vote and its proposals; objects are read again by each test."""

    place: Consulting
    focal_point: Actor
    question_id: int
    proposals: list[int] = field(default_factory=list)

    @property
    def question(self) -> VotingQuestion:
        return db.session.get_one(VotingQuestion, self.question_id)

    @property
    def starts(self) -> datetime:
        assert self.question.starts_at is not None
        return self.question.starts_at

    @property
    def ends(self) -> datetime:
        assert self.question.ends_at is not None
        return self.question.ends_at

    def announce(self) -> None:
        """Make the vote public."""
        with transaction() as now:
            commands.announce(actor=self.focal_point, question=self.question, now=now)

    def open(self) -> None:
        """Record the opening at the present instant."""
        with transaction() as now:
            commands.open(actor=SYSTEM, question=self.question, now=now)

    def close(self) -> None:
        """Record the closing at the present instant."""
        with transaction() as now:
            commands.close(actor=SYSTEM, question=self.question, now=now)

    def cast(self, actor: Actor, *choices: int, **options: Any) -> Receipt:
        """Vote in a transaction of its own."""
        with transaction() as now:
            return commands.cast(actor=actor, question=self.question, choices=choices, now=now, **options)

    def withdraw(self, actor: Actor) -> Receipt | None:
        """Withdraw in a transaction of its own."""
        with transaction() as now:
            return commands.withdraw(actor=actor, question=self.question, now=now)


def setup(**changes: Any) -> Setup:
    """Return complete settings of a vote that opens tomorrow for a week, with changes."""
    now = clock.now()
    values: dict[str, Any] = {
        "kind": VotingKind.APPROVAL, "texts": TEXTS, "minimum": 1, "maximum": 3, "ceiling": None,
        "level": VoterLevel.CONFIRMED, "counts_hidden": True, "starts_at": now + timedelta(days=1),
        "ends_at": now + timedelta(days=8), "keys_destroyed_on": DESTROYED,
    }  # fmt: skip
    return Setup(**(values | changes))


def make_voting(
    *, costs: Sequence[int | None] = (None,) * 4, slug: str = "ain-essai", **changes: Any
) -> Voting:
    """Make a vote in preparation on four proposals, whose checklist is complete unless `changes` spoil it."""
    place = make_consulting(slug=slug)
    place.set(answer_due_on=ANSWERS)
    focal_point = place.person(Role.FOCAL_POINT, name="Point focal")
    author = place.person(name="Autrice Essai")
    proposals = [place.published(author, title) for title in TITLES]
    with transaction() as now:
        question = preparing.create_question(
            actor=focal_point, consultation=place.consultation, kind=VotingKind.APPROVAL, texts=TEXTS, now=now
        )
        question = preparing.update_setup(
            actor=focal_point, question=question, setup=setup(**changes), lock_version=question.lock_version, now=now
        )  # fmt: skip
        drafts = [
            ChoiceDraft(proposal_id=proposal_id, cost=cost)
            for proposal_id, cost in zip(proposals, costs, strict=True)
        ]
        preparing.replace_choices(
            actor=focal_point, question=question, choices=drafts, lock_version=question.lock_version, now=now
        )
        return Voting(place, focal_point, question.id, proposals)


def open_voting(moments: Any, **options: Any) -> Voting:
    """Make a vote, announce it, and let its opening come on a fixed clock."""
    voting = make_voting(**options)
    voting.announce()
    moments.set(voting.starts)
    voting.open()
    return voting


def settle(actor: Actor, territory_id: int) -> None:
    """Say in an account where its person lives."""
    with transaction():
        db.session.get_one(User, actor.user_id).territory_id = territory_id


def entries(question_id: int, *kinds: str) -> list[dict[str, Any]]:
    """Return the bodies of what the ledger holds about a vote, in the order of entering."""
    statement = sa.select(LedgerEntry).where(LedgerEntry.subject == f"voting:{question_id}")
    if kinds:
        statement = statement.where(LedgerEntry.kind.in_(kinds))
    rows = db.session.scalars(statement.order_by(LedgerEntry.id))
    return [json.loads(row.body) | {"leaf": row.leaf_hash} for row in rows]


def faults_of_answers(question_id: int, answers: Sequence[Receipt | None]) -> list[str]:
    """Return the faults of a vote, and whether somebody was answered with success and is not in the ledger."""
    found = faults(question_id)
    recorded = {entry["leaf"] for entry in entries(question_id)}
    lost = [answer for answer in answers if answer is not None and answer.leaf_hash not in recorded]
    return [*found, f"{len(lost)} answered with success and not recorded"] if lost else found


def faults(question_id: int) -> list[str]:
    """Recount a vote from its ledger and return where rows, counters and entries disagree, in words."""
    db.session.rollback()
    ballots = list(db.session.scalars(sa.select(Ballot).where(Ballot.question_id == question_id)))
    counting = [ballot for ballot in ballots if not ballot.is_withdrawn]
    found = [*_of_revisions(question_id, ballots), *_of_commitments(question_id, counting)]
    named = Counter(number for ballot in counting for number in ballot.choices)
    tally = db.session.scalars(sa.select(ChoiceTally).where(ChoiceTally.question_id == question_id))
    wrong = {row.number: (row.count, named[row.number]) for row in tally if row.count != named[row.number]}
    found += [f"tally differs from the recount: {wrong}"] if wrong else []
    turnout = sa.select(sa.func.sum(BallotTurnout.count)).where(BallotTurnout.question_id == question_id)
    counted = int(db.session.scalar(turnout) or 0)
    found += [] if counted == len(counting) else [f"turnout is {counted}, ballots are {len(counting)}"]
    return found


def _of_revisions(question_id: int, ballots: list[Ballot]) -> list[str]:
    given: dict[str, list[dict[str, Any]]] = {ballot.pseudonym: [] for ballot in ballots}
    found = []
    for entry in entries(question_id, "ballot.cast", "ballot.withdrawn"):
        if entry["pseudonym"] not in given:
            found.append("an entry has no ballot")
            continue
        given[entry["pseudonym"]].append(entry)
    for ballot in ballots:
        mine = sorted(given[ballot.pseudonym], key=lambda entry: entry["revision"])
        revisions = [entry["revision"] for entry in mine]
        if revisions != list(range(1, ballot.revision + 1)):
            found.append(f"revisions in the ledger are {revisions}, the ballot says {ballot.revision}")
        elif not mine or mine[-1]["leaf"] != ballot.leaf_hash:
            found.append("the last entry is not the ballot's leaf")
        elif (mine[-1]["kind"] == "ballot.withdrawn") != ballot.is_withdrawn:
            found.append("the last entry says something else than the ballot")
    return found


def _of_commitments(question_id: int, counting: list[Ballot]) -> list[str]:
    committed = {entry["leaf"]: entry["facts"].get("commitment") for entry in entries(question_id)}
    found = []
    for ballot in counting:
        # Written out here, not asked of the platform: the rule is public.
        text = json.dumps({"choices": ballot.choices, "question": question_id}, separators=(",", ":"))
        expected = hashlib.sha256(text.encode() + bytes.fromhex(ballot.nonce)).hexdigest()
        if committed.get(ballot.leaf_hash) != expected:
            found.append("a ballot does not open its commitment")
    return found
