"""The database: typed base, column kinds, and the two ways to reach it (read, write)."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from app.foundation import clock, failpoints
from app.foundation.errors import ChangedMeanwhile, DatabaseAway, DomainError, NoRoomLeft, TooBusy

try:
    from pysqlite3 import dbapi2 as _sqlite_module
except (
    ImportError
):  # no wheel for this platform: `flask doctor` says whether the library in use is a safe one
    from sqlite3 import dbapi2 as _sqlite_module  # type: ignore[no-redef, attr-defined, unused-ignore]

SQLITE_MODULE: ModuleType = _sqlite_module
LOCK_WAIT_SECONDS = 10
DISK_FULL = "53100"  # PostgreSQL's code
FULL = re.compile("disk is full|No space left on device|Disk quota exceeded|File too large")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The parent of every table's class."""

    metadata = sa.MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": True})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware and in UTC in Python on both databases, never naive."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
Json = sa.JSON(none_as_null=True)


def enumeration(members: type[Enum], name: str) -> sa.Enum:
    """Return a column type that stores the values of an enum as text, checked by the database."""
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda enum: [member.value for member in enum],
    )


def reference(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """Return a foreign-key column to `table.column`; deletion of what is referred to is refused."""
    return mapped_column(BigId, sa.ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


class BelongsToCollectivity:
    """A row owned by one collectivity; every table of the product below collectivities carries it."""

    @sa.orm.declared_attr
    @classmethod
    def collectivity_id(cls) -> Mapped[int]:
        column: Mapped[int] = reference("collectivity.id")
        return column


_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)


@contextmanager
def transaction() -> Iterator[datetime]:
    """Do the block as one write: take the write lock, yield the instant, commit (or roll back on any error).

    What was read before is forgotten: read the objects again inside the block. Raises TooBusy when the lock
    could not be had in time, ChangedMeanwhile when somebody else changed the same row first, NoRoomLeft when the
    disk is full, DatabaseAway when the database does not answer.
    """
    if _inside.get():
        raise RuntimeError("a transaction is already under way: commands flush, only the surface commits")
    db.session.rollback()
    token = _inside.set(True)
    try:
        _take_write_lock()
        yield clock.now()
        db.session.flush()
        failpoints.reached("before_commit")
        db.session.commit()
        failpoints.reached("after_commit")
    except (DBAPIError, OSError) as error:
        db.session.rollback()
        refusal = refusal_of(error)
        if refusal is not None:
            raise refusal from error
        raise
    except StaleDataError as error:
        db.session.rollback()
        raise ChangedMeanwhile from error
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _inside.reset(token)


def _take_write_lock() -> None:
    db.session.connection(execution_options={"write": True})


@contextmanager
def snapshot() -> Iterator[datetime]:
    """Read the block as the database stood at one instant, whatever is written meanwhile; yield that instant."""
    if _inside.get():
        raise RuntimeError("a transaction sees its own writes: take a snapshot outside")
    db.session.rollback()
    is_postgresql = db.engine.dialect.name == "postgresql"
    try:
        db.session.connection(
            execution_options={"isolation_level": "REPEATABLE READ"} if is_postgresql else None
        )
        yield clock.now()
    finally:
        db.session.rollback()


def begin_write() -> None:
    """Make the current session's next transaction a write from its start, for code that commits by itself."""
    db.session.rollback()
    _take_write_lock()


def write_if_free(statement: sa.Update) -> bool:
    """Do one write that matters little, in a transaction of its own; False when somebody else is writing just now."""
    try:
        with (
            db.engine.connect().execution_options(write=True) as connection,
            _impatient(connection),
            connection.begin(),
        ):
            connection.execute(statement)
    except DBAPIError:
        return False
    return True


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """Let a connection of SQLite wait for nobody; one row of PostgreSQL is hardly ever waited for."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}")
        driver.close()


def is_lock_timeout(error: OperationalError) -> bool:
    """Say whether the database gave up waiting for a lock."""
    return bool(re.search(r"database is locked|lock timeout|deadlock detected", str(error.orig)))


def is_out_of_room(error: DBAPIError | OSError) -> bool:
    """Say whether something could not be written because the disk, a quota or a permitted size is full."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    if not isinstance(error, OperationalError | InternalError):
        return False  # the others quote what people wrote
    return getattr(error.orig, "sqlstate", None) == DISK_FULL or bool(FULL.search(str(error.orig)))


def is_away(error: DBAPIError) -> bool:
    """Say whether the line to the database broke, or could not be made: a server that is down, or starts again."""
    code = getattr(
        error.orig, "sqlstate", ""
    )  # None when there was nobody to give a code; SQLite has no line
    is_cut = isinstance(error, OperationalError) and (code is None or code.startswith(("08", "57P")))
    return error.connection_invalidated or is_cut


def refusal_of(error: Exception) -> DomainError | None:
    """Return what to tell whoever sent the act when a fault passes by itself, or None: it is one of the platform."""
    if isinstance(error, OperationalError) and is_lock_timeout(error):
        return TooBusy()
    if isinstance(error, DBAPIError | OSError) and is_out_of_room(error):
        return NoRoomLeft()
    return DatabaseAway() if isinstance(error, DBAPIError) and is_away(error) else None


def lock_row(model: type[Any], row_id: int, *, shared: bool = False) -> Any:
    """Return the row freshly read and locked until the transaction ends, or None.

    A shared lock lets other shared locks pass (many votes at once) and keeps out whoever wants the row alone
    (the closing).
    """
    statement = (
        sa.select(model)
        .where(model.id == row_id)
        .with_for_update(read=shared, of=model)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(statement)


def insert_into(model: Any) -> Any:
    """Return an INSERT that understands ON CONFLICT, on either database."""
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(model)


def prepare_engine(engine: Engine) -> None:
    """Give an engine's connections the settings that this product relies on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_connection)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql_connection)


def _prepare_sqlite_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the begin listener starts transactions, not the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails under load; IMMEDIATE waits its turn instead.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _prepare_postgresql_connection(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()
