"""What is older than the ledger is entered once, marked so, however often and by however many it is asked for."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import User
from app.features.proposals.models import Proposal
from app.features.supports import commands as supports
from app.features.supports.models import Support
from app.features.supports.types import Stance
from app.features.synthesis.models import Theme
from app.features.transparency import beginning, queries, verifying
from app.foundation.database import db, transaction
from app.foundation.ledger.models import LedgerEntry
from tests.support import deciding
from tests.support.consulting import BEGAN, Consulting, make_consulting
from tests.support.tampering import settle, tamper
from tests.support.together import do_together

TABLES = (
    "ledger_sequence",
    "ledger_node",
    "ledger_checkpoint",
    "ledger_entry",
    "ledger_log",
    "pseudonym_key",
)


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def forget() -> None:
    """Make the database one whose acts are older than the ledger."""
    for table in TABLES:
        tamper(f"DELETE FROM {table}", table=table)


def bodies() -> list[dict[str, Any]]:
    return [
        json.loads(body) for body in db.session.scalars(sa.select(LedgerEntry.body).order_by(LedgerEntry.id))
    ]


def kinds() -> Counter[str]:
    return Counter(body["kind"] for body in bodies())


def lively(place: Consulting) -> None:
    """Let something of every kind happen."""
    author, citizens = place.person(), [place.person(name=name) for name in ("Brahim", "Chama")]
    first, second = place.published(author), place.published(author, "Planter des arbres")
    deciding.support(place, first, *citizens)
    for citizen in citizens:
        with transaction() as now:
            opine(place, citizen, now)
    third = place.published(author, "Réparer le pont")
    deciding.withdraw(place, author, third)
    place.close()
    with transaction():
        place.consultation.figures = {"edition": 1, "counts": {"supports": 2}}
    theme = deciding.theme(place, first, second)
    deciding.recorded_session(place)
    deciding.answer(place, theme, to=Theme)
    deciding.publish(place)


def opine(place: Consulting, citizen: Any, now: Any) -> None:
    supports.give_opinion(
        actor=citizen,
        consultation=place.consultation,
        item=place.item("project-1"),
        stance=Stance.MIXED,
        now=now,
    )


def test_everything_that_is_older_is_entered_and_marked(place: Consulting) -> None:
    lively(place)
    before = kinds()
    forget()
    settle()
    entered = kinds()
    assert all(body["facts"]["before_ledger"] is True for body in bodies() if body["kind"] != "key.created")
    assert entered["consultation.announced"] == 1
    assert entered["plan.version_published"] == 1
    for kind in before - Counter({"consultation.answered": 0}):
        assert entered[kind] >= 1, kind
    assert (entered["support.given"], entered["opinion.given"]) == (2, 2)
    log = queries.find_log(place.consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    assert verifying.verify(log_id) == []


def test_beginning_twice_enters_nothing_more(place: Consulting) -> None:
    lively(place)
    forget()
    settle()
    before = bodies()
    assert beginning.list_consultations() == []
    assert beginning.list_collectivities() == []
    db.session.rollback()
    assert beginning.begin(place.consultation_id) == 0
    assert beginning.begin_plans(place.collectivity_id) == 0
    assert bodies() == before


def test_two_workers_at_once_enter_every_act_once(app: Flask, place: Consulting) -> None:
    lively(place)
    forget()
    consultation_id = place.consultation_id
    db.session.remove()
    outcomes = do_together(app, [lambda: beginning.begin(consultation_id)] * 4)
    assert not [each for each in outcomes if isinstance(each, BaseException)], outcomes
    assert max(Counter(json.dumps([b["kind"], b["subject"], b["pseudonym"]]) for b in bodies()).values()) == 1
    settle()
    log = queries.find_log(consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    assert verifying.verify(log_id) == []


def test_what_was_entered_as_it_happened_is_not_entered_again(place: Consulting) -> None:
    author, citizen = place.person(), place.person(name="Brahim")
    older = place.published(author)
    forget()
    deciding.support(place, older, citizen)
    place.published(author, "Planter des arbres")
    settle()
    entered = kinds()
    assert (entered["support.given"], entered["proposal.published"]) == (1, 2)
    marked = [body["subject"] for body in bodies() if body["facts"].get("before_ledger")]
    assert f"proposal:{older}" in marked
    assert [body["facts"] for body in bodies() if body["kind"] == "support.given"] == [{}]


def test_a_support_slipped_in_afterwards_is_no_older_act_but_a_finding(place: Consulting) -> None:
    proposal_id = place.published(place.person())
    settle()
    stranger = place.person(name="Zineb")
    with transaction() as now:
        db.session.add(
            Support(
                collectivity_id=place.collectivity_id, proposal_id=proposal_id, user_id=stranger.user_id, given_at=now
            )
        )  # fmt: skip
    settle()
    assert kinds()["support.given"] == 0
    log = queries.find_log(place.consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    assert [finding.subject for finding in verifying.verify(log_id)] == [f"proposal:{proposal_id}"]


def test_thousands_are_entered_in_pieces(place: Consulting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "ROWS_AT_ONCE", 70)
    author = place.person()
    with transaction():
        template = db.session.get_one(User, author.user_id)
        users = [
            {"email": f"crowd{number}@example.org", "active": True, "fs_uniquifier": f"crowd-{number}",
             "create_datetime": BEGAN, "confirmed_at": BEGAN, "language": template.language,
             "pseudonym": f"foule-{number}"}
            for number in range(100)
        ]  # fmt: skip
        db.session.execute(sa.insert(User), users)
        ids = list(db.session.scalars(sa.select(User.id).where(User.email.like("crowd%"))))
    proposals = [place.published(author, f"Planter {number} arbres") for number in range(3)]
    with transaction():
        db.session.execute(
            sa.insert(Support),
            [
                {"collectivity_id": place.collectivity_id, "proposal_id": proposal_id, "user_id": user_id,
                 "given_at": BEGAN + timedelta(minutes=user_id)}
                for user_id in ids for proposal_id in proposals
            ],
        )  # fmt: skip
        db.session.execute(sa.update(Proposal).values(support_count=100))
    settle()
    assert kinds()["support.given"] == 300
    log = queries.find_log(place.consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    assert verifying.verify(log_id) == []


def test_the_hours_of_older_acts_are_theirs(place: Consulting) -> None:
    place.published(place.person())
    forget()
    with transaction():
        db.session.execute(sa.update(Proposal).values(published_at=BEGAN))
    settle()
    (entry,) = [body for body in bodies() if body["kind"] == "proposal.published"]
    assert entry["at"] == "2026-01-05T09Z"
