"""Remembering what changes seldom and is asked for every report: divisions, offices, people, grids.

Every process keeps what it has read until a row behind it changes, in this process or another. The database
holds one random mark that stands for the present content of all tables declared `REMEMBERED`; a transaction
that changes such a row writes another mark with it. So one small look-up tells whether everything that was
kept still holds, and a transaction that is rolled back never leaves its own picture behind.

Who changes such rows by hand, past the application, ends with `UPDATE marks SET value = 'by hand 1'` (another
word each time).
"""

import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Delete, Dialect, Insert, String, Table, Update, event, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, UOWTransaction, mapped_column

from publishing.kernel.db import Base

REMEMBERED = {"info": {"remembered": True}}
"""In a table's arguments: queries over it may be remembered."""

_MOST = 10_000
_MARK, _CHANGED = "mingyuan.mark", "mingyuan.changed"
P = ParamSpec("P")
Value = TypeVar("Value")


class Mark(Base):
    """The mark; one row."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(32))


_READ = select(cast(Table, Mark.__table__).c.value)
_WRITE = text(
    "INSERT INTO marks (name, value) VALUES ('remembered', :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(slots=True)
class _Memory:
    """What one process knows of one database."""

    mark: str
    values: dict[Hashable, Any] = field(default_factory=dict)


_MEMORIES: WeakKeyDictionary[Dialect, _Memory] = WeakKeyDictionary()
"""By what an engine keeps for its whole life; its pool is another one after it was closed."""


def remembered(query: Callable[Concatenate[Session, P], Value]) -> Callable[Concatenate[Session, P], Value]:
    """Declares a query over tables that are REMEMBERED, and no others, which returns a frozen value and takes
    hashable arguments: each process asks it once, and again when a row behind it has changed.

    What it raises is raised and not remembered. A transaction that changed such tables reads for itself."""
    name = f"{query.__module__}.{query.__qualname__}"

    @wraps(query)
    def known(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> Value:
        if session.autoflush:
            session.flush()
        mark = None if _CHANGED in session.info else _mark(session)
        if mark is None:
            return query(session, *args, **kwargs)
        engine = session.connection().dialect
        memory = _MEMORIES.get(engine)
        if memory is None or memory.mark != mark or len(memory.values) >= _MOST:
            memory = _MEMORIES[engine] = _Memory(mark)
        key = (name, args, *kwargs.items())
        if key not in memory.values:
            memory.values[key] = query(session, *args, **kwargs)
        return cast(Value, memory.values[key])

    return known


def _mark(session: Session) -> str | None:
    """The mark that this transaction sees; None where none was ever written."""
    if _MARK not in session.info:
        session.info[_MARK] = session.connection().execute(_READ).scalar()
    return cast("str | None", session.info[_MARK])


def _is_remembered(table: object) -> bool:
    return isinstance(table, Table) and bool(table.info.get("remembered"))


@event.listens_for(Session, "after_flush")
def _rows_changed(session: Session, _context: UOWTransaction) -> None:
    for rows in (session.new, session.dirty, session.deleted):
        if any(_is_remembered(row.__table__) for row in rows):
            session.info[_CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _statement_changes(state: ORMExecuteState) -> None:
    statement = state.statement
    if isinstance(statement, Insert | Update | Delete) and _is_remembered(statement.table):
        state.session.info[_CHANGED] = True


@event.listens_for(Session, "before_commit")
def _leave_another_mark(session: Session) -> None:
    # as late as can be: the others who change something wait for this row
    if session.in_nested_transaction():
        return
    session.flush()
    if _CHANGED in session.info:
        session.execute(_WRITE, {"value": secrets.token_hex(16)})


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_MARK, None)
        session.info.pop(_CHANGED, None)
