"""What a visit must say, the half-year of a sheet, and the monthly duty."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.patrols.rules import (
    FINDING_CATEGORIES,
    HANDLINGS,
    SEVERITIES,
    FindingForm,
    VisitForm,
    check_visit,
    half_of,
    half_year,
    month,
    monthly_duty,
    year_before,
)
from publishing.kernel.errors import Invalid
from publishing.kernel.words import word

TODAY = date(2026, 11, 23)
GAS = FindingForm(
    category="fire",
    severity="major",
    handling="deadline",
    premises="小星芽宝贝之家",
    description="煤气罐放在唯一的疏散通道",
)
FOUND = VisitForm(
    submission="t1", visited_on=TODAY, scope="花园村、王庄村", found_nothing=False, findings=(GAS,)
)
NOTHING = replace(FOUND, found_nothing=True, findings=())


def refusal(form: VisitForm, today: date = TODAY) -> tuple[object, object]:
    with pytest.raises(Invalid) as refused:
        check_visit(form, today=today)
    return refused.value.values["field"], refused.value.values["reason"]


@pytest.mark.parametrize("form", [FOUND, NOTHING, replace(NOTHING, kind="spot_check")])
def test_a_whole_row_is_accepted(form: VisitForm) -> None:
    check_visit(form, today=TODAY)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (replace(NOTHING, visited_on=TODAY + timedelta(days=1)), ("visited_on", "future")),
        (replace(NOTHING, visited_on=date(2025, 11, 22)), ("visited_on", "too_old")),
        (replace(NOTHING, findings=(GAS,)), ("found_nothing", "both")),
        (replace(NOTHING, found_nothing=False), ("found_nothing", "neither")),
        (replace(NOTHING, scope="  "), ("scope", "required")),
        (replace(NOTHING, scope="村" * 4001), ("scope", "too_long")),
        (replace(NOTHING, handling="村" * 4001), ("handling", "too_long")),
        (replace(NOTHING, companions="村" * 201), ("companions", "too_long")),
        (replace(NOTHING, kind="holiday"), ("kind", "unknown")),
        (replace(NOTHING, submission=""), ("submission", "required")),
        (replace(FOUND, findings=(replace(GAS, category="noise"),)), ("findings-0-category", "unknown")),
        (replace(FOUND, findings=(GAS, replace(GAS, severity=""))), ("findings-1-severity", "unknown")),
        (replace(FOUND, findings=(replace(GAS, handling="later"),)), ("findings-0-handling", "unknown")),
        (replace(FOUND, findings=(replace(GAS, premises=" "),)), ("findings-0-premises", "required")),
        (
            replace(FOUND, findings=(replace(GAS, description=""),)),
            ("findings-0-description", "required"),
        ),
    ],
)
def test_what_is_wrong_is_named_by_field_and_reason(form: VisitForm, expected: tuple[str, str]) -> None:
    assert refusal(form) == expected


def test_a_visit_of_exactly_a_year_ago_is_accepted() -> None:
    check_visit(replace(NOTHING, visited_on=date(2025, 11, 23)), today=TODAY)


def test_a_year_before_a_leap_day_is_the_last_of_february() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_lies_in_its_own_half_year(day: date) -> None:
    first, last = half_year(*half_of(day))
    assert first <= day <= last


@given(st.lists(st.dates(min_value=date(2026, 9, 1), max_value=date(2026, 12, 31))), st.integers(10, 12))
def test_the_monthly_duty_is_done_when_one_visit_lies_in_the_month(days: list[date], number: int) -> None:
    duty = monthly_duty(3, days, year=2026, number=number)
    within = [day for day in days if day.month == number]
    assert duty.visits == len(within)
    assert duty.done_on == (min(within) if within else None)
    assert duty.due_on == month(2026, number)[1]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("category", FINDING_CATEGORIES), ("severity", SEVERITIES), ("finding_mode", HANDLINGS)],
)
def test_every_code_of_a_finding_has_its_word(kind: str, codes: tuple[str, ...]) -> None:
    assert all(word(kind, code) for code in codes)
