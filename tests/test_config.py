"""The environment is read in one place, and production does not start without its secrets."""

from pathlib import Path

import pytest

from config import Config, ConfigurationError

PRODUCTION = {
    "TACHAWOR_ENVIRONMENT": "production",
    "TACHAWOR_SECRET_KEY": "a" * 40,
    "TACHAWOR_PASSWORD_SALT": "b" * 40,
    "TACHAWOR_DATABASE_URL": "sqlite:////tmp/never-opened.sqlite3",
    "TACHAWOR_PUBLIC_URL": "https://tachawor.example/",
    "TACHAWOR_MAIL_SENDER": "no-reply@tachawor.example",
    "TACHAWOR_MAIL_SERVER": "mail.tachawor.example",
    "TACHAWOR_KEYS_FOLDER": "/var/never-opened/keys",
}


def test_production_starts_with_its_secrets_and_never_as_a_demonstration(tmp_path: Path) -> None:
    config = Config.from_environment(
        PRODUCTION | {"TACHAWOR_DATA_FOLDER": str(tmp_path), "TACHAWOR_DEMO": "1"}
    )
    assert config.is_production
    assert not config.demo
    assert config.public_url == "https://tachawor.example"
    assert config.mail_backend == "smtp"


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "TACHAWOR_ENVIRONMENT"])
def test_production_refuses_to_start_without_one_of_its_settings(name: str, tmp_path: Path) -> None:
    lacking = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ConfigurationError, match=name):
        Config.from_environment(lacking | {"TACHAWOR_DATA_FOLDER": str(tmp_path)})


def test_development_makes_its_secrets_once_and_keeps_them_from_others(tmp_path: Path) -> None:
    first = Config.from_environment({"TACHAWOR_DATA_FOLDER": str(tmp_path)})
    second = Config.from_environment({"TACHAWOR_DATA_FOLDER": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert first.secret_key != first.password_salt
    assert (tmp_path / "secret_key.txt").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TACHAWOR_ENVIRONMENT", "staging"),
        ("TACHAWOR_MAIL_PORT", "twenty"),
        ("TACHAWOR_TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Config.from_environment({"TACHAWOR_DATA_FOLDER": str(tmp_path), name: value})
