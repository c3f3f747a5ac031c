"""The calendar as data: loaded whole or not at all, problems by row, and read anew by every process."""

import json

import pytest
from small_city import NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.deadlines.loading import CalendarReport, load_calendar
from intake.deadlines.queries import calendar_entries, calendar_of, clocks_of
from publishing.kernel.audit import entries_of
from publishing.kernel.db import Database
from publishing.kernel.errors import Forbidden
from publishing.kernel.identity import SYSTEM

CSV = "日期,是否上班,说明\n2027-01-01,放假,元旦\n2027年1月2日,上班,调休\n"


def load(session: Session, text: str, name: str = "days.csv") -> CalendarReport:
    return load_calendar(session, text.encode(), name, actor=SYSTEM, now=NOW, today=TODAY)


def test_loaded_days_go_before_the_package_and_make_the_year_known(session: Session) -> None:
    assert not calendar_of(session).knows(2027)
    assert load(session, CSV).changed == 2
    days = calendar_of(session)
    first, second = calendar_entries(session, 2027)
    assert days.knows(2027)
    assert not days.works(first.day)
    assert days.works(second.day)
    assert second.day.weekday() == 5
    assert [entry.note for entry in (first, second)] == ["元旦", "调休"]


def test_loading_the_same_file_again_changes_nothing(session: Session) -> None:
    load(session, CSV)
    before = clocks_of(session)
    assert load(session, CSV).changed == 0
    assert clocks_of(session) == before
    assert len(entries_of(session, "calendar")) == 1


def test_the_same_days_as_json(session: Session) -> None:
    rows = [{"date": "2027-01-01", "working": False, "note": "元旦"}, {"date": "2027-01-02", "working": True}]
    assert load(session, json.dumps(rows), "days.json").changed == 2
    assert calendar_of(session).works(calendar_entries(session, 2027)[1].day)


@pytest.mark.parametrize(
    ("text", "row", "column", "code"),
    [
        ("日期,是否上班\n2027-02-30,放假\n", 2, "日期", "no_such_day"),
        ("日期,是否上班\n下周三,放假\n", 2, "日期", "bad_day"),
        ("日期,是否上班\n,放假\n", 2, "日期", "empty"),
        ("日期,是否上班\n2207-01-01,放假\n", 2, "日期", "far_away"),
        ("日期,是否上班\n2027-01-01,大概\n", 2, "是否上班", "bad_working"),
        ("日期,是否上班\n2027-01-01,放假\n2027-01-01,上班\n", 3, "日期", "twice"),
        ("日期,是否上班\n", None, None, "no_rows"),
        ("天,开门\n2027-01-01,是\n", None, None, "no_header"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(
    session: Session, text: str, row: int | None, column: str | None, code: str
) -> None:
    report = load(session, text + ("" if code in ("no_rows", "no_header") else "2027-10-01,放假\n"))
    problem = report.problems[0]
    assert (problem.row, problem.column, problem.code) == (row, column, code)
    assert problem.message
    assert calendar_entries(session, 2027) == ()


def test_a_json_that_is_none_is_told(session: Session) -> None:
    assert load(session, "{", "days.json").problems[0].code == "not_json"


def test_a_county_does_not_load_the_calendar_of_all(session: Session, city: City) -> None:
    with pytest.raises(Forbidden):
        load_calendar(session, CSV.encode(), "d.csv", actor=city.triage, now=NOW, today=TODAY)


def test_what_was_rolled_back_is_never_kept(database: Database) -> None:
    with database.begin() as session:
        load(session, "日期,是否上班\n2027-03-01,放假\n")
    with database.read() as session:
        load(session, CSV)
        assert len(calendar_of(session).days) == 3
    with database.begin() as session:
        day = calendar_entries(session, 2027)[0].day
        assert set(calendar_of(session).days) == {day}
