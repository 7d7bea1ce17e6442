"""Migrations run up and down on a full database, agree with the models, and leave every trigger standing."""

from collections.abc import Iterator

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app.cli.doctor import check_search_index
from app.foundation.database import db
from config import ROOT
from tests.support.applications import Workplace
from tests.support.world import World

FOLDER = str(ROOT / "migrations")
# Made by the search index itself, whose tables no model describes.
SEARCH_TABLES = ("search_document", "search_terms")


def triggers() -> set[str]:
    """Return the names of the refusals that stand in the database."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if on_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        return {name for name in connection.scalars(sa.text(statement)) if name.startswith("refuse_")}


def count(table: str) -> int:
    """Return how many rows a table has."""
    with db.engine.connect() as connection:
        found: int = connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
        return found


@pytest.fixture
def full(workplace: Workplace, world: World) -> Iterator[Flask]:
    """The application on a database with everything in it; its tables are brought back afterwards."""
    with workplace.app.app_context():
        yield workplace.app
        db.session.remove()
        db.engine.dispose()
    workplace.database.restore("world")


def is_about_search(difference: object) -> bool:
    """Say whether a difference is about the tables of the search index."""
    return any(name in str(difference) for name in SEARCH_TABLES)


def differences() -> list[object]:
    """Return what the models have and the database lacks, or the other way round."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [each for each in compare_metadata(context, db.metadata) if not is_about_search(each)]


def test_a_full_database_goes_one_step_down_and_up_again_without_losing_a_row(full: Flask) -> None:
    standing = triggers()
    proposals, revisions = count("proposal"), count("item_revision")
    assert standing
    assert proposals
    assert revisions
    flask_migrate.downgrade(directory=FOLDER, revision="0001")
    assert triggers() == set()
    flask_migrate.upgrade(directory=FOLDER)
    assert triggers() == standing
    assert (count("proposal"), count("item_revision")) == (proposals, revisions)


def test_the_search_index_is_empty_after_that_and_the_doctor_says_how_to_fill_it(full: Flask) -> None:
    documents = count("search_document")
    assert documents
    assert check_search_index(full.extensions["settings"]).is_well
    db.session.remove()
    flask_migrate.downgrade(directory=FOLDER, revision="0001")
    flask_migrate.upgrade(directory=FOLDER)
    finding = check_search_index(full.extensions["settings"])
    assert str(finding).startswith("✗ Search index: ")
    assert finding.advice == "Type: flask search rebuild"
    db.session.remove()
    assert full.test_cli_runner().invoke(args=["search", "rebuild"]).exit_code == 0
    assert check_search_index(full.extensions["settings"]).is_well
    assert count("search_document") == documents


def test_a_full_database_goes_all_the_way_down_and_up_again(full: Flask) -> None:
    standing = triggers()
    flask_migrate.downgrade(directory=FOLDER, revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade(directory=FOLDER)
    assert triggers() == standing
    assert differences() == []


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context():
        assert differences() == []
        assert len(triggers()) >= 11
