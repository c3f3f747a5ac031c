"""The audit log: append-only rows, each bound to the one before it by its hash; `verify` proves it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, Select, String, Table, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.db import Base, Code, Document, JsonValue, Moment, Name, insert_row, one_at_a_time
from publishing.kernel.identity import Actor

GENESIS = "0" * 64


class AuditRow(Base):
    """Who did what to which thing, when; `hash` covers every other column and the previous hash."""

    __tablename__ = "audit_rows"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    user_id: Mapped[int | None]
    actor: Mapped[Name]
    office_id: Mapped[int | None]
    action: Mapped[Code] = mapped_column(index=True)
    subject: Mapped[Code] = mapped_column(index=True)
    details: Mapped[Document]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


_TABLE = cast(Table, AuditRow.__table__)
APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_rows_no_update BEFORE UPDATE ON audit_rows"
        " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_rows_no_delete BEFORE DELETE ON audit_rows"
        " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_rows_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}
"""By dialect: what makes the database itself refuse a change of the log; run after the table is made."""


@event.listens_for(AuditRow.__table__, "after_create")
def _protect(_table: object, connection: Connection, **_options: object) -> None:
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(AuditRow.__table__, "after_drop")
def _unprotect(_table: object, connection: Connection, **_options: object) -> None:
    # dropping a table takes its triggers along, not the function they call
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_audit_change()")


_LAST = select(_TABLE.c.id, _TABLE.c.hash).order_by(_TABLE.c.id.desc()).limit(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """One line of the log, as shown."""

    id: int
    at: datetime
    user_id: int | None
    actor: str
    action: str
    subject: str
    details: Mapping[str, JsonValue]


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditFilter:
    """Which lines are wanted; what is empty does not narrow."""

    actor: str = ""
    """Part of a person's name."""
    kind: str = ""
    """The first word of the action: `tip`, `identity`."""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditReport:
    """What verifying found: rows read, the head's hash, and the first row that does not fit, if any."""

    rows: int
    head: str
    broken_at: int | None


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: str,
    details: Mapping[str, JsonValue],
    now: datetime,
) -> None:
    """Appends one row; part of the caller's transaction."""
    session.flush()
    connection = session.connection()
    one_at_a_time(session, "audit")
    last = connection.execute(_LAST).first()
    row = AuditRow(
        id=(last.id if last else 0) + 1,
        at=now.astimezone(UTC),
        user_id=actor.user_id,
        actor=actor.name,
        office_id=actor.office_id,
        action=action,
        subject=subject,
        details=json.loads(json.dumps(details, ensure_ascii=False, default=str)),
        previous=last.hash if last else GENESIS,
    )
    row.hash = _digest(row)
    insert_row(session, row)


def head_of(session: Session) -> AuditReport:
    """How many rows there are and the hash of the last one, without reading the others."""
    last = session.execute(select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)).first()
    return AuditReport(rows=last.id if last else 0, head=last.hash if last else GENESIS, broken_at=None)


def hash_at(session: Session, row_id: int) -> str | None:
    """The hash of a row; None where there is none."""
    return session.scalar(select(AuditRow.hash).where(AuditRow.id == row_id))


def verify(session: Session, *, after: AuditReport | None = None) -> AuditReport:
    """Walks the chain: a changed, missing or inserted row breaks it at its place. `after` is a head that was
    found whole before; the rows up to it are taken as read."""
    previous, expected = (after.head, after.rows + 1) if after else (GENESIS, 1)
    query = select(AuditRow).where(AuditRow.id >= expected).order_by(AuditRow.id)
    for row in session.scalars(query).yield_per(1000):
        if row.id != expected or row.previous != previous or row.hash != _digest(row):
            return AuditReport(rows=expected - 1, head=previous, broken_at=row.id)
        previous, expected = row.hash, expected + 1
    return AuditReport(rows=expected - 1, head=previous, broken_at=None)


def entries_of(session: Session, subject: str) -> tuple[AuditEntry, ...]:
    """All that happened to one thing (e.g. `tip:12`), oldest first."""
    found = session.scalars(select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id))
    return tuple(_entry(row) for row in found)


def recent_entries(
    session: Session, *, limit: int, before: int | None = None, among: AuditFilter | None = None
) -> tuple[AuditEntry, ...]:
    """The newest rows first, at most `limit`, older than row `before` where given."""
    query = _narrowed(select(AuditRow), among or AuditFilter()).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return tuple(_entry(row) for row in session.scalars(query))


def first_moments(session: Session, action: str) -> dict[str, datetime]:
    """When each thing (`ledger:12`) had this done to it for the first time."""
    rows = session.execute(
        select(AuditRow.subject, AuditRow.at).where(AuditRow.action == action).order_by(AuditRow.id.desc())
    )
    return {row.subject: row.at for row in rows}


def export_lines(session: Session, *, after: int = 0) -> Iterator[str]:
    """Every row behind row `after` as one line of JSON: `content` is what is hashed, as it is hashed, so
    that sha256 over it gives `hash`."""
    query = select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id)
    for row in session.scalars(query).yield_per(1000):
        line = {"id": row.id, "content": _canonical(row), "hash": row.hash}
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _narrowed(query: Select[AuditRow], among: AuditFilter) -> Select[AuditRow]:
    if among.actor:
        query = query.where(AuditRow.actor.contains(among.actor, autoescape=True))
    if among.kind:
        query = query.where(AuditRow.action.startswith(f"{among.kind}.", autoescape=True))
    if among.subject:
        query = query.where(AuditRow.subject == among.subject)
    if among.since is not None:
        query = query.where(AuditRow.at >= among.since)
    if among.until is not None:
        query = query.where(AuditRow.at < among.until)
    return query


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        user_id=row.user_id,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        details=row.details,
    )


def _digest(row: AuditRow) -> str:
    return hashlib.sha256(_canonical(row).encode()).hexdigest()


def _canonical(row: AuditRow) -> str:
    content = [
        row.id,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.user_id,
        row.actor,
        row.office_id,
        row.action,
        row.subject,
        row.details,
        row.previous,
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
