"""A county of three townships, and workbooks made of plain lists."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from publishing.registry.checking import CheckReport, check
from publishing.registry.reading import Cell, Row, Sheet, Workbook
from publishing.registry.rules import KindergartenFacts
from publishing.registry.scope import CountyScope, DivisionRow, county_scope

TODAY = date(2026, 11, 23)
HEADER = (
    "序号",
    "幼儿园名称",
    "乡镇",
    "办园性质",
    "地址",
    "办学许可证号",
    "有效期",
    "统一社会信用代码",
    "联系电话",
)

DIVISIONS = (
    DivisionRow(code="410822000000", name="博爱县", level="county", parent_code="410800000000"),
    DivisionRow(code="410822001000", name="博爱县清化镇街道", level="township", parent_code="410822000000"),
    DivisionRow(code="410822101000", name="博爱县柏山镇", level="township", parent_code="410822000000"),
    DivisionRow(code="410822102000", name="博爱县月山镇", level="township", parent_code="410822000000"),
    DivisionRow(code="410822102200", name="上庄村民委员会", level="village", parent_code="410822102000"),
    DivisionRow(code="410822102202", name="花园村民委员会", level="village", parent_code="410822102000"),
    DivisionRow(code="410823101000", name="詹店镇", level="township", parent_code="410823000000"),
)
COUNTY: CountyScope = county_scope(DIVISIONS, "410822")


def sheet(*rows: Sequence[Cell], name: str = "Sheet1", hidden: bool = False) -> Sheet:
    return Sheet(
        name=name,
        rows=tuple(
            Row(number=number, cells=tuple(cells))
            for number, cells in enumerate(rows, 1)
            if any(cell is not None for cell in cells)
        ),
        hidden=hidden,
    )


def checked(*rows: Sequence[Cell], name: str = "Sheet1") -> CheckReport:
    return check(Workbook(sheets=(sheet(*rows, name=name),)), county=COUNTY, today=TODAY)


def line(seq: int = 1, name: Cell = "小博士幼儿园", township: Cell = "月山镇", **cells: Cell) -> list[Cell]:
    """A good row under HEADER; keywords replace single cells."""
    return [
        seq,
        name,
        township,
        cells.get("nature", "民办"),
        cells.get("address", "月山镇花园村学校路12号"),
        cells.get("licence_no", f"41082260000{seq:02d}"),
        cells.get("validity", "2024.9.1-2027.8.31"),
        cells.get("uscc"),
        cells.get("phone", "0391-1000241"),
    ]


def codes(report: CheckReport) -> set[str]:
    return {found.code for found in report.problems}


def facts(
    name: str = "小博士幼儿园", township_code: str = "410822102000", **others: object
) -> KindergartenFacts:
    values = {"township_name": "博爱县月山镇", "valid_until": date(2027, 8, 31), **others}
    return KindergartenFacts(name=name, township_code=township_code, **values)  # type: ignore[arg-type]


def xlsx(*rows: Sequence[object], merges: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("名单")
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
        for merge in merges:
            page.merge_range(*merge)
    return buffer.getvalue()
