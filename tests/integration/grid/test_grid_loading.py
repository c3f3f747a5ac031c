"""Loading grids: all or nothing, versions by date, coverage; and the people of the line on a day."""

from datetime import date, timedelta

import pytest
from small_city import CITY, FAR, HOUQIAO, HUAYUAN, MOTOU, NOW, TODAY, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.grid.assigning import set_supervisor
from intake.grid.leaving import end_leave, record_leave
from intake.grid.loading import LoadReport, load_grids
from intake.grid.queries import (
    coverage,
    get_grid,
    grid_at,
    grid_of_person,
    grids_of,
    leaves_of,
    line_for,
    relations_of,
)
from intake.grid.relating import declare, declare_run
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction

HEADER = "乡镇,责任区,村（社区）,监管责任人,职务"
TOMORROW = TODAY + timedelta(days=1)
SAME = ("月山镇,第3责任区,花园村,王海军,党员", "月山镇,第4责任区,后乔村,陈芳,党员")


def load(session: Session, city: City, *rows: str, who: str = "triage", today: date = TODAY) -> LoadReport:
    data = "\n".join((HEADER, *rows)).encode()
    return load_grids(session, data, "责任区.csv", actor=city.people[who], now=NOW, today=today)


def test_loading_what_is_in_force_already_changes_nothing(session: Session, city: City) -> None:
    report = load(session, city, *SAME)
    assert (report.grids, report.changed, report.villages, report.problems) == (2, 0, 2, ())


def test_redrawing_a_grid_makes_a_version_from_that_day(session: Session, city: City) -> None:
    report = load(session, city, "月山镇,3,花园村、后乔村,王海军,党员", today=TOMORROW)
    assert (report.grids, report.changed) == (1, 1)
    before, after = grid_at(session, HOUQIAO, on=TODAY), grid_at(session, HOUQIAO, on=TOMORROW)
    assert before is not None
    assert after is not None
    assert (before.number, before.supervisor_name) == (4, "陈芳")
    assert (after.number, after.supervisor_name, after.valid_from) == (3, "王海军", TOMORROW)
    assert get_grid(session, city.grids["chen"]).valid_to == TOMORROW
    assert coverage(session, on=TOMORROW).overlaps == ()


def test_a_table_corrected_on_the_same_day_leaves_one_grid_a_village(session: Session, city: City) -> None:
    load(session, city, "月山镇,3,花园村、后乔村,王海军,党员")
    load(session, city, *SAME)
    found = coverage(session, on=TODAY, within=city.paths[TOWNSHIP])
    assert (found.gaps, found.overlaps) == ((), ())
    grids = [g for g in grids_of(session, on=TODAY, within=city.paths[TOWNSHIP]) if g.villages]
    assert [grid.supervisor_name for grid in grids] == ["王海军", "陈芳"]


def test_another_supervisor_in_the_table_is_appointed(session: Session, city: City) -> None:
    report = load(session, city, "月山镇,3,花园村,陈芳,党员", "月山镇,4,后乔村,,", today=TOMORROW)
    assert report.changed == 2
    names = [(g.supervisor_name, g.duty) for g in grids_of(session, on=TOMORROW, within=city.paths[TOWNSHIP])]
    assert names == [("陈芳", "on_duty"), ("", "vacant")]


def test_one_problem_stores_nothing(session: Session, city: City) -> None:
    report = load(session, city, "月山镇,3,花园村、后乔村,王海军,党员", "月山镇,4,无名村,陈芳,党员")
    assert (report.grids, report.changed) == (0, 0)
    assert [(p.row, p.column, p.code, p.value) for p in report.problems] == [
        (3, "村（社区）", "unknown_village", "无名村")
    ]
    assert report.problems[0].as_json()["message"]
    village = grid_at(session, HOUQIAO, on=TODAY)
    assert village is not None
    assert village.number == 4


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("太行镇,1,花园村,王海军,党员",), "unknown_township"),
        (("木城街道,1,和平社区,,",), "outside"),
        (("月山镇,1,花园村,李四,党员",), "unknown_person"),
        (("月山镇,1,花园村,李静,党员",), "unknown_person"),
        (("月山镇,1,花园村,王海军,党员", "月山镇,2,花园村,陈芳,党员"), "village_twice"),
        (("月山镇,1,花园村,王海军,党员", "月山镇,1,后乔村,陈芳,党员"), "two_supervisors"),
    ],
)
def test_what_cannot_be_loaded_says_why(
    session: Session, city: City, rows: tuple[str, ...], code: str
) -> None:
    assert [p.code for p in load(session, city, *rows).problems] == [code]


def test_who_does_not_manage_grids_loads_none(session: Session, city: City) -> None:
    with pytest.raises(Forbidden):
        load(session, city, *SAME, who="wang")


