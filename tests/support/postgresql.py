"""A throw-away PostgreSQL cluster, made of the system's programs and gone with the test run."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from scripts.system_packages import postgresql_folder

START_SECONDS = 60
STOP_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "jit": "off",
    "log_min_messages": "fatal",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresqlError(Exception):
    """The server could not be made or started; the text holds what it said."""


def is_available() -> bool:
    """Say whether this machine has a PostgreSQL server's programs."""
    return postgresql_folder() is not None


@dataclass(frozen=True, slots=True)
class Server:
    """The address of a running cluster; picklable, so that test processes can share one."""

    socket_folder: str

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_folder}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Return an autocommit connection for administration."""
        return psycopg.connect(host=self.socket_folder, user="postgres", dbname=database, autocommit=True)

    def create_database(self, name: str, template: str = "template0") -> None:
        """Make a database as a copy of another that nobody is connected to."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self.connect() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def drop_database(self, name: str) -> None:
        """Remove a database, ending whatever is still connected to it."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


class Cluster:
    """A cluster with its own folder and process; `durable` keeps the safeguards that tests do without."""

    def __init__(self, *, durable: bool = False) -> None:
        programs = postgresql_folder()
        if programs is None:
            raise PostgresqlError("no PostgreSQL server's programs on this machine")
        self.programs = programs
        self.settings = SETTINGS | ({} if durable else FORGETFUL)
        self.folder = Path(tempfile.mkdtemp(prefix="tachawor-postgresql-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> Server:
        """Return the address of the cluster."""
        return Server(socket_folder=str(self.folder))

    def start(self) -> None:
        """Make the cluster and wait until it answers; leave nothing behind when it does not."""
        try:
            self._give_folder_away()
            self._initialise()
            self._launch()
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server by its own process id and remove its folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown: sessions are ended, files left in order
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def _give_folder_away(self) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam(unprivileged_account())
            os.chown(self.folder, account.pw_uid, account.pw_gid)

    def _initialise(self) -> None:
        command = [
            str(self.programs / "initdb"), "--pgdata", str(self.folder / "data"), "--username=postgres",
            "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ]  # fmt: skip
        result = subprocess.run([*as_unprivileged(), *command], capture_output=True, text=True, cwd="/")
        if result.returncode:
            raise PostgresqlError(result.stdout + result.stderr)

    def _launch(self) -> None:
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        command = [
            str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *settings,
        ]  # fmt: skip
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*as_unprivileged(), *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True,
            )  # fmt: skip

    def _wait_until_it_answers(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                self.server.connect().close()
                return
            except psycopg.OperationalError:
                if self.process is None or self.process.poll() is not None or time.monotonic() > give_up:
                    raise PostgresqlError((self.folder / "log").read_text()) from None
                time.sleep(0.05)


def as_unprivileged() -> list[str]:
    """Return the command prefix under which the server agrees to run, and dies with the test run."""
    if not sys.platform.startswith("linux") or shutil.which("setpriv") is None:
        return []
    if os.geteuid() != 0:
        return ["setpriv", "--pdeathsig", "INT"]
    account = pwd.getpwnam(unprivileged_account())
    return [
        "setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--pdeathsig", "INT",
    ]  # fmt: skip


def unprivileged_account() -> str:
    """Return the account for a server started by root, which PostgreSQL refuses to run as."""
    names = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
