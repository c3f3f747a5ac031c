"""Opening a spreadsheet file: .xlsx, .xls, .et, .ods or .csv into plain rows, or a refusal that says why.

The file comes from outside and is not trusted: its kind is told by its bytes, and its size is measured before
the reader (which makes a full grid of every sheet) gets to see it. Merged cells are filled with their one
value, so that a township written once beside ten rows stands beside all ten.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from publishing.registry.measuring import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    measure_zip,
)
from publishing.registry.refusals import UnreadableFile

__all__ = ["Cell", "Row", "Sheet", "UnreadableFile", "Workbook", "read_workbook"]

Cell = str | int | float | bool | date | datetime | None

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = {
    ".xlsx": "zip",
    ".ods": "zip",
    ".xls": "ole",
    ".et": "ole",
    ".csv": "text",
    ".txt": "text",
}
_WITH_MACROS = frozenset({".xlsm", ".xltm", ".xlam"})
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_CSV_FIELD_LIMIT = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One spreadsheet row: its number as the spreadsheet shows it, and its cells from column A."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet: its name, its rows that hold anything, whether it is hidden, and its merged cells as
    ((top, left), (bottom, right)) from 0, cut to where there is data."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    merges: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """What a spreadsheet file holds."""

    sheets: tuple[Sheet, ...]


def read_workbook(source: Path | bytes, filename: str) -> Workbook:
    """The sheets of a spreadsheet file given as a path or as bytes; `filename` gives the ending.

    UnreadableFile with a reason: wrong_type, empty_file, too_large, encrypted, macros, damaged, zip_bomb,
    too_many_cells. Macros of an old .xls stay unread; formulas give the result that was saved with them.
    """
    content = _content(source)
    ending = Path(filename).suffix.lower()
    if ending in _WITH_MACROS:
        raise UnreadableFile("macros", ending=ending)
    kind = _KINDS.get(ending)
    if kind is None:
        raise UnreadableFile("wrong_type", ending=ending)
    actual = "zip" if content.startswith(_ZIP) else "ole" if content.startswith(_OLE) else "text"
    if actual == "ole" and _ENCRYPTED_STREAM in content:
        raise UnreadableFile("encrypted")
    if actual != kind:
        raise UnreadableFile("wrong_type", ending=ending, actual=actual)
    if kind == "text":
        sheets: tuple[Sheet, ...] = (_read_csv(content, Path(filename).stem),)
    else:
        if kind == "zip":
            measure_zip(content)
        sheets = _read_calamine(content)
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableFile("empty_file")
    return Workbook(sheets=sheets)


def _content(source: Path | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile("too_large", size=size, limit=MAX_BYTES)
    if size == 0:
        raise UnreadableFile("empty_file")
    return source if isinstance(source, bytes) else source.read_bytes()


def _read_calamine(content: bytes) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return tuple(
                _sheet(book.get_sheet_by_index(index), hidden=meta.visible is not SheetVisibleEnum.Visible)
                for index, meta in enumerate(book.sheets_metadata)
            )
    except PasswordError as error:
        raise UnreadableFile("encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile("damaged") from error
    except BaseException as error:
        # a panic inside the reader arrives as an exception outside Exception's family
        if type(error).__name__ == "PanicException":
            raise UnreadableFile("damaged") from error
        raise


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    _refuse_if_too_big(sheet.total_height, sheet.total_width, sheet.name)
    grid: list[list[Cell]] = [
        [_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    merges = _fill_merged(grid, sheet.merged_cell_ranges or (), sheet.name)
    return Sheet(name=sheet.name, rows=_numbered(grid), hidden=hidden, merges=merges)


def _refuse_if_too_big(rows: int, columns: int, sheet: str) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise UnreadableFile("too_many_cells", sheet=sheet, rows=rows, columns=columns)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool | int | float | date):
        return value
    return str(value)


def _fill_merged(
    grid: list[list[Cell]], merges: Sequence[tuple[tuple[int, int], tuple[int, int]]], sheet: str
) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Fills merged cells with their one value; the merges that hold one."""
    budget = MAX_CELLS
    filled = []
    for (top, left), (bottom, right) in merges:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        value = grid[top][left]
        if value is None:
            continue
        # a merge may reach beyond the last filled cell, where there is no data to serve
        for row in grid[top : bottom + 1]:
            width = min(right + 1, len(row)) - left
            budget -= width
            if budget < 0:
                raise UnreadableFile("too_many_cells", sheet=sheet)
            row[left : left + width] = [value] * width
        last = min(bottom, len(grid) - 1)
        filled.append(((top, left), (last, min(right, len(grid[top]) - 1))))
    return tuple(filled)


def _numbered(grid: Iterable[Sequence[Cell]]) -> tuple[Row, ...]:
    return tuple(
        Row(number=number, cells=tuple(cells))
        for number, cells in enumerate(grid, 1)
        if any(cell is not None for cell in cells)
    )


def _decoded(content: bytes) -> str:
    """Text of a CSV file: UTF-8 with or without a mark, UTF-16 with one, or GB18030 as Excel saves it."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile("wrong_type", actual="binary")


def _read_csv(content: bytes, name: str) -> Sheet:
    text = _decoded(content)
    head = text[:10_000]
    delimiter = max(",\t;", key=head.count)
    grid: list[list[Cell]] = []
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            _refuse_if_too_big(number, len(fields), name)
            if any(len(field) > _CSV_FIELD_LIMIT for field in fields):
                raise UnreadableFile("damaged")
            grid.append([_cell(field) for field in fields])
    except csv.Error as error:
        raise UnreadableFile("damaged") from error
    return Sheet(name=name, rows=_numbered(grid))
