"""Whatever offices do to grids, one after another: a village lies in one grid at most, a grid has one
supervisor at most."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_city import HOUQIAO, HUAYUAN, NOW, TODAY, TOWNSHIP, City, build_city
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.assigning import set_supervisor
from intake.grid.loading import load_grids
from intake.grid.models import GridSupervisor
from intake.grid.placing import put_in_grid
from intake.grid.queries import coverage, grids_of, in_force
from publishing.divisions.adding import add_provisional
from publishing.kernel.db import Database
from publishing.kernel.errors import Invalid

HEADER = "乡镇,责任区,村（社区）,监管责任人,职务"
VILLAGES = ("花园村", "后乔村", "阳光新城社区")
PEOPLE = ("王海军", "陈芳", "空缺")
Edit = Callable[[Session, City, date], None]


class Undone(Exception):
    """Ends an example; what it wrote goes."""


def redraw(places: tuple[int | None, ...], who: str) -> Edit:
    """Villages to the grids of these numbers (None: to no grid)."""

    def change(session: Session, city: City, day: date) -> None:
        rows = [
            f"月山镇,{number},{village},{who},党员"
            for village, number in zip(VILLAGES, places, strict=True)
            if number is not None
        ]
        data = "\n".join((HEADER, *rows)).encode()
        load_grids(session, data, "责任区.csv", actor=city.triage, now=NOW, today=day)

    return change


def appoint(grid: int, who: str | None, later: int) -> Edit:
    """A supervisor for one of the grids in force, some days ahead."""

    def change(session: Session, city: City, day: date) -> None:
        drawn = grids_of(session, on=day, within=city.paths[TOWNSHIP])
        if not drawn:
            return
        account = city.people[who].user_id if who else None
        on = day + timedelta(days=later)
        set_supervisor(session, drawn[grid % len(drawn)].id, account, on=on, actor=city.triage, now=NOW)

    return change


def place(village: int, grid: int) -> Edit:
    """A village into one of the grids in force."""

    def change(session: Session, city: City, day: date) -> None:
        drawn = grids_of(session, on=day, within=city.paths[TOWNSHIP])
        if drawn:
            code = (HUAYUAN, HOUQIAO, "P410822102-001")[village]
            put_in_grid(session, drawn[grid % len(drawn)].id, code, on=day, actor=city.triage, now=NOW)

    return change


NUMBERS = st.none() | st.integers(1, 5)
EDITS = st.one_of(
    st.builds(redraw, st.tuples(NUMBERS, NUMBERS, NUMBERS), st.sampled_from(PEOPLE)),
    st.builds(appoint, st.integers(0, 4), st.sampled_from(["wang", "chen", None]), st.integers(0, 3)),
    st.builds(place, st.integers(0, 2), st.integers(0, 4)),
)


def check(session: Session, city: City, day: date) -> None:
    assert coverage(session, on=day, within=city.paths[TOWNSHIP]).overlaps == (), day
    posted = session.scalars(
        select(GridSupervisor.grid_id).where(
            in_force(GridSupervisor.valid_from, GridSupervisor.valid_to, day)
        )
    )
    assert [grid for grid, held in Counter(posted).items() if held > 1] == [], day


def test_no_sequence_of_edits_leaves_a_village_in_two_grids_or_a_grid_with_two_supervisors(
    database: Database,
) -> None:
    with database.begin() as session:
        city = build_city(session)
        add_provisional(
            session, township_code=TOWNSHIP, name="阳光新城社区", aliases=[], actor=city.triage, now=NOW
        )
    many = 40 if database.engine.dialect.name == "sqlite" else 8

    @settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(EDITS, st.integers(0, 2)), min_size=2, max_size=6))
    def run(edits: list[tuple[Edit, int]]) -> None:
        with suppress(Undone), database.begin() as session:
            day = TODAY
            for edit, days in edits:
                day += timedelta(days=days)
                with suppress(Invalid):
                    edit(session, city, day)
            for later in range(8):
                check(session, city, TODAY + timedelta(days=later))
            raise Undone

    run()


def test_what_was_planned_is_dropped_by_a_nearer_appointment(session: Session, city: City) -> None:
    grid, chen, wang = city.grids["wang"], city.chen.user_id, city.wang.user_id
    later, next_day = TODAY + timedelta(days=10), TODAY + timedelta(days=1)
    set_supervisor(session, grid, chen, on=later, actor=city.triage, now=NOW)
    assert posted(session, grid, TODAY) == "王海军"
    assert posted(session, grid, later) == "陈芳"
    set_supervisor(session, grid, None, on=next_day, actor=city.triage, now=NOW)
    assert posted(session, grid, later) == ""
    set_supervisor(session, grid, wang, on=TODAY, actor=city.triage, now=NOW)
    assert posted(session, grid, later) == "王海军"


@pytest.mark.parametrize(("days", "reason"), [(-400, "before_grid"), (30, "after_grid")])
def test_nobody_is_appointed_for_a_day_without_the_grid(
    session: Session, city: City, days: int, reason: str
) -> None:
    redraw((4, 4, None), "陈芳")(session, city, TODAY + timedelta(days=2))
    with pytest.raises(Invalid) as refusal:
        set_supervisor(
            session,
            city.grids["wang"],
            city.chen.user_id,
            on=TODAY + timedelta(days=days),
            actor=city.triage,
            now=NOW,
        )
    assert refusal.value.values["reason"] == reason


def posted(session: Session, grid_id: int, on: date) -> str:
    found = [one for one in grids_of(session, on=on) if one.id == grid_id]
    return found[0].supervisor_name if found else "?"
