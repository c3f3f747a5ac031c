"""The audit log: a changed, missing or inserted row is found; the database itself refuses to change one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from publishing.kernel.audit import AuditReport, entries_of, record, verify
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM

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
