"""Erasing leaves no trace of a person, keeps what is counted, and the ledger still agrees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli import doctor
from app.features.accounts import commands as accounts
from app.features.accounts.models import RoleGrant, User
from app.features.accounts.types import Address, Post, Role
from app.features.ballots.models import Ballot
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.helping import commands as helping
from app.features.moderation import commands as moderation
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.types import Decision, Ground
from app.features.notifications.models import News
from app.features.privacy import commands, finishing, rules
from app.features.privacy.naming import naming
from app.features.privacy.types import Texts
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import ProposalState
from app.features.transparency import exporting, queries
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed
from app.foundation.history import HistoryStep
from app.foundation.outbox import OutboxMessage
from app.foundation.policy import SYSTEM
from app.jobs.delivery import deliver_waiting
from app.jobs.privacy import finish_erasures
from tests.features.privacy.trails import (
    EMAIL,
    NAME,
    TITLE,
    Trail,
    erase,
    everything_kept,
    found_in,
    leave_trail,
)
from tests.foundation.ledger.recounting import run_verify
from tests.support.clock import FixedClock
from tests.support.consulting import BEGAN
from tests.support.soundness import faults_of_ledger
from tests.support.tampering import tamper
from tests.support.voting import Voting, open_voting

MakeApp = Callable[..., Flask]


@pytest.fixture
def voting(db_session: Any, clock: FixedClock) -> Voting:
    """An open vote, in a commune whose consultation runs."""
    return open_voting(clock)


@pytest.fixture
def trail(voting: Voting) -> Trail:
    """A person who did one of everything, and voted."""
    made = leave_trail(voting.place)
    voting.cast(made.actor, 1)
    return made


def kept(app: Flask) -> dict[str, bytes]:
    settings = app.extensions["settings"]
    return everything_kept(settings.data_folder, settings.keys_folder)


def test_nothing_is_left_of_a_person_in_any_byte(
    app: Flask, trail: Trail, voting: Voting, make_app: MakeApp, capfd: pytest.CaptureFixture[str]
) -> None:
    deliver_waiting(make_app(mail_backend="file"))
    before = found_in(kept(app))
    assert {line.partition(" in ")[0] for line in before} >= {
        "qwadresse",
        "qwtitre",
        "qwbrouillon",
        "qwsujet",
    }
    assert any(line.endswith(".eml") for line in before)
    stored = len(list((app.extensions["settings"].data_folder / "files").rglob("*")))
    assert faults_of_ledger() == []
    erase(trail, Texts.GO)
    db.session.remove()
    assert finish_erasures() == 1
    assert faults_of_ledger() == []
    assert found_in(kept(app)) == []
    assert found_in({"the logs": "".join(capfd.readouterr()).encode()}) == []
    assert len(list((app.extensions["settings"].data_folder / "files").rglob("*"))) < stored
    assert finish_erasures() == 0


def test_what_was_counted_stays_counted_and_the_export_still_verifies(
    app: Flask, trail: Trail, voting: Voting, tmp_path: Path
) -> None:
    before = _counts(trail)
    assert faults_of_ledger() == []
    log_id = queries.list_logs(consultation_id=voting.place.consultation_id)[0][0]
    first = run_verify(exporting.export(log_id), tmp_path)
    erase(trail, Texts.GO)
    assert _counts(trail) == before
    assert faults_of_ledger() == []
    second = run_verify(exporting.export(log_id), tmp_path)
    assert (first[0], second[0]) == (0, 0), (first, second)
    assert app.test_cli_runner().invoke(args=["ledger", "verify"]).exit_code == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1


@pytest.mark.sqlite_only
def test_texts_stay_without_a_name_when_she_chose_so(trail: Trail) -> None:
    erase(trail, Texts.STAY)
    proposal = db.session.get_one(Proposal, trail.published)
    assert (proposal.state, proposal.title, proposal.shown_name) == (ProposalState.PUBLISHED, TITLE, None)
    comment = db.session.get_one(Comment, trail.comment)
    assert (comment.state, comment.shown_name) == (CommentState.PUBLISHED, None)
    named = db.session.get_one(Proposal, trail.ids["association"])
    assert (named.shown_name, named.association_id) == (None, None)
    assert db.session.get(Proposal, trail.draft) is None


def test_texts_go_and_leave_a_tombstone_when_she_chose_so(trail: Trail) -> None:
    erase(trail, Texts.GO)
    proposal = db.session.get_one(Proposal, trail.published)
    assert (proposal.state, proposal.shown_name) == (ProposalState.WITHDRAWN, None)
    version = db.session.scalars(
        sa.select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    ).one()
    assert (version.title, version.problem, version.solution) == ("—", None, None)
    assert db.session.get_one(Comment, trail.comment).state is CommentState.WITHDRAWN


@pytest.mark.sqlite_only
def test_words_that_people_vote_on_stay_without_a_name(voting: Voting) -> None:
    proposal = db.session.get_one(Proposal, voting.proposals[0])
    author_id, title = proposal.author_id, proposal.title
    assert author_id is not None
    with transaction() as now:
        commands.erase_account(actor=SYSTEM, user_id=author_id, texts=Texts.GO, language="fr", now=now)
    proposal = db.session.get_one(Proposal, voting.proposals[0])
    assert (proposal.state, proposal.title, proposal.shown_name) == (ProposalState.PUBLISHED, title, None)
    assert faults_of_ledger() == []


def test_the_account_is_an_empty_number_that_opens_nothing(trail: Trail) -> None:
    erase(trail, Texts.STAY)
    user = db.session.get_one(User, trail.user_id)
    assert user.erased_at is not None
    assert not user.active
    left = {
        column.name for column in User.__table__.columns if getattr(user, column.key) not in (None, False)
    }
    assert left == {"id", "create_datetime", "erased_at", "fs_uniquifier", "language"}
    assert user.fs_uniquifier != "qwunique"
    held = sa.select(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.ended_at.is_(None))
    assert db.session.scalars(held).all() == []
    with pytest.raises(rules.AlreadyErased), transaction() as now:
        commands.erase_account(actor=SYSTEM, user_id=user.id, texts=Texts.STAY, language="fr", now=now)


@pytest.mark.sqlite_only
def test_nobody_else_can_erase_her(trail: Trail) -> None:
    stranger = trail.place.person(name="Une Étrangère")
    with pytest.raises(NotAllowed), transaction() as now:
        commands.erase_account(
            actor=stranger, user_id=trail.user_id, texts=Texts.STAY, language="fr", now=now
        )
    assert db.session.get_one(User, trail.user_id).public_name == NAME


@pytest.mark.sqlite_only
def test_an_account_of_the_demonstration_is_everybodys(trail: Trail) -> None:
    with transaction():
        db.session.get_one(User, trail.user_id).is_demo = True
    with pytest.raises(rules.EverybodysAccount):
        erase(trail, Texts.STAY)


def _counts(trail: Trail) -> list[Any]:
    supports = sa.select(Proposal.id, Proposal.support_count).order_by(Proposal.id)
    rows = db.session.execute(supports.where(Proposal.id != trail.draft)).all()
    return [[tuple(row) for row in rows], *(_number(table) for table in ("support", "opinion", "ballot"))]


def _number(table: str) -> Any:
    return db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(table)))


def test_names_go_out_of_what_moderators_and_readers_wrote_about_her_texts(trail: Trail) -> None:
    moderator = trail.place.person(Role.MODERATOR, name="Une Modératrice")
    reader = trail.place.person(name="Un Lecteur")
    reason = f"{NAME} écrit trop ; voir {EMAIL}."
    with transaction() as now:
        subject = db.session.get_one(Comment, trail.comment)
        moderation.report(actor=reader, subject=subject, reason=reason, now=now)
        moderation.decide(
            actor=moderator,
            subject=subject,
            decision=Decision.HIDE,
            ground=Ground.ILLEGAL,
            reason=reason,
            now=now,
        )
    erase(trail, Texts.GO)
    decision = db.session.scalars(sa.select(ModerationDecision)).one()
    assert decision.reason == "[***] écrit trop ; voir [***]."
    assert db.session.scalars(sa.select(Report.reason)).one() == decision.reason
    steps = sa.select(HistoryStep.reason).where(HistoryStep.reason.is_not(None))
    assert set(db.session.scalars(steps)) == {decision.reason}
    assert not [news for news in db.session.scalars(sa.select(News)) if NAME in str(news.values)]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"{NAME.upper()} et {EMAIL.title()}", "[***] et [***]"),
        ("Qwzobida \u00a0Qwtartempion ment", "[***] ment"),
        (f"écrire à {EMAIL.upper()}.", "écrire à [***]."),
        ("le 06 12 34 09 87, puis le 0612340987", "le [***], puis le [***]"),
        ("au +212 612-34-09-87", "au [***]"),
        ("رقمها ٠٦١٢٣٤٠٩٨٧", "رقمها [***]"),
    ],
)
def test_names_and_numbers_go_however_others_wrote_them(said: str, left: str, trail: Trail) -> None:
    moderator = trail.place.person(Role.MODERATOR, name="Une Modératrice")
    with transaction() as now:
        subject = db.session.get_one(Comment, trail.comment)
        moderation.decide(
            actor=moderator,
            subject=subject,
            decision=Decision.HIDE,
            ground=Ground.ILLEGAL,
            reason=said,
            now=now,
        )
    erase(trail, Texts.GO)
    assert db.session.scalars(sa.select(ModerationDecision.reason)).one() == left
    assert said not in [news.values.get("reason") for news in db.session.scalars(sa.select(News))]


@pytest.mark.sqlite_only
def test_other_people_and_other_words_are_left_in_what_others_wrote(trail: Trail) -> None:
    words = naming(said={"Ali", None, "al"}, phone="+212612340987")
    for text in ("la qualité", "ALIMENTER", "al", "06 12 34 09 88", "612340987612340987"):
        assert (words.is_in(text), words.without(text, "x")) == (False, text)


@pytest.mark.sqlite_only
def test_her_name_goes_from_the_messages_to_those_whom_she_helped(trail: Trail) -> None:
    post = Post(Role.FACILITATOR, trail.place.collectivity_id)
    with transaction() as now:
        accounts.grant_role(actor=SYSTEM, user=db.session.get_one(User, trail.user_id), post=post, now=now)
    helped, place = Address("aidee@example.org"), trail.place.collectivity
    with transaction() as now:
        helping.ask_to_help(
            actor=trail.actor, collectivity=place, address=helped, language="fr", browser="b", now=now
        )
    sent = sa.select(OutboxMessage).where(OutboxMessage.recipient == "aidee@example.org")
    assert db.session.scalars(sent).one().values["helper"] == NAME
    erase(trail, Texts.STAY)
    assert db.session.scalars(sent).one().values["helper"] == "[***]"


def test_an_erasure_is_applied_again_to_a_restored_copy_and_to_nobody_else(app: Flask, trail: Trail) -> None:
    erase(trail, Texts.STAY)
    finish_erasures()
    assert finishing.list_to_reapply() == []
    made = sa.update(User).where(User.id == trail.user_id)
    with transaction():  # another person got the number after an older copy was restored
        db.session.execute(made.values(email=EMAIL, active=True, erased_at=None))
    assert finishing.list_to_reapply() == []
    with transaction():  # the copy holds her as she was
        db.session.execute(made.values(create_datetime=BEGAN))
    tamper("DELETE FROM erasure", table="erasure")
    assert not doctor.check_erasures(app.extensions["settings"]).is_well
    said = app.test_cli_runner().invoke(args=["privacy", "reapply"])
    assert (said.exit_code, "1 " in said.output) == (0, True)
    assert db.session.get_one(User, trail.user_id).email is None
    assert finishing.list_to_reapply() == []
