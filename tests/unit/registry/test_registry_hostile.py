"""A folder of hostile workbooks, made here: each is refused with its sentence, or comes out harmless."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from registry_samples import COUNTY, HEADER, TODAY, checked, codes, line, xlsx

from publishing.kernel.spreadsheets import Sheet, csv_bytes, workbook
from publishing.registry.checking import CheckReport, check, report_json
from publishing.registry.problems import SENTENCES
from publishing.registry.reading import UnreadableFile, read_workbook
from publishing.registry.text import is_formula

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
GOOD = xlsx(HEADER, line())
FORMULAS = ("=1+2", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+cmd|' /C calc'!A0", '-HYPERLINK("x")', "＝1+2")


def rezipped(changes: Mapping[str, bytes], content: bytes = GOOD) -> bytes:
    """The workbook with members replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        members = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in members.items():
            new.writestr(name, data)
    return buffer.getvalue()


def sheet_xml(body: str, *, before: str = "") -> bytes:
    return f"{before}<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>".encode()


def laughing() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    return rezipped({SHEET: sheet_xml(cell, before=f"<!DOCTYPE x [{entities}]>")})


def outside_entity() -> bytes:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row>'
    doctype = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return rezipped({SHEET: sheet_xml(cell, before=doctype)})


def million_rows() -> bytes:
    rows = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_001))
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        good = archive.read(SHEET).decode()
    return rezipped({SHEET: good.replace("</sheetData>", rows + "</sheetData>").encode()})


def million_filled() -> bytes:
    return rezipped({SHEET: sheet_xml('<row r="1000000"><c r="A1000000"><v>1</v></c></row>')})


