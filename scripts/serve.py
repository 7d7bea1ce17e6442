"""Run the whole platform on this machine: database brought up to date, demo loaded once, web server and jobs.

PORT and HOST choose where it listens; Ctrl-C stops everything, after the work under way.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
START_SECONDS = 60
STOP_SECONDS = 30


class Stop(Exception):
    """Somebody asked for the end."""


def main() -> int:
    """Prepare, start, wait, stop; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    os.environ.setdefault("FLASK_APP", "wsgi")
    os.environ.setdefault("TACHAWOR_DEMO", "1")
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if is_taken(host, port):
        print(f"Port {port} is taken. Type: make run PORT={port + 1}", file=sys.stderr)
        return 1
    try:
        prepare()
        return serve(host, port)
    except Stop:
        return 0


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    """Turn a signal into the end of the main loop."""
    raise Stop


def is_taken(host: str, port: int) -> bool:
    """Say whether something listens there already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0  # noqa: S104


def prepare() -> None:
    """Bring the database up to date and, in the demo, load it the first time."""
    flask("db", "upgrade")
    if os.environ["TACHAWOR_DEMO"] == "1":
        flask("demo", "load")


def flask(*arguments: str) -> None:
    """Run one command of the platform; end here when it fails."""
    result = subprocess.run([str(BIN / "flask"), *arguments], cwd=ROOT, check=False)
    if result.returncode:
        sys.exit(result.returncode)


def serve(host: str, port: int) -> int:
    """Run the web server and the jobs until one of them ends or somebody asks for the end."""
    web = start(
        "gunicorn", "--worker-class=gthread", "--workers=1", "--threads=8", f"--bind={host}:{port}",
        "--graceful-timeout=20", "--no-control-socket", "--log-level=warning", "wsgi:application",
    )  # fmt: skip
    jobs = start("flask", "jobs", "work")
    children = (web, jobs)
    try:
        if wait_until_ready(host, port, children):
            print(f"\n  Tachawor runs on http://{host}:{port}  (Ctrl-C stops it)\n", flush=True)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        print("A part of the platform ended by itself; stopping the other.", file=sys.stderr)
        return 1
    except Stop:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        stop(web, signal.SIGTERM)
        stop(jobs, signal.SIGINT)  # the jobs finish what they are doing on SIGINT only
        wait_for(children)


def start(program: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a program of the virtual environment out of reach of the terminal's own Ctrl-C."""
    return subprocess.Popen([str(BIN / program), *arguments], cwd=ROOT, start_new_session=True)


def wait_until_ready(host: str, port: int, children: Sequence["subprocess.Popen[bytes]"]) -> bool:
    """Wait for the first answer; say whether it came before the end of a part."""
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/healthz"  # noqa: S104
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def stop(child: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Ask a part to end, unless it has."""
    if child.poll() is None:
        child.send_signal(number)


def wait_for(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Wait for the parts to end; after the time allowed, end them."""
    give_up = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
