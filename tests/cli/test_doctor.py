"""`flask doctor` says what is wrong and what to do, and ends with an error then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli import doctor
from app.features.authenticators import sealing
from app.features.authenticators.models import AuthenticatorApp
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.ledger import keys
from config import Config
from tests.support.identity_service import identity_service
from tests.support.people import make_person


def findings(app: Flask) -> dict[str, doctor.Finding]:
    with app.app_context():
        found = {each.subject: each for each in doctor.examine(app.extensions["settings"])}
        db.session.remove()
    return found


def test_a_migrated_database_is_well(app: Flask) -> None:
    found = findings(app)
    for subject in (
        "Python",
        "SQLite library",
        "Database",
        "Migrations",
        "Triggers",
        "Search index",
        "Time zones",
        "Data folder",
        "Mail",
    ):
        assert found[subject].is_well, found[subject]


def test_an_empty_database_is_one_line_with_the_command_to_type(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    ill = [
        each for each in findings(app).values() if not each.is_well and each.subject not in {"Keys", "Mail"}
    ]
    assert [(each.subject, each.detail, each.advice) for each in ill] == [
        ("Migrations", "at nothing", "Type: flask db upgrade")
    ]


def test_keys_of_tests_are_refused_and_the_command_ends_with_an_error(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1
    assert "✗ Keys: short, equal or well known\n    Set TACHAWOR_SECRET_KEY" in result.output


def test_a_trigger_that_went_missing_is_seen(app: Flask) -> None:
    with app.app_context():
        on_sqlite = db.engine.dialect.name == "sqlite"
        with db.engine.begin() as connection:
            name = "refuse_update_calendar_change"
            connection.execute(
                sa.text(
                    f"DROP TRIGGER {name}"
                    if on_sqlite
                    else f"ALTER TABLE calendar_change DISABLE TRIGGER {name}"
                )
            )
    try:
        assert not findings(app)["Triggers"].is_well
    finally:
        if not on_sqlite:
            with app.app_context(), db.engine.begin() as connection:
                connection.execute(sa.text(f"ALTER TABLE calendar_change ENABLE TRIGGER {name}"))


def test_a_lost_key_of_the_authenticator_apps_is_seen(app: Flask) -> None:
    subject = "Key of the authenticator apps"
    assert findings(app)[subject].is_well
    with app.app_context():
        user_id = make_person()
        sealed = sealing.seal(b"secret", user_id=user_id)
        with transaction() as now:
            db.session.add(
                AuthenticatorApp(user_id=user_id, sealed_secret=sealed, last_step=1, created_at=now)
            )
        assert findings(app)[subject].is_well
        keys.folder().remove(sealing.KEY_FILE)
    assert "accounts/authenticator-apps is missing" in findings(app)[subject].detail


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ("3.40.1", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.0", False),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
    ],
)
def test_a_sqlite_library_with_the_write_ahead_fault_is_not_safe(version: str, is_safe: bool) -> None:
    assert doctor.is_safe_sqlite(version) is is_safe


def test_an_incomplete_catalogue_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "messages.po").write_text(
        f'{header}msgid "Open"\nmsgstr ""\n\n#, fuzzy\nmsgid "Closed"\nmsgstr "Clos"\n'
    )
    assert list(doctor.catalogue_problems(tmp_path, "fr")) == [
        "fr: 2 sentences missing or to be confirmed",
        "fr: not compiled",
    ]
    assert list(doctor.catalogue_problems(tmp_path, "ar")) == ["ar: no catalogue"]


@pytest.mark.sqlite_only
def test_a_mail_server_that_does_not_answer_is_reported(make_app: Callable[..., Flask]) -> None:
    found = findings(make_app(mail_backend="smtp", mail_server="127.0.0.1", mail_port=1))
    assert not found["Mail"].is_well


@pytest.mark.sqlite_only
def test_an_identity_service_has_a_line_and_is_asked_only_when_wanted(
    app: Flask, make_app: Callable[..., Flask]
) -> None:
    assert "Identity service" not in findings(app)
    with identity_service() as service:
        with_service = make_app(**service.settings)
        found = findings(with_service)["Identity service"]
        assert found.is_well
        assert service.issuer in found.detail
        assert service.asked == []
        result = with_service.test_cli_runner().invoke(args=["doctor", "--ask-identity-service"])
        assert f"✓ Identity service: {service.issuer} answers" in result.output
        service.description = {"token_endpoint": "https://elsewhere.example.org/token"}
        result = with_service.test_cli_runner().invoke(args=["doctor", "--ask-identity-service"])
        assert f"✗ Identity service: {service.issuer}: ProviderUnclear" in result.output


def test_in_production_mail_must_leave() -> None:
    settings = Config.for_tests(
        database_url="sqlite://", data_folder=Path(), environment="production", mail_backend="file"
    )
    assert not doctor.check_mail(settings).is_well


def test_time_zone_data_from_before_the_change_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock.time_zone_problem() is None
    monkeypatch.setattr(clock.zoneinfo, "ZoneInfo", lambda _name: timezone(timedelta(hours=1)))
    with pytest.raises(clock.TimeZoneDataTooOld, match="tzdata"):
        clock.require_current_time_zones()


def test_past_hours_of_morocco_stay_right() -> None:
    summer_2025 = clock.local_time(datetime(2025, 7, 1, 11, 0, tzinfo=UTC), "Africa/Casablanca")
    assert summer_2025.hour == 12
