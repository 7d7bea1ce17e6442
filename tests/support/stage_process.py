"""A process that forks others, each of which does one thing with the application and may be cut off in the middle.

It reads one line of JSON after the other, each a list of jobs done at the same moment, and writes lines of its own.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from app import create_app
from app.foundation import clock, database, failpoints
from app.foundation.database import db
from config import Config
from tests.support.postgresql import as_unprivileged
from tests.support.stage_acts import ACTS

CUT_OFF = 86
SEGMENT = 16 * 1024 * 1024


def main() -> None:
    """Do what is asked until the standard input ends."""
    say(stage="ready")
    for line in sys.stdin:
        jobs = json.loads(line)
        for job in jobs:
            application(job["url"], job["folder"])
        children = [_fork(job) for job in jobs]
        say(pids=children)
        for child in children:
            _, status = os.waitpid(child, 0)
            say(pid=child, ended=os.waitstatus_to_exitcode(status))
        say(stage="ready")


def say(**words: Any) -> None:
    """Write one line at once; whole lines of several processes do not mix in a pipe."""
    os.write(sys.stdout.fileno(), (json.dumps(words) + "\n").encode())


@cache
def application(url: str, folder: str) -> Flask:
    """Return the application on a database; made before forking, connected to nothing."""
    app = create_app(Config.for_tests(database_url=url, data_folder=Path(folder)))
    app.config["WTF_CSRF_ENABLED"] = False
    gc.freeze()  # so that those that are forked do not copy what they only read
    return app


def _fork(job: dict[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = _do(job)
        finally:
            os._exit(code)
    return child


def _do(job: dict[str, Any]) -> int:
    answer = _answer_from(os.getpid())
    failpoints.reached = _cutting_off(job.get("cut_at"), answer)  # type: ignore[assignment]
    app = application(job["url"], job["folder"])
    with ExitStack() as stack:
        stack.enter_context(app.app_context())
        if job.get("now"):
            stack.enter_context(clock.use(datetime.fromisoformat(job["now"])))
        _arrange(app, job)
        try:
            ACTS[job["act"]](answer, **job["arguments"])
        except Exception as error:
            answer(refused=type(error).__name__, because=str(error)[:500])
        finally:
            db.session.remove()
    return 0


def _answer_from(pid: int) -> Callable[..., None]:
    def answer(**words: Any) -> None:
        say(pid=pid, **words)

    return answer


def _cutting_off(place: int | str | None, answer: Callable[..., None]) -> Callable[[str], None]:
    """Return what stands at the named places: it names each, and ends the process at one of them."""
    passed = 0

    def reached(name: str) -> None:
        nonlocal passed
        passed += 1
        answer(place=name)
        if place in {passed, name}:
            os._exit(CUT_OFF)

    return reached


def _arrange(app: Flask, job: dict[str, Any]) -> None:
    """Give this process a shorter patience, less room or another mail server."""
    if job.get("patience"):
        database.LOCK_WAIT_SECONDS = job["patience"]
    if job.get("has_no_room"):
        event.listen(db.engine, "connect", _leave_no_room)
    if job.get("mail_port"):
        mailman = app.extensions["mailman"]
        mailman.backend, mailman.server, mailman.port = "smtp", "127.0.0.1", job["mail_port"]
        mailman.timeout = job.get("mail_patience", 30)


def _leave_no_room(connection: Any, _record: object) -> None:
    """Let this connection write no file larger than it is (SQLite), or larger than 16 MB (PostgreSQL's backend).

    The log of PostgreSQL, written in files of 16 MB, goes on: it is its tables that cannot grow.
    """
    if db.engine.dialect.name == "sqlite":
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")
    else:
        limit = ["prlimit", f"--pid={connection.info.backend_pid}", f"--fsize={SEGMENT}:"]
        subprocess.run([*as_unprivileged(), *limit], check=True)


if __name__ == "__main__":
    main()
