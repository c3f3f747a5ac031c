"""Receipt codes: stable for a draft, forgiving in how they are typed, strict in what they are."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intake.tips import codes

SECRET = b"k" * 32
tokens = st.text(min_size=1, max_size=60)


@given(token=tokens)
def test_a_code_is_24_digits_that_normalise_to_themselves(token: str) -> None:
    code = codes.derive_code(SECRET, token)
    assert len(code) == 24
    assert codes.normalise(code) == code == codes.derive_code(SECRET, token)
    assert codes.normalise(codes.grouped(code)) == code


@given(token=tokens, place=st.integers(0, 23), digit=st.integers(0, 9))
def test_every_mistyped_digit_is_found(token: str, place: int, digit: int) -> None:
    code = codes.derive_code(SECRET, token)
    assume(code[place] != str(digit))
    assert codes.normalise(code[:place] + str(digit) + code[place + 1 :]) is None


@given(token=tokens, place=st.integers(0, 22))
def test_swapped_neighbours_are_found(token: str, place: int) -> None:
    code = codes.derive_code(SECRET, token)
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert codes.normalise(swapped) is None


def test_full_width_digits_dashes_and_spaces_are_fine() -> None:
    code = codes.derive_code(SECRET, "a")
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert codes.normalise(f"　{wide[:4]}－{wide[4:9]} - {wide[9:]}\n") == code


@pytest.mark.parametrize("text", ["", "0", "1234 5678", "a" * 24, "1" * 23, "1" * 25, "一" * 24, "²" * 24])
def test_other_things_are_no_codes(text: str) -> None:
    assert codes.normalise(text) is None


@given(text=st.text(max_size=300))
def test_no_text_makes_normalising_fail(text: str) -> None:
    found = codes.normalise(text)
    assert found is None or (len(found) == 24 and int(found) % 97 == 1)


def test_codes_and_digests_hang_on_the_secret() -> None:
    other = b"o" * 32
    assert codes.derive_code(SECRET, "a") != codes.derive_code(other, "a")
    assert codes.digest(SECRET, "1") != codes.digest(other, "1")
    assert codes.digest(SECRET, "1") != codes.digest(SECRET, "2")


def test_a_submission_digest_is_not_the_token() -> None:
    assert "token" not in codes.submission_digest("token")
    assert codes.submission_digest("a") != codes.submission_digest("b")
