"""The grids in force as a workbook that can be changed and loaded again: a row for each village."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from sqlalchemy.orm import Session
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from intake.grid.queries import grids_of
from intake.grid.reading import NAMES, POSITION_WORDS
from intake.grid.values import GridValue
from publishing.divisions.queries import list_level
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.words import word

_COLUMNS = ("county", "township", "grid", "village", "supervisor", "position")
_WIDTHS = (18, 18, 14, 30, 14, 12)
_HELP = (
    "怎样填写",
    "一行写一个村（社区）。每个村（社区）只能在一个责任区里。",
    "“责任区”写第几责任区，例如“第3责任区”。还没有归入责任区的村（社区）排在各乡镇的最前面，底色是黄的，请补上。",
    "“监管责任人”写姓名，要先登记账号。空缺的写“空缺”，职务不用填。",
    "“职务”写班子成员、中层干部或党员（通知三2）。",
    "表里有的乡镇，没有写到的责任区视为撤销。表里没有的乡镇不受影响，可以删去整个乡镇的行。",
    "上传后先看会有什么变动，确认以后当天启用。",
)


def grid_workbook(session: Session, *, actor: Actor, on: date) -> bytes:
    """An .xlsx of every village of this person's jurisdiction with its grid on a day; villages without one
    come first in their township, so that no neighbour's grid is taken for theirs. Raises Forbidden."""
    actor.require(Permission.GRID_MANAGE)
    counties = {one.code: one.name for one in list_level(session, Level.COUNTY)}
    townships = list_level(session, Level.TOWNSHIP, within=actor.division_path)
    villages = list_level(session, Level.VILLAGE, within=actor.division_path)
    grids = grids_of(session, on=on, within=actor.division_path)
    positions = _positions(session, grids)
    rows: list[tuple[str, ...]] = []
    for township in townships:
        own = [village for village in villages if village.parent_code == township.code]
        drawn = [grid for grid in grids if grid.township_code == township.code]
        rows += _rows(counties.get(township.parent_code or "", ""), township, own, drawn, positions)
    return _write(rows)


def _positions(session: Session, grids: Sequence[GridValue]) -> dict[int, str]:
    people = list_people(session, office_ids={grid.office_id for grid in grids})
    # a central school's own account is its leadership (三3)
    return {one.id: word("standing", one.position or "leadership") for one in people}


def _rows(
    county: str,
    township: Division,
    villages: Sequence[Division],
    grids: Sequence[GridValue],
    positions: dict[int, str],
) -> list[tuple[str, ...]]:
    names = {one.code: one.name for one in villages}
    held = {code for grid in grids for code in grid.villages}
    short = short_name(township.name, Level.TOWNSHIP)
    rows: list[tuple[str, ...]] = [
        (county, short, "", one.name, "", "") for one in villages if one.code not in held
    ]
    for grid in grids:
        who = (grid.supervisor_name, positions.get(grid.supervisor_id or 0, "")) if grid.supervisor_id else ()
        rows += [
            (county, short, f"第{grid.number}责任区", names[code], *(who or ("空缺", "")))
            for code in grid.villages
            if code in names
        ]
    return rows


def _write(rows: Sequence[tuple[str, ...]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("责任区")
        head = book.add_format({"bold": True, "bottom": 2, "font_size": 11})
        text = book.add_format({"num_format": "@"})
        missing = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})
        for column, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, NAMES[name], head)
        for number, row in enumerate(rows, 1):
            _write_row(sheet, number, row, text if row[2] else missing)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
        sheet.data_validation(
            1,
            len(_COLUMNS) - 1,
            max(len(rows), 1) + 500,
            len(_COLUMNS) - 1,
            {"validate": "list", "source": list(POSITION_WORDS), "error_type": "warning"},
        )
        guide = book.add_worksheet("填写说明")
        guide.set_column(0, 0, 100)
        for number, line in enumerate(_HELP):
            guide.write_string(number, 0, line, head if not number else text)
    return buffer.getvalue()


def _write_row(sheet: Worksheet, number: int, row: Sequence[str], style: Format) -> None:
    for column, value in enumerate(row):
        sheet.write_string(number, column, value, style)
