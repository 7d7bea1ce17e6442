"""Make the application: the only file that knows every part."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, jobs, models, web, wiring
from app.foundation import clock, files, identity_provider, logs, money
from app.foundation.database import SQLITE_MODULE, db, prepare_engine
from app.foundation.identity_provider import IdentityProvider
from app.foundation.ledger import keys
from app.foundation.web_addresses import is_public_page
from config import Config, ConfigurationError

ROOT = Path(__file__).resolve().parent.parent

__all__ = ["create_app", "models"]


def create_app(config: Config | None = None) -> Flask:
    """Return the application for a configuration (the environment's by default)."""
    clock.require_current_time_zones()
    settings = config or Config.from_environment()
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False  # an address typed with or without its last slash is the same page
    _configure(app, settings)
    logs.configure(as_json=settings.is_production, level=settings.log_level)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=settings.trusted_proxies,
            x_proto=settings.trusted_proxies,
            x_host=settings.trusted_proxies,
        )
    _prepare_database(app)
    files.init_app(app, folder=settings.data_folder / "files")
    keys.init_app(app, folder=settings.keys_folder, made_at_first_use=not settings.is_production)
    money.init_app(app, currency=settings.currency, country=settings.phone_region)
    identity_provider.init_app(app, provider=identity_provider_of(settings))
    CSRFProtect(app)
    wiring.connect()
    web.init_app(app, settings)
    cli.init_app(app)
    jobs.init_app(app)
    return app


def _configure(app: Flask, settings: Config) -> None:
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        TESTING=settings.testing,
        DEMO=settings.demo,
        TIME_ZONE=settings.time_zone,
        NETWORK_NAME=dict(settings.network_name),
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=settings.has_https,
        SESSION_COOKIE_NAME="__Host-session" if settings.has_https else "session",
        JSON_AS_ASCII=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]


def _engine_options(database_url: str) -> dict[str, object]:
    # What people wrote stays out of the sentences of faults, which are logged.
    if database_url.startswith("sqlite"):
        return {"module": SQLITE_MODULE, "hide_parameters": True}
    return {
        "hide_parameters": True, "pool_pre_ping": True, "pool_size": 10, "max_overflow": 10,
        "isolation_level": "READ COMMITTED",
    }  # fmt: skip


def identity_provider_of(settings: Config) -> IdentityProvider | None:
    """Return the identity service of the settings; its people come to it by the web, so it has a public name."""
    if settings.oidc_issuer is None:
        return None
    if settings.is_production and not is_public_page(settings.oidc_issuer):
        raise ConfigurationError("TACHAWOR_OIDC_ISSUER must be the address of a public host, by its name.")
    return IdentityProvider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        names=settings.oidc_names,
        scopes=settings.oidc_scopes,
    )


def _prepare_database(app: Flask) -> None:
    settings: Config = app.extensions["settings"]
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
