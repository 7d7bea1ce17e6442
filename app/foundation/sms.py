"""Short messages to phones, behind an interface: what sends them is chosen by configuration."""

import sys
from dataclasses import dataclass, field
from typing import Protocol, TextIO


class SmsSender(Protocol):
    """Whatever can carry a short text to a phone."""

    def send(self, *, recipient: str, text: str) -> None:
        """Hand the text over, or raise OSError when it cannot be taken now."""


@dataclass(slots=True)
class ConsoleSms:
    """Writes short messages on a stream: for the demonstration, where nobody has a provider."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)

    def send(self, *, recipient: str, text: str) -> None:
        """Write the message where the operator sees it."""
        self.stream.write(f"[sms] {recipient}: {text}\n")
        self.stream.flush()


@dataclass(frozen=True, slots=True)
class SentSms:
    """A short message as it was handed over."""

    recipient: str
    text: str


@dataclass(slots=True)
class MemorySms:
    """Keeps short messages, for tests."""

    sent: list[SentSms] = field(default_factory=list)

    def send(self, *, recipient: str, text: str) -> None:
        """Remember the message."""
        self.sent.append(SentSms(recipient, text))


SENDERS: dict[str, type[ConsoleSms] | type[MemorySms]] = {"console": ConsoleSms, "memory": MemorySms}


class UnknownSmsBackend(ValueError):
    """The configuration names a sender that does not exist."""


def make_sender(backend: str) -> SmsSender:
    """Return the sender that the configuration names."""
    if backend not in SENDERS:
        raise UnknownSmsBackend(f"{backend!r} is not one of {', '.join(sorted(SENDERS))}")
    return SENDERS[backend]()
