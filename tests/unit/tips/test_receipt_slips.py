"""Slips of the pen in a receipt code: told by group, and never missing the group that is wrong."""

from hypothesis import given
from hypothesis import strategies as st

from intake.tips.codes import GROUP, LENGTH, derive_code, grouped
from portal.pages.tip_form_code import differing, suspects

codes = st.binary(min_size=32, max_size=32).map(lambda secret: derive_code(secret, "draft"))


def with_digit(code: str, place: int, shift: int) -> str:
    return f"{code[:place]}{(int(code[place]) + shift) % 10}{code[place + 1 :]}"


@given(codes, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_the_group_of_a_wrong_digit_is_always_among_the_suspects(code: str, place: int, shift: int) -> None:
    wrong = with_digit(code, place, shift)
    assert place // GROUP + 1 in suspects(grouped(wrong))
    assert differing(wrong, code) == (place // GROUP + 1,)


@given(codes, st.integers(0, LENGTH - 2))
def test_so_are_the_groups_of_swapped_neighbours(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        assert {place // GROUP + 1, (place + 1) // GROUP + 1} <= set(suspects(wrong))


@given(codes)
def test_the_right_code_differs_nowhere(code: str) -> None:
    assert differing(grouped(code), code) == ()


def test_most_wrong_digits_are_narrowed_down_to_three_groups() -> None:
    few = total = 0
    for number in range(40):
        code = derive_code(bytes(32), str(number))
        for place in range(LENGTH):
            few += len(suspects(with_digit(code, place, 1 + number % 9))) <= 3
            total += 1
    assert few > 0.75 * total


def test_another_length_has_no_suspects() -> None:
    assert suspects("4827 1903") == ()
    assert differing("4827 1903", "0" * LENGTH) == ()
