"""Every table, empty: copied from tables that were made once, because a run needs them thousands of times."""

import sqlite3
from functools import cache
from typing import cast

from sqlalchemy import text

from portal.tables import metadata
from publishing.kernel.db import Database

_TABLES = tuple(table.name for table in metadata.sorted_tables)
_FILLED = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in _TABLES)  # noqa: S608
_COUNT_AGAIN = """SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL"""


def make_tables(database: Database) -> None:
    """Makes all tables in an SQLite database that has none."""
    connection = database.engine.raw_connection()
    try:
        _made().backup(cast(sqlite3.Connection, connection.driver_connection))
    finally:
        connection.close()


def empty_tables(database: Database) -> None:
    """Empties a PostgreSQL database, and lets its keys count from one again."""
    with database.engine.begin() as connection:
        # the audit log refuses to be emptied; as a replica the session passes its triggers by
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for (name,) in connection.execute(text(_FILLED)).all():
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608
        connection.execute(text(_COUNT_AGAIN))


@cache
def _made() -> sqlite3.Connection:
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    return cast(sqlite3.Connection, database.engine.raw_connection().driver_connection)
