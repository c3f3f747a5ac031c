"""The checked list as a workbook whose cells say what to mend."""

import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter
from registry_samples import COUNTY, HEADER, TODAY, line, sheet

from publishing.registry.checking import CheckReport, check
from publishing.registry.marking import marked_workbook
from publishing.registry.problems import SENTENCES
from publishing.registry.reading import Sheet, Workbook, read_workbook


def marked(workbook: Workbook, *, english: bool = False) -> tuple[bytes, CheckReport]:
    report = check(workbook, county=COUNTY, today=TODAY)
    return marked_workbook(workbook, report, english=english), report


def comments(content: bytes, number: int = 1) -> dict[str, str]:
    """Cell → words of its comment."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(f"xl/comments{number}.xml").decode()
    found = re.findall(r'<comment ref="([A-Z]+\d+)".*?</comment>', text, re.DOTALL)
    bodies = re.findall(r"<t(?: [^>]*)?>(.*?)</t>", text, re.DOTALL)
    return dict(zip(found, bodies, strict=True))


def test_each_problem_is_said_at_its_cell_in_the_readers_language() -> None:
    workbook = Workbook(sheets=(sheet(HEADER, line(), line(2, None), line(3, "育才幼儿园", uscc="错")),))
    content, _ = marked(workbook)
    said = comments(content)
    assert said["B3"] == SENTENCES["name_missing"][1]
    assert said["H4"] == SENTENCES["uscc_length"][1]
    assert set(said) == {"B3", "H4"}
    english, _ = marked(workbook, english=True)
    assert comments(english)["B3"] == SENTENCES["name_missing"][2]


def test_cells_are_coloured_by_how_bad_it_is() -> None:
    workbook = Workbook(sheets=(sheet(HEADER, line(licence_no="豫教1号"), line(2, None)),))
    content, _ = marked(workbook)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles, page = (archive.read(name).decode() for name in ("xl/styles.xml", "xl/worksheets/sheet1.xml"))
    fills = re.findall(r'<fgColor rgb="(\w+)"', styles)

    def colour(cell: str) -> str:
        style = re.search(rf'<c r="{cell}" s="(\d+)"', page)
        formats = re.findall(r'<xf [^>]*fillId="(\d+)"', styles.split("<cellXfs")[1])
        return fills[int(formats[int(style[1])]) - 2] if style else ""

    assert (colour("F2"), colour("B3")) == ("FFFFF0C2", "FFF6D5D1")


def test_the_marked_list_is_checked_again_with_the_same_result() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("公办")
        page.merge_range(0, 0, 0, 8, "博爱县注册幼儿园名单")
        page.write_row(1, 0, HEADER)
        for row in (2, 3):
            page.write_row(row, 0, line(row, f"{row}号幼儿园", nature="公办"))
        page.merge_range(2, 2, 3, 2, "月山镇")
        page.write_datetime(2, 6, date(2027, 8, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_number(3, 7, 914108820000000000)
        hidden = book.add_worksheet("旧表")
        hidden.write(0, 0, "旧")
        hidden.hide()
    workbook = read_workbook(buffer.getvalue(), "名单.xlsx")
    content, report = marked(workbook)
    again = read_workbook(content, "名单.xlsx")
    assert [(each.name, each.hidden, each.merges) for each in again.sheets] == [
        (each.name, each.hidden, each.merges) for each in workbook.sheets
    ]
    assert check(again, county=COUNTY, today=TODAY) == report
    assert report.rejected == 1


def test_no_marked_cell_is_a_formula() -> None:
    content, _ = marked(Workbook(sheets=(sheet(HEADER, line(address="=1+2"), line(2, "@SUM(1)")),)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")


@pytest.mark.parametrize("name", ["[1]:*?/\\名单", "'名单'", "名" * 40, "", "名单"])
def test_any_file_name_makes_a_sheet(name: str) -> None:
    content, _ = marked(
        Workbook(sheets=(sheet(HEADER, line(), name=name), sheet(HEADER, line(), name="名单 ")))
    )
    names = [each.name for each in read_workbook(content, "a.xlsx").sheets]
    assert len(set(names)) == 2


def test_a_workbook_without_a_header_says_so_at_its_first_cell() -> None:
    content, _ = marked(Workbook(sheets=(sheet(["一", "二"], ["1", "2"]),)))
    assert SENTENCES["no_header"][1] in comments(content)["A1"]


def test_a_list_of_very_many_cells_is_marked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishing.registry.marking._MANY_CELLS", 10)
    merged = Sheet(name="名单", rows=sheet(HEADER, line(), line(2, None)).rows, merges=(((1, 2), (2, 2)),))
    content, _ = marked(Workbook(sheets=(merged,)))
    assert comments(content)["B3"] == SENTENCES["name_missing"][1]
    assert read_workbook(content, "a.xlsx").sheets[0].rows[2].cells[2] == "月山镇"
