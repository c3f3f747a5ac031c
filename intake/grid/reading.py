"""Reading a table of grids: columns 乡镇, 责任区, 村（社区）, 监管责任人, 职务 (and 县（市、区）, if
several).

A row names one village or several; 乡镇, 责任区, 监管责任人 and 职务 left empty are those of the row above.
Nothing here asks the database.
"""

import re
from dataclasses import asdict, dataclass

from publishing.registry.reading import Cell, Row, Sheet, Workbook
from publishing.registry.text import clean_text, is_blank, is_ditto

HEADERS: dict[str, tuple[str, ...]] = {
    "county": ("县（市、区）", "县（市）区", "县市区", "县区", "县"),
    "township": ("乡镇", "乡镇（办事处）", "乡镇（街道）", "镇办", "乡镇办"),
    "grid": ("责任区", "责任区（网格）", "网格", "责任区名称", "责任区编号"),
    "village": ("村（社区）", "村社区", "村", "村、社区", "村居", "行政村"),
    "supervisor": ("监管责任人", "责任人", "网格监管责任人"),
    "position": ("职务", "身份", "监管责任人职务"),
}
NAMES = {column: words[0] for column, words in HEADERS.items()}
REQUIRED = ("township", "grid", "village", "supervisor", "position")
POSITION_WORDS = {"班子成员": "leadership", "中层干部": "middle", "党员": "party_member"}
VACANT = ("空缺", "待定", "暂缺")

_HEADER_WITHIN = 10
_SPLIT = re.compile(r"[、，,;；/\s]+")
_NUMBER = re.compile(r"第?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:责任区|网格|区|号|片区)?(?:（.*）)?$")
_DIGITS = {character: value for value, character in enumerate("一二三四五六七八九", 1)}