def old_excel(fill: Callable[[xlwt.Worksheet], None]) -> bytes:
    book = xlwt.Workbook()
    fill(book.add_sheet("名单"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def good_xls() -> bytes:
    def fill(page: xlwt.Worksheet) -> None:
        for number, cells in enumerate((HEADER, line())):
            for column, value in enumerate(cells):
                page.write(number, column, "" if value is None else value)

    return old_excel(fill)


REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "宏.xlsx": (lambda: rezipped({"xl/vbaProject.bin": b"macro"}), "macros"),
    "宏.xlsm": (lambda: GOOD, "macros"),
    "二进制.xlsb": (lambda: rezipped({"xl/workbook.bin": b"x"}), "wrong_type"),
    "二进制改名.xlsx": (lambda: rezipped({"xl/workbook.bin": b"x"}), "wrong_type"),
    "旧表改名.xlsx": (good_xls, "wrong_type"),
    "新表改名.xls": (lambda: GOOD, "wrong_type"),
    "新表改名.csv": (lambda: GOOD, "wrong_type"),
    "网页改名.xls": (lambda: b"<html><table><tr><td>1</td></tr></table>", "wrong_type"),
    "程序.xlsx": (lambda: b"MZ\x90\x00" + bytes(500), "wrong_type"),
    "压缩炸弹.xlsx": (lambda: rezipped({"xl/media/a.bin": bytes(64 << 20)}), "zip_bomb"),
    "实体膨胀.xlsx": (laughing, "damaged"),
    "外部实体.xlsx": (outside_entity, "damaged"),
    "百万行处一格.xlsx": (million_filled, "too_many_cells"),
    "两份同名部件.xlsx": (lambda: rezipped({SHEET.upper(): b"<x/>"}), "damaged"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that must be refused."""
    place = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in REFUSED.items():
        (place / name).write_bytes(make())
    return place


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_sentence(folder: Path, name: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(folder / name, name)
    assert refused.value.reason == REFUSED[name][1]
    assert "请" in str(refused.value)


def read(content: bytes, name: str = "名单.xlsx") -> CheckReport:
    return check(read_workbook(content, name), county=COUNTY, today=TODAY)


def test_a_million_empty_rows_below_a_list_do_no_harm() -> None:
    report = read(million_rows())
    assert (report.rows_read, len(report.accepted)) == (1, 1)


def test_an_old_workbook_is_read() -> None:
    assert [row.facts.name for row in read(good_xls(), "名单.xls").accepted] == ["小博士幼儿园"]


def test_a_formula_cell_gives_its_saved_result_and_is_not_computed() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, line())
        page.write_formula(1, 1, '=HYPERLINK("http://evil.example","小博士幼儿园")', None, "小博士幼儿园")
        page.write_row(2, 0, line(2, "育才幼儿园"))
        page.write_formula(2, 4, '=WEBSERVICE("http://evil.example")', None, "#VALUE!")
    report = read(buffer.getvalue())
    assert [(row.facts.name, row.facts.address) for row in report.accepted] == [
        ("小博士幼儿园", "月山镇花园村学校路12号"),
        ("育才幼儿园", None),
    ]
    assert "evil" not in str(report)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("place", ["name", "address", "licence_no", "phone"])
def test_text_that_would_be_a_formula_refuses_its_row(text: str, place: str) -> None:
    report = checked(HEADER, line(**{place: text}))
    assert not report.accepted
    assert "formula_text" in codes(report)


@pytest.mark.parametrize("text", ["-", "——", "+86 391 1000241", "-（已停办）", "1=1", "a@b"])
def test_dashes_and_numbers_with_a_sign_are_no_formulas(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize("ending", [".xls", ".csv", ".xlsx"])
def test_a_code_damaged_by_number_formatting_is_refused_in_every_format(ending: str) -> None:
    number = 914108820000000000

    def fill(page: xlwt.Worksheet) -> None:
        for row, cells in enumerate((HEADER, line(uscc=number))):
            for column, value in enumerate(cells):
                page.write(row, column, value)

    shown = [
        ["" if cell is None else str(cell) for cell in cells] for cells in (HEADER, line(uscc="9.14E+17"))
    ]
    text = "\r\n".join(",".join(cells) for cells in shown)
    made = {".xls": lambda: old_excel(fill), ".csv": lambda: text.encode("gb18030"),
            ".xlsx": lambda: xlsx(HEADER, line(uscc=number))}  # fmt: skip
    report = read(made[ending](), f"名单{ending}")
    assert not report.accepted
    assert codes(report) == {"damaged_code"}
    assert "后几位已经丢失" in SENTENCES["damaged_code"][1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_list_is_read_in_every_encoding_of_the_counties(encoding: str) -> None:
    text = "\r\n".join(
        ",".join("" if cell is None else str(cell) for cell in cells) for cells in (HEADER, line())
    )
    assert [row.facts.name for row in read(text.encode(encoding), "名单.csv").accepted] == ["小博士幼儿园"]


PERSONAL = ("410822198001011239", "41082219800101123X", "410822800101123", "13812345678", "138 1234 5678")


@pytest.mark.parametrize("number", PERSONAL)
@pytest.mark.parametrize("words", ["{}", "园长张某{}", "联系人：李某，电话{}，原名红苹果"])
def test_personal_numbers_in_a_note_are_kept_out_and_reported(number: str, words: str) -> None:
    report = checked((*HEADER, "备注"), [*line(), words.format(number)], [*line(2, "育才幼儿园"), "原名晨光"])
    (first, _) = report.accepted
    assert "personal_number_in_text" in codes(report)
    assert number.replace(" ", "") not in (first.facts.note or "").replace(" ", "")
    assert number not in str(report_json(report))


@pytest.mark.parametrize("text", [*FORMULAS, "\t=1+2", " =1+2"])
def test_no_exported_cell_is_a_formula(text: str) -> None:
    table = csv_bytes(["园名"], [[text]]).decode("utf-8-sig").splitlines()[1].strip('"')
    assert not table.lstrip().startswith(("=", "+", "-", "@", "＝"))
    sheet = Sheet(name="名单", title=text, heads=[text, text], rows=[[text, 1]], widths=[10, 5], notes=[text])
    with zipfile.ZipFile(io.BytesIO(workbook([sheet]))) as archive:
        assert b"<f>" not in archive.read(SHEET)
