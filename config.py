"""Settings: the only reader of the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
LONGEST_ISSUER = 300


class ConfigurationError(Exception):
    """The environment lacks something that this way of running needs; the text says what to set."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that changes from one installation to another."""

    secret_key: str
    password_salt: str
    database_url: str
    data_folder: Path
    keys_folder: Path
    environment: str = "development"
    demo: bool = False
    testing: bool = False
    public_url: str = "http://127.0.0.1:8000"
    network_name: Mapping[str, str] = field(
        default_factory=lambda: {
            "ar": "تشاور",
            "fr": "Tachawor",
            "en": "Tachawor",
            "zgh": "Tachawor",
        }
    )
    default_language: str = "ar"
    time_zone: str = "Africa/Casablanca"
    mail_backend: str = "console"
    mail_server: str = "127.0.0.1"
    mail_port: int = 25
    mail_username: str | None = None
    mail_password: str | None = None
    mail_use_tls: bool = False
    mail_sender: str = "no-reply@tachawor.invalid"
    sms_backend: str = "console"
    phone_region: str = "MA"
    currency: str = "MAD"
    redis_url: str | None = None
    trusted_proxies: int = 0
    upload_limit_bytes: int = 12 * 1024 * 1024
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_names: Mapping[str, str] = field(default_factory=dict)
    oidc_scopes: str = "openid"
    information_request_url: str | None = None
    complaint_url: str | None = None
    session_days: int = 30
    session_idle_days: int = 14
    staff_session_hours: int = 12
    staff_session_idle_minutes: int = 120
    security_log_days: int = 90
    sent_message_days: int = 30
    inactive_account_days: int = 1095
    inactive_warning_days: int = 60
    unsent_draft_days: int = 365
    report_reason_days: int = 365
    read_notice_days: int = 180
    help_session_days: int = 365
    personal_export_hours: int = 48
    log_level: str = "INFO"

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def has_https(self) -> bool:
        """Cookies travel by https alone in production, and wherever the public address says https."""
        return self.is_production or self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Config":
        """Read TACHAWOR_* variables; in production every secret must be set, elsewhere it is made once and kept."""
        env = os.environ if environment is None else environment
        mode = env.get("TACHAWOR_ENVIRONMENT", "development")
        if mode not in {"development", "production"}:
            raise ConfigurationError("TACHAWOR_ENVIRONMENT must be 'development' or 'production'.")
        folder = Path(env.get("TACHAWOR_DATA_FOLDER", str(ROOT / "instance"))).resolve()
        if mode == "production":
            cls._require(
                env,
                "TACHAWOR_SECRET_KEY",
                "TACHAWOR_PASSWORD_SALT",
                "TACHAWOR_DATABASE_URL",
                "TACHAWOR_PUBLIC_URL",
                "TACHAWOR_MAIL_SENDER",
                "TACHAWOR_MAIL_SERVER",
                "TACHAWOR_KEYS_FOLDER",
            )
        kept = {} if mode == "production" else _kept_secrets(folder)
        return cls(
            secret_key=env.get("TACHAWOR_SECRET_KEY") or kept["secret_key"],
            password_salt=env.get("TACHAWOR_PASSWORD_SALT") or kept["password_salt"],
            database_url=env.get("TACHAWOR_DATABASE_URL") or f"sqlite:///{folder / 'tachawor.sqlite3'}",
            data_folder=folder,
            keys_folder=Path(env.get("TACHAWOR_KEYS_FOLDER") or folder / "keys").resolve(),
            environment=mode,
            demo=_flag(env, "TACHAWOR_DEMO") and mode != "production",
            public_url=env.get("TACHAWOR_PUBLIC_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}").rstrip(
                "/"
            ),
            default_language=env.get("TACHAWOR_DEFAULT_LANGUAGE", "ar"),
            time_zone=env.get("TACHAWOR_TIME_ZONE", "Africa/Casablanca"),
            mail_backend=env.get("TACHAWOR_MAIL_BACKEND", "smtp" if mode == "production" else "file"),
            mail_server=env.get("TACHAWOR_MAIL_SERVER", "127.0.0.1"),
            mail_port=_number(env, "TACHAWOR_MAIL_PORT", 25),
            mail_username=env.get("TACHAWOR_MAIL_USERNAME"),
            mail_password=env.get("TACHAWOR_MAIL_PASSWORD"),
            mail_use_tls=_flag(env, "TACHAWOR_MAIL_USE_TLS"),
            mail_sender=env.get("TACHAWOR_MAIL_SENDER", "no-reply@tachawor.invalid"),
            sms_backend=env.get("TACHAWOR_SMS_BACKEND", "console"),
            phone_region=env.get("TACHAWOR_PHONE_REGION", "MA"),
            currency=env.get("TACHAWOR_CURRENCY", "MAD"),
            redis_url=env.get("TACHAWOR_REDIS_URL"),
            trusted_proxies=_number(env, "TACHAWOR_TRUSTED_PROXIES", 0),
            **_identity_service(env, is_production=mode == "production"),
            information_request_url=env.get("TACHAWOR_INFORMATION_REQUEST_URL"),
            complaint_url=env.get("TACHAWOR_COMPLAINT_URL"),
            session_days=_number(env, "TACHAWOR_SESSION_DAYS", 30),
            session_idle_days=_number(env, "TACHAWOR_SESSION_IDLE_DAYS", 14),
            staff_session_hours=_number(env, "TACHAWOR_STAFF_SESSION_HOURS", 12),
            staff_session_idle_minutes=_number(env, "TACHAWOR_STAFF_SESSION_IDLE_MINUTES", 120),
            security_log_days=_number(env, "TACHAWOR_SECURITY_LOG_DAYS", 90),
            sent_message_days=_number(env, "TACHAWOR_SENT_MESSAGE_DAYS", 30),
            inactive_account_days=_number(env, "TACHAWOR_INACTIVE_ACCOUNT_DAYS", 1095),
            inactive_warning_days=_number(env, "TACHAWOR_INACTIVE_WARNING_DAYS", 60),
            unsent_draft_days=_number(env, "TACHAWOR_UNSENT_DRAFT_DAYS", 365),
            report_reason_days=_number(env, "TACHAWOR_REPORT_REASON_DAYS", 365),
            read_notice_days=_number(env, "TACHAWOR_READ_NOTICE_DAYS", 180),
            help_session_days=_number(env, "TACHAWOR_HELP_SESSION_DAYS", 365),
            personal_export_hours=_number(env, "TACHAWOR_PERSONAL_EXPORT_HOURS", 48),
            log_level=env.get("TACHAWOR_LOG_LEVEL", "INFO"),
        )

    @classmethod
    def for_tests(cls, *, database_url: str, data_folder: Path, **changes: Any) -> "Config":
        """Return settings for a test: fixed secrets, mail kept in memory, no demo unless asked for."""
        settings: dict[str, Any] = {
            "secret_key": "only-for-tests",
            "password_salt": "only-for-tests",
            "database_url": database_url,
            "data_folder": data_folder,
            "keys_folder": data_folder / "keys",
            "testing": True,
            "mail_backend": "memory",
            "sms_backend": "memory",
            "public_url": "http://localhost",
            "log_level": "WARNING",
        }
        return cls(**(settings | changes))

    @staticmethod
    def _require(env: Mapping[str, str], *names: str) -> None:
        missing = [name for name in names if not env.get(name)]
        if missing:
            raise ConfigurationError(f"Set {', '.join(missing)} before starting in production.")


