"""An author sees everything that was decided about her own texts, and nothing about anybody else's."""

from datetime import timedelta

import pytest

from app.features.accounts.types import Role
from app.features.moderation import own
from app.features.moderation.models import ModerationDecision
from app.features.moderation.types import AppealOutcome, Decision, ReportState, Subject
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.policy import VISITOR, Actor
from tests.support.consulting import Consulting
from tests.support.moderating import appeal, decide, hide, make_moderated, report, rule


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_moderated()


def can_appeal(actor: Actor, decision_id: int) -> bool:
    decision = db.session.get_one(ModerationDecision, decision_id)
    return own.appealable(actor=actor, decision=decision, now=clock.now())


def test_her_texts_that_wait_or_were_decided_against_are_listed_newest_first(place: Consulting) -> None:
    author, moderator = place.person(), place.person(Role.MODERATOR)
    place.published(author, "Rien contre elle")
    hidden = place.published(author, "Cachée")
    decision_id = hide(place, moderator, hidden)
    pending = place.propose(author, "En attente")
    place.propose(place.person(), "D'une autre")
    listed = own.own_texts(user_id=author.user_id or 0)
    assert [each.contribution.id for each in listed.items] == [pending, hidden]
    assert [each.decision.id for each in listed.items[1].entries] == [decision_id]
    assert own.own_texts(user_id=author.user_id or 0, number=2, size=1).items[0].contribution.id == hidden


def test_a_hidden_text_stays_readable_to_its_author_alone(place: Consulting) -> None:
    author = place.person()
    hidden = place.published(author)
    hide(place, place.person(Role.MODERATOR), hidden)
    found = own.get_own_text(actor=author, subject=Subject.PROPOSAL, subject_id=hidden)
    assert found.contribution.id == hidden
    for actor in (VISITOR, place.person(), place.person(Role.MODERATOR)):
        with pytest.raises(NotFound):
            own.get_own_text(actor=actor, subject=Subject.PROPOSAL, subject_id=hidden)


def test_the_way_to_an_appeal_is_open_once_in_time_and_to_those_concerned(place: Consulting) -> None:
    author, other = place.person(), place.person()
    moderator, colleague = place.person(Role.MODERATOR), place.person(Role.FOCAL_POINT)
    decision_id = hide(place, moderator, place.published(author))
    assert can_appeal(author, decision_id)
    assert not any(can_appeal(each, decision_id) for each in (other, moderator, VISITOR))
    with clock.use(clock.now() + timedelta(days=400)):
        assert not can_appeal(author, decision_id)
    appeal(author, decision_id, "Je ne nomme personne.")
    assert not can_appeal(author, decision_id)
    rule(colleague, decision_id, AppealOutcome.UPHELD)
    found = own.own_texts(user_id=author.user_id or 0).items[0]
    assert found.appeals[decision_id].reason == "Je ne nomme personne."
    assert found.entries[0].ruling is not None


def test_who_reported_in_vain_sees_why_and_can_appeal(place: Consulting) -> None:
    reader = place.person()
    shown = place.published(place.person())
    report(place, reader, shown)
    (waiting,) = own.own_reports(user_id=reader.user_id or 0).items
    assert (waiting.report.state, waiting.entry) == (ReportState.OPEN, None)
    decision_id = decide(place, place.person(Role.MODERATOR), shown, Decision.KEEP, reason="Une critique.")
    found = own.get_own_report(actor=reader, report_id=waiting.report.id)
    assert found.entry is not None
    assert found.entry.decision.id == decision_id
    assert can_appeal(reader, decision_id)
    for actor in (VISITOR, place.person()):
        with pytest.raises(NotFound):
            own.get_own_report(actor=actor, report_id=waiting.report.id)
