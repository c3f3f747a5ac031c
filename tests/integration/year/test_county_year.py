"""A year of one county through the use cases, with a simulated clock.

The run takes 150 reports; MINGYUAN_YEAR_TIPS=3000 takes a county's whole year, which lasts some minutes.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from county_year import BEGIN, COUNTY, CountyYear
from empty_tables import make_tables
from year_checks import gaps_in_numbers, kept, opened, recount, replayed, wrong_on

from intake.patrols.duties import month_duties
from intake.reports.computing import compute
from intake.reports.rules import Span
from publishing.kernel.accounts.queries import list_offices
from publishing.kernel.audit import verify
from publishing.kernel.db import Database

TIPS = int(os.environ.get("MINGYUAN_YEAR_TIPS", "150"))
END = date(2026, 12, 31)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lived:
    """The year when it is over."""

    year: CountyYear
    database: Database
    rows: sqlite3.Connection
    wrong: dict[date, dict[str, list[object]]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder: Path = tmp_path_factory.mktemp("year")
    database = Database(f"sqlite:///{folder / 'year.sqlite3'}")
    make_tables(database)
    year = CountyYear(database=database, uploads=folder / "uploads", tips=TIPS)
    year.found()
    with closing(opened(folder / "year.sqlite3")) as rows:
        wrong = {}
        for day in year.days():
            found = wrong_on(rows, day)
            if found:
                wrong[day] = found
            if day.day == 1 and TIPS > 1000:
                print(day, dict(year.happened))  # noqa: T201 (a run of minutes shows how far it is)
        yield Lived(year=year, database=database, rows=rows, wrong=wrong)
    database.close()


def test_every_invariant_holds_on_every_day(lived: Lived) -> None:
    assert lived.wrong == {}


def test_a_year_is_not_an_idle_one(lived: Lived) -> None:
    """Without this a year in which everything was refused would pass."""
    happened, refused = lived.year.happened, lived.year.refused
    assert happened["receive"] == TIPS
    steps = ("tip start", "tip report", "tip conclude", "tip reply", "ledger notice", "ledger strike_off")
    assert all(happened[step] > TIPS / 10 for step in steps), (happened, refused)
    rare = ("withdraw", "reminded", "replace", "ledger coordinate")
    assert [step for step in rare if not happened[step]] == [], (happened, refused)
    assert sum(refused.values()) < sum(happened.values()) / 10, refused


def test_no_report_is_lost_and_no_number_is_left_out_or_given_twice(lived: Lived) -> None:
    assert lived.rows.execute("SELECT count(*), count(DISTINCT code_digest) FROM tips").fetchone() == (
        TIPS,
        TIPS,
    )
    assert gaps_in_numbers(lived.rows) == {}


def test_the_audit_log_leads_to_every_state(lived: Lived) -> None:
    with lived.database.read() as session:
        assert verify(session).broken_at is None
    led, states = replayed(lived.rows), kept(lived.rows)
    first = {"tip": "received", "ledger": "opened"}
    assert states == {subject: led.get(subject, first[subject.partition(":")[0]]) for subject in states}
    assert set(led) <= set(states)


@pytest.mark.parametrize("half", [0, 1, 2])
def test_reports_agree_with_a_recount(lived: Lived, half: int) -> None:
    kind = "central_school" if half else "county"
    span = Span(year=2026, half=half)
    with lived.database.read() as session:
        offices = [o for o in list_offices(session, kind=kind) if f"/{COUNTY}/" in o.division_path]
        assert offices
        for office in offices:
            counted = compute(session, office, span, today=END).figures
            again = recount(lived.rows, office.division_path, span.first, span.last)
            assert {name: counted[name] for name in again} == again, office.name


def test_each_month_of_each_grid_is_done_or_not_and_counted_once(lived: Lived) -> None:
    with lived.database.read() as session:
        for month in range(1, 13):
            duties = month_duties(session, year=BEGIN.year, number=month, today=END, within="")
            assert len({duty.grid.id for duty in duties}) == len(duties) > 40
            done = {duty.grid.id for duty in duties if duty.duty.state == "done"}
            visited = lived.rows.execute(
                "SELECT DISTINCT grid_id FROM visits WHERE kind = 'patrol' AND substr(visited_on, 6, 2) = ?",
                (f"{month:02}",),
            )
            assert done == {grid for (grid,) in visited}
