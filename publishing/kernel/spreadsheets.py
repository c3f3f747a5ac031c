"""Tables as .xlsx and .csv for editing in WPS and Excel. No cell is ever a formula, whatever stands in it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import xlsxwriter

from publishing.kernel.documents import drawable

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LONGEST = 32767  # of a cell, by the file format


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A sheet: a title over all columns, notes below it, a head row and rows of texts and numbers."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    widths: Sequence[float]
    notes: Sequence[str] = field(default=())
    below: Sequence[str] = field(default=())
    landscape: bool = False


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one .xlsx file, ready to print on A4: heads repeat on every page."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        face = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        boxed = {**face, "border": 1, "text_wrap": True}
        formats = {
            "title": book.add_format({**face, "bold": True, "font_size": 16, "align": "center"}),
            "note": book.add_format({**face, "text_wrap": True}),
            "head": book.add_format({**boxed, "bold": True, "align": "center"}),
            "text": book.add_format(boxed),
            # shown as text even after somebody has edited the cell
            "quoted": book.add_format({**boxed, "quote_prefix": True}),
            "number": book.add_format({**boxed, "num_format": "0"}),
        }
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            if sheet.landscape:
                page.set_landscape()
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width)
            last = len(sheet.heads) - 1
            page.merge_range(0, 0, 0, last, "", formats["title"])
            page.write_string(0, 0, _clean(sheet.title), formats["title"])
            page.set_row(0, 30)
            row = 1
            for note in sheet.notes:
                page.merge_range(row, 0, row, last, "", formats["note"])
                page.write_string(row, 0, _clean(note), formats["note"])
                row += 1
            for column, head in enumerate(sheet.heads):
                page.write_string(row, column, head, formats["head"])
            page.repeat_rows(row)
            page.freeze_panes(row + 1, 0)
            for values in sheet.rows:
                row += 1
                for column, value in enumerate(values):
                    if isinstance(value, int):
                        page.write_number(row, column, value, formats["number"])
                        continue
                    text = _clean(value)
                    kind = "quoted" if text.lstrip().startswith(_FORMULA) else "text"
                    page.write_string(row, column, text, formats[kind])
            for note in sheet.below:
                row += 1
                page.merge_range(row, 0, row, last, "", formats["note"])
                page.write_string(row, 0, _clean(note), formats["note"])
    return out.getvalue()


def csv_bytes(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """A .csv file in UTF-8 with a mark at its start, by which Excel and WPS know it; what could be taken for
    a formula has an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    text = _clean(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _clean(value: str) -> str:
    return str(drawable(value))[:_LONGEST]
