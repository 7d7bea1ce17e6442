"""A real web server with several workers, any of which may be killed."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from config import ROOT
from scripts.screenshots import free_port
from tests.support.applications import Workplace

START_SECONDS = 90
STOP_SECONDS = 60
# Named here as well, since importing tests.support.served makes the application.
SETTINGS = "TACHAWOR_DRILL"


class WebServer:
    """Serves a test's database; its clock starts at an instant and goes on."""

    def __init__(self, workplace: Workplace, *, now: datetime, workers: int = 3, threads: int = 4) -> None:
        self.port = free_port()
        settings = {
            "url": workplace.database.url, "folder": str(workplace.data_folder), "now": now.isoformat()
        }  # fmt: skip
        command = [
            str(Path(sys.executable).parent / "gunicorn"), "--worker-class=gthread", f"--workers={workers}",
            f"--threads={threads}", "--preload", f"--bind=127.0.0.1:{self.port}", "--no-control-socket",
            "--backlog=1024", "--timeout=120", "--log-level=critical", "tests.support.served:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {SETTINGS: json.dumps(settings)}, stderr=subprocess.DEVNULL
        )

    def wait_until_it_answers(self) -> None:
        """Wait for the first answer."""
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None
                assert time.monotonic() < give_up
                time.sleep(0.1)

    def workers(self) -> list[int]:
        """Return the ids of the workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]

    def stop(self) -> None:
        """End the server and its workers."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def web_server(workplace: Workplace, *, now: datetime, workers: int = 3) -> Iterator[WebServer]:
    """Run a web server during the block."""
    server = WebServer(workplace, now=now, workers=workers)
    try:
        server.wait_until_it_answers()
        yield server
    finally:
        server.stop()
