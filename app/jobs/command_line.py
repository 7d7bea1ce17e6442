"""Commands of the operator that run the jobs."""

import threading

import click
from flask.cli import AppGroup

from app.jobs import worker

jobs = AppGroup("jobs", help="Work that goes on by the clock and after each act.")


@jobs.command("work")
def work() -> None:
    """Run every job again and again until asked to stop (Ctrl-C)."""
    stop = threading.Event()
    worker.stop_on_signals(stop)
    worker.work(stop)


@jobs.command("run-once")
def run_once() -> None:
    """Run every job once; for tests, and for machines where cron is the clock."""
    failed = worker.run_once()
    if failed:
        raise click.ClickException(f"These jobs failed and will be tried again: {', '.join(failed)}")
