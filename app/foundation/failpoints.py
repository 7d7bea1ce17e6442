"""Named places where a test can make the process stop at once, to see what a crash leaves behind."""

import os

_armed: set[str] = set()


def arm(name: str) -> None:
    """Make the process exit, without cleaning up, the next time the place is reached."""
    _armed.add(name)


def disarm() -> None:
    """Forget every armed place."""
    _armed.clear()


def reached(name: str) -> None:
    """Mark a place in the code; does nothing unless a test armed it."""
    if name in _armed:
        os._exit(86)
