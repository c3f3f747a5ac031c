"""Word and Excel of the official forms: the words of the PDF, no mark-up, no formula, layouts as built."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from document_samples import RARE, ledger, ledger_row, notice, patrol_row, patrol_sheet
from python_calamine import CalamineWorkbook

from publishing.kernel.document_values import Document
from publishing.kernel.documents import TEMPLATES, UnknownTemplate
from publishing.kernel.spreadsheets import Sheet, csv_bytes, workbook
from publishing.kernel.word_files import render_word
from publishing.kernel.word_templates import write_templates

HOSTILE = "=cmd|' /C calc'!A0 <w:p> {{ number }} {% for %} & \x07\u202e"


def words(document: Document) -> str:
    file = docx.Document(io.BytesIO(render_word(document)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_the_patrol_sheet_has_the_annexs_words_and_a_row_a_patrol() -> None:
    text = words(patrol_sheet(rows=(patrol_row(scope=f"{RARE}村"), patrol_row(problems="通道堵塞"))))
    for said in (
        "附件",
        "焦作市幼儿园网格化监管巡查表",
        "博爱县(市)区",
        "清化镇乡镇(办事处)",
        "巡查人(签字):",
    ):
        assert said in text or said.replace("镇乡镇", "乡镇") in text
    for said in ("巡查时间", "巡查范围", "发现问题", "问题处理结果", f"{RARE}村", "未发现问题", "通道堵塞"):
        assert said in text
    assert "{" not in text


def test_notice_and_ledger_say_what_their_pdf_says() -> None:
    text = words(notice())
    for said in (
        "博清教网整〔2026〕12号",
        "1. 一楼疏散通道堆放桌椅。",
        "2. 恢复留样和登记。",
        "一式3份",
        "拒签说明",
    ):
        assert said in text
    assert "罚" not in text
    text = words(notice(service="拒签留置", witness="李国强", service_note="留在门卫室", server="王海军"))
    for said in ("拒签留置", "李国强", "留在门卫室", "王海军"):
        assert said in text
    text = words(ledger(rows=(ledger_row(), ledger_row(problem="第二项"))))
    for said in ("序号", "销号时间", "备注", "第二项", "未销号1项"):
        assert said in text


def test_what_somebody_wrote_is_text_and_no_mark_up() -> None:
    text = words(notice(problems=(HOSTILE,)))
    assert "=cmd|' /C calc'!A0 <w:p> {{ number }} {% for %} & " in text
    assert "\u202e" not in text


def test_a_document_without_word_template_is_named() -> None:
    class Nothing:
        template = "receipt"

        def to_json(self) -> dict[str, object]:
            return {}

    with pytest.raises(UnknownTemplate):
        render_word(Nothing())  # type: ignore[arg-type]


def test_the_kept_word_templates_are_what_their_source_builds(tmp_path: Path) -> None:
    """Whoever edits a .docx by hand would lose the change with the next build."""
    for made in write_templates(tmp_path):
        kept = TEMPLATES / made.name
        with zipfile.ZipFile(made) as new, zipfile.ZipFile(kept) as old:
            assert new.read("word/document.xml") == old.read("word/document.xml"), made.name


def sheet(*values: str | int) -> Sheet:
    return Sheet(name="表", title="题", heads=("甲", "乙"), rows=(values,), widths=(10, 10))


@pytest.mark.parametrize("start", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1"])
def test_no_cell_starts_a_formula(start: str) -> None:
    data = workbook((sheet(start, 3),))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        xml = file.read("xl/worksheets/sheet1.xml").decode()
        styles = file.read("xl/styles.xml").decode()
    assert "<f>" not in xml
    assert 'quotePrefix="1"' in styles
    row = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[2]
    assert row == [start.replace("\t", " "), 3.0]
    line = csv_bytes(("甲", "乙"), ((start, 3),)).decode("utf-8-sig").splitlines()[1]
    assert line.startswith("'")
