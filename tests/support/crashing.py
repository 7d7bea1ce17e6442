"""A PostgreSQL cluster that is killed in mid-work and started again on what it left."""

import os
import signal
from pathlib import Path

from tests.support.postgresql import Cluster


class CrashingCluster(Cluster):
    """A cluster with every safeguard on, as an operator's would be."""

    def __init__(self) -> None:
        super().__init__(durable=True)

    def kill_at_once(self) -> None:
        """End the server and every process of it by SIGKILL, as a power cut would, and wait until they are gone."""
        assert self.process is not None
        children = self._children()
        for pid in (self.process.pid, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def start_again(self) -> None:
        """Start the server on its files and wait until it has recovered."""
        self._launch()
        self._wait_until_it_answers()

    def start_if_ended(self) -> None:
        """Start the server again when it ended by itself."""
        assert self.process is not None
        if self.process.poll() is not None:
            self._launch()
        self._wait_until_it_answers()

    def _children(self) -> list[int]:
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]
