"""Days as people write them."""

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.kernel.days import NoSuchDay, parse_day, parse_moment

WAYS = (
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year} 年 {0.month} 月 {0.day} 日",
    "{0.year}{0.month:02}{0.day:02}",
)
FULL_WIDTH = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(WAYS), st.booleans())
def test_every_way_of_writing_a_day_is_read(day: date, way: str, full_width: bool) -> None:
    text = way.format(day)
    assert parse_day(text.translate(FULL_WIDTH) if full_width else text) == day


@pytest.mark.parametrize("text", ["2026-02-30", "2026年13月1日", "20260931", "0000-01-01"])
def test_a_day_that_the_calendar_lacks_is_told_from_nonsense(text: str) -> None:
    with pytest.raises(NoSuchDay):
        parse_day(text)


@pytest.mark.parametrize("text", ["", "明天", "2026-11", "23-11-2026", "2026112", "2026-11-23 16:30"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a day"):
        parse_day(text)


@given(st.text())
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(parse_day(text), date)


MOMENTS = (
    "{0:%Y-%m-%d %H:%M}",
    "{0:%Y-%m-%dT%H:%M}",
    "{0:%Y/%m/%d %H:%M:00}",
    "{0.year}年{0.month}月{0.day}日 {0.hour}:{0.minute:02}",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分",
    "{0:%Y%m%d} {0.hour}：{0.minute:02}",
)


@given(st.dates(min_value=date(1000, 1, 1)), st.times(), st.sampled_from(MOMENTS))
def test_every_way_of_writing_a_moment_is_read(day: date, at: time, way: str) -> None:
    minute = datetime.combine(day, at.replace(second=0, microsecond=0))
    assert parse_moment(f" {way.format(minute)} ", otherwise=time(1, 1)) == minute


def test_a_day_alone_is_a_moment_at_the_given_time() -> None:
    assert parse_moment("2026年11月23日", otherwise=time(23, 59)) == datetime.combine(
        date(2026, 11, 23), time(23, 59)
    )


@pytest.mark.parametrize("text", ["2026-11-23 25:00", "2026-11-23 16:75", "2026-02-30 16:30"])
def test_a_moment_that_no_clock_shows_is_told_from_nonsense(text: str) -> None:
    with pytest.raises(NoSuchDay):
        parse_moment(text, otherwise=time())


@given(st.text(max_size=30))
def test_nothing_that_is_typed_as_a_moment_fails_otherwise_than_by_refusal(text: str) -> None:
    with suppress(ValueError):
        parse_moment(text, otherwise=time())
