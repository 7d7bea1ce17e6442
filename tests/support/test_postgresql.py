"""The throw-away server leaves nothing behind."""

import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config import ROOT
from tests.support import postgresql

LEAVE_BEHIND = """
import os, signal
from tests.support.postgresql import Cluster
cluster = Cluster()
cluster.start()
print(cluster.folder, cluster.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_stops_and_takes_its_folder_along(postgresql_server: postgresql.Server) -> None:
    cluster = postgresql.Cluster(durable=True)
    cluster.start()
    with cluster.server.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    with postgresql_server.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    cluster.stop()
    assert not cluster.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        cluster.server.connect()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(
    postgresql_server: postgresql.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.SETTINGS, "shared_buffers", "rather a lot")
    cluster = postgresql.Cluster()
    with pytest.raises(postgresql.PostgresqlError, match="shared_buffers"):
        cluster.start()
    assert not cluster.folder.exists()


def test_a_server_dies_with_a_test_run_that_is_killed(postgresql_server: postgresql.Server) -> None:
    killed = subprocess.run([sys.executable, "-c", LEAVE_BEHIND], cwd=ROOT, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    folder, process_id = killed.stdout.split()
    wait_for_the_end_of(int(process_id))
    assert not (Path(folder) / "data" / "postmaster.pid").exists()
    shutil.rmtree(folder)


def wait_for_the_end_of(process_id: int) -> None:
    """Return when the process has ended, as the kernel tells it."""
    try:
        descriptor = os.pidfd_open(process_id)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([descriptor], [], [], 30)
    os.close(descriptor)
    assert ended, "the server outlived the test run"
