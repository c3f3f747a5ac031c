"""Any register written in any style of the counties: what hypothesis draws, and the file that comes of it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import xlsxwriter
import xlwt
from hypothesis import strategies as st
from registry_samples import COUNTY

from publishing.registry.aliases import ALIASES, Column
from publishing.registry.codes import organisation_check_character, uscc_check_character
from publishing.registry.rules import KindergartenFacts, Nature

_EPOCH = date(1899, 12, 30)
_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_TOWNSHIPS = tuple((each.code, each.name) for each in COUNTY.townships)
_SHORT = {code: name.removeprefix("博爱县") for code, name in _TOWNSHIPS}
_NAMES = ("小博士", "金太阳", "育才", "红苹果", "启明星", "童心", "清化镇中心", "阳光2号", "Happy", "合欢树")
_NATURES = {
    Nature.PUBLIC: "公办",
    Nature.PRIVATE: "民办",
    Nature.PRIVATE_INCLUSIVE: "普惠性民办",
    Nature.PRIVATE_NONPROFIT: "民办（非营利）",
}
_FIELDS = (
    Column.NATURE,
    Column.ADDRESS,
    Column.LICENCE_NO,
    Column.VALIDITY,
    Column.USCC,
    Column.PHONE,
    Column.CLASSES,
    Column.ANNUAL_CHECK,
    Column.NOTE,
)
_PERIODS = ("{0}.{1}.{2}", "{0}-{1:02d}-{2:02d}", "{0}/{1}/{2}", "{0}年{1}月{2}日", "{0}{1:02d}{2:02d}")


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a county writes its list."""

    file: str
    order: tuple[Column, ...]
    heads: tuple[str, ...]
    title: bool
    stamp: bool
    groups: bool
    place: str
    dates: str
    wide: bool
    blank: str
    by_nature: bool
    subtotals: bool
    pages: int
    spaces: bool


def uscc_of(number: int) -> str:
    """A credit code with both check characters right."""
    body = f"MJFA{number:04d}"
    first = f"52410822{body}{organisation_check_character(body)}"
    return first + uscc_check_character(first)


@st.composite
def registers(draw: st.DrawFn) -> tuple[KindergartenFacts, ...]:
    """Kindergartens of the county, no two with one name in a township or one licence number."""
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(_TOWNSHIPS), st.sampled_from(_NAMES)),
            min_size=1,
            max_size=8,
            unique=True,
        )
    )
    found = []
    for number, ((code, township), name) in enumerate(sorted(keys)):
        start = draw(st.dates(date(2015, 1, 1), date(2026, 1, 1)))
        public = draw(st.booleans())
        found.append(
            KindergartenFacts(
                name=f"{name}幼儿园",
                township_code=code,
                township_name=township,
                address=draw(st.sampled_from([None, "学校路12号", "中心大街东段路北（原粮所院内）"])),
                nature=Nature.PUBLIC if public else draw(st.sampled_from(tuple(_NATURES)[1:])),
                licence_no=f"410822600{number:04d}",
                valid_from=start,
                valid_until=draw(st.dates(start, date(2035, 12, 31))),
                uscc=draw(st.sampled_from([None, uscc_of(number)])),
                phone=draw(st.sampled_from([None, "0391-1000241", "0391-1000241、0391-1000242"])),
                classes=draw(st.none() | st.integers(0, 60)),
                annual_check=draw(st.sampled_from([None, "合格", "基本合格", "未参检"])),
                note=draw(st.sampled_from([None, "原名晨光幼儿园", "2024年迁址"])),
            )
        )
    return tuple(found)