def test_gaps_and_overlaps_are_told_by_village(session: Session, city: City) -> None:
    found = coverage(session, on=TODAY)
    assert (found.villages, [v.code for v in found.gaps], found.overlaps) == (4, [FAR], ())
    assert [v.code for v in coverage(session, on=date(2025, 12, 31)).gaps] == [HUAYUAN, HOUQIAO, MOTOU, FAR]


def test_the_line_of_a_village_has_everybody(session: Session, city: City) -> None:
    line = line_for(session, HUAYUAN, on=TODAY)
    assert (line.place, line.level) == ("花园村", "village")
    assert line.grid is not None
    assert line.supervisor is not None
    assert line.school is not None
    assert line.head is not None
    assert line.county is not None
    assert (line.grid.name, line.supervisor.name, line.school.name, line.head.name, line.county.name) == (
        "月山镇第3责任区", "王海军", "月山镇中心校", "刘建国", "博爱县教育体育局",
    )  # fmt: skip
    assert [officer.name for officer in line.triage] == ["李静"]
    assert line_for(session, CITY, on=TODAY).county is None
    with pytest.raises(NotFound):
        line_for(session, "000000000000", on=TODAY)


def test_leave_is_for_its_days_only(session: Session, city: City) -> None:
    assert city.wang.user_id is not None
    leave = record_leave(session, city.wang.user_id, starts_on=TODAY, ends_on=TOMORROW,
                         cover_id=city.chen.user_id, actor=city.wang, now=NOW)  # fmt: skip
    away = line_for(session, HUAYUAN, on=TOMORROW)
    assert away.supervisor is not None
    assert away.cover is not None
    assert (away.supervisor.away, away.cover.name) == (True, "陈芳")
    back = line_for(session, HUAYUAN, on=TOMORROW + timedelta(days=1)).supervisor
    assert back is not None
    assert not back.away
    end_leave(session, leave, back_on=TOMORROW, actor=city.head, now=NOW)
    assert [value.ends_on for value in leaves_of(session, city.wang.user_id)] == [TODAY]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends_on": TODAY - timedelta(days=1)}, "before_start"),
        ({"cover": "wang"}, "not_possible"),
        ({"cover": "motou"}, "not_possible"),
    ],
)
def test_impossible_leave_is_refused(
    session: Session, city: City, changes: dict[str, object], reason: str
) -> None:
    cover = city.people[str(changes.get("cover", "chen"))].user_id
    assert city.wang.user_id is not None
    with pytest.raises(Invalid) as refused:
        record_leave(session, city.wang.user_id, starts_on=TODAY, cover_id=cover, actor=city.wang, now=NOW,
                     ends_on=changes.get("ends_on", TODAY))  # type: ignore[arg-type]  # fmt: skip
    assert refused.value.values["reason"] == reason


def test_nobody_records_a_strangers_leave(session: Session, city: City) -> None:
    assert city.wang.user_id is not None
    for who, error in (("chen", Forbidden), ("motou_head", OutsideJurisdiction)):
        with pytest.raises(error):
            record_leave(session, city.wang.user_id, starts_on=TODAY, ends_on=TODAY, cover_id=None,
                         actor=city.people[who], now=NOW)  # fmt: skip


@pytest.mark.parametrize("who", ["triage", "motou"])
def test_only_qualified_people_of_the_school_supervise(session: Session, city: City, who: str) -> None:
    with pytest.raises(Invalid):
        set_supervisor(
            session, city.grids["wang"], city.people[who].user_id, on=TODAY, actor=city.head, now=NOW
        )


def test_a_change_of_supervisor_is_dated_and_audited(session: Session, city: City) -> None:
    grid = city.grids["wang"]
    set_supervisor(session, grid, city.chen.user_id, on=TOMORROW, actor=city.head, now=NOW)
    assert get_grid(session, grid, on=TODAY).supervisor_name == "王海军"
    assert get_grid(session, grid, on=TOMORROW).supervisor_name == "陈芳"
    assert city.wang.user_id is not None
    assert grid_of_person(session, city.wang.user_id, on=TOMORROW) is None
    assert entries_of(session, f"grid:{grid}")[-1].details["to"] == city.chen.user_id


def test_ties_are_declared_once(session: Session, city: City) -> None:
    assert city.wang.user_id is not None
    for _ in range(2):
        declare(session, city.wang.user_id, kind="relative", name=" 刘 芳", actor=city.wang, now=NOW)
    assert [(tie.kind, tie.name) for tie in relations_of(session, [city.wang.user_id])] == [
        ("relative", "刘 芳")
    ]
    with pytest.raises(Invalid):
        declare(session, city.wang.user_id, kind="own", actor=city.wang, now=NOW)


def test_only_a_central_school_is_declared_to_run_a_kindergarten(session: Session, city: City) -> None:
    assert city.triage.office_id is not None
    with pytest.raises(Invalid):
        declare_run(session, "K00000001", city.triage.office_id, actor=city.triage, now=NOW)
