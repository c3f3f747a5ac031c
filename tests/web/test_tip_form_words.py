"""The pure parts of the report's pages: what is wrong with a code, and which numbers a text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.tips.codes import derive_code, grouped
from intake.tips.masking import has_personal_numbers, mask, numbers_in
from portal.pages.tip_form_code import mistake_in
from portal.pages.tip_form_sending import half_hidden

CODES = st.builds(derive_code, st.binary(min_size=32, max_size=32), st.text(max_size=20))


@given(CODES)
def test_a_code_of_ours_has_no_mistake_however_it_is_typed(code: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert [mistake_in(text) for text in (code, grouped(code), wide)] == ["", "", ""]


@given(CODES, st.integers(0, 23), st.integers(1, 9))
def test_one_wrong_digit_is_told_as_that(code: str, place: int, by: int) -> None:
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert mistake_in(wrong) == "digits"


@given(CODES, st.integers(1, 23))
def test_a_code_that_is_too_short_is_told_as_that(code: str, length: int) -> None:
    assert mistake_in(code[:length]) == "length"


def test_letters_in_a_code_are_told_as_that() -> None:
    assert mistake_in("博爱2026-0001") == "letters"
    assert mistake_in("O827 1903") == "letters"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("打我电话13812340000", ("13812340000",)),
        ("身份证41082219900101123X，电话 138 1234 0000。", ("41082219900101123X", "138 1234 0000")),
        ("座机0391-2345678\n手机13900001111", ("0391-2345678", "13900001111")),
        ("25个孩子，早上7点半到", ()),
        ("", ()),
    ],
)
def test_personal_numbers_are_taken_out_whole(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers


def test_what_is_masked_already_is_no_number() -> None:
    assert numbers_in(mask("打我电话13812340000") + "，或13900001111") == ("13900001111",)


@given(st.text(alphabet="我电话手机0123456789 -，。\n一三八", max_size=60))
def test_numbers_are_found_exactly_where_masking_finds_some(text: str) -> None:
    assert bool(numbers_in(text)) == has_personal_numbers(text)


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("13812340000", "138****0000"), ("2345678", "2****5678"), ("", ""), ("微信", "微信")],
)
def test_a_contact_is_shown_by_half(contact: str, shown: str) -> None:
    assert half_hidden(contact) == shown
