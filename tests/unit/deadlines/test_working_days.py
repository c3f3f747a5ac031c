"""Working days: the published calendar of 2026, years without one, and the arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.deadlines.rules import (
    add_days,
    add_working_days,
    clock,
    is_working_day,
    next_working_day,
    working_days_between,
)

days = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))


@pytest.mark.parametrize("day", [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_the_weekends_of_2026_that_are_worked_instead_are_working_days(day: tuple[int, int]) -> None:
    assert date(2026, *day).weekday() >= 5
    assert is_working_day(date(2026, *day))


@pytest.mark.parametrize("day", [(1, 1), (2, 17), (4, 6), (5, 1), (6, 19), (9, 25), (10, 1), (10, 7)])
def test_the_holidays_of_2026_are_not_working_days(day: tuple[int, int]) -> None:
    assert not is_working_day(date(2026, *day))


def test_a_year_without_a_calendar_works_monday_to_friday() -> None:
    monday = date(2099, 6, 1)
    assert monday.weekday() == 0
    assert [is_working_day(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_five_working_days_from_monday_end_on_the_next_monday() -> None:
    assert add_working_days(date(2026, 11, 23), 5) == date(2026, 11, 30)


def test_working_days_skip_the_national_holiday() -> None:
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_no_working_day_from_a_holiday_is_the_next_working_day() -> None:
    assert add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 8)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 1), -1)


def test_sixty_days_from_the_23rd_of_november_end_on_the_22nd_of_january() -> None:
    assert add_days(date(2026, 11, 23), 60) == date(2027, 1, 22)


def test_calendar_days_that_end_on_a_weekend_run_to_monday() -> None:
    assert add_days(date(2026, 11, 6), 15) == date(2026, 11, 23)


def test_past_due_days_are_counted_in_working_days() -> None:
    said = clock(date(2026, 11, 19), date(2026, 11, 23))
    assert (said.left, said.over) == (-2, True)


def test_the_due_day_itself_is_not_over() -> None:
    said = clock(date(2026, 11, 23), date(2026, 11, 23))
    assert (said.left, said.over) == (0, False)


def test_the_weekend_after_the_due_day_is_over_without_a_working_day_lost() -> None:
    said = clock(date(2026, 11, 20), date(2026, 11, 21))
    assert (said.left, said.over) == (0, True)


@given(day=days, count=st.integers(min_value=1, max_value=80))
def test_adding_and_counting_working_days_agree(day: date, count: int) -> None:
    due = add_working_days(day, count)
    assert is_working_day(due)
    assert working_days_between(day, due) == count


@given(first=days, second=days)
def test_counting_the_other_way_only_changes_the_sign(first: date, second: date) -> None:
    assert working_days_between(first, second) == -working_days_between(second, first)


@given(day=days)
def test_the_next_working_day_is_the_first_one(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((found - day).days))
