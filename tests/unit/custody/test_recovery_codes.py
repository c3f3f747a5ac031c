"""Recovery keys on paper: every slip of the pen that people make is found, and the group is named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.custody.recovery_codes import _ALPHABET, LENGTH, Mistake, read, written
from intake.custody.rules import fingerprint

keys = st.binary(min_size=32, max_size=32)


@given(keys)
def test_what_is_written_reads_as_the_key(key: bytes) -> None:
    assert read(written(key)) == key


@given(keys)
def test_small_letters_spaces_and_look_alikes_do_not_matter(key: bytes) -> None:
    typed = written(key).lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert read(typed) == key


@given(keys, st.integers(0, LENGTH - 1), st.integers(1, 31))
def test_one_wrong_character_is_found_and_its_group_named(key: bytes, place: int, by: int) -> None:
    letters = list(written(key).replace("-", ""))
    letters[place] = _ALPHABET[(_ALPHABET.index(letters[place]) + by) % 32]
    with pytest.raises(Mistake) as found:
        read("".join(letters))
    assert (found.value.kind, found.value.group) == ("group", place // 5 + 1)


@given(keys, st.integers(0, LENGTH - 2))
def test_two_neighbours_exchanged_are_found(key: bytes, place: int) -> None:
    letters = list(written(key).replace("-", ""))
    if letters[place] == letters[place + 1]:
        return
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    with pytest.raises(Mistake):
        read("".join(letters))


@given(keys, st.integers(0, 12), st.integers(0, 12))
def test_two_groups_exchanged_are_found(key: bytes, one: int, other: int) -> None:
    groups = written(key).split("-")
    if one == other:
        return
    groups[one], groups[other] = groups[other], groups[one]
    with pytest.raises(Mistake):
        read("-".join(groups))


@pytest.mark.parametrize(
    ("typed", "kind"), [("", "length"), ("ABCDE", "length"), ("恢复", "letters"), ("U" * LENGTH, "letters")]
)
def test_what_is_no_code_is_told_apart(typed: str, kind: str) -> None:
    with pytest.raises(Mistake) as found:
        read(typed)
    assert found.value.kind == kind


@given(st.text(max_size=90))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    with suppress(Mistake):
        assert len(read(typed)) == 32


def test_a_fingerprint_is_six_groups_of_digits_and_differs_with_the_key() -> None:
    assert fingerprint(b"a" * 32) == fingerprint(b"a" * 32) != fingerprint(b"b" * 32)
    groups = fingerprint(b"a" * 32).split(" ")
    assert [len(group) for group in groups] == [4] * 6
    assert "".join(groups).isdigit()
