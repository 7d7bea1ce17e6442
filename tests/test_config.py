"""The environment is read in one place, and production does not start without its secrets."""

from pathlib import Path
from typing import Any

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


SERVICE = {
    "TACHAWOR_OIDC_ISSUER": "https://id.example.org/realm",
    "TACHAWOR_OIDC_CLIENT_ID": "tachawor",
    "TACHAWOR_OIDC_CLIENT_SECRET": "never sent",
    "TACHAWOR_OIDC_NAMES": "ar=هوية; fr=Identité",
}


def with_service(folder: Path, **changes: str) -> Config:
    """Return the settings of an installation with an identity service, some of them changed or taken away."""
    changed = {f"TACHAWOR_OIDC_{name}": value for name, value in changes.items()}
    return Config.from_environment({"TACHAWOR_DATA_FOLDER": str(folder)} | SERVICE | changed)


def test_an_identity_service_is_off_unless_all_of_it_is_set(tmp_path: Path) -> None:
    assert Config.from_environment({"TACHAWOR_DATA_FOLDER": str(tmp_path)}).oidc_issuer is None
    config = with_service(tmp_path)
    assert config.oidc_issuer == SERVICE["TACHAWOR_OIDC_ISSUER"]
    assert config.oidc_names == {"ar": "هوية", "fr": "Identité"}
    assert config.oidc_scopes == "openid"
    assert with_service(tmp_path, NAMES="Identité").oidc_names == {"": "Identité"}
    assert with_service(tmp_path, SCOPES="openid  profile").oidc_scopes == "openid profile"


@pytest.mark.parametrize("name", SERVICE)
def test_half_an_identity_service_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"Set {name} too"):
        with_service(tmp_path, **{name.removeprefix("TACHAWOR_OIDC_"): ""})


def test_scopes_without_an_identity_service_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="TACHAWOR_OIDC_SCOPES"):
        Config.from_environment({"TACHAWOR_DATA_FOLDER": str(tmp_path), "TACHAWOR_OIDC_SCOPES": "openid"})


@pytest.mark.parametrize(
    "change",
    [
        {"ISSUER": "http://id.example.org"},
        {"ISSUER": "id.example.org"},
        {"ISSUER": "https://id.example.org/?a=b"},
        {"ISSUER": "https://id.example.org/#a"},
        {"ISSUER": "https://somebody@id.example.org"},
        {"ISSUER": "https://"},
        {"ISSUER": f"https://id.example.org/{'a' * 300}"},
        {"SCOPES": "profile email"},
    ],
)
def test_an_identity_service_that_makes_no_sense_is_refused(change: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"TACHAWOR_OIDC_{next(iter(change))}"):
        with_service(tmp_path, **change)


def test_only_development_may_have_its_identity_service_on_its_own_machine(tmp_path: Path) -> None:
    local = {"ISSUER": "http://127.0.0.1:9000"}
    assert with_service(tmp_path, **local).oidc_issuer == local["ISSUER"]
    with pytest.raises(ConfigurationError, match="TACHAWOR_OIDC_ISSUER"):
        Config.from_environment(PRODUCTION | SERVICE | {"TACHAWOR_OIDC_ISSUER": local["ISSUER"]})
