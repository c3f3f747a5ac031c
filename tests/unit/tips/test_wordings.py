"""Gaps of a text: filled in from a whitelist, never anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.wordings.rules import GAPS, checked, fill, open_gaps
from publishing.kernel.errors import Invalid


def test_gaps_are_filled_and_what_the_case_lacks_stays_open() -> None:
    filled = fill("编号【举报编号】，结论【核查结论】。", {"举报编号": "博爱2026-0001", "核查结论": ""})
    assert filled.text == "编号博爱2026-0001，结论【核查结论】。"
    assert filled.open == ("核查结论",)
    assert open_gaps(filled.text) == ("核查结论",)


def test_a_value_under_a_name_that_is_no_gap_is_never_filled_in() -> None:
    assert fill("【举报人电话】", {"举报人电话": "13812345678"}).text == "【举报人电话】"


@given(
    st.text(),
    st.dictionaries(st.sampled_from(sorted(GAPS)), st.text(st.characters(exclude_characters="【】"))),
)
def test_filling_never_fails_and_fills_every_gap_that_it_can(body: str, values: dict[str, str]) -> None:
    filled = fill(body, values)
    assert not {name for name in open_gaps(filled.text) if values.get(name)}


@pytest.mark.parametrize(
    ("step", "title", "body", "field", "reason"),
    [
        ("start", "名", "话", "step", "unknown"),
        ("reply", " ", "话", "title", "required"),
        ("reply", "名", " ", "body", "required"),
        ("reply", "名" * 61, "话", "title", "too_long"),
        ("reply", "名", "话" * 601, "body", "too_long"),
        ("reply", "名", "【举报人】", "body", "unknown_gap"),
    ],
)
def test_a_text_that_cannot_be_kept_says_why(
    step: str, title: str, body: str, field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        checked(step, title, body)
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)
