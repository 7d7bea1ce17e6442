"""`flask keys`: the secrets of the ledger, kept in a folder outside the database and its backups."""

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import DomainError
from app.foundation.ledger import checkpoints, keys, pseudonyms, signing
from app.foundation.logs import logger

group = AppGroup("keys", help="The keys that sign the ledger and make its pseudonyms.")


@group.command("init")
def init() -> None:
    """Make the folder of keys and the first signing key; doing it again changes nothing."""
    try:
        with transaction() as now:
            made = signing.create_first(now)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo("The signing key was made." if made else "There is a signing key already.")
    click.echo(f"Folder: {keys.folder().path} (keep it out of the backups of the database)")
    _show_signing_keys()


@group.command("show")
def show() -> None:
    """Show the public signing keys, and whose pseudonyms have which key; never a secret."""
    click.echo(f"Folder: {keys.folder().path}")
    _show_signing_keys()
    for row in pseudonyms.list_keys():
        if row.destroyed_at is not None:
            state = f"destroyed {row.destroyed_at:%Y-%m-%d}"
        elif pseudonyms.is_readable(row):
            state = f"to be destroyed {row.destroy_on or '(no date)'}"
        else:
            state = "MISSING OR CHANGED"
        click.echo(f"consultation {row.consultation_id}  {row.fingerprint[:16]}…  {state}")


@group.command("rotate")
def rotate() -> None:
    """Let a new key sign from now on; the next checkpoint of each log carries both signatures."""
    try:
        with transaction() as now:
            signing.rotate(now)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo("A new key signs from now on. Keep the old one until every log was signed once more.")
    _show_signing_keys()


@group.command("destroy")
@click.argument("consultation_id", type=int)
@click.option("--now", "at_once", is_flag=True, help="Before the stated date; needs --reason.")
@click.option("--reason", help="Why it cannot wait; it goes to the log of the program.")
def destroy(consultation_id: int, at_once: bool, reason: str | None) -> None:
    """Destroy the key of consultation CONSULTATION_ID from its stated date on, and say so in its ledger."""
    row = pseudonyms.find_key(consultation_id)
    if row is None:
        raise click.ClickException(f"Consultation {consultation_id} has no key. Nothing was changed.")
    today = clock.local_date(clock.now(), current_app.config["TIME_ZONE"])
    is_due = row.destroy_on is not None and row.destroy_on <= today
    if not is_due and not (at_once and reason):
        stated = f"on {row.destroy_on}" if row.destroy_on else "on no date yet"
        raise click.ClickException(
            f"This key is to be destroyed {stated}. Before it, add --now and --reason. Nothing was changed."
        )
    collectivity_id = pseudonyms.collectivity_of(consultation_id)
    with transaction() as now:
        done = pseudonyms.destroy(consultation_id=consultation_id, collectivity_id=collectivity_id, now=now)
    keys.folder().remove(pseudonyms.file_of(consultation_id))
    logger().warning("pseudonym_key_destroyed", consultation_id=consultation_id, is_due=is_due, reason=reason)
    click.echo(
        "The key is destroyed. So must be every copy of its file." if done else "It was destroyed before."
    )


@group.command("accept")
@click.argument("log_name")
def accept(log_name: str) -> None:
    """Go on from the last checkpoint in the database of LOG_NAME, when the record of what was published is lost.

    Only for whoever knows that no later checkpoint was published: compare with one that somebody kept.
    """
    try:
        with transaction():
            size = checkpoints.accept_last(log_name)
    except sa.exc.NoResultFound as error:
        raise click.ClickException(f"There is no log {log_name}.") from error
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    if size is None:
        raise click.ClickException("Nothing was lost of this log, so nothing was changed.")
    logger().warning("ledger_record_accepted", log=log_name, size=size)
    click.echo(f"{log_name} goes on from its checkpoint of {size} entries.")


def _show_signing_keys() -> None:
    for key in signing.list_keys():
        state = f"retired {key.retired_at:%Y-%m-%d}" if key.retired_at else "signs"
        click.echo(f"signing key {key.number}  {key.public_key}  {state}")
