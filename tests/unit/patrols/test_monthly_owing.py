"""The monthly duty: done, waived, due or missed, computed from what is known and stored nowhere."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.patrols.owing import GridMonth, MonthDuty, PatrolDay, answers_for, month_duties_of
from intake.patrols.waiving import month_allowed
from publishing.kernel.clock import local_day

EAST = GridMonth(grid_id=1, villages=frozenset({"a", "b"}))
WEST = GridMonth(grid_id=2, villages=frozenset({"c"}))


def patrol(on: date, grid_id: int = 1, villages: str = "ab") -> PatrolDay:
    return PatrolDay(grid_id=grid_id, on=on, villages=frozenset(villages))


def duty(
    *patrols: PatrolDay,
    grids: tuple[GridMonth, ...] = (EAST,),
    waived: dict[int, int] | None = None,
    today: date = date(2026, 11, 23),
) -> MonthDuty:
    return month_duties_of(grids, patrols, waived or {}, year=2026, number=11, today=today)[0]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 1), "due"),
        (date(2026, 11, 30), "due"),
        (date(2026, 12, 1), "missed"),
        (date(2026, 10, 1), "due"),
    ],
)
def test_a_month_without_a_patrol_is_due_until_it_is_over(today: date, state: str) -> None:
    assert duty(today=today).state == state


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), "due"),
        (datetime(2026, 11, 30, 16, 0, tzinfo=UTC), "missed"),
    ],
)
def test_the_month_ends_at_midnight_in_shanghai(moment: datetime, state: str) -> None:
    assert duty(today=local_day(moment)).state == state


@pytest.mark.parametrize(
    ("on", "done"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
        (date(2025, 11, 10), False),
    ],
)
def test_only_a_patrol_of_the_month_itself_counts(on: date, done: bool) -> None:
    assert (duty(patrol(on), today=date(2026, 12, 5)).state == "done") is done


def test_the_first_patrol_is_the_day_and_all_are_counted() -> None:
    found = duty(patrol(date(2026, 11, 20)), patrol(date(2026, 11, 3)))
    assert (found.done_on, found.visits, found.due_on) == (date(2026, 11, 3), 2, date(2026, 11, 30))


def test_a_waiver_stands_for_a_patrol_and_a_patrol_goes_before_it() -> None:
    waived = duty(waived={1: 7}, today=date(2026, 12, 5))
    assert (waived.state, waived.waiver_id) == ("waived", 7)
    assert duty(patrol(date(2026, 11, 3)), waived={1: 7}).state == "done"
    assert duty(waived={2: 7}).state == "due"


def test_a_patrol_before_the_redrawing_counts_where_its_villages_went() -> None:
    before = patrol(date(2026, 11, 3), grid_id=9, villages="a")
    east, west = month_duties_of((EAST, WEST), [before], {}, year=2026, number=11, today=date(2026, 11, 23))
    assert (east.state, west.state) == ("done", "due")


def test_a_patrol_of_a_grid_in_force_counts_there_alone() -> None:
    """Were villages compared there too, an overlap on paper would do the neighbour's duty."""
    both = (EAST, GridMonth(grid_id=2, villages=frozenset({"a", "c"})))
    east, west = month_duties_of(
        both, [patrol(date(2026, 11, 3))], {}, year=2026, number=11, today=date(2026, 11, 23)
    )
    assert (east.state, west.state) == ("done", "due")


@given(
    st.lists(st.dates(date(2026, 10, 25), date(2026, 12, 5)), max_size=6),
    st.dates(date(2026, 10, 1), date(2027, 1, 31)),
    st.booleans(),
)
def test_every_duty_is_in_exactly_one_state(days: list[date], today: date, waived: bool) -> None:
    found = duty(*map(patrol, days), waived={1: 7} if waived else {}, today=today)
    inside = [day for day in days if (day.year, day.month) == (2026, 11)]
    expected = (
        "done" if inside else "waived" if waived else "due" if today <= date(2026, 11, 30) else "missed"
    )
    assert (found.state, found.visits) == (expected, len(inside))
    assert (found.done_on is None) == (not inside)


@pytest.mark.parametrize(
    ("standing", "cover", "who"),
    [("on_duty", None, 1), ("leave", 2, 2), ("leave", None, 3), ("vacant", None, 3), ("vacant", 2, 3)],
)
def test_who_answers_for_a_grid(standing: str, cover: int | None, who: int) -> None:
    assert answers_for(standing, supervisor_id=1, cover_id=cover, head_id=3) == who


@pytest.mark.parametrize(
    ("first", "allowed"),
    [
        (date(2026, 11, 1), True),
        (date(2025, 11, 1), True),
        (date(2025, 10, 1), False),
        (date(2027, 2, 1), True),
        (date(2027, 3, 1), False),
        (date(2026, 11, 2), False),
    ],
)
def test_a_waiver_lies_near_the_present(first: date, allowed: bool) -> None:
    assert month_allowed(first, today=date(2026, 11, 30)) is allowed
