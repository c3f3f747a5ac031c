"""How official documents write dates, names and titles."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.kernel.typesetting import (
    chinese_date,
    chinese_time,
    folded_date,
    qr_svg,
    title_lines,
    validity,
    without_ending,
)


def test_a_date_has_no_leading_noughts() -> None:
    assert chinese_date(date(2026, 8, 5)) == "2026年8月5日"


def test_a_time_is_that_of_jiaozuo() -> None:
    assert chinese_time(datetime(2026, 12, 31, 16, 5, tzinfo=UTC)) == "2027年1月1日0时05分"


def test_a_folded_date_breaks_after_the_year() -> None:
    assert folded_date(date(2026, 8, 5)) == "2026年\n8月5日"
    assert folded_date(None) == ""


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2023, 9, 1), date(2026, 8, 31), "2023年9月1日\n至2026年8月31日"),
        (date(2023, 9, 1), None, "2023年9月1日起"),
        (None, date(2026, 8, 31), "至2026年8月31日"),
        (None, None, "—"),
    ],
)
def test_validity_says_what_is_known(start: date | None, end: date | None, words: str) -> None:
    assert validity(start, end) == words


def test_the_ending_that_the_form_prints_is_left_out() -> None:
    assert without_ending("清化镇街道", "街道", "镇") == "清化镇"
    assert without_ending("焦作市实验学校", "中心校", "幼儿园") == "焦作市实验学校"


def test_a_name_is_never_emptied() -> None:
    assert without_ending("幼儿园", "幼儿园") == "幼儿园"


def test_a_title_of_one_line_stays_whole() -> None:
    assert title_lines("博爱县2026年秋季学期注册幼儿园名单公告") == ["博爱县2026年秋季学期注册幼儿园名单公告"]


def test_a_long_title_breaks_between_words() -> None:
    lines = title_lines("焦作城乡一体化示范区2026年秋季学期注册幼儿园名单公告")
    assert lines == ["焦作城乡一体化示范区2026年", "秋季学期注册幼儿园名单公告"]


def test_a_title_keeps_its_own_line_breaks() -> None:
    assert title_lines("关于名单的\n公告") == ["关于名单的", "公告"]


@given(st.text(alphabet="焦作幼儿园注册名单公告关于学期2026年教育局", max_size=80))
def test_breaking_a_title_loses_nothing_and_splits_no_kindergarten(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert sum(line.count("幼儿园") for line in lines) == title.count("幼儿园")


def test_a_qr_code_needs_nothing_from_elsewhere() -> None:
    svg = qr_svg("https://mingyuan.example.gov.cn/announcements/3")
    assert svg.startswith("<svg")
    assert "href" not in svg
    assert "style" not in svg