@st.composite
def styles(draw: st.DrawFn) -> Style:
    """One way of writing a list."""
    place = draw(st.sampled_from(["column", "first", "ditto", "merged", "sections"]))
    order = list(draw(st.permutations(_FIELDS)))
    order.insert(draw(st.integers(0, len(order))), Column.NAME)
    if place != "sections":
        order.insert(draw(st.integers(0, len(order))), Column.TOWNSHIP)
    order.insert(0, Column.SEQ)
    heads = []
    for column in order:
        words = [word for word in ALIASES[column] if len(word) > 1 and not word.isascii()]
        heads.append(draw(st.sampled_from(words)))
    return Style(
        file=draw(st.sampled_from([".xlsx", ".xls", "utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])),
        order=tuple(order),
        heads=tuple(heads),
        title=draw(st.booleans()),
        stamp=draw(st.booleans()),
        groups=draw(st.booleans()),
        place=place,
        dates=draw(st.sampled_from(_PERIODS)),
        wide=draw(st.booleans()),
        blank=draw(st.sampled_from(["", "/", "—", "无"])),
        by_nature=draw(st.booleans()),
        subtotals=draw(st.booleans()),
        pages=draw(st.sampled_from([0, 3])),
        spaces=draw(st.booleans()),
    )


def written(register: Sequence[KindergartenFacts], style: Style) -> tuple[bytes, str]:
    """The file and its name."""
    if style.by_nature and style.file in {".xlsx", ".xls"}:
        parts = {
            "公办": [each for each in register if each.nature is Nature.PUBLIC],
            "民办": [each for each in register if each.nature is not Nature.PUBLIC],
        }
    else:
        parts = {"名单": list(register)}
    sheets = {name: _grid(part, style) for name, part in parts.items() if part}
    if style.file == ".xlsx":
        return _xlsx(sheets, style), "名单.xlsx"
    if style.file == ".xls":
        return _xls(sheets), "名单.xls"
    out = io.StringIO(newline="")
    (grid,) = sheets.values()
    csv.writer(out).writerows(grid)
    text = out.getvalue()
    if style.file == "gbk":  # which has no such spaces
        text = text.replace("\u200b", "").replace("\u00a0", " ")
    return text.encode(style.file), "名单.csv"


Grid = list[list[str | int]]


def _grid(register: Sequence[KindergartenFacts], style: Style) -> Grid:
    width = len(style.order)
    blank = [""] * width
    grid: Grid = []
    if style.title:
        grid.append(["博爱县2026年注册幼儿园名单", *blank[1:]])
    if style.stamp:
        grid.append(["填报单位（盖章）：博爱县教育局", *blank[2:], "2026年9月"])
    grid.extend(_head(style))
    seq = 0
    for number, (_, members) in enumerate(groupby(register, key=lambda each: each.township_code), 1):
        group = list(members)
        township = _SHORT[group[0].township_code]
        if style.place == "sections":
            grid.append([f"{number}、{township}（{len(group)}所）", *blank[1:]])
        for place, facts in enumerate(group):
            seq += 1
            turned = style.pages > 0 and seq > 1 and seq % style.pages == 1
            if turned:
                grid.extend(_head(style))
            # a new printed page says its township again
            again = place > 0 and not turned
            grid.append([_value(facts, column, style, seq, again=again) for column in style.order])
        if style.subtotals:
            grid.append(["小计", str(len(group)), *blank[2:]])
    return grid


def _head(style: Style) -> Grid:
    if not style.groups:
        return [list(style.heads)]
    top = ["" if column is Column.NAME else "基本情况" for column in style.order]
    return [top, list(style.heads)]


def _value(facts: KindergartenFacts, column: Column, style: Style, seq: int, *, again: bool) -> str | int:
    name = _SHORT[facts.township_code]
    plain: dict[Column, str | int] = {
        Column.SEQ: seq,
        Column.TOWNSHIP: {"first": "", "ditto": "同上"}.get(style.place, name) if again else name,
        Column.NATURE: _NATURES[facts.nature or Nature.PUBLIC],
    }
    if column in plain:
        return plain[column]
    if column is Column.VALIDITY:
        days = (facts.valid_from, facts.valid_until)
        text = "至".join(style.dates.format(day.year, day.month, day.day) for day in days if day)
        return text.translate(_WIDE) if style.wide else text
    value = getattr(facts, column.value)
    if value is None:
        return style.blank
    if isinstance(value, int):
        return value
    text = str(value)
    if style.wide and column in {Column.LICENCE_NO, Column.USCC, Column.PHONE}:
        text = text.translate(_WIDE)
    if style.spaces and column in {Column.NAME, Column.ADDRESS}:
        text = f"\u3000{text[:2]}\u200b{text[2:]}\u00a0"
    return text


def _xlsx(sheets: dict[str, Grid], style: Style) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        merged = book.add_format({"border": 1})
        for name, grid in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(grid):
                for column, value in enumerate(cells):
                    page.write(row, column, value)
            if style.place == "merged":
                at = style.order.index(Column.TOWNSHIP)
                runs = groupby(enumerate(grid), key=lambda pair: pair[1][at])
                for value, run in runs:
                    rows = [row for row, _ in run]
                    if len(rows) > 1 and value in _SHORT.values():
                        page.merge_range(rows[0], at, rows[-1], at, value, merged)
    return buffer.getvalue()


def _xls(sheets: dict[str, Grid]) -> bytes:
    book = xlwt.Workbook()
    for name, grid in sheets.items():
        page = book.add_sheet(name)
        for row, cells in enumerate(grid):
            for column, value in enumerate(cells):
                page.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
