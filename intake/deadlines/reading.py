"""Reading a table of working days: 日期, 是否上班, 说明 as a spreadsheet, CSV or JSON. Asks no database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from publishing.kernel.days import NoSuchDay, parse_day
from publishing.registry.reading import Cell, Row, Sheet, read_workbook
from publishing.registry.text import clean_text

HEADERS: Mapping[str, tuple[str, ...]] = {
    "day": ("日期", "日子", "date", "day"),
    "working": ("是否上班", "上班", "是否工作日", "working"),
    "note": ("说明", "备注", "节日", "note"),
}
NAMES = {column: words[0] for column, words in HEADERS.items()}
WORKED = frozenset(("是", "上班", "班", "工作日", "yes", "true", "1"))
FREE = frozenset(("否", "放假", "休", "休息", "no", "false", "0"))
FIRST_YEAR, YEARS_AHEAD = 2020, 3
_HEADER_WITHIN = 10
_LONGEST_NOTE = 200

MESSAGES = {
    "no_header": "没有找到表头。请保留一行列名，其中要有“日期”和“是否上班”。",
    "not_json": "不是能读取的JSON。请写成列表，每一项有date、working（true或false）和note。",
    "no_rows": "没有写任何日期。请检查是否选错了文件。",
    "empty": "没有填写。请补上。",
    "bad_day": "“{value}”看不出是哪一天。请写成2027-01-01。",
    "no_such_day": "日历上没有“{value}”这一天。请核对。",
    "far_away": "“{value}”离现在太远。请核对年份。",
    "bad_working": "“{value}”看不出是不是上班。请写“上班”或“放假”。",
    "twice": "“{value}”写了两次，而且说法不同。请留下对的一行。",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DayProblem:
    """One thing to mend: where (1-based row, header of the column), what, and how, in Chinese."""

    row: int | None
    column: str | None
    code: str
    value: str
    message: str

    def as_json(self) -> dict[str, object]:
        """The problem as JSON holds it."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayRow:
    """One day of the table."""

    row: int
    day: date
    working: bool
    note: str


def read_days(
    data: bytes, filename: str, *, today: date
) -> tuple[tuple[DayRow, ...], tuple[DayProblem, ...]]:
    """The days of a file and what is wrong with it. Raises UnreadableFile for a file that is no table."""
    if Path(filename).suffix.lower() == ".json":
        cells, problems = _json_cells(data)
    else:
        cells, problems = _sheet_cells(read_workbook(data, filename).sheets)
    days: dict[date, DayRow] = {}
    for number, values in cells:
        found = _day(number, values, today, problems)
        if found is None:
            continue
        known = days.setdefault(found.day, found)
        if known.working != found.working:
            problems.append(_problem(number, "day", "twice", found.day.isoformat()))
    if not days and not problems:
        problems.append(_problem(None, None, "no_rows"))
    return tuple(days[day] for day in sorted(days)), tuple(problems)


_Cells = list[tuple[int, dict[str, Cell]]]


def _json_cells(data: bytes) -> tuple[_Cells, list[DayProblem]]:
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return [], [_problem(None, None, "not_json")]
    known = {word: column for column, words in HEADERS.items() for word in words}
    return [
        (number, {known[str(key)]: value for key, value in row.items() if str(key) in known})
        for number, row in enumerate(rows, 1)
    ], []


def _sheet_cells(sheets: Iterable[Sheet]) -> tuple[_Cells, list[DayProblem]]:
    for sheet in sheets:
        for position, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            columns = _columns(row)
            if {"day", "working"} <= columns.keys():
                return [(r.number, _cells(r, columns)) for r in sheet.rows[position + 1 :]], []
    return [], [_problem(None, None, "no_header")]


def _columns(row: Row) -> dict[str, int]:
    known = {word: column for column, words in HEADERS.items() for word in words}
    found: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        column = known.get("".join(_text(cell).split()).lower())
        if column is not None:
            found.setdefault(column, index)
    return found


def _cells(row: Row, columns: Mapping[str, int]) -> dict[str, Cell]:
    return {name: row.cells[at] if at < len(row.cells) else None for name, at in columns.items()}


def _day(number: int, values: Mapping[str, Cell], today: date, problems: list[DayProblem]) -> DayRow | None:
    before = len(problems)
    day = _read_day(number, values.get("day"), today, problems)
    said = _text(values.get("working")).lower()
    if said not in WORKED | FREE:
        problems.append(_problem(number, "working", "bad_working" if said else "empty", said))
    if day is None or len(problems) > before:
        return None
    note = _text(values.get("note"))[:_LONGEST_NOTE]
    return DayRow(row=number, day=day, working=said in WORKED, note=note)


def _read_day(number: int, cell: Cell, today: date, problems: list[DayProblem]) -> date | None:
    text = _text(cell)
    code = ""
    day = None
    try:
        day = parse_day(text)
    except NoSuchDay:
        code = "no_such_day"
    except ValueError:
        code = "bad_day" if text else "empty"
    if day is not None and not FIRST_YEAR <= day.year <= today.year + YEARS_AHEAD:
        code = "far_away"
    if code:
        problems.append(_problem(number, "day", code, text))
        return None
    return day


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(cell)) if cell is not None else ""


def _problem(row: int | None, column: str | None, code: str, value: str = "") -> DayProblem:
    return DayProblem(
        row=row,
        column=NAMES[column] if column else None,
        code=code,
        value=value,
        message=MESSAGES[code].format(value=value),
    )
