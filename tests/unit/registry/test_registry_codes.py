"""Credit codes and licence numbers: the standard's check, and what number formatting destroys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.registry.codes import (
    USCC_ALPHABET,
    CodeFault,
    is_valid_uscc,
    licence_key,
    organisation_check_character,
    read_licence_no,
    read_uscc,
    uscc_check_character,
)

bodies = st.text(alphabet=USCC_ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "52410822MJFAKE011F", "12410823MJFAKE0112", "91410882MJFAKE011B"]
)
def test_published_examples_are_valid(code: str) -> None:
    assert read_uscc(code).value == code
    assert read_uscc(code).fault is None


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "52410822MJFAKE0110", "52410822MJFAKE011", ""])
def test_wrong_codes_are_refused(code: str) -> None:
    assert read_uscc(code).value is None
    assert not is_valid_uscc(code)


@given(bodies)
def test_exactly_one_check_character_fits(first17: str) -> None:
    fitting = [char for char in USCC_ALPHABET if is_valid_uscc(first17 + char)]
    assert fitting == [uscc_check_character(first17)]


@given(bodies, st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
def test_one_changed_character_is_always_noticed(first17: str, place: int, other: str) -> None:
    code = first17 + uscc_check_character(first17)
    changed = code[:place] + other + code[place + 1 :]
    assert is_valid_uscc(changed) == (changed == code)


def test_letters_that_the_alphabet_lacks_are_read_as_digits_when_the_check_fits() -> None:
    reading = read_uscc("5241O822MJFAKEO11F")
    assert (reading.value, reading.fault) == ("52410822MJFAKE011F", CodeFault.MENDED)


def test_a_wrong_organisation_part_is_only_a_remark() -> None:
    first17 = "52410822MJFAKE01" + ("2" if organisation_check_character("MJFAKE01") != "2" else "3")
    reading = read_uscc(first17 + uscc_check_character(first17))
    assert reading.value is not None
    assert reading.fault is CodeFault.BODY


@pytest.mark.parametrize(
    "cell", [9.1410882e17, 914108820000000001, "9.1410882e+17", "9.14E17", float("inf"), True]
)
def test_codes_damaged_by_number_formatting_are_refused(cell: object) -> None:
    assert read_uscc(cell).fault is CodeFault.DAMAGED
    assert read_licence_no(cell, "410822").fault is CodeFault.DAMAGED


@pytest.mark.parametrize(
    "cell", ["教民141082260000012号", "4108226000012", 4108226000012.0, "４１０８２２６００００１２"]
)
def test_both_licence_shapes_are_read_without_remark(cell: object) -> None:
    assert read_licence_no(cell, "410822").fault is None


def test_a_short_licence_number_is_kept_with_a_remark() -> None:
    reading = read_licence_no("教民14108226000012", "410822")
    assert (reading.value, reading.fault) == ("教民14108226000012", CodeFault.LICENCE_SHAPE)


def test_a_licence_of_another_county_is_remarked() -> None:
    assert read_licence_no("4108236000012", "410822").fault is CodeFault.LICENCE_COUNTY
    assert read_licence_no("4108236000012", "410871000000").fault is None


def test_two_spellings_of_a_licence_number_have_one_key() -> None:
    assert licence_key("教民141082260000012号") == licence_key("141082260000012")
    assert licence_key("公办") is None


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_no_cell_makes_the_readers_raise(cell: object) -> None:
    assert read_uscc(cell).value is None or is_valid_uscc(read_uscc(cell).value or "")
    read_licence_no(cell, "410822")
