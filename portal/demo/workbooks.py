"""Writing the demonstration's eleven county workbooks, each in the habits of its county (`styles.py`).

They are read again by the same code that reads a real county's list; the demonstration has no way round it.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from portal.demo.names import Invented, invent
from portal.demo.styles import STYLES, Dates, Mistake, Places, Style
from publishing.kernel.words import word
from publishing.registry.rules import Nature
from publishing.registry.scope import CountyScope, DivisionRow, county_scope

SEED = 20200728
_EPOCH = date(1899, 12, 30)
_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")

Value = str | int | float | date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoList:
    """One county's list: the workbook's name, and what the check must make of it."""

    county: CountyScope
    filename: str
    style: Style
    good: tuple[Invented, ...]
    spoilt: tuple[tuple[Mistake, Invented], ...]


def demo_lists(divisions: Iterable[DivisionRow], *, today: date, seed: int = SEED) -> tuple[DemoList, ...]:
    """The eleven lists: about 1,150 good rows and a few that will be refused, by county code."""
    rows = tuple(divisions)
    lists = []
    for code, style in STYLES.items():
        county = county_scope(rows, code)
        invented = list(invent(county, style.count + len(style.mistakes), today=today, seed=seed))
        # the last of different townships, never a central kindergarten, so that the rest stays complete
        spoilt = []
        for mistake in style.mistakes:
            victim = next(each for each in reversed(invented) if "中心幼儿园" not in each.name)
            invented.remove(victim)
            spoilt.append((mistake, victim))
        lists.append(
            DemoList(
                county=county,
                filename=f"{code}-{county.name}{today.year}年注册幼儿园名单.xlsx",
                style=style,
                good=tuple(invented),
                spoilt=tuple(spoilt),
            )
        )
    return tuple(lists)


def read_divisions(divisions_csv: Path) -> tuple[DivisionRow, ...]:
    """The division table (code, name, level, parent_code)."""
    with divisions_csv.open(encoding="utf-8", newline="") as file:
        return tuple(
            DivisionRow(
                code=row["code"], name=row["name"], level=row["level"], parent_code=row["parent_code"] or ""
            )
            for row in csv.DictReader(file)
        )


def write_workbooks(out_dir: Path, divisions_csv: Path, *, today: date, seed: int = SEED) -> list[Path]:
    """Write the eleven workbooks into `out_dir` (made if absent); their paths, by county code."""
    out_dir.mkdir(parents=True, exist_ok=True)
    paths = []
    for each in demo_lists(read_divisions(divisions_csv), today=today, seed=seed):
        path = out_dir / each.filename
        _write(path, each, today)
        paths.append(path)
    return paths


def _write(path: Path, demo: DemoList, today: date) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": datetime(today.year, today.month, today.day)})  # noqa: DTZ001 - a day
        writer = _Writer(book=book, style=demo.style, county=demo.county, today=today)
        if demo.style.explanation_sheet:
            sheet = book.add_worksheet("填表说明")
            sheet.write_string(0, 0, "本表由各乡镇（办事处）中心校填报，一所幼儿园一行。")
        last = len(demo.style.sheets) - 1
        for number, (name, part) in enumerate(demo.style.sheets):
            good = [each for each in demo.good if _belongs(each, part)]
            spoilt = [
                writer.spoil(mistake, victim, good)
                for mistake, victim in demo.spoilt
                if number == last  # the last sheet collects them
            ]
            writer.sheet(book.add_worksheet(name), good, spoilt)


def _belongs(each: Invented, part: str) -> bool:
    return {
        "all": True,
        "public": each.nature.is_public,
        "private": not each.nature.is_public,
        "inclusive": each.nature is Nature.PRIVATE_INCLUSIVE,
        "other_private": each.nature in {Nature.PRIVATE_NONPROFIT, Nature.PRIVATE_PROFIT},
    }[part]


@dataclass(kw_only=True)
class _Writer:
    """Writes the sheets of one workbook."""

    book: Any
    style: Style
    county: CountyScope
    today: date
    formats: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        border = {"border": 1, "valign": "vcenter"}
        self.formats = {
            "title": self.book.add_format({"bold": True, "font_size": 16, "align": "center"}),
            "head": self.book.add_format(
                {**border, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7E6E6"}
            ),
            "cell": self.book.add_format({**border, "text_wrap": True}),
            "date": self.book.add_format({**border, "num_format": "yyyy-mm-dd"}),
        }

    def sheet(self, sheet: Any, good: Sequence[Invented], spoilt: Sequence[Mapping[str, Value]]) -> None:
        """Title, stamp row, header, the rows by township, spoilt rows last, totals and signatures."""
        width = len(self.style.columns)
        sheet.set_column(0, width - 1, 16)
        sheet.merge_range(0, 0, 0, width - 1, self.style.title, self.formats["title"])
        at = 1
        if self.style.stamp:
            sheet.write_string(at, 0, f"填报单位（盖章）：{self.county.name}教育局")
            sheet.write_string(at, width - 2, f"填报日期：{self.today.year}年{self.today.month}月")
            at += 1
        at = self._header(sheet, at)
        at = self._rows(sheet, at, good, spoilt)
        if self.style.total:
            sheet.merge_range(
                at, 0, at, width - 1, f"合计：{len(good) + len(spoilt)}所", self.formats["head"]
            )
            at += 1
        if self.style.footer:
            sheet.write_string(at, 0, "填表人：")
            sheet.write_string(at, 4, "审核人：")
            sheet.write_string(at, 8, "填报日期：")

    def _header(self, sheet: Any, at: int) -> int:
        head = self.formats["head"]
        keys = [key for key, _ in self.style.columns]
        grouped: set[int] = set()
        for first, last, heading in self.style.groups:
            left, right = keys.index(first), keys.index(last)
            sheet.merge_range(at, left, at, right, heading, head)
            grouped |= set(range(left, right + 1))
        below = at + 1 if self.style.groups else at
        for column, (_, text) in enumerate(self.style.columns):
            if self.style.groups and column not in grouped:
                sheet.merge_range(at, column, below, column, text, head)
            else:
                sheet.write_string(below, column, text, head)
        return below + 1

    def _rows(
        self, sheet: Any, at: int, good: Sequence[Invented], spoilt: Sequence[Mapping[str, Value]]
    ) -> int:
        seq = 0
        width = len(self.style.columns)
        for number, (township, members) in enumerate(groupby(good, key=lambda each: each.township), 1):
            group = list(members)
            if self.style.places is Places.SECTIONS:
                text = f"{number}、{township}（{len(group)}所）"
                sheet.merge_range(at, 0, at, width - 1, text, self.formats["head"])
                at += 1
            first = at
            for each in group:
                seq += 1
                if self.style.repeat_header_every and seq > 1 and seq % self.style.repeat_header_every == 1:
                    at = self._header(sheet, at)
                self._row(sheet, at, self._values(each, seq, first=at == first))
                at += 1
            self._merge_township(sheet, first, at - 1, township)
            if self.style.subtotals:
                sheet.write_string(at, 0, "小计", self.formats["head"])
                sheet.write_number(at, 2, len(group), self.formats["head"])
                at += 1
        for values in spoilt:
            seq += 1
            self._row(sheet, at, {**values, "seq": seq})
            at += 1
        return at

    def _merge_township(self, sheet: Any, first: int, last: int, township: str) -> None:
        keys = [key for key, _ in self.style.columns]
        if self.style.places is Places.MERGED and last > first:
            column = keys.index("township")
            sheet.merge_range(first, column, last, column, township, self.formats["cell"])

    def _row(self, sheet: Any, at: int, values: Mapping[str, Value]) -> None:
        for column, (key, _) in enumerate(self.style.columns):
            value = values.get(key)
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, self.formats["date"])
            elif isinstance(value, int | float):
                sheet.write_number(at, column, value, self.formats["cell"])
            elif value:
                sheet.write_string(at, column, value, self.formats["cell"])

    def _values(self, each: Invented, seq: int, *, first: bool) -> dict[str, Value]:
        """The row's cells by field, in this county's way of writing."""
        township: str | None = each.township
        if not first and self.style.places is Places.FIRST_ONLY:
            township = None
        elif not first and self.style.places is Places.DITTO:
            township = "同上"
        licence: Value = each.licence_no
        if self.style.numbers_as_numbers and each.licence_no.isdigit():
            licence = int(each.licence_no)
        name, phone = each.name, each.phone
        if self.style.wide_digits:
            licence = each.licence_no.translate(_WIDE)
            phone = phone.translate(_WIDE)
            name = name.replace("幼儿园", "\n幼儿园", 1) if seq % 3 == 0 else f"\u3000{name}\u00a0"
        start, end = self._dates(each)
        return {
            "seq": seq,
            "name": name,
            "township": township,
            "nature": word("nature", each.nature),
            "address": each.address,
            "licence_no": licence,
            "validity": self._period(each),
            "valid_from": start,
            "valid_until": end,
            "uscc": each.uscc,
            "sponsor": each.sponsor,
            "principal": each.principal,
            "id_number": each.id_number,
            "mobile": each.mobile,
            "phone": phone,
            "grade": each.grade,
            "classes": each.classes,
            "enrolled": each.enrolled,
            "staff": each.staff,
            "buses": each.buses,
            "annual_check": each.annual_check,
            "note": each.note,
        }

    def _dates(self, each: Invented) -> tuple[Value, Value]:
        if self.style.dates is Dates.SERIAL:
            return (each.valid_from - _EPOCH).days, (each.valid_until - _EPOCH).days
        return each.valid_from, each.valid_until

    def _period(self, each: Invented) -> str:
        start, end = each.valid_from, each.valid_until
        match self.style.dates:
            case Dates.MONTHS:
                return f"{start.year}年{start.month}月—{end.year}年{end.month}月"
            case Dates.FULL:
                return f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"
            case Dates.DASHES:
                return f"{start.isoformat()}至{end.isoformat()}"
            case Dates.COMPACT:
                return f"{start:%Y%m%d}-{end:%Y%m%d}"
            case _:
                return f"{start.year}.{start.month}.{start.day}-{end.year}.{end.month}.{end.day}"

    def spoil(self, mistake: Mistake, victim: Invented, good: Sequence[Invented]) -> dict[str, Value]:
        """A row that must be refused: `victim` written wrongly, or the first good row a second time."""
        values = self._values(victim, 0, first=True)
        match mistake:
            case Mistake.DUPLICATE:
                return self._values(good[0], 0, first=True)
            case Mistake.DAMAGED_CODE:
                values["uscc"] = 9.1410882e17
            case Mistake.IMPOSSIBLE_DATE:
                values["validity"] = f"{victim.valid_from.year}.9.31-{victim.valid_until.year}.8.31"
            case Mistake.FOREIGN_TOWNSHIP:
                values["township"] = "七里营镇"
            case Mistake.WRONG_CHECK:
                wrong = "0" if victim.uscc[-1] != "0" else "1"
                values["uscc"] = victim.uscc[:-1] + wrong
            case Mistake.NO_NAME:
                values["name"] = None
        return values
