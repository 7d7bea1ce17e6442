"""The search index, for the operator."""

import click
from flask.cli import AppGroup

from app.features.proposals.indexing import rebuild_batch
from app.foundation.database import transaction

group = AppGroup("search", help="The index behind the search of proposals.")


@group.command("rebuild")
def rebuild() -> None:
    """Index every published proposal anew, batch by batch, while people go on working."""
    done: int | None = 0
    while done is not None:
        with transaction():
            done = rebuild_batch(after_id=done)
    click.echo("The search index is rebuilt.")
