"""Opening files from outside: every kind that counties send, and every refusal."""

import io
import random
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_samples import xlsx

from publishing.registry.measuring import MAX_BYTES
from publishing.registry.reading import UnreadableFile, read_workbook

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)

BLANKS = b"<sst>" + b" " * (64 * 1024 * 1024)


def refusal(content: bytes, filename: str) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(content, filename)
    assert str(refused.value) == refused.value.message
    assert refused.value.message.endswith("。")
    return refused.value.reason


def repacked(content: bytes, member: str, replacement: bytes, *, named: str | None = None) -> bytes:
    """The zip `content` with one member replaced, and called `named` if that is given."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(*((named or name, replacement) if name == member else (name, old.read(name))))
    return buffer.getvalue()


def ods(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = f"<office:document-content {names}><office:body><office:spreadsheet>{body}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:x"/>')
    return buffer.getvalue()


def test_rows_keep_their_spreadsheet_numbers(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(xlsx(["标题"], [], ["园名", 3, 1.5]))
    (sheet,) = read_workbook(path, path.name).sheets
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("标题", None, None)),
        (3, ("园名", 3.0, 1.5)),
    ]


def test_merged_cells_are_filled_down_and_across() -> None:
    content = xlsx(
        ["", "", "甲"], ["", "", "乙"], ["x", "y", "z"], merges=[(0, 0, 1, 0, "柏山镇"), (3, 0, 3, 2, "合计")]
    )
    (sheet,) = read_workbook(content, "a.xlsx").sheets
    assert [row.cells[0] for row in sheet.rows] == ["柏山镇", "柏山镇", "x", "合计"]
    assert sheet.rows[3].cells == ("合计", "合计", "合计")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding(encoding: str, mark: str) -> None:
    text = f'幼儿园名称{mark}乡镇\n"小博士\n幼儿园"{mark}垱㴰镇\n'
    (sheet,) = read_workbook(text.encode(encoding), "名单.csv").sheets
    assert [row.cells for row in sheet.rows] == [("幼儿园名称", "乡镇"), ("小博士\n幼儿园", "垱㴰镇")]


def test_ods_is_read() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>柏山镇</text:p></table:table-cell>'
    book = read_workbook(
        ods(f'<table:table table:name="一"><table:table-row>{cell}</table:table-row></table:table>'), "a.ods"
    )
    assert book.sheets[0].rows[0].cells == ("柏山镇",)


def test_dates_arrive_as_dates() -> None:
    buffer = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_datetime(0, 0, date(2026, 8, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
    assert read_workbook(buffer.getvalue(), "a.xlsx").sheets[0].rows[0].cells == (date(2026, 8, 31),)


@pytest.mark.parametrize(
    ("content", "filename", "reason"),
    [
        (b"%PDF-1.7 ...", "a.pdf", "wrong_type"),
        (b"%PDF-1.7 ...", "a.xlsx", "wrong_type"),
        (b"<html><table></table></html>", "a.xls", "wrong_type"),
        (b"a,b\n", "a", "wrong_type"),
        (b"\x00\x01\x02\xff", "a.csv", "wrong_type"),
        (b"", "a.xlsx", "empty_file"),
        (b"\n\n,,\n", "a.csv", "empty_file"),
        (b"PK\x03\x04 cut off", "a.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "too_large"),
        (b",".join([b"x"] * 101), "a.csv", "too_many_cells"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(content: bytes, filename: str, reason: str) -> None:
    assert refusal(content, filename) == reason


def test_an_xlsx_of_no_cells_is_empty() -> None:
    assert refusal(xlsx(), "a.xlsx") == "empty_file"


def test_a_zip_that_is_no_workbook_is_the_wrong_type() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("照片.jpg", b"x")
    assert refusal(buffer.getvalue(), "a.xlsx") == "wrong_type"


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    bomb = repacked(xlsx(["a"]), "xl/sharedStrings.xml", BLANKS)
    assert len(bomb) < 200_000
    assert refusal(bomb, "a.xlsx") == "zip_bomb"


def test_a_bomb_that_lies_about_its_size_is_still_measured() -> None:
    bomb = bytearray(repacked(xlsx(["a"]), "xl/sharedStrings.xml", BLANKS))
    at = bomb.rfind(b"xl/sharedStrings.xml") - 46  # its entry in the central directory
    bomb[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(bomb), "a.xlsx") == "zip_bomb"


@pytest.mark.parametrize("place", ['r="XFD1048576"', 'r="CW1"', 'r="A300001"'])
def test_one_cell_in_the_far_corner_is_refused_before_a_grid_is_made(place: str) -> None:
    sheet = f'<worksheet xmlns="x"><sheetData><row><c {place}><v>1</v></c></row></sheetData></worksheet>'
    assert (
        refusal(repacked(xlsx(["a"]), "xl/worksheets/sheet1.xml", sheet.encode()), "a.xlsx")
        == "too_many_cells"
    )


@pytest.mark.parametrize(
    ("part", "reason"), [("xl/other.xml", "too_many_cells"), ("xl/other.png", "wrong_type")]
)
def test_a_sheet_kept_elsewhere_is_measured_or_refused(part: str, reason: str) -> None:
    sheet = (
        '<worksheet xmlns="x"><sheetData><row><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    moved = repacked(xlsx(["a"]), "xl/worksheets/sheet1.xml", sheet.encode())
    with zipfile.ZipFile(io.BytesIO(moved)) as archive:
        parts = archive.read("xl/_rels/workbook.xml.rels")
    renamed = parts.replace(b"worksheets/sheet1.xml", part.removeprefix("xl/").encode())
    moved = repacked(moved, "xl/_rels/workbook.xml.rels", renamed)
    assert (
        refusal(repacked(moved, "xl/worksheets/sheet1.xml", sheet.encode(), named=part), "a.xlsx") == reason
    )


def test_empty_styled_cells_far_out_are_no_reason_to_refuse() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row></sheetData></worksheet>'
    )
    book = read_workbook(repacked(xlsx(["a"]), "xl/worksheets/sheet1.xml", sheet.encode()), "a.xlsx")
    assert book.sheets[0].rows[0].cells == (1.0,)


def test_entities_are_refused() -> None:
    sheet = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet xmlns="x"><sheetData/></worksheet>'
    assert refusal(repacked(xlsx(["a"]), "xl/worksheets/sheet1.xml", sheet.encode()), "a.xlsx") == "damaged"


def test_a_repeated_ods_cell_is_counted() -> None:
    repeated = 'office:value-type="string" table:number-columns-repeated="90"'
    cell = f"<table:table-cell {repeated}><text:p>x</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="200000">{cell}</table:table-row>'
    assert refusal(ods(f'<table:table table:name="一">{row}</table:table>'), "a.ods") == "too_many_cells"


def test_a_damaged_workbook_is_refused_and_never_crashes() -> None:
    good = xlsx(["幼儿园名称", "乡镇"], ["小博士幼儿园", "月山镇"], merges=[(2, 0, 4, 1, "合计")])
    dice = random.Random(7)
    reasons: set[str] = set()
    for _ in range(300):
        broken = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read_workbook(bytes(broken), "a.xlsx")
        except UnreadableFile as refused:
            reasons.add(refused.reason)
    assert "damaged" in reasons
    assert reasons <= {"damaged", "wrong_type", "encrypted", "empty_file", "too_many_cells", "zip_bomb"}


@given(st.binary(max_size=400))
def test_any_bytes_as_csv_are_read_or_refused(content: bytes) -> None:
    try:
        sheets = read_workbook(content, "a.csv").sheets
    except UnreadableFile:
        return
    assert any(cell is not None for row in sheets[0].rows for cell in row.cells)
