"""The migrations make exactly the tables that the models declare, on every backend, and can be undone."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, make_url, text

from portal.migrating import _config, current_revision, differences, migrate, newest_revision
from portal.tables import metadata
from publishing.kernel.db import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database without any table."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    address = make_url(request.getfixturevalue("postgres_url"))
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS mingyuan_migrations WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE mingyuan_migrations ENCODING 'UTF8' TEMPLATE template0"))
    admin.dispose()
    return Database(address.set(database="mingyuan_migrations").render_as_string(hide_password=False))


def test_migrating_makes_what_the_models_declare(empty: Database) -> None:
    assert current_revision(empty) is None
    migrate(empty)
    assert current_revision(empty) == newest_revision()
    differences(empty)
    assert set(metadata.tables) <= set(inspect(empty.engine).get_table_names())
    empty.close()


def test_migrating_twice_changes_nothing_and_can_be_undone(empty: Database) -> None:
    migrate(empty)
    migrate(empty)
    with _config(empty) as config:
        command.downgrade(config, "base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    migrate(empty)
    assert current_revision(empty) == newest_revision()
    empty.close()
