"""`flask demo`: fill an empty installation with the demonstration, or begin it anew."""

import shutil
from time import monotonic

import click
import flask_migrate
from flask import current_app
from flask.cli import AppGroup

from app.demo import loading
from app.foundation.database import db
from config import ROOT

MIGRATIONS = str(ROOT / "migrations")
group = AppGroup("demo", help="The demonstration.")


@group.command("load")
def load() -> None:
    """Load the demonstration; does nothing when it is there."""
    _require_demo()
    if loading.is_loaded():
        click.echo("The demonstration is loaded already.")
        return
    if loading.is_begun():
        click.echo("An earlier loading was cut short: beginning anew.")
        _empty()
    _load()


@group.command("reset")
def reset() -> None:
    """Empty everything, files too, and load the demonstration anew, its days counted from today."""
    _require_demo()
    _empty()
    _load()


def _require_demo() -> None:
    if not current_app.config["DEMO"]:
        raise click.ClickException(
            "This is no demonstration: set TACHAWOR_DEMO=1 first. Nothing was changed."
        )


def _empty() -> None:
    """Remove every table and stored file, and make the tables again."""
    db.session.remove()
    flask_migrate.downgrade(directory=MIGRATIONS, revision="base")
    flask_migrate.upgrade(directory=MIGRATIONS)
    settings = current_app.extensions["settings"]
    # The ledgers begin anew with the tables, so what was published of the old ones must not hold them up.
    for name in ("files", "exports", "mails", "personal-exports"):
        shutil.rmtree(settings.data_folder / name, ignore_errors=True)
    shutil.rmtree(settings.keys_folder, ignore_errors=True)


def _load() -> None:
    started = monotonic()
    loading.load(time_zone=current_app.config["TIME_ZONE"], tell=click.echo)
    click.echo(f"The demonstration is loaded ({monotonic() - started:.0f} s).")
