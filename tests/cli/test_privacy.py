"""`flask privacy`: what the operator does for people who write instead of pressing a button."""

from typing import Any

import pytest
from flask import Flask

from app.features.accounts.models import User
from app.features.accounts.types import Role
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.types import Channel, Content, Intake, Place, ProposalState
from app.foundation.database import db, transaction
from tests.support.consulting import Consulting, make_consulting

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """A commune whose consultation runs."""
    return make_consulting()


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["privacy", *arguments])
    return result.exit_code, result.output


def test_an_account_is_erased_by_its_address_once(app: Flask, place: Consulting) -> None:
    user_id = place.person().user_id
    email = db.session.get_one(User, user_id).email or ""
    assert run(app, "erase", "nobody@example.org", "--texts", "stay", "--yes")[0] == 1
    assert run(app, "erase", email, "--texts", "stay")[0] == 1  # nobody said yes
    assert run(app, "erase", email.upper(), "--texts", "stay", "--yes")[0] == 0
    assert db.session.get_one(User, user_id).email is None
    assert run(app, "erase", email, "--texts", "stay", "--yes")[0] == 1


def test_a_sheet_loses_its_name_and_words_but_not_its_place(app: Flask, place: Consulting) -> None:
    facilitator = place.person(Role.FACILITATOR, name="Une Animatrice")
    with transaction() as now:
        sheet = proposals.enter_for_somebody(
            actor=facilitator, consultation=place.consultation, place=Place(), now=now,
            content=Content(title="Un puits", solution="Creuser un puits."),
            intake=Intake(channel=Channel.PAPER, shown_name="Fatima Essai"),
        )  # fmt: skip
        sheet_id = sheet.id
    assert run(app, "erase-sheet", place.slug, str(sheet_id), "--texts", "go")[0] == 0
    left = db.session.get_one(Proposal, sheet_id)
    assert (left.title, left.shown_name, left.state) == ("—", None, ProposalState.WITHDRAWN)
    with_account = place.published(place.person(name="Une Autre"))
    assert run(app, "erase-sheet", place.slug, str(with_account), "--texts", "go")[0] == 1
