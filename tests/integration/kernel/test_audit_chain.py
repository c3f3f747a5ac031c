"""The audit log: a changed, missing or inserted row is found; the database itself refuses to change one."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from publishing.kernel.audit import (
    GENESIS,
    AuditFilter,
    AuditReport,
    AuditRow,
    _digest,
    entries_of,
    export_lines,
    hash_at,
    head_of,
    recent_entries,
    record,
    verify,
)
from publishing.kernel.audit_heads import first_contradiction, kept_heads, read_heads, write_head
from publishing.kernel.db import Database
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import REPORTER, SYSTEM

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def five_rows(database: Database) -> Database:
    for number in range(5):
        with database.begin() as session:
            details = {"编号": number}
            record(
                session, actor=SYSTEM, action="test.do", subject=f"thing:{number}", details=details, now=NOW
            )
    return database


def verified(database: Database) -> AuditReport:
    with database.read() as session:
        return verify(session)


def tamper(database: Database, statement: str) -> None:
    """As somebody would who owns the database: the protection is taken off first."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER audit_rows_no_update"))
            connection.execute(text("DROP TRIGGER audit_rows_no_delete"))
        connection.execute(text(statement))


def test_a_whole_chain_verifies(five_rows: Database) -> None:
    assert verified(five_rows).rows == 5
    assert verified(five_rows).broken_at is None


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_rows SET actor = '别人' WHERE id = 3", 3),
        ("UPDATE audit_rows SET details = '{}' WHERE id = 1", 1),
        ("DELETE FROM audit_rows WHERE id = 2", 3),
        ("UPDATE audit_rows SET id = 9 WHERE id = 5", 9),
        ("UPDATE audit_rows SET previous = hash WHERE id = 4", 4),
    ],
)
def test_tampering_is_found_at_its_place(five_rows: Database, statement: str, broken_at: int) -> None:
    tamper(five_rows, statement)
    assert verified(five_rows).broken_at == broken_at


@pytest.mark.parametrize("statement", ["UPDATE audit_rows SET actor = 'x'", "DELETE FROM audit_rows"])
def test_the_database_refuses_a_change(five_rows: Database, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), five_rows.engine.begin() as connection:
        connection.execute(text(statement))
    assert verified(five_rows).rows == 5


def test_a_rolled_back_act_leaves_no_row(five_rows: Database) -> None:
    def act_and_fail() -> None:
        with five_rows.begin() as session:
            record(session, actor=SYSTEM, action="test.do", subject="thing:x", details={}, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()
    with five_rows.read() as session:
        assert entries_of(session, "thing:x") == ()
    assert verified(five_rows).rows == 5


def test_a_filter_narrows_by_person_kind_thing_and_day(database: Database) -> None:
    later = NOW + timedelta(days=1)
    with database.begin() as session:
        record(session, actor=SYSTEM, action="tip.accept", subject="tip:1", details={}, now=NOW)
        record(session, actor=SYSTEM, action="tip_x.accept", subject="tip:2", details={}, now=NOW)
        record(session, actor=REPORTER, action="tip.answer", subject="tip:1", details={}, now=later)
    with database.read() as session:

        def found(**asked: object) -> list[int]:
            entries = recent_entries(session, limit=10, among=AuditFilter(**asked))  # type: ignore[arg-type]
            return [entry.id for entry in entries]

        assert found() == [3, 2, 1]
        assert found(actor="举报") == [3]
        assert found(actor="%") == []
        assert found(kind="tip") == [3, 1]
        assert found(subject="tip:1") == [3, 1]
        assert found(since=later) == [3]
        assert found(until=later) == [2, 1]


def test_verifying_goes_on_from_a_head_that_was_whole(five_rows: Database) -> None:
    with five_rows.read() as session:
        head = head_of(session)
    with five_rows.begin() as session:
        record(session, actor=SYSTEM, action="test.do", subject="thing:6", details={}, now=NOW)
    tamper(five_rows, "UPDATE audit_rows SET actor = '别人' WHERE id = 2")
    with five_rows.read() as session:
        assert verify(session, after=head).broken_at is None
        assert verify(session).broken_at == 2


def test_an_exported_line_proves_itself_and_names_the_one_before(five_rows: Database) -> None:
    with five_rows.read() as session:
        lines = [json.loads(line) for line in export_lines(session, after=1)]
        first = hash_at(session, 1)
    assert [line["id"] for line in lines] == [2, 3, 4, 5]
    for line in lines:
        assert hashlib.sha256(line["content"].encode()).hexdigest() == line["hash"]
        assert json.loads(line["content"])[-1] == first
        first = line["hash"]


def test_a_chain_that_was_written_anew_contradicts_the_head_kept_outside(
    five_rows: Database, tmp_path: Path
) -> None:
    file = tmp_path / "heads.log"
    with five_rows.read() as session:
        assert write_head(session, file, today=date(2026, 11, 23)) is not None
        assert first_contradiction(session, kept_heads(file)) is None
    with five_rows.read() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        previous = GENESIS
        for row in rows:
            row.actor, row.previous = "别人", previous
            row.hash = previous = _digest(row)
        changed = [(row.id, row.previous, row.hash) for row in rows]
    for row_id, before, its_hash in changed:
        tamper_quietly(five_rows, row_id, before, its_hash)
    assert verified(five_rows).broken_at is None
    with five_rows.read() as session:
        contradicted = first_contradiction(session, kept_heads(file))
    assert contradicted is not None
    assert contradicted.rows == 5


def tamper_quietly(database: Database, row_id: int, previous: str, its_hash: str) -> None:
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER IF EXISTS audit_rows_no_update"))
        connection.execute(
            text("UPDATE audit_rows SET actor = '别人', previous = :previous, hash = :hash WHERE id = :id"),
            {"previous": previous, "hash": its_hash, "id": row_id},
        )


def test_a_head_is_written_once_a_day_and_not_without_new_rows(five_rows: Database, tmp_path: Path) -> None:
    file = tmp_path / "heads.log"
    with five_rows.read() as session:
        days = [write_head(session, file, today=date(2026, 11, day)) is not None for day in (23, 23, 24)]
    assert days == [True, False, False]
    with five_rows.begin() as session:
        record(session, actor=SYSTEM, action="test.do", subject="thing:6", details={}, now=NOW)
    with five_rows.read() as session:
        assert write_head(session, file, today=date(2026, 11, 25)) is not None
    assert [head.rows for head in kept_heads(file)] == [5, 6]


@pytest.mark.parametrize(
    "line", ["2026-11-23 5", "23.11.2026 5 " + "0" * 64, "2026-11-23 five " + "0" * 64, "2026-11-23 5 00zz"]
)
def test_a_line_that_is_no_head_is_named(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_heads(["# kept by the auditor", "", line])
    assert refused.value.values["line"] == 3
