"""The application as tests use it: made once for each database, each test starting from an empty one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from app import create_app
from app.features.accounts.types import Strength
from app.foundation import failpoints
from app.foundation.database import db
from config import Config
from tests.support import mailbox
from tests.support.databases import Database
from tests.support.signing_in import have_session


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all the applications of a test process; jinja2 compares their sources."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what another application compiled."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()
# What the application keeps beside the database, and a test must find as the database expects it.
KEPT_FOLDERS = ("exports", "files", "keys", "mails", "personal-exports")


class Client(FlaskClient):
    """A test client whose requests see nothing of the test's own context, as a server's would not.

    Flask would lend the request the context that the test is in, and with it the session and the signed-in user.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Answer a request; afterwards the test's session reads anew."""
        in_context = has_app_context()
        if in_context:
            changes = [*db.session.new, *db.session.dirty, *db.session.deleted]
            assert not changes, f"commit before the request, which would not see: {changes}"
            db.session.rollback()
        response: TestResponse = Context().run(super().open, *args, **options)
        if in_context:
            db.session.rollback()
        return response

    def sign_in(self, user_id: int, *, strength: Strength = Strength.TWO_FACTORS) -> None:
        """Make the visitor a signed-in person, strongly unless asked otherwise, without the pages of signing in."""
        token = Context().run(self._begin_session, user_id, strength)
        with self.session_transaction() as kept:
            kept.clear()
            kept["_permanent"], kept["_user_id"] = True, token

    def _begin_session(self, user_id: int, strength: Strength) -> str:
        with self.application.app_context():
            return have_session(user_id, strength=strength)


def session_cookie(app: Flask, user_id: int) -> tuple[str, str]:
    """Return the name and value of a signed-in person's cookie, for a browser."""
    client = Client(app, use_cookies=True)
    client.sign_in(user_id)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return name, cookie.value


class Workplace:
    """One database and the application on it, both brought back to their beginning before each test."""

    def __init__(self, *, database: Database, data_folder: Path) -> None:
        self.database = database
        self.data_folder = data_folder
        self.filled: dict[str, Any] = {}
        database.reset()

    @cached_property
    def app(self) -> Flask:
        """The application, made when first needed."""
        return self._make()

    def reset(self) -> None:
        """Empty the database and the folder of files, and forget what the application counted."""
        self._dispose(self.app)
        self.database.reset()
        # The built style sheet and scripts beside it stay: they are the program's, not the test's.
        for folder in KEPT_FOLDERS:
            shutil.rmtree(self.data_folder / folder, ignore_errors=True)
        mailbox.empty(self.app)
        limiter = next(iter(self.app.extensions.get("limiter", ())), None)
        if limiter is not None:
            limiter.reset()

    def fill(self, name: str, make: Callable[[], Any]) -> Any:
        """Give the empty database what `make` makes, copied from the first time it was made; return its value."""
        if name not in self.filled:
            with self.app.app_context():
                self.filled[name] = make()
            self._dispose(self.app)
            mailbox.empty(self.app)
            self.database.keep(name)
            for folder in KEPT_FOLDERS:
                self._copy(self.data_folder / folder, self._kept(folder, name))
        else:
            self._dispose(self.app)
            self.database.restore(name)
            for folder in KEPT_FOLDERS:
                self._copy(self._kept(folder, name), self.data_folder / folder)
        return self.filled[name]

    def _kept(self, folder: str, name: str) -> Path:
        return self.data_folder.parent / f"{folder}-{name}"

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        shutil.rmtree(target, ignore_errors=True)
        if source.exists():
            shutil.copytree(source, target)

    def tidy(self) -> None:
        """Let go of what a test may have left behind."""
        failpoints.disarm()

    @contextmanager
    def more_applications(self) -> Iterator[Callable[..., Flask]]:
        """Yield a function that makes applications on the same database, with other settings."""
        made: list[Flask] = []

        def make(**changes: Any) -> Flask:
            made.append(self._make(**changes))
            return made[-1]

        yield make
        for app in made:
            self._dispose(app)

    def close(self) -> None:
        """Close every connection."""
        self._dispose(self.app)

    def _make(self, **changes: Any) -> Flask:
        settings: dict[str, Any] = {
            "database_url": self.database.url,
            "data_folder": self.data_folder,
        } | changes
        app = create_app(Config.for_tests(**settings))
        app.test_client_class = Client
        app.jinja_env.bytecode_cache = COMPILED
        return app

    @staticmethod
    def _dispose(app: Flask) -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
