"""Run migrations on the application's database, SQLite or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from logging.config import fileConfig

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

database = current_app.extensions["migrate"].db
config.set_main_option(
    "sqlalchemy.url", database.engine.url.render_as_string(hide_password=False).replace("%", "%%")
)

SEARCH_TABLES = (
    "search_document",
    "ix_search_document",
    "search_terms",
    "ix_search_terms",
)  # made by `search.create_index`


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write the product's instants in migrations as what they are in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UtcDateTime" else False


def run_offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(
        url=config.get_main_option("sqlalchemy.url"), target_metadata=database.metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def foreign_keys_suspended(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild and drop tables that others refer to; it takes this outside a transaction only."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def require_whole(connection: Connection) -> None:
    """Refuse migrations that leave a row pointing to nothing; PostgreSQL never lets them."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(
                f"{len(broken)} rows refer to rows that are gone, the first: {tuple(broken[0])}"
            )


def run_online() -> None:
    """Run the migrations in one write transaction."""
    with (
        database.engine.connect().execution_options(write=True) as connection,
        foreign_keys_suspended(connection),
    ):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            include_object=lambda obj, name, kind, reflected, compare_to: (
                not (name or "").startswith(SEARCH_TABLES)
            ),
        )
        with context.begin_transaction():
            context.run_migrations()
            require_whole(connection)


if context.is_offline_mode():
    run_offline()
else:
    run_online()
