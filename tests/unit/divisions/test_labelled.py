"""Accuracy of resolving on the labelled texts: the right place first, and never a confident wrong one."""

import json
from pathlib import Path
from typing import Any

import pytest

from publishing.divisions.resolving import packaged

LABELLED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "places_labelled.json").read_text(encoding="utf-8")
)


def codes_of(text: str) -> list[str]:
    return [candidate.code for candidate in packaged().resolve(text).candidates]


def test_the_right_place_comes_first_for_nine_in_ten_unambiguous_texts() -> None:
    unambiguous = [case for case in LABELLED if len(case["expected"]) == 1]
    right = [case for case in unambiguous if codes_of(case["text"])[:1] == case["expected"]]
    assert len(unambiguous) >= 110
    assert len(right) / len(unambiguous) >= 0.9, f"{len(right)}/{len(unambiguous)}"


@pytest.mark.parametrize("case", LABELLED, ids=lambda case: str(case["id"]))
def test_no_text_is_settled_on_a_wrong_place(case: dict[str, Any]) -> None:
    code = packaged().resolve(case["text"]).code
    assert code is None or [code] == case["expected"]


@pytest.mark.parametrize(
    "case", [case for case in LABELLED if len(case["expected"]) > 1], ids=lambda case: str(case["id"])
)
def test_where_several_fit_all_of_them_are_offered(case: dict[str, Any]) -> None:
    resolution = packaged().resolve(case["text"])
    assert resolution.decision == "several"
    assert set(case["expected"]) <= {candidate.code for candidate in resolution.candidates}


@pytest.mark.parametrize(
    "case", [case for case in LABELLED if not case["expected"]], ids=lambda case: str(case["id"])
)
def test_where_no_place_is_named_none_is_found(case: dict[str, Any]) -> None:
    assert packaged().resolve(case["text"]).decision == "none"
