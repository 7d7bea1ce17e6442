"""Many people doing something at the same moment, each in a thread and a session of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

from app.foundation.database import db

T = TypeVar("T")


def do_together(app: Flask, acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run the acts released together; return what each returned or raised, in order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        with app.app_context():
            barrier.wait(timeout=30)
            try:
                return act()
            except Exception as error:
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))
