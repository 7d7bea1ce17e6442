"""What all the processes of one test run share: a PostgreSQL cluster and migrated templates."""

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests.support import postgresql
from tests.support.databases import make_postgresql_template, make_sqlite_template

KEY = pytest.StashKey["SharedDatabases"]()


@dataclass
class SharedDatabases:
    """Made when first asked for by the process that leads the run; the others are told where to find them."""

    given: dict[str, Any] | None = None
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="tachawor-tests-")))
    cluster: postgresql.Cluster | None = None

    @cached_property
    def sqlite_template(self) -> Path:
        """The migrated SQLite file."""
        if self.given is not None:
            return Path(self.given["sqlite_template"])
        return make_sqlite_template(self.folder)

    @cached_property
    def postgresql_server(self) -> postgresql.Server:
        """The cluster's address, its template migrated."""
        if self.given is not None:
            return postgresql.Server(socket_folder=self.given["postgresql_server"])
        cluster = postgresql.Cluster()
        cluster.start()
        try:
            make_postgresql_template(cluster.server, self.folder)
        except BaseException:
            cluster.stop()
            raise
        self.cluster = cluster
        return cluster.server

    def addresses(self) -> dict[str, Any]:
        """Return what another process needs to use the same."""
        server = self.postgresql_server.socket_folder if postgresql.is_available() else ""
        return {"sqlite_template": str(self.sqlite_template), "postgresql_server": server}

    def close(self) -> None:
        """Stop and remove what this process made."""
        if self.cluster is not None:
            self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def shared_databases(config: pytest.Config) -> SharedDatabases:
    """Return the one of this test process."""
    if KEY not in config.stash:
        given = getattr(config, "workerinput", {}).get("shared_databases")
        config.stash[KEY] = SharedDatabases(given=given)
    return config.stash[KEY]
