"""Flask-Security, set up: it hashes passwords and knows addresses; every page, session and commit is ours."""

from datetime import timedelta
from typing import Any

from flask import Flask, Request
from flask_security import PasswordUtil, RoleMixin, Security, UserDatastore

from app.features.accounts import queries
from app.foundation.database import db
from app.foundation.i18n import LazyText, _l, _n
from app.web.accounts import sessions
from config import Config

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
HASH = "argon2"


class Accounts(UserDatastore):
    """What the library may do with accounts: change one in the current transaction, and open none."""

    def __init__(self) -> None:
        super().__init__(user_model=queries.ACCOUNT_CLASS, role_model=RoleMixin)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Any:
        """Return None: sessions are ours (sessions.py), and nothing else signs anybody in."""
        return None

    def put(self, model: Any) -> Any:
        """Write a change; the surface's transaction commits it."""
        db.session.add(model)
        return model


class Passwords(PasswordUtil):
    """What a password must be, said in our own words."""

    def validate(self, password: str, is_register: bool, **context: Any) -> tuple[list[LazyText] | None, str]:
        """Return why the password is refused (None: it is not), and the password as it is kept."""
        normal = self.normalize(password)
        if len(normal) < SHORTEST_PASSWORD:
            return [
                _n(
                    "Use at least %(num)s character: a few words that you will remember.",
                    "Use at least %(num)s characters: a few words that you will remember.",
                    SHORTEST_PASSWORD,
                )
            ], normal
        if len(normal) > LONGEST_PASSWORD:
            return [
                _n("Use at most %(num)s character.", "Use at most %(num)s characters.", LONGEST_PASSWORD)
            ], normal
        if len(set(normal.casefold())) < 4:
            return [_l("This password is too easy to guess: use more different characters.")], normal
        return None, normal


def init_app(app: Flask, settings: Config) -> None:
    """Give the application its sessions and passwords, and none of the library's pages, sessions and commands."""
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH=HASH,
        SECURITY_PASSWORD_SCHEMES=[HASH],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=_cost(settings),
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "allow_smtputf8": False},
        SECURITY_PHONE_REGION_DEFAULT=settings.phone_region,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    provider = app.json
    security = Security(app, Accounts(), register_blueprint=False, password_util_cls=Passwords)
    app.json = provider
    # Only our own pages sign people in: a token in an address or a header opens nothing.
    security.login_manager.request_loader(_no_token)
    sessions.init_app(app, security.login_manager)


def _cost(settings: Config) -> dict[str, int]:
    """Return what hashing a password may cost; tests pay as little as the library allows."""
    return (
        {"argon2__time_cost": 1, "argon2__memory_cost": 1024, "argon2__parallelism": 1}
        if settings.testing
        else {}
    )


def _no_token(_request: Request) -> None:
    return None
