"""A checked list given back as a workbook: every cell to mend is coloured and says in a comment what to do.

The values are the clerk's own and go back to nobody else; nothing of the file is kept.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

import xlsxwriter

from publishing.registry.checking import CheckReport
from publishing.registry.columns import column_index
from publishing.registry.problems import Problem
from publishing.registry.reading import Cell, Sheet, Workbook
from publishing.registry.text import clean_text, is_formula

_LONGEST_CELL, _LONGEST_NAME = 32_767, 31
_MANY_CELLS = 300_000  # beyond, merges are given up and rows go to disk one by one
_COLOURS: Mapping[str, str] = {"error": "#F6D5D1", "warning": "#FFF0C2"}
_Place = tuple[int, int]
_Look = tuple[str, bool, bool]  # severity, quoted, a date


def marked_workbook(workbook: Workbook, report: CheckReport, *, english: bool = False) -> bytes:
    """`workbook` as .xlsx with the problems of `report` at their cells, in Chinese or in English.

    A problem of a whole row stands at its first cell, one of a whole sheet at A1. Formulas are not carried
    over, and text that looks like one is quoted.
    """
    out = io.BytesIO()
    large = sum(len(row.cells) for sheet in workbook.sheets for row in sheet.rows) > _MANY_CELLS
    with xlsxwriter.Workbook(out, {"constant_memory": large, "default_date_format": "yyyy-mm-dd"}) as book:
        formats = {
            (severity, quoted, dated): book.add_format(
                {"text_wrap": True, "valign": "vcenter", "quote_prefix": quoted}
                | ({"bg_color": colour} if colour else {})
                | ({"num_format": "yyyy-mm-dd"} if dated else {})
            )
            for severity, colour in {**_COLOURS, "": ""}.items()
            for quoted in (False, True)
            for dated in (False, True)
        }
        names: set[str] = set()
        for sheet in workbook.sheets:
            page = book.add_worksheet(_free_name(sheet.name, names))
            if sheet.hidden and len(workbook.sheets) > 1 and page.index > 0:
                page.hide()
            _write(page, sheet, _by_cell(sheet, report.problems), formats, english=english, merging=not large)
    return out.getvalue()


def _write(
    page: Any,
    sheet: Sheet,
    problems: Mapping[_Place, Sequence[Problem]],
    formats: Mapping[_Look, Any],
    *,
    english: bool,
    merging: bool,
) -> None:
    page.set_column(0, max((len(row.cells) for row in sheet.rows), default=1), 16)
    merges = _apart(sheet.merges) if merging else {}
    # a merged cell is one cell: what is wrong in its rows is said at its corner
    corners = {
        (row, column): corner
        for corner, (bottom, right) in merges.items()
        for row in range(corner[0], bottom + 1)
        for column in range(corner[1], right + 1)
    }
    gathered: dict[_Place, list[Problem]] = {}
    for place, found in problems.items():
        gathered.setdefault(corners.get(place, place), []).extend(found)
    written: set[_Place] = set()
    for place, value in _cells(sheet):
        if corners.get(place, place) != place:
            continue
        look = _look(value, _severity(gathered.get(place, ())))
        if place in merges:
            page.merge_range(*place, *merges[place], "", formats[look])
        _put(page, place, value, formats[look])
        written.add(place)
    for place in sorted(gathered):
        if place not in written and merging:
            page.write_blank(*place, None, formats[_severity(gathered[place]), False, False])
        sentences = [each.message_en if english else each.message for each in gathered[place]]
        text = "\n".join(dict.fromkeys(sentences))[:_LONGEST_CELL]
        page.write_comment(*place, text, {"x_scale": 2.2, "y_scale": max(1, len(text) / 90)})


def _cells(sheet: Sheet) -> Iterator[tuple[_Place, Cell]]:
    for row in sheet.rows:
        for column, value in enumerate(row.cells):
            if value is not None:
                yield (row.number - 1, column), value


def _look(value: Cell, severity: str) -> _Look:
    quoted = isinstance(value, str) and is_formula(clean_text(value))
    return severity, quoted, isinstance(value, date) and value.year >= 1900


def _put(page: Any, place: _Place, value: Cell, look: Any) -> None:
    if isinstance(value, bool):
        page.write_boolean(*place, value, look)
    elif isinstance(value, int | float) and isfinite(value):
        page.write_number(*place, value, look)
    elif isinstance(value, date) and value.year >= 1900:
        page.write_datetime(
            *place, value.replace(tzinfo=None) if isinstance(value, datetime) else value, look
        )
    else:
        page.write_string(*place, str(value)[:_LONGEST_CELL], look)


def _by_cell(sheet: Sheet, problems: Sequence[Problem]) -> dict[_Place, list[Problem]]:
    """The sheet's problems by the cell at which they are said."""
    first = {
        row.number: next(at for at, cell in enumerate(row.cells) if cell is not None) for row in sheet.rows
    }
    found: dict[_Place, list[Problem]] = {}
    for problem in problems:
        if problem.sheet == sheet.name:
            row = problem.row or 1
            column = column_index(problem.column) if problem.column else first.get(row, 0)
            found.setdefault((row - 1, column), []).append(problem)
    return found


def _severity(problems: Sequence[Problem]) -> str:
    return min((problem.severity for problem in problems), default="")  # "error" before "warning"


def _apart(merges: Sequence[tuple[_Place, _Place]]) -> dict[_Place, _Place]:
    """Corner → opposite corner of the merges of more than one cell that overlap no earlier one."""
    kept: dict[_Place, _Place] = {}
    taken: set[_Place] = set()
    for (top, left), (bottom, right) in merges:
        places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if len(places) > 1 and not places & taken:
            kept[top, left] = bottom, right
            taken |= places
    return kept


def _free_name(name: str, names: set[str]) -> str:
    """`name` as a spreadsheet program takes it, unlike every name before it."""
    base = re.sub(r"[\[\]:*?/\\']", "-", name).strip()[:_LONGEST_NAME] or "Sheet"
    free, number = base, 1
    while free.lower() in names:
        number += 1
        tail = f"({number})"
        free = base[: _LONGEST_NAME - len(tail)] + tail
    names.add(free.lower())
    return free
