"""Accuracy of resolving on the labelled texts: the right place first, and never a confident wrong one."""

import pytest

from portal.bench.places import NO_PLACE, PARTS, Answered, Labelled, answer, lines_of, read_labelled
from publishing.divisions.resolving import packaged

LABELLED = read_labelled()


def answered(case: Labelled) -> Answered:
    return answer(packaged(), [case])[0]


@pytest.mark.parametrize("part", PARTS)
def test_the_right_place_comes_first_for_nine_in_ten_unambiguous_texts(part: str) -> None:
    answers = answer(packaged(), [case for case in LABELLED if case.part == part])
    line = next(line for line in lines_of(answers) if line.what == part)
    assert line.named >= 200
    assert line.right_first / line.named >= 0.9, line


def test_every_text_is_labelled_once_and_in_one_half() -> None:
    assert len({case.text for case in LABELLED}) == len({case.id for case in LABELLED}) == len(LABELLED)
    assert {case.part for case in LABELLED} == set(PARTS)


@pytest.mark.parametrize("case", LABELLED, ids=lambda case: str(case.id))
def test_no_text_is_settled_on_a_wrong_place(case: Labelled) -> None:
    assert not answered(case).wrong


@pytest.mark.parametrize(
    "case", [case for case in LABELLED if len(case.expected) > 1], ids=lambda case: str(case.id)
)
def test_where_several_fit_all_of_them_are_offered(case: Labelled) -> None:
    one = answered(case)
    assert one.resolution.decision == "several"
    assert one.asks


@pytest.mark.parametrize(
    "case",
    [case for case in LABELLED if not case.expected and case.kind in NO_PLACE],
    ids=lambda case: str(case.id),
)
def test_where_no_place_is_named_none_is_found(case: Labelled) -> None:
    assert packaged().resolve(case.text).decision == "none"


def test_the_counts_tell_wrong_from_asking() -> None:
    """王庄 settled on anything is wrong; 王庄 asked about is right."""
    several = next(case for case in LABELLED if case.id == "P082")
    forced = Labelled(id="x", kind="same_name", part="tuning", text="月山镇花园村", expected=several.expected)
    lines = lines_of(answer(packaged(), [several, forced]))
    assert (lines[-1].texts, lines[-1].asks, lines[-1].wrong) == (2, 1, 1)
