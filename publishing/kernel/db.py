"""The database: one engine, typed columns, and two ways to use it: `begin()` writes, `read()` looks."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, cast

from sqlalchemy import (
    JSON,
    DateTime,
    Engine,
    Insert,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    text,
)
from sqlalchemy.engine import URL, Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from publishing.kernel.turns import NextProcess, Turns, begin_immediate

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_BUSY_SECONDS = 30
"""How long SQLite waits for another connection."""
_FORGET_SECONDS = 1

JsonValue = Any
"""What JSON can hold; typing it deeper costs more casts than it finds mistakes."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC on every database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive moments: they would be read back as another time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Gives the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Code = Annotated[str, mapped_column(String(40))]
"""A short code or state."""
Name = Annotated[str, mapped_column(String(200))]
LongText = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
DivisionCode = Annotated[str, mapped_column(String(20))]
DivisionPath = Annotated[str, mapped_column(String(120), index=True)]
Document = Annotated[Mapping[str, JsonValue], mapped_column(JSON)]


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 (SQLAlchemy reads a plain dict)


class Database:
    """One engine and its sessions."""

    def __init__(self, url: str) -> None:
        # hide_parameters: the text of a failed statement goes to the log, its values must not
        self.url: URL = make_url(url)
        if self._is_sqlite():
            if self.url.database not in (None, "", ":memory:"):
                Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = create_engine(
                self.url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True
            )
            _prepare_sqlite(self.engine, self.url.database)
        else:
            self.engine = create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        self._writing = self.engine.execution_options(mingyuan_write=True)
        in_file = self._is_sqlite() and isinstance(self.engine.pool, QueuePool)
        self._turns = Turns(self._writing) if in_file else None

    @contextmanager
    def begin(self, *, together: bool = False) -> Iterator[Session]:
        """A transaction for one use case: committed and on disk at the end, rolled back on any exception.

        `together`: a short one, of which many may come at once. On SQLite those that wait for one another
        share a commit (see `turns`); PostgreSQL does that by itself."""
        with self._turn(together=together) as bind, _session(bind) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self, *, together: bool) -> Iterator[Engine | Connection]:
        """What this writer is to write through, when its turn has come."""
        if self._turns is None:
            yield self._writing
        elif together:
            with self._turns.together() as connection:
                yield connection
        else:
            with self._turns.alone():
                yield self._writing

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view that writes nothing: rolled back at the end."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    def forget(self) -> None:
        """Empties SQLite's write-ahead log, which holds older forms of what was deleted or changed. While
        somebody reads it stays for the next time: nobody waits for this longer than a second. PostgreSQL
        cleans up by itself (autovacuum)."""
        if not self._is_sqlite():
            return
        with self._turn(together=False):
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA busy_timeout={_FORGET_SECONDS * 1000}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
            finally:
                connection.close()

    def _is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def insert_row(session: Session, row: Base) -> None:
    """Inserts a new row at once and sets its key. The session does not know the row afterwards: its unit of
    work, which does the same for any number of rows in any order, costs several times as much for one."""
    state = {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
    table = cast(Table, row.__table__)
    key = session.connection().execute(_insert_into(table), state).inserted_primary_key
    for column, value in zip(table.primary_key, key or (), strict=True):
        setattr(row, column.name, value)


@cache
def _insert_into(table: Table) -> Insert:
    """Made once: the same statement is looked up faster than an equal one."""
    return insert(table)


def one_at_a_time(session: Session, name: str) -> None:
    """Has transactions that name the same thing wait for one another, until they end. SQLite's writers always
    do."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        connection.execute(_TAKE_TURN, {"key": key})


_TAKE_TURN = text("SELECT pg_advisory_xact_lock(:key)")


def _session(bind: Engine | Connection) -> Session:
    """Over a connection that has a transaction already, the session's own is a savepoint in it."""
    return Session(bind, expire_on_commit=False, join_transaction_mode="create_savepoint")


def _prepare_sqlite(engine: Engine, file: str | None) -> None:
    # beside a file, which of several processes tries for it next
    following = NextProcess(Path(f"{file}-next")) if isinstance(engine.pool, QueuePool) else None

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        # the driver must not open transactions by itself: BEGIN is ours, below
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # FULL: a commit that was acknowledged survives a power cut (DESIGN §5)
        cursor.execute("PRAGMA synchronous=FULL")
        # what is deleted is overwritten, not left in free pages; measured, it is no slower
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # a writer takes the lock at once: upgrading a read lock later can fail with SQLITE_BUSY
        if not connection.get_execution_options().get("mingyuan_write", False):
            connection.exec_driver_sql("BEGIN")
        elif following is None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            with following.turn():
                begin_immediate(connection)
