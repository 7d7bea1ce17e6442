"""The demo is loaded in demo mode only."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import User
from app.features.collectivities.models import Collectivity
from app.foundation.database import db


@pytest.mark.parametrize("command", ["load", "reset"])
def test_outside_the_demo_nothing_is_loaded_or_emptied(app: Flask, command: str) -> None:
    result = app.test_cli_runner().invoke(args=["demo", command])
    assert result.exit_code == 1
    assert "TACHAWOR_DEMO" in result.output
    with app.app_context():
        for model in (User, Collectivity):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
