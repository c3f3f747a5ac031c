"""`portal demo`: made once, changed by no second run, begun again when interrupted, kept off others' data."""

import hashlib
import shutil
from pathlib import Path

import pytest
from demo_city import settings_in
from sqlalchemy import func, select

from intake.workflows import LEDGER, TIP
from portal.demo.building import DemoRefused, build_demo
from portal.migrating import migrate
from portal.tables import metadata
from publishing.divisions.loading import load_divisions
from publishing.divisions.reading import DIVISIONS_FILE, read_divisions
from publishing.kernel.audit import record
from publishing.kernel.clock import utc_now
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM


def silent(_line: str) -> None:
    """Takes the demonstration's progress."""


def counted(home: Path) -> dict[str, int]:
    database = Database(settings_in(home).database_url)
    with database.read() as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }
    database.close()
    return counts


@pytest.fixture
def copy(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "copy"))


def states(home: Path, table: str) -> set[str]:
    database = Database(settings_in(home).database_url)
    with database.read() as session:
        found = set(session.scalars(select(metadata.tables[table].c.state)))
    database.close()
    return found


def provisional(home: Path) -> int:
    database = Database(settings_in(home).database_url)
    divisions = metadata.tables["divisions"]
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(divisions).where(divisions.c.provisional))
    database.close()
    return count or 0


def test_there_are_tips_in_every_state(demo_home: Path) -> None:
    assert set(TIP.states()) - states(demo_home, "tips") == set()


def test_there_are_ledger_items_in_every_state(demo_home: Path) -> None:
    assert set(LEDGER.states()) - states(demo_home, "ledger_items") == set()


def test_every_village_has_a_grid_and_nearly_every_grid_a_supervisor(demo_home: Path) -> None:
    counts = counted(demo_home)
    # the table's 2,148, and the communities that the demonstration's offices added
    assert counts["divisions"] == 2148 + provisional(demo_home)
    assert counts["grid_villages"] >= 2024
    assert 0.9 < counts["grid_supervisors"] / counts["grids"] < 1


def test_the_register_holds_about_1150_kindergartens_of_eleven_announcements(demo_home: Path) -> None:
    counts = counted(demo_home)
    assert 1_140 <= counts["kindergartens"] <= 1_160
    assert counts["import_batches"] >= 11


def test_a_second_run_changes_nothing(copy: Path) -> None:
    before = counted(copy)
    said: list[str] = []
    build_demo(settings_in(copy), say=said.append)
    assert counted(copy) == before
    assert said[0] == "demo: already set up, nothing to do"


def test_an_interrupted_run_is_begun_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    database = Database(settings.database_url)
    migrate(database)
    with database.begin() as session:
        record(session, actor=SYSTEM, action="demo.begin", subject="demo", details={}, now=utc_now())
    database.close()
    said: list[str] = []
    build_demo(settings, say=said.append)
    assert said[0] == "demo: an earlier run was interrupted; beginning again"
    assert counted(tmp_path)["kindergartens"] > 1_000


def test_a_database_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    database = Database(settings.database_url)
    migrate(database)
    with database.begin() as session:
        load_divisions(session, read_divisions(DIVISIONS_FILE), [], actor=SYSTEM, now=utc_now())
    database.close()
    file = tmp_path / "mingyuan.sqlite3"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(DemoRefused, match="was not made by `portal demo`"):
        build_demo(settings, say=silent)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_reports_came_by_every_way_and_two_orders_have_one_case(demo_home: Path) -> None:
    database = Database(settings_in(demo_home).database_url)
    tips, orders = metadata.tables["tips"], metadata.tables["tip_orders"]
    with database.read() as session:
        assert {"web", "open311", "hotline", "letter"} <= set(session.scalars(select(tips.c.channel)))
        merged = select(tips.c.merged_into_id).join(orders, orders.c.tip_id == tips.c.id)
        survivors = {found for found in session.scalars(merged) if found is not None}
        assert survivors & set(session.scalars(select(orders.c.tip_id)))
    database.close()
