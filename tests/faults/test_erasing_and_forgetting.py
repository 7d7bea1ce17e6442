"""Erasing and forgetting are killed anywhere and done again: the same is gone, nothing else, and nothing by half."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import SecurityEvent, User
from app.features.privacy.models import Erasure
from app.features.privacy.types import Texts
from app.features.proposals.models import Proposal
from app.foundation.database import db, transaction
from app.jobs.privacy import finish_erasures
from app.jobs.retention import apply_retention
from tests.features.privacy.trails import Trail, erase, everything_kept, found_in, leave_trail
from tests.support.clock import FixedClock
from tests.support.consulting import make_consulting
from tests.support.soundness import faults_of_ledger
from tests.support.stage import Stage


@pytest.fixture
def trail(db_session: Any, clock: FixedClock) -> Trail:
    """A person who did one of everything."""
    return leave_trail(make_consulting())


def kept(app: Flask) -> dict[str, bytes]:
    settings = app.extensions["settings"]
    return everything_kept(settings.data_folder, settings.keys_folder)


def run(stage: Stage, job: str, *, cut_at: int) -> Any:
    db.session.remove()
    return stage.run(stage.job("work", cut_at=cut_at, jobs=[job]))


def test_a_finishing_that_is_killed_anywhere_is_finished_by_the_next(
    app: Flask, trail: Trail, stage: Stage
) -> None:
    erase(trail, Texts.GO)
    for place in (1, 3):
        assert run(stage, "finish_erasures", cut_at=place).is_cut_off
    assert finish_erasures() in {0, 1}
    assert db.session.scalars(sa.select(Erasure.wiped_at)).one() is not None
    assert found_in(kept(app)) == []
    assert faults_of_ledger() == []


def test_a_retention_that_is_killed_anywhere_goes_on_where_it_was(
    app: Flask, trail: Trail, stage: Stage, clock: FixedClock
) -> None:
    with transaction() as now:
        db.session.add_all(SecurityEvent(kind="old", happened_at=now) for _ in range(20))
    clock.advance(days=400)
    for place in (1, 9, 30):
        assert run(stage, "apply_retention", cut_at=place).is_cut_off, place
    apply_retention()
    apply_retention()
    assert db.session.scalars(sa.select(SecurityEvent.id)).all() == []
    assert db.session.get(Proposal, trail.draft) is None
    assert db.session.get_one(User, trail.user_id).erased_at is None
    assert faults_of_ledger() == []


def test_an_erasure_that_fails_before_its_end_erased_nothing(
    app: Flask, trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = db.session.get_one(User, trail.user_id).email
    monkeypatch.setattr("app.features.privacy.shell.empty_account", _fail)
    with pytest.raises(RuntimeError):
        erase(trail, Texts.GO)
    assert db.session.get_one(User, trail.user_id).email == before
    assert db.session.get_one(Proposal, trail.published).shown_name is not None
    assert db.session.scalars(sa.select(Erasure)).all() == []
    assert [path for path in (app.extensions["settings"].data_folder / "files").rglob("*") if path.is_file()]


def _fail(*_arguments: Any, **_options: Any) -> None:
    raise RuntimeError
