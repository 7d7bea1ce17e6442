"""A mail server that takes mails, or that fails in one of the ways in which mail servers fail."""

import email
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

Meanwhile = Callable[[], object]


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a port of its own; `fault` is None, "hang" or "drop", and `meanwhile` happens during the fault."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.fault: str | None = None
        self.meanwhile: Meanwhile = lambda: None
        self.taken: list[EmailMessage] = []

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self.server_address[1])

    @property
    def message_ids(self) -> list[str]:
        """The ids of the mails that were taken, in their order."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that were cut off: that is what these tests do."""


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Speak as much of the protocol as sending takes."""
        server = cast(MailServer, self.server)
        if server.fault == "hang":
            server.meanwhile()
            self.rfile.read()  # until the other side has had enough
            return
        self._say("220 ready")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"DATA":
                self._say("354 go on")
                if server.fault == "drop":
                    self.rfile.readline()
                    server.meanwhile()
                    return
                server.taken.append(self._mail())
            self._say("250 ok")

    def _mail(self) -> EmailMessage:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        return email.message_from_bytes(b"".join(lines), policy=default)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server during the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def refusing_port() -> int:
    """Return a port on which nobody listens."""
    with MailServer() as server:
        return server.port
