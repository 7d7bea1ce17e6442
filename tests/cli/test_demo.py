"""The demo is loaded in demo mode only."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.demo import loading, people
from app.features.accounts.models import User
from app.features.collectivities.models import Collectivity
from app.foundation.database import db, transaction
from app.foundation.history import HistoryStep


@pytest.mark.parametrize("command", ["load", "reset"])
def test_outside_the_demo_nothing_is_loaded_or_emptied(app: Flask, command: str) -> None:
    result = app.test_cli_runner().invoke(args=["demo", command])
    assert result.exit_code == 1
    assert "TACHAWOR_DEMO" in result.output
    with app.app_context():
        for model in (User, Collectivity):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_a_reset_empties_even_what_the_database_refuses_to_delete_then_loads(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(demo=True)
    loaded: list[int] = []
    monkeypatch.setattr(loading, "load", lambda **_options: loaded.append(count_steps()))
    with app.app_context(), transaction() as now:
        db.session.add(
            HistoryStep(
                collectivity_id=1,
                kind="proposal",
                object_id=1,
                step="submit",
                state="pending",
                happened_at=now,
            )
        )
    result = app.test_cli_runner().invoke(args=["demo", "reset"], catch_exceptions=False)
    assert result.exit_code == 0
    assert loaded == [0]


def test_a_loading_that_was_cut_short_begins_anew(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(demo=True)
    monkeypatch.setattr(people, "offer_accounts", stop_here)
    monkeypatch.setattr(loading, "_schedule", lambda _world: None)
    assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code != 0
    with app.app_context():
        assert loading.is_begun()
    monkeypatch.undo()
    monkeypatch.setattr(loading, "_schedule", lambda _world: None)
    result = app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
    assert "cut short" in result.output
    with app.app_context():
        assert loading.is_loaded()


def count_steps() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(HistoryStep)) or 0


def stop_here() -> None:
    raise RuntimeError("the machine was switched off")
