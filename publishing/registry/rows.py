"""One spreadsheet row into the facts of one kindergarten, with every remark on the way.

Pure. Only the fields of `KindergartenFacts` leave this file, so a column that has none (names of persons,
identity and mobile numbers, anything unknown) cannot be published by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from publishing.registry.aliases import Column
from publishing.registry.codes import CodeFault, CodeReading, read_licence_no, read_uscc
from publishing.registry.columns import cell_text, column_letter
from publishing.registry.dates import (
    REMARKS,
    DateFault,
    Period,
    between,
    counted_period,
    read_date,
    read_period,
)
from publishing.registry.phones import read_phones
from publishing.registry.problems import Problem, problem
from publishing.registry.reading import Cell, Row
from publishing.registry.rules import KindergartenFacts, Nature, has_lapsed
from publishing.registry.scope import CountyScope, TownshipRef, find_township, township_in, village_in
from publishing.registry.text import (
    has_personal_number,
    is_blank,
    is_ditto,
    is_formula,
    looks_like_id_number,
    without_personal,
)
from publishing.registry.values import read_annual_check, read_count, read_nature, read_organisation

_NEVER_DITTO = frozenset({Column.NAME, Column.LICENCE_NO, Column.USCC})
_MOST_CHILDREN, _MOST_CLASSES, _MOST_BUSES = 3_000, 99, 99
_LONGEST_NAME, _LONGEST_LICENCE_NO, _LONGEST_TEXT = 60, 40, 200


@dataclass(kw_only=True, slots=True)
class Carried:
    """What rows of a sheet take over from the rows above them."""

    township: TownshipRef | None = None
    nature: Nature | None = None
    above: dict[Column, Cell] = field(default_factory=dict)


class RowReader:
    """Reads one row: holds where it is, and collects what is wrong."""

    def __init__(
        self, *, sheet: str, row: Row, columns: Mapping[Column, int], county: CountyScope, carried: Carried
    ) -> None:
        self._sheet, self._row, self._columns, self._county = sheet, row, columns, county
        self._carried = carried
        self._cells: dict[Column, Cell] = {}
        self.problems: list[Problem] = []

    def facts(self, *, today: date) -> KindergartenFacts | None:
        """The facts of the row, or None when an error refuses it; `problems` then says why."""
        name = self._name()
        township = self._township(name)
        address = self._published_text(Column.ADDRESS)
        nature = self._nature()
        licence_no = self._licence_no(nature)
        period = self._period(nature, today)
        uscc = self._uscc()
        facts = KindergartenFacts(
            name=name or "",
            township_code=township.code if township else "",
            township_name=township.name if township else "",
            village_code=self._village(township, address),
            address=address,
            nature=nature,
            licence_no=licence_no,
            valid_from=period.start,
            valid_until=period.end,
            uscc=uscc,
            sponsor=read_organisation(self._published_text(Column.SPONSOR) or ""),
            phone=self._phone(),
            grade=self._published_text(Column.GRADE),
            classes=self._count(Column.CLASSES, most=_MOST_CLASSES),
            enrolled=self._count(Column.ENROLLED, most=_MOST_CHILDREN),
            bus_count=self._count(Column.BUS_COUNT, most=_MOST_BUSES),
            annual_check=self._annual_check(),
            note=self._published_text(Column.NOTE),
        )
        # without a name or a township there is an error too, so no half-filled facts leave
        return None if any(found.severity == "error" for found in self.problems) else facts

    def _note(self, code: str, column: Column | None = None, *, value: str = "", other: str = "") -> None:
        index = self._columns.get(column) if column is not None else None
        letter = column_letter(index) if index is not None else None
        self.problems.append(
            problem(code, sheet=self._sheet, row=self._row.number, column=letter, value=value, other=other)
        )

    def _cell(self, column: Column) -> Cell:
        """The cell under `column`, 同上 replaced by what stood above; None when blank or without a column."""
        if column not in self._cells:
            self._cells[column] = self._read_cell(column)
        return self._cells[column]

    def _read_cell(self, column: Column) -> Cell:
        index = self._columns.get(column)
        if index is None or index >= len(self._row.cells):
            return None
        cell = self._row.cells[index]
        text = cell_text(cell)
        if is_ditto(text) and column is Column.TOWNSHIP and self._carried.township is not None:
            cell = None  # the same as leaving it blank under its township
        elif is_ditto(text):
            cell = None if column in _NEVER_DITTO else self._carried.above.get(column)
            if cell is None:
                self._note("ditto_without_above", column, value=text)
                return None
        elif is_blank(text):
            cell = None
        elif is_formula(text):
            self._note("formula_text", column, value=text)
            cell = None
        self._carried.above[column] = cell
        return cell

    def _text(self, column: Column) -> str:
        return cell_text(self._cell(column))

    def _published_text(self, column: Column) -> str | None:
        text = self._text(column)
        if has_personal_number(text):
            self._note("personal_number_in_text", column, value=text)
        return without_personal(text)[:_LONGEST_TEXT] or None

    def _name(self) -> str | None:
        text = self._text(Column.NAME)
        if not text:
            # 同上 or a formula under the name has already been refused
            if not self.problems:
                self._note("name_missing", Column.NAME)
            return None
        if len(text) < 2 or len(text) > _LONGEST_NAME or text.isdigit() or has_personal_number(text):
            self._note("name_unlikely", Column.NAME, value=text)
            return None
        return text

    def _township(self, name: str | None) -> TownshipRef | None:
        text = self._text(Column.TOWNSHIP)
        if text:
            found = find_township(text, self._county) or township_in(text, self._county)
            if found is None:
                self._note("township_unknown", Column.TOWNSHIP, value=text, other=self._county.name)
                self._carried.township = None
                return None
            self._carried.township = found
            return found
        if self._carried.township is not None:
            return self._carried.township
        for words in (self._text(Column.ADDRESS), name or ""):
            if words and (found := township_in(words, self._county)) is not None:
                return found
        self._note("township_missing", Column.TOWNSHIP)
        return None

    def _village(self, township: TownshipRef | None, address: str | None) -> str | None:
        if township is None:
            return None
        for words in (self._text(Column.VILLAGE), address or ""):
            if words and (found := village_in(words, township)) is not None:
                return found.code
        return None

    def _nature(self) -> Nature | None:
        text = self._text(Column.NATURE)
        default = self._carried.nature
        if not text:
            return default
        nature = read_nature(text)
        if nature is None:
            self._note("unknown_nature", Column.NATURE, value=text)
            return default
        if default is not None and default.is_public != nature.is_public:
            self._note("nature_conflict", Column.NATURE, value=text)
        return nature

    def _code(self, reading: CodeReading, column: Column) -> str | None:
        if reading.fault is not None:
            self._note(reading.fault.value, column, value=self._text(column))
        return reading.value

    def _licence_no(self, nature: Nature | None) -> str | None:
        cell = self._cell(Column.LICENCE_NO)
        if cell is None:
            if Column.LICENCE_NO in self._columns and nature is not None and not nature.is_public:
                self._note("licence_missing", Column.LICENCE_NO)
            return None
        text = cell_text(cell)
        if looks_like_id_number(text.replace(" ", "")) and len(text) >= 18:
            self._note("licence_is_id_number", Column.LICENCE_NO, value=text)
            return None
        if len(text) > _LONGEST_LICENCE_NO:
            self._note("licence_too_long", Column.LICENCE_NO, value=text)
            return None
        typed = cell if isinstance(cell, int | float) else text
        return self._code(read_licence_no(typed, self._county.code), Column.LICENCE_NO)

    def _uscc(self) -> str | None:
        cell = self._cell(Column.USCC)
        if cell is None:
            return None
        reading = read_uscc(cell if isinstance(cell, int | float) else cell_text(cell))
        if reading.value is None and reading.fault is not CodeFault.DAMAGED:
            text = cell_text(cell)
            if looks_like_id_number(text) or has_personal_number(text):
                self._note("uscc_is_id_number", Column.USCC, value=text)
                return None
        return self._code(reading, Column.USCC)

    def _period(self, nature: Nature | None, today: date) -> Period:
        column, period = self._written_period()
        shown = self._text(column)
        if period.fault is not None:
            self._note(period.fault.value, column, value=shown)
            if period.fault not in REMARKS:
                return Period()
        if not shown and nature is not None and not nature.is_public and column in self._columns:
            self._note("validity_missing", column)
        if period.end is not None and has_lapsed(period.end, today):
            self._note("licence_expired", column, value=period.end.isoformat())
        return period

    def _written_period(self) -> tuple[Column, Period]:
        """The period, and the column that decided it: one column for both dates, or one for each."""
        if Column.VALID_UNTIL in self._columns:
            start = read_date(self._cell(Column.VALID_FROM))
            return Column.VALID_UNTIL, between(start, read_date(self._cell(Column.VALID_UNTIL), end=True))
        if Column.VALIDITY not in self._columns:
            return Column.VALIDITY, Period()
        if Column.VALID_FROM not in self._columns:
            return Column.VALIDITY, read_period(self._cell(Column.VALIDITY))
        start = read_date(self._cell(Column.VALID_FROM))
        if isinstance(start, DateFault):
            return Column.VALID_FROM, Period(fault=start)
        return Column.VALIDITY, self._period_from(start)

    def _period_from(self, start: date | None) -> Period:
        cell = self._cell(Column.VALIDITY)
        period = read_period(cell)
        if period.fault is DateFault.UNCLEAR:
            return counted_period(cell, start)
        if period.fault in {None, DateFault.END_ONLY} and period.start is None:
            return between(start, period.end)
        return period

    def _phone(self) -> str | None:
        cell = self._cell(Column.PHONE)
        if cell is None:
            return None
        reading = read_phones(cell)
        if reading.mobiles:
            self._note("private_mobile", Column.PHONE, value=cell_text(cell))
        if reading.unreadable:
            self._note("unreadable_phone", Column.PHONE, value=cell_text(cell))
        return reading.public

    def _annual_check(self) -> str | None:
        text = self._text(Column.ANNUAL_CHECK)
        found = read_annual_check(text)
        if text and found is None:
            self._note("unknown_annual_check", Column.ANNUAL_CHECK, value=text)
        return found

    def _count(self, column: Column, *, most: int) -> int | None:
        cell = self._cell(column)
        if cell is None:
            return None
        count = read_count(cell, most=most)
        if count is None:
            self._note("unreadable_count", column, value=cell_text(cell))
        return count