def _flag(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").lower() in {"1", "true", "yes", "on"}


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise ConfigurationError(f"{name} must be a whole number.")
    return int(text)


def _identity_service(env: Mapping[str, str], *, is_production: bool) -> dict[str, Any]:
    """Return the settings of the identity service, or nothing; half of them would be a fault at the first voter."""
    needed = [f"TACHAWOR_OIDC_{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAMES")]
    given = [name for name in (*needed, "TACHAWOR_OIDC_SCOPES") if env.get(name)]
    missing = [name for name in needed if not env.get(name)]
    if not given:
        return {}
    if missing:
        raise ConfigurationError(f"Set {', '.join(missing)} too, or take {', '.join(given)} away.")
    issuer, client_id, client_secret, names = (env[name] for name in needed)
    scopes = " ".join(env.get("TACHAWOR_OIDC_SCOPES", "openid").split()) or "openid"
    if not _is_issuer(issuer, is_production=is_production):
        raise ConfigurationError("TACHAWOR_OIDC_ISSUER must be an https address without ? and #.")
    if "openid" not in scopes.split():
        raise ConfigurationError("TACHAWOR_OIDC_SCOPES must contain 'openid'.")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": client_id,
        "oidc_client_secret": client_secret,
        "oidc_names": _names(names),
        "oidc_scopes": scopes,
    }


def _is_issuer(text: str, *, is_production: bool) -> bool:
    parts = urlsplit(text)
    is_local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"} and not is_production
    return (
        (parts.scheme == "https" or is_local)
        and bool(parts.hostname)
        and not (parts.query or parts.fragment or parts.username)
        and len(text) <= LONGEST_ISSUER
    )


def _names(text: str) -> dict[str, str]:
    """Return a name for each language from `ar=…; fr=…`; a plain text is the name in every language, kept under ''."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    named = {code.strip(): name.strip() for code, _, name in pairs}
    if named.keys() <= {"ar", "fr", "en", "zgh"} and all(named.values()):
        return named
    return {"": text.strip()}


def _kept_secrets(folder: Path) -> dict[str, str]:
    """Return the secrets of a development installation, made at its first start and readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {}
    for name in ("secret_key", "password_salt"):
        path = folder / f"{name}.txt"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        kept[name] = path.read_text().strip()
    return kept
