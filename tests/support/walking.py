"""Walking over addresses as each of the people of the world."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.foundation.database import SQLITE_MODULE
from tests.support.applications import Client, Workplace, session_cookie
from tests.support.ballot_forms import review_first
from tests.support.databases import SqliteDatabase
from tests.support.visits import Visit
from tests.support.world import PEOPLE, World, make_world

VISITOR = "visitor"
# The columns of the table of access, in order.
ROLES = (VISITOR, *(name for name in PEOPLE if name not in {"supporter_a", "everybody"}))


@dataclass(slots=True)
class Answer:
    """What came back: the status, and whether anything in the database changed."""

    visit: Visit
    response: TestResponse
    has_changed: bool

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def cell(self) -> str:
        """What the table says: the status, and `in` when it leads to sign-in."""
        leads_in = self.status == 303 and "/account/sign-in" in self.response.headers["Location"]
        return "in" if leads_in else str(self.status)


@dataclass
class Walker:
    """Visits as one person; the world is brought back after whatever changed it (on SQLite)."""

    workplace: Workplace
    world: World
    role: str
    app: Flask | None = None
    _watch: Any = field(default=None, init=False)
    _cookie: tuple[str, str] | None = field(default=None, init=False)

    def answer(self, visit: Visit, path: str | None = None, **options: Any) -> Answer:
        """Visit an address in the world as it was made."""
        address, client = path or visit.path(self.world.a), self._client()
        form = None if visit.is_safe else options.pop("form", visit.form(self.world.a))
        if visit.endpoint == "ballots.cast" and form and self.role != VISITOR:
            form = review_first(client, address, form)
        before = self._version()
        response = client.open(address, method=visit.method, data=form, **options)
        has_changed = self._version() != before
        if has_changed:
            self.bring_back()
        return Answer(visit, response, has_changed)

    def answers(self, visits: list[Visit]) -> Iterator[Answer]:
        """Visit one after the other."""
        return (self.answer(visit) for visit in visits)

    def bring_back(self) -> None:
        """Make the world as it was."""
        self.close()
        self.workplace.fill("world", make_world)

    def close(self) -> None:
        """Let go of the database."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _client(self) -> Client:
        app = self.app or self.workplace.app
        client = Client(app, use_cookies=True)
        if self.role != VISITOR:
            if self._cookie is None:
                self._cookie = session_cookie(app, self.world.people[self.role])
            client.set_cookie(*self._cookie)
        return client

    def _version(self) -> int:
        """Return a number that changes when another connection has changed the database."""
        database = self.workplace.database
        if not isinstance(database, SqliteDatabase):
            return 0
        if self._watch is None:
            self._watch = SQLITE_MODULE.connect(str(database.file))  # type: ignore[attr-defined]
        version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return version
