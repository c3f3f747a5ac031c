"""Periods of validity in every style of the counties."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.registry.dates import DateFault, Period, counted_period, read_date, read_period

START, END = date(2023, 9, 1), date(2026, 8, 31)
days = st.dates(date(1950, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2023.9.1-2026.8.31",
        "2023年9月—2026年8月",
        "2023-09-01-2026-08-31",
        "2023/9/1~2026/8/31",
        "20230901-20260831",
        "自2023年9月1日起至2026年8月31日止",
        "二〇二三年九月一日至二〇二六年八月三十一日",
        "２０２３．９．１－２０２６．８．３１",
        "2023.9.1\n-2026.8.31",
        "有效期：2023年9月1日至2026年8月31日",
        "2023.9.1-2026.8.31（三年）",
    ],
)
def test_every_style_of_a_period_is_read(text: str) -> None:
    assert read_period(text) == Period(start=START, end=END)


@pytest.mark.parametrize("text", ["长期", "长期有效", "", "—", "无", None])
def test_without_end_or_not_stated_has_no_dates(text: str | None) -> None:
    assert read_period(text) == Period()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2023.9.31", DateFault.IMPOSSIBLE),
        ("2023.9.1-2026.9.31", DateFault.IMPOSSIBLE),
        ("2023.13.1-2026.8.31", DateFault.IMPOSSIBLE),
        ("2026.8.31-2023.9.1", DateFault.REVERSED),
        ("三年", DateFault.UNCLEAR),
        ("3年", DateFault.UNCLEAR),
        ("2023-2026", DateFault.UNREADABLE),
        ("见许可证", DateFault.UNREADABLE),
        ("0023.9.1-2026.8.31", DateFault.UNLIKELY),
    ],
)
def test_unusable_periods_say_why(text: str, fault: DateFault) -> None:
    assert read_period(text).fault is fault


@pytest.mark.parametrize(
    "cell", [46265, 46265.0, "46265", END, datetime.fromisoformat("2026-08-31T08:30"), "2026.8.31"]
)
def test_one_date_alone_is_the_end_with_a_remark(cell: object) -> None:
    assert read_period(cell) == Period(end=END, fault=DateFault.END_ONLY)


def test_until_and_from_are_understood() -> None:
    assert read_period("至2026年8月31日") == Period(end=END)
    assert read_period("2026年8月31日前有效") == Period(end=END)
    assert read_period("2023年9月1日起") == Period(start=START)
    assert read_period("2023.9.1至长期") == Period(start=START)


def test_years_are_counted_only_from_a_start() -> None:
    assert counted_period("三年", START) == Period(start=START, end=END, fault=DateFault.COUNTED)
    assert counted_period("三年", None).fault is DateFault.UNCLEAR


def test_a_month_ends_on_its_last_day() -> None:
    assert read_date("2024年2月", end=True) == date(2024, 2, 29)
    assert read_date("2024年2月") == date(2024, 2, 1)


def test_a_time_of_day_is_dropped() -> None:
    assert read_date("2026-08-31 00:00:00") == END


@given(days, days, st.sampled_from(["{0}.{1}.{2}", "{0}-{1:02d}-{2:02d}", "{0}/{1}/{2}", "{0}年{1}月{2}日"]),
       st.sampled_from(["-", "—", "至", "~", " 到 "]))  # fmt: skip
def test_any_period_written_in_any_style_is_read_back(
    one: date, other: date, style: str, between: str
) -> None:
    start, end = sorted((one, other))
    text = between.join(style.format(day.year, day.month, day.day) for day in (start, end))
    assert read_period(text) == Period(start=start, end=end)


digits_and_marks = st.text(alphabet="0123456789.-/年月日至长期三〇一二十有效起止 —", max_size=30)


@given(st.one_of(st.text(), digits_and_marks, st.floats(), st.integers(), st.datetimes(), st.none()))
def test_no_cell_makes_reading_dates_raise(cell: object) -> None:
    period = read_period(cell)
    if period.fault is None and period.start and period.end:
        assert period.start <= period.end
    read_date(cell)
    counted_period(cell, START)
