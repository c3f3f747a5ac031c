"""The audit log: append-only rows, each bound to the one before it by its hash; `verify` proves it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, String, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.db import Base, Code, Document, JsonValue, Moment, Name
from publishing.kernel.identity import Actor

GENESIS = "0" * 64
_LOCK = 410800  # any fixed number: one writer at a time extends the chain


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
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    session.flush()
    last = session.execute(select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)).first()
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
    session.add(row)
    session.flush()


def verify(session: Session) -> AuditReport:
    """Walks the whole chain: a changed, missing or inserted row breaks it at its place."""
    previous, expected = GENESIS, 1
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id)).yield_per(1000):
        if row.id != expected or row.previous != previous or row.hash != _digest(row):
            return AuditReport(rows=expected - 1, head=previous, broken_at=row.id)
        previous, expected = row.hash, expected + 1
    return AuditReport(rows=expected - 1, head=previous, broken_at=None)


def entries_of(session: Session, subject: str) -> tuple[AuditEntry, ...]:
    """All that happened to one thing (e.g. `tip:12`), oldest first."""
    found = session.scalars(select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id))
    return tuple(_entry(row) for row in found)


def recent_entries(session: Session, *, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
    """The newest rows first, at most `limit`, older than row `before` where given."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return tuple(_entry(row) for row in session.scalars(query))


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
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
