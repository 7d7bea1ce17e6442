"""A guard around every test: nothing leaves this machine, and whoever tries is told on, even when faults are caught."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

OWN_NAMES = frozenset({"localhost", "", "0.0.0.0", "::"})
GUARDED = ("connect", "connect_ex", "sendto")


class OutboundRequest(AssertionError):
    """Something in a test asked for another machine."""


# What was asked for since somebody last looked.
attempts: list[str] = []


@contextmanager
def guarding() -> Iterator[None]:
    """Let sockets reach this machine alone, for as long as this lasts."""
    originals = {name: getattr(socket.socket, name) for name in GUARDED}
    resolve = socket.getaddrinfo
    for name, original in originals.items():
        setattr(socket.socket, name, _guarded(original))
    socket.getaddrinfo = _resolving(resolve)
    try:
        yield
    finally:
        socket.getaddrinfo = resolve
        for name, original in originals.items():
            setattr(socket.socket, name, original)


def _guarded(original: Any) -> Any:
    def reach(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
            require_own(address[0])
        return original(self, *arguments)

    return reach


def _resolving(original: Any) -> Any:
    def resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        require_own(host)
        return original(host, *arguments, **options)

    return resolve


def require_own(host: Any) -> None:
    """Refuse any host but this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not is_own(name):
        attempts.append(str(name))
        raise OutboundRequest(f"a test asked for {name}")


def is_own(name: str | None) -> bool:
    """Say whether a host is this machine."""
    if name is None or name.lower() in OWN_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def taken_attempts() -> list[str]:
    """Return what was asked for since the last time, and forget it."""
    asked = list(attempts)
    attempts.clear()
    return asked