MESSAGES = {
    "no_header": "没有找到表头。请保留一行列名，其中要有“乡镇”“责任区”“村（社区）”“监管责任人”“职务”。",
    "missing_column": "表头缺少“{value}”一列。请补上这一列。",
    "no_rows": "表头下面没有内容。请检查是否选错了文件。",
    "empty": "没有填写。请补上。",
    "bad_number": "“{value}”看不出是第几责任区。请写成“第3责任区”。",
    "unknown_township": "辖区内没有“{value}”。请按区划表写乡镇（办事处）的名称。",
    "ambiguous_township": "有几个地方都叫“{value}”。请加上“县（市、区）”一列。",
    "no_school": "“{value}”还没有登记中心校。请先登记中心校，再导入责任区。",
    "unknown_village": "这个乡镇没有“{value}”。请按区划表写村（社区）的名称。",
    "ambiguous_village": "“{value}”在这个乡镇有村委会，也有居委会。请写全称。",
    "village_twice": "“{value}”已经写在另一个责任区。一个村（社区）只能属于一个责任区。",
    "not_qualified": "“{value}”不符合要求。监管责任人应是班子成员、中层干部或党员。",
    "unknown_person": "中心校没有名叫“{value}”的监管责任人账号。请先登记人员，或留空表示空缺。",
    "same_name": "中心校有几位“{value}”。请先区分姓名。",
    "two_supervisors": "同一责任区写了不同的监管责任人“{value}”。一个责任区只能有一位。",
    "outside": "“{value}”不在您的辖区内。",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadProblem:
    """One thing to mend: where (sheet, 1-based row, header of the column), what, and how, in Chinese."""

    sheet: str
    row: int | None
    column: str | None
    code: str
    value: str
    message: str

    def as_json(self) -> dict[str, object]:
        """The problem as JSON holds it."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class GridRow:
    """One row of the table, cleaned; `number` is the grid's within its township."""

    sheet: str
    row: int
    county: str
    township: str
    number: int
    villages: tuple[str, ...]
    supervisor: str
    """Empty: the post is vacant."""

    def problem(self, column: str, code: str, value: str) -> LoadProblem:
        """A problem in one of this row's cells."""
        return problem(self.sheet, self.row, column, code, value)


def problem(sheet: str, row: int | None, column: str | None, code: str, value: str = "") -> LoadProblem:
    """A problem with its sentence."""
    return LoadProblem(
        sheet=sheet,
        row=row,
        column=NAMES[column] if column else None,
        code=code,
        value=value,
        message=MESSAGES[code].format(value=value),
    )


def read_rows(book: Workbook) -> tuple[tuple[GridRow, ...], tuple[LoadProblem, ...]]:
    """The rows of all visible sheets and what is wrong with them. A sheet without the header is a problem
    only where no sheet has it."""
    rows: list[GridRow] = []
    problems: list[LoadProblem] = []
    headed = False
    for sheet in book.sheets:
        found = None if sheet.hidden else _header(sheet)
        if found is None:
            continue
        headed = True
        position, columns = found
        missing = [column for column in REQUIRED if column not in columns]
        if missing:
            problems += [
                problem(sheet.name, sheet.rows[position].number, None, "missing_column", NAMES[column])
                for column in missing
            ]
            continue
        _read_sheet(sheet, position, columns, rows, problems)
    if not headed:
        problems.append(problem(book.sheets[0].name, None, None, "no_header"))
    elif not rows and not problems:
        problems.append(problem(book.sheets[0].name, None, None, "no_rows"))
    return tuple(rows), tuple(problems)


def grid_number(text: str) -> int | None:
    """第3责任区, 月山镇第三责任区, 3: the number 3; None where there is none."""
    found = _NUMBER.search(clean_text(text))
    if found is None:
        return None
    word = found[1]
    if word.isdigit():
        return int(word) or None
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _DIGITS.get(word)
    if any(part and part not in _DIGITS for part in (tens, ones)):
        return None
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    known = {word: column for column, words in HEADERS.items() for word in words}
    for position, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            column = known.get("".join(_text(cell).split()))
            if column is not None:
                columns.setdefault(column, index)
        if len(columns) >= 3:
            return position, columns
    return None


def _read_sheet(
    sheet: Sheet,
    header: int,
    columns: dict[str, int],
    rows: list[GridRow],
    problems: list[LoadProblem],
) -> None:
    above: dict[str, str] = {}
    for row in sheet.rows[header + 1 :]:
        cells = {column: _cell(row, index) for column, index in columns.items()}
        if {value for column, value in cells.items() if value} <= set(NAMES.values()) | {""}:
            continue  # the header again, at the top of a printed page
        _fill_down(cells, above)
        above = cells
        empty = [column for column in ("township", "grid", "village") if not cells[column]]
        problems += [problem(sheet.name, row.number, column, "empty") for column in empty]
        number = grid_number(cells["grid"])
        if number is None and "grid" not in empty:
            problems.append(problem(sheet.name, row.number, "grid", "bad_number", cells["grid"]))
        vacant = cells["supervisor"] in VACANT
        positions = set(_SPLIT.split(cells["position"]))
        if cells["supervisor"] and not vacant and not positions & POSITION_WORDS.keys():
            problems.append(problem(sheet.name, row.number, "position", "not_qualified", cells["position"]))
        if not empty and number is not None:
            rows.append(
                GridRow(
                    sheet=sheet.name,
                    row=row.number,
                    county=cells.get("county", ""),
                    township=cells["township"],
                    number=number,
                    villages=tuple(name for name in _SPLIT.split(cells["village"]) if name),
                    supervisor="" if vacant else cells["supervisor"],
                )
            )


def _fill_down(cells: dict[str, str], above: dict[str, str]) -> None:
    for column in ("county", "township"):
        if column in cells and not cells[column]:
            cells[column] = above.get(column, "")
    same_township = cells["township"] == above.get("township")
    if not cells["grid"] and same_township:
        cells["grid"] = above.get("grid", "")
    # an empty name in a new grid is a vacant post, not the neighbour's supervisor
    if cells["grid"] == above.get("grid") and same_township and not cells["supervisor"]:
        cells["supervisor"] = above.get("supervisor", "")
        cells["position"] = cells["position"] or above.get("position", "")


def _cell(row: Row, index: int) -> str:
    text = _text(row.cells[index]) if index < len(row.cells) else ""
    return "" if is_ditto(text) or is_blank(text) else text


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(cell)) if cell is not None else ""
