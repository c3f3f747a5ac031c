"""The migrations make exactly the tables that the models declare, on every backend, and can be undone."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from small_city import NOW
from sqlalchemy import create_engine, inspect, make_url, text

from portal.migrating import FOLDER, _config, current_revision, differences, migrate, newest_revision
from portal.tables import metadata
from publishing.kernel.db import Database

_OFFICE = (
    "INSERT INTO offices (id, kind, name, short_name, document_prefix, division_code, division_path)"
    " VALUES (1, 'city', '焦作市教育局', '焦作', '', '410800000000', '410800000000/')"
)
_TIP = (
    "INSERT INTO tips (id, number, state, submission, code_digest, channel, category, more_categories, text,"
    " kindergarten_name, place_words, division_code, division_path, place_certainty, track, urgency, hold,"
    " received_at, responsible_office_id, route, outcome, report_text, conclusion, public_wording, interim,"
    " danger_goes_on, version)"
    " VALUES (:id, :number, 'replied', :number, :number, 'web', 'fire', '', '', '', '', '410800000000',"
    " '410800000000/', 'unknown', 'tip', 'ordinary', '', :now, 1, '{}', '', '', '', '', false, false, 1)"
)
_OUTCOME = (
    "INSERT INTO outcomes (id, source, county_code, category, outcome, wording, received_on, published_at)"
    " VALUES (:id, :source, '410822000000', 'fire', 'substantiated', '属实', '2026-11-02', :now)"
)


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


def test_outcomes_that_were_published_before_are_given_the_number_of_their_report(empty: Database) -> None:
    scripts = ScriptDirectory(str(FOLDER)).walk_revisions()
    before = next(script.down_revision for script in scripts if script.path.endswith("_open311.py"))
    with _config(empty) as config:
        command.upgrade(config, str(before))
    with empty.begin() as session:
        session.execute(text(_OFFICE))
        for tip_id in (1, 11):
            values = {"id": tip_id, "number": f"博爱2026-{tip_id:04}", "now": NOW.isoformat(" ")}
            session.execute(text(_TIP), values)
        for n, source in enumerate(["tip:1:7", "tip:11:7", "other"], 1):
            session.execute(text(_OUTCOME), {"id": n, "source": source, "now": NOW.isoformat(" ")})
    migrate(empty)
    with empty.read() as session:
        numbers = session.scalars(text("SELECT number FROM outcomes ORDER BY id")).all()
    assert numbers == ["博爱2026-0001", "博爱2026-0011", None]
    empty.close()
