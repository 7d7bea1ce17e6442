"""The address of a request is shortened before it is kept: it stands in no table, no file and no line of a log."""

import importlib.util
import logging
import re
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import SecurityEvent, Throttle
from app.foundation.database import Base, db
from app.web.accounts import sessions
from config import ROOT
from tests.support.applications import Client
from tests.support.consulting import make_consulting

PLACES = {"203.0.113.77": "203.0.113.0/24", "2001:db8:1234:5678:9abc:def0:1111:2222": "2001:db8:1234::/48"}


@pytest.mark.parametrize("address", PLACES)
def test_a_full_address_is_in_no_table_and_no_line(
    app: Flask,
    client: Client,
    db_session: Any,
    address: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = make_consulting()
    person = place.person().user_id or 0
    client.environ_base["REMOTE_ADDR"] = address
    app.logger.setLevel("DEBUG")
    client.get("/fr/")
    client.get("/fr/nowhere")
    client.post(
        "/fr/account/sign-in", data={"address": "person1@example.org", "password": "pas le bon du tout"}
    )
    client.post("/fr/account/sign-in", data={"address": "person1@example.org"})
    new = f"/fr/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    client.post(new, data={"kind": "idea", "title": "Avant de se connecter", "step": "check"})
    client.sign_in(person)
    client.get("/fr/me")
    monkeypatch.setattr(sessions, "network", lambda: 1 / 0)  # a fault is logged with all that is known of it
    client.post("/fr/account/sign-in", data={"address": "person1@example.org", "password": "encore un autre"})
    assert [line for line in written_down() if address in line] == []
    said = "".join(capfd.readouterr())
    assert address not in said
    networks = {
        *db.session.scalars(sa.select(SecurityEvent.network)),
        *db.session.scalars(sa.select(Throttle.key)),
    }
    assert any(PLACES[address] in str(network) for network in networks)


def written_down() -> list[str]:
    """Return every row of every table, as text."""
    rows = [row for table in Base.metadata.tables.values() for row in db.session.execute(sa.select(table))]
    return [str(tuple(row)) for row in rows]


def settings_of_gunicorn() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "gunicorn.conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_web_server_keeps_no_log_of_visitors_unless_asked_and_then_without_addresses() -> None:
    settings = settings_of_gunicorn()
    assert settings.accesslog is None
    telling = {
        "h",
        "l",
        "u",
        "f",
        "a",
        "q",
        "r",
    }  # address, names, page of origin, browser, query, whole line
    assert set(re.findall(r"%\(([^)]+)\)s", settings.access_log_format)).isdisjoint(telling)
    assert "{" not in settings.access_log_format


def test_of_a_request_that_cannot_be_read_no_line_names_the_sender(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("a gunicorn of this test")
    settings_of_gunicorn().on_starting(SimpleNamespace(log=SimpleNamespace(error_log=log)))
    log.warning("Invalid request from ip=203.0.113.77: Invalid header name: 'ses me adresse'")
    log.warning("Worker exiting (pid: %s)", 7)
    assert [record.getMessage() for record in caplog.records] == [
        "Invalid request",
        "Worker exiting (pid: 7)",
    ]
