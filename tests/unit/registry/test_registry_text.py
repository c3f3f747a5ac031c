"""Cleaning cells, telephone numbers, and keeping personal numbers out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.registry.phones import read_phones
from publishing.registry.rules import Nature
from publishing.registry.text import (
    clean_text,
    has_personal_number,
    looks_like_id_number,
    looks_like_mobile,
    mask_personal,
    without_personal,
)
from publishing.registry.values import read_annual_check, read_count, read_nature, read_organisation

cells = st.one_of(
    st.text(), st.text(alphabet="0123456789-— 、/()（）转园长：张三\u3000\u200b\n同上", max_size=40)
)


@given(cells)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\u3000月山镇\u00a0中心\n幼儿园 ", "月山镇中心幼儿园"),
        ("小\u200b博士(分园)", "小博士（分园）"),
        ("ＡＢ１２", "AB12"),
        ("Little Star", "Little Star"),
    ],
)
def test_cells_are_cleaned(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("cell", "public", "mobiles"),
    [
        ("0391-1234567、13812345678", "0391-1234567", 1),
        ("03911234567", "0391-1234567", 0),
        ("（0391）1234567", "0391-1234567", 0),
        ("1234567", "0391-1234567", 0),
        (3911234567.0, "0391-1234567", 0),
        ("0391 1234567/1234568", "0391-1234567、0391-1234568", 0),
        ("139 1234 5678", None, 1),
        (13912345678, None, 1),
        ("0391-13812345678", None, 1),
        ("０３９１－１２３４５６７", "0391-1234567", 0),
    ],
)
def test_landlines_are_kept_and_mobiles_are_not(cell: object, public: str | None, mobiles: int) -> None:
    reading = read_phones(cell)
    assert (reading.public, reading.mobiles) == (public, mobiles)


@given(st.one_of(cells, st.floats(), st.integers()))
def test_no_mobile_number_survives_as_a_public_one(cell: object) -> None:
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", read_phones(cell).public or "")


ids = st.builds(
    "{}{:04d}{:02d}{:02d}{:03d}{}".format,
    st.sampled_from(["410822", "110101"]), st.integers(1930, 2020), st.integers(1, 12), st.integers(1, 28),
    st.integers(0, 999), st.sampled_from("0123456789X"),
)  # fmt: skip
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(ids, st.text(alphabet="园长电话：，。 ", max_size=6), st.text(alphabet="园，。 ", max_size=6))
def test_identity_numbers_are_seen_masked_and_removed(number: str, before: str, after: str) -> None:
    text = before + number + after
    assert looks_like_id_number(number)
    assert has_personal_number(text)
    assert number not in mask_personal(text)
    assert number not in without_personal(text)


@given(mobiles, st.text(alphabet="园长电话：，。 ", max_size=6))
def test_mobile_numbers_are_seen_masked_and_removed(number: str, before: str) -> None:
    assert looks_like_mobile(number)
    assert number not in mask_personal(before + number)
    assert number not in without_personal(before + number)


def test_a_named_person_is_removed_from_published_text() -> None:
    assert without_personal("花园村学校路12号，园长张三13812345678") == "花园村学校路12号"
    assert without_personal("原址扩建，园长：张三") == "原址扩建"


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("公办（教育部门办）", Nature.PUBLIC_EDUCATION),
        ("集体办", Nature.PUBLIC_COLLECTIVE),
        ("公办", Nature.PUBLIC),
        ("普惠性民办", Nature.PRIVATE_INCLUSIVE),
        ("民办（非营利）", Nature.PRIVATE_NONPROFIT),
        ("非营利", Nature.PRIVATE_NONPROFIT),
        ("营利性民办", Nature.PRIVATE_PROFIT),
        ("民办企业办", Nature.PRIVATE),
        ("民办", Nature.PRIVATE),
        ("其他", None),
    ],
)
def test_natures_are_understood(text: str, nature: Nature | None) -> None:
    assert read_nature(text) is nature


@pytest.mark.parametrize(
    ("cell", "count"),
    [(12, 12), (12.0, 12), ("12个班", 12), ("约120人", 120), ("大2中2", None), (1.5, None), (-1, None)],
)
def test_counts_are_read_or_left_out(cell: object, count: int | None) -> None:
    assert read_count(cell, most=3000) == count


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_no_cell_makes_counting_raise(cell: object) -> None:
    count = read_count(cell, most=99)
    assert count is None or 0 <= count <= 99


def test_a_sponsor_that_may_be_a_person_is_not_kept() -> None:
    assert read_organisation("花园村民委员会") == "花园村民委员会"
    assert read_organisation("王晓芳") is None


def test_annual_check_distinguishes_the_words_that_contain_each_other() -> None:
    assert read_annual_check("不合格") == "不合格"
    assert read_annual_check("2025年基本合格") == "基本合格"
