"""What the values hand to the templates."""

import json
from collections.abc import Iterator

import pytest
from document_samples import (
    announcement,
    announcement_row,
    ledger,
    ledger_row,
    notice,
    patrol_row,
    patrol_sheet,
    receipt,
)

from publishing.kernel.document_values import Document, JsonValue

DOCUMENTS: list[Document] = [announcement(), notice(), patrol_sheet(), ledger(), receipt()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.template)
def test_every_value_is_plain_json(document: Document) -> None:
    data = document.to_json()
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.template)
def test_every_leaf_is_a_string_so_that_none_is_read_as_code(document: Document) -> None:
    def leaves(value: JsonValue) -> Iterator[JsonValue]:
        if isinstance(value, dict):
            for item in value.values():
                yield from leaves(item)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from leaves(item)
        else:
            yield value

    assert all(isinstance(leaf, str) for leaf in leaves(document.to_json()))


def test_rows_are_numbered_from_one() -> None:
    data = announcement(rows=(announcement_row("甲园"), announcement_row("乙园"))).to_json()
    assert [row[:2] for row in data["rows"]] == [["1", "甲园"], ["2", "乙园"]]  # type: ignore[union-attr, index]


def test_an_unknown_licence_number_is_a_dash() -> None:
    data = announcement(rows=(announcement_row(licence_number=""),)).to_json()
    assert data["rows"][0][4] == "—"  # type: ignore[index]


def test_a_patrol_without_findings_says_so() -> None:
    row = patrol_sheet(rows=(patrol_row(problems=""),)).to_json()["rows"][0]  # type: ignore[index]
    assert row[2] == "未发现问题"  # type: ignore[index]


def test_the_blanks_of_the_patrol_sheet_take_names_without_what_is_printed_after_them() -> None:
    data = patrol_sheet(county="沁阳市", township="西向镇", school="西向镇第一幼儿园").to_json()
    assert (data["county"], data["township"], data["school"]) == ("沁阳", "西向", "西向镇第一")


def test_an_open_ledger_item_has_no_day_of_striking_off() -> None:
    row = ledger(rows=(ledger_row(closed_on=None),)).to_json()["rows"][0]  # type: ignore[index]
    assert row[13] == ""  # type: ignore[index]
