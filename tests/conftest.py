"""What every test can ask for: an application on a real database, a client, a clock, mails, a browser.

A test that uses `app` (or anything built on it) runs once on SQLite and once on PostgreSQL. Two exceptions: one marked
`sqlite_only`, and one that uses a browser, run on SQLite alone; mark the latter `both_databases` to change that.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import scoped_session

from app.foundation import clock as application_clock
from app.foundation.database import db
from scripts.system_packages import chromium
from tests.support import outbound, postgresql
from tests.support.applications import Client, Workplace, session_cookie
from tests.support.browser import PageOpener, accessibility_problems, serving
from tests.support.clock import FixedClock
from tests.support.databases import Database, PostgresqlDatabase, SqliteDatabase
from tests.support.mailbox import Mailbox
from tests.support.shared import SharedDatabases, shared_databases
from tests.support.world import NOW, World, make_world

BROWSER_FIXTURES = {"live_server", "open_page", "browser_page"}
KINDS = ("sqlite", "postgresql")
ROOM_FOR_A_RUN = 4 * 1024**3  # bytes; a run takes about one and a half


# ── which tests run ──────────────────────────────────────────────────────────────────────────────────────────────


def missing_programs() -> dict[str, str]:
    """Return what this machine lacks, by the tests that need it."""
    missing = {}
    if not postgresql.is_available():
        missing["on PostgreSQL"] = "no PostgreSQL server"
    if chromium() is None:
        missing["in a browser"] = "no Chromium"
    return missing


def use_memory_for_files() -> None:
    """Let the run's own files, databases among them, stay in memory where it has room: nobody needs them tomorrow."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_FOR_A_RUN:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to leave anything out where everything must run."""
    use_memory_for_files()
    config.addinivalue_line("markers", "both_databases: a browser test that also runs on PostgreSQL")
    missing = missing_programs()
    if missing and os.environ.get("CI", "").lower() in {"true", "1"}:
        raise pytest.UsageError(f"CI is set, so no test may be left out, but: {', '.join(missing.values())}.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each database that it is about."""
    if "database_kind" not in metafunc.fixturenames:
        return
    marked = metafunc.definition.get_closest_marker
    in_browser = bool(BROWSER_FIXTURES & set(metafunc.fixturenames))
    once = marked("sqlite_only") or (in_browser and not marked("both_databases"))
    metafunc.parametrize("database_kind", KINDS[:1] if once else KINDS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run; the summary says so."""
    missing = missing_programs()
    left_out = [item for item in items if needs(item) & missing.keys()]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def needs(item: pytest.Item) -> set[str]:
    """Return what a test needs from the machine."""
    fixtures = set(getattr(item, "fixturenames", ()))
    callspec = getattr(item, "callspec", None)
    on_postgresql = "postgresql_server" in fixtures or (
        callspec is not None and callspec.params.get("database_kind") == "postgresql"
    )
    in_browser = bool({"browser", "open_page", "browser_page"} & fixtures)
    return ({"on PostgreSQL"} if on_postgresql else set()) | ({"in a browser"} if in_browser else set())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say plainly which kinds of tests did not run."""
    for tests, reason in missing_programs().items():
        terminalreporter.write_line(
            f"NOT RUN: the tests {tests} ({reason} on this machine; `make test` says what to type)."
        )


# ── the outside ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session", autouse=True)
def _kept_on_this_machine() -> Iterator[None]:
    """Let no test reach another machine."""
    with outbound.guarding():
        yield


@pytest.fixture(autouse=True)
def _told_on(_kept_on_this_machine: None) -> Iterator[None]:
    """Fail a test that tried, even when what it tested went on without an answer."""
    yield
    assert outbound.taken_attempts() == []


# ── databases ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Share one cluster and the migrated templates among the processes of a parallel run."""
    node.workerinput["shared_databases"] = shared_databases(node.config).addresses()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster and remove the templates, whatever happened."""
    shared_databases(config).close()


@pytest.fixture(scope="session")
def _shared(pytestconfig: pytest.Config) -> SharedDatabases:
    return shared_databases(pytestconfig)


@pytest.fixture(scope="session")
def postgresql_server(_shared: SharedDatabases) -> postgresql.Server:
    """The test run's own PostgreSQL server, for tests that make databases of their own."""
    return _shared.postgresql_server


@pytest.fixture(scope="session")
def _workplaces(
    _shared: SharedDatabases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Workplace]]:
    made: dict[str, Workplace] = {}

    def workplace(kind: str) -> Workplace:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            database: Database = (
                SqliteDatabase(template=_shared.sqlite_template, folder=folder)
                if kind == "sqlite"
                else PostgresqlDatabase(server=_shared.postgresql_server, name=f"test_{os.getpid()}")
            )
            made[kind] = Workplace(database=database, data_folder=folder / "data")
        return made[kind]

    yield workplace
    for one in made.values():
        one.close()


@pytest.fixture
def workplace(database_kind: str, _workplaces: Callable[[str], Workplace]) -> Iterator[Workplace]:
    """A migrated database without rows and the application on it."""
    place = _workplaces(database_kind)
    place.reset()
    yield place
    place.tidy()


@pytest.fixture
def database_url(workplace: Workplace) -> str:
    """The address of a migrated database without rows."""
    return workplace.database.url


@pytest.fixture
def app(workplace: Workplace) -> Flask:
    """The application on a migrated database without rows."""
    return workplace.app


@pytest.fixture
def make_app(workplace: Workplace) -> Iterator[Callable[..., Flask]]:
    """Return a function that makes one more application on the same database, with settings changed."""
    with workplace.more_applications() as make:
        yield make


@pytest.fixture
def db_session(app: Flask) -> Iterator["scoped_session[Any]"]:
    """The session, inside an application context; what a client's request committed is seen at once."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> Iterator[Client]:
    """A visitor whose forms need no anti-forgery token; `client.sign_in(user_id)` makes her a person."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield Client(app, use_cookies=True)
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def strict_client(app: Flask) -> Client:
    """A visitor whose forms are refused without their anti-forgery token, as in real life."""
    return Client(app, use_cookies=True)


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """The application's clock, standing still on 12 October 2026 at 10:00 UTC until the test moves it."""
    fixed = FixedClock(datetime(2026, 10, 12, 10, 0, tzinfo=UTC))
    with application_clock.use(fixed):
        yield fixed


@pytest.fixture
def world(workplace: Workplace, clock: FixedClock) -> World:
    """Two communes with everything in every state (see World), on an application whose clock stands at its NOW."""
    clock.set(NOW)
    made: World = workplace.fill("world", make_world)
    return made


@pytest.fixture
def outbox(app: Flask) -> Mailbox:
    """The mails and short messages that the application sent during the test (see Mailbox)."""
    return Mailbox(app)


# ── browser ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; root may not use its sandbox."""
    options = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return browser_type_launch_args | {"executable_path": chromium(), "args": options}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Give no address for all pages: each test serves its own. The plugin's own fixture is deprecated in its form."""


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the application, served to a real browser."""
    with serving(app) as address:
        yield address


@pytest.fixture
def open_page(
    app: Flask, live_server: str, new_context: Callable[..., BrowserContext]
) -> Iterator[PageOpener]:
    """Return a function that opens pages (see PageOpener); errors in the browser's console fail the test."""
    opener = PageOpener(
        new_context=new_context, base_url=live_server, session_of=lambda user_id: session_cookie(app, user_id)
    )
    yield opener
    assert opener.complaints == []


@pytest.fixture
def browser_page(open_page: PageOpener) -> Page:
    """A page on a phone of 360 x 740, with JavaScript, in Arabic."""
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a function that fails with what axe finds wrong on a page as it stands."""

    def check(page: Page) -> None:
        problems = accessibility_problems(page)
        assert problems == [], "\n".join([page.url, *problems])

    return check
