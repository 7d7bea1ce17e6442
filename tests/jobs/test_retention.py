"""What is kept for a time only is deleted when that time is over, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import RoleGrant, SecurityEvent, User
from app.features.accounts.types import Role
from app.features.discussion.models import Comment
from app.features.moderation import commands as moderation
from app.features.moderation import redacting
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.types import Decision, Ground, ReportState
from app.features.notifications.models import Notice
from app.features.privacy import retention
from app.features.privacy.models import AccountActivity, Erasure
from app.features.proposals.models import Proposal
from app.foundation import outbox
from app.foundation.database import db, transaction
from app.foundation.outbox import Medium, OutboxMessage
from app.jobs.privacy import finish_erasures
from app.jobs.retention import apply_retention
from tests.features.privacy.trails import EMAIL, Trail, everything_kept, found_in, leave_trail
from tests.support.clock import FixedClock
from tests.support.consulting import make_consulting
from tests.support.moderating import decide, make_moderated


@pytest.mark.usefixtures("db_session")
def test_old_lines_and_messages_that_left_are_deleted_and_what_waits_is_kept(clock: FixedClock) -> None:
    for kind in ("old", "recent"):
        with transaction() as now:
            db.session.add(SecurityEvent(kind=kind, happened_at=now))
            _post(f"{kind}-sent", now, is_sent=True)
            _post(f"{kind}-waiting", now, is_sent=False)
        clock.advance(days=80)
    clock.advance(days=-50)
    apply_retention()
    assert set(db.session.scalars(sa.select(SecurityEvent.kind))) == {"recent"}
    kept = set(db.session.scalars(sa.select(OutboxMessage.dedupe_key)))
    assert kept == {"recent-sent", "recent-waiting", "old-waiting"}


def _post(key: str, now: Any, *, is_sent: bool) -> None:
    outbox.post(
        medium=Medium.MAIL, recipient="a@example.org", language="fr", template="notice", values={}, now=now,
        dedupe_key=key,
    )  # fmt: skip
    db.session.flush()
    if is_sent:
        message = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
        message.sent_at = now + timedelta(minutes=1)


@pytest.mark.usefixtures("db_session")
def test_more_than_one_portion_goes_in_one_run(monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> None:
    monkeypatch.setattr(retention, "PORTION", 3)
    with transaction() as now:
        db.session.add_all(SecurityEvent(kind="old", happened_at=now) for _ in range(10))
    clock.advance(days=91)
    apply_retention()
    assert db.session.scalars(sa.select(SecurityEvent)).all() == []


@pytest.fixture
def trail(db_session: Any, clock: FixedClock) -> Trail:
    """A person who did one of everything."""
    return leave_trail(make_consulting())


def test_drafts_reasons_and_read_notices_have_their_time(trail: Trail, clock: FixedClock, app: Flask) -> None:
    _report(trail)
    with transaction() as now:
        db.session.execute(sa.update(Notice).values(read_at=now))
    clock.advance(days=181)
    apply_retention()
    assert db.session.scalars(sa.select(Notice)).all() == []
    assert db.session.get(Proposal, trail.draft) is not None
    assert db.session.scalars(sa.select(Report.reason)).one() == "Un motif."
    clock.advance(days=200)
    apply_retention()
    assert db.session.get(Proposal, trail.draft) is None
    assert db.session.scalars(sa.select(Report.reason)).one() == ""


def _report(trail: Trail) -> None:
    reader = trail.place.person(name="Un Lecteur")
    with transaction() as now:
        subject = db.session.get_one(Comment, trail.comment)
        moderation.report(actor=reader, subject=subject, reason="Un motif.", now=now)
    with transaction() as now:
        db.session.execute(sa.update(Report).values(state=ReportState.DISMISSED, decided_at=now))


def test_an_unused_account_is_warned_then_erased_and_who_comes_back_is_not(
    trail: Trail, clock: FixedClock, app: Flask
) -> None:
    returning = trail.place.person(name="Une Revenante").user_id
    staff = trail.place.person(Role.MODERATOR, name="Une Modératrice").user_id
    _end_roles(trail)
    apply_retention()
    clock.advance(days=1095 - 60 + 1)
    apply_retention()
    warned = sa.select(AccountActivity.user_id).where(AccountActivity.warned_at.is_not(None))
    assert {trail.user_id, returning} <= set(db.session.scalars(warned))
    assert staff not in set(db.session.scalars(warned))
    letters = sa.select(OutboxMessage.recipient).where(OutboxMessage.template == "privacy/inactive")
    assert db.session.scalars(letters).all().count(EMAIL) == 1
    with transaction() as now:
        db.session.add(SecurityEvent(user_id=returning, kind="signed_in", happened_at=now))
    clock.advance(days=1)
    apply_retention()
    assert db.session.scalars(letters).all().count(EMAIL) == 1
    clock.advance(days=60)
    apply_retention()
    assert trail.user_id in set(db.session.scalars(sa.select(Erasure.user_id)))
    assert returning not in set(db.session.scalars(sa.select(Erasure.user_id)))
    assert db.session.get_one(User, trail.user_id).email is None
    finish_erasures()
    left = found_in(everything_kept(*_folders(app)))
    assert {line.partition(" in ")[0] for line in left} == {"qwtitre", "qwsolution", "qwcommentaire"}


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("db_session")
def test_what_was_taken_out_of_a_reason_is_in_no_byte_of_the_database(app: Flask) -> None:
    place, word = make_moderated(), "Qwraison"
    moderator = place.person(Role.MODERATOR)
    said = {"ground": Ground.CHARTER_RULE, "charter_rule": 1, "reason": f"Le nom de {word} est cité."}
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **said)
    with transaction() as now:
        decision = db.session.get_one(ModerationDecision, decision_id)
        redacting.redact_decision(actor=moderator, decision=decision, passages=[word], now=now)
    apply_retention()
    kept = everything_kept(*_folders(app))
    assert [name for name, data in kept.items() if word.encode() in data] == []


def _end_roles(trail: Trail) -> None:
    with transaction() as now:
        held = sa.update(RoleGrant).where(RoleGrant.user_id == trail.user_id)
        db.session.execute(held.values(ended_at=now))


def _folders(app: Flask) -> tuple[Any, Any]:
    settings = app.extensions["settings"]
    return settings.data_folder, settings.keys_folder
