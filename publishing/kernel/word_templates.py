"""Makes the Word templates of the official documents: `python -m publishing.kernel.word_templates`.

The .docx files lie beside the .typ files and are kept in the repository, so that nobody needs this to run the
program. Each is built from nothing by python-docx: the tags in it ({{ number }}, {%tr for row in rows %}) are
those of docxtpl, their names those of the document's `to_json`. Faces are named, not embedded: 仿宋 and 黑体
are on every office machine, and a name character that 仿宋 lacks is drawn by another face of that machine.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from publishing.kernel.documents import TEMPLATES

_BODY, _HEAD, _TITLE = "仿宋", "黑体", "宋体"
_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_MADE = datetime(2026, 11, 25, tzinfo=UTC).replace(tzinfo=None)


def write_templates(folder: Path = TEMPLATES) -> list[Path]:
    """Writes every template into `folder`; returns the files."""
    made = []
    for name, build in _TEMPLATES.items():
        word = docx.Document()
        word.styles["Normal"].font.size = Pt(12)
        build(word)
        properties = word.core_properties
        properties.author = properties.last_modified_by = ""
        properties.created = properties.modified = _MADE
        path = folder / f"{name}.docx"
        word.save(str(path))
        made.append(path)
    return made


def _page(word: WordDocument, margins: Sequence[float], *, landscape: bool = False) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    top, right, bottom, left = map(Mm, margins)
    section.top_margin, section.right_margin = top, right
    section.bottom_margin, section.left_margin = bottom, left


def _say(
    into: WordDocument | _Cell | Paragraph,
    text: str,
    *,
    size: float = 12,
    face: str = _BODY,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    colour: RGBColor | None = None,
    indent: bool = False,
) -> Paragraph:
    paragraph = into if isinstance(into, Paragraph) else into.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, face
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour
    if align is not None:
        paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(2)
    if indent:
        shape.first_line_indent = Pt(2 * size)
    return paragraph


def _cell(cell: _Cell, text: str, **how: object) -> None:
    _say(cell.paragraphs[0], text, **how)  # type: ignore[arg-type]


def _tag(table: Table, text: str) -> None:
    """A row that docxtpl takes out: it begins or ends a loop over rows."""
    _cell(table.add_row().cells[0], text)


def _table(
    word: WordDocument,
    heads: Iterable[str],
    widths: Sequence[float],
    *,
    rows: str = "rows",
    size: float = 10.5,
    last: str = "",
    tall: float = 0,
) -> Table:
    """A table with one row of heads that repeats on each page, and a row for each of `rows`."""
    names = list(heads)
    table: Table = word.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        _cell(cell, name, size=size, face=_HEAD, align=_CENTER)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    _tag(table, f"{{%tr for row in {rows} %}}")
    row = table.add_row()
    if tall:
        row.height = Mm(tall)
    for index, cell in enumerate(row.cells):
        _cell(cell, f"{{{{ row[{index}] }}}}", size=size)
    _tag(table, "{%tr endfor %}")
    if last:
        for index, cell in enumerate(table.add_row().cells):
            _cell(cell, f"{{{{ {last}[{index}] }}}}", size=size, bold=True)
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _patrol_sheet(word: WordDocument) -> None:
    _page(word, (24, 20, 20, 22))
    _say(word, "附件", size=14, face=_HEAD)
    _say(word, "焦作市幼儿园网格化监管巡查表", size=20, face=_TITLE, bold=True, align=_CENTER)
    blanks = "{{ county }}县(市)区　{{ township }}乡镇(办事处)　{{ school }}中心校(幼儿园)"
    _say(word, f"{blanks}　巡查人(签字):＿＿＿＿＿", size=11)
    _table(word, ("巡查时间", "巡查范围", "发现问题", "问题处理结果"), (24, 42, 58, 44), size=11.5, tall=18)
    for text in (
        "填表说明: 1. 巡查范围指本次巡查的村、社区、幼儿园。",
        "2. 发现问题主要填写是否发现有无证幼儿园, 已办证幼儿园在消防、食品、安防、校车、校舍等方面"
        "存在的问题。",
        "3. 此表每位网格监管责任人填写一份, 每半年集中报县(市)区教育局(教体)局。",
    ):
        _say(word, text, size=10.5)
    _say(word, "{{ period }}　监管责任人：{{ supervisor }}", size=9)


def _ledger(word: WordDocument) -> None:
    _page(word, (16, 10, 15, 10), landscape=True)
    _say(word, "{{ title }}", size=18, face=_TITLE, bold=True, align=_CENTER)
    _say(word, "填报单位：{{ unit }}　　　{{ period }}　　　打印日期：{{ printed_on }}", size=10)
    heads = (
        "序号 发现时间 来源 责任区 单位/地址 类别 问题 等级 通知书号 责任人 期限 措施 复查"
        " 销号时间 销号人 备注"
    )
    widths = (8, 15, 10, 18, 31, 12, 35, 13, 20, 13, 15, 30, 20, 15, 13, 12)
    _table(word, heads.split(), widths, size=8)
    _say(word, "未销号{{ open_count }}项，已销号{{ closed_count }}项。销号的事项保留在台账中。", size=9)


def _notice(word: WordDocument) -> None:
    _page(word, (22, 24, 20, 26))
    _say(word, "{{ issuer }}", size=15, align=_CENTER)
    _say(word, "整改通知书", size=24, face=_TITLE, bold=True, align=_CENTER)
    _say(word, "{{ number }}", align=_RIGHT)
    facts = word.add_table(rows=3, cols=4)
    facts.style = "Table Grid"
    for row, values in enumerate(
        (("被通知单位", "{{ recipient }}"), ("地址", "{{ address }}"), ("巡查时间", "{{ patrolled_at }}"))
    ):
        cells = facts.rows[row].cells
        _cell(cells[0], values[0], face=_HEAD, align=_CENTER)
        if row < 2:
            cells[1].merge(cells[3])
        _cell(cells[1], values[1])
    _cell(facts.rows[2].cells[2], "巡查人", face=_HEAD, align=_CENTER)
    _cell(facts.rows[2].cells[3], "{{ patrollers }}")
    _say(word, "经巡查，你单位存在下列问题，现通知你单位整改。", indent=True)
    for title, name in (("一、存在问题", "problems"), ("二、整改要求", "requirements")):
        _say(word, title, face=_HEAD)
        _say(word, f"{{%p for one in {name} %}}")
        _say(word, "{{ loop.index }}. {{ one }}", indent=True)
        _say(word, "{%p endfor %}")
    _say(word, "三、依据", face=_HEAD)
    _say(word, "{{ legal_basis }}。", indent=True)
    _say(word, "四、期限和复查", face=_HEAD)
    _say(
        word,
        "请于{{ due_on }}前完成整改，并将整改情况书面告知我单位。我单位定于{{ recheck_on }}复查。"
        "对本通知有不同意见的，可以向我单位说明，联系电话：{{ contact_phone }}。",
        indent=True,
    )
    _say(word, "{{ issuer }}（印章）", align=_RIGHT)
    _say(word, "{{ issued_on }}", align=_RIGHT)
    served = word.add_table(rows=4, cols=4)
    served.style = "Table Grid"
    day = "年　　月　　日"
    for row, (title, value, other, said) in enumerate(
        (
            ("送达方式", "{{ service }}", "送达人", "{{ server }}"),
            ("签收人", "{{ receiver }}", "签收时间", day),
            ("送达或拒签说明", "{{ service_note }}", "", ""),
            ("见证人", "{{ witness }}", "送达时间", day),
        )
    ):
        cells = served.rows[row].cells
        _cell(cells[0], title, face=_HEAD, align=_CENTER)
        if other:
            _cell(cells[2], other, face=_HEAD, align=_CENTER)
            _cell(cells[3], said, align=_RIGHT if said == day else None)
        else:
            cells[1].merge(cells[3])
        _cell(cells[1], value)
        served.rows[row].height = Mm(12)
    _say(word, "本通知书一式{{ copies_to|length }}份：{{ copies_to|join('一份，') }}一份。", size=10.5)


def _report(word: WordDocument) -> None:
    _page(word, (37, 26, 35, 28))
    red = RGBColor(0xC0, 0, 0)
    _say(word, "{{ issuer }}", size=36, face=_TITLE, bold=True, align=_CENTER, colour=red)
    head = word.add_table(rows=1, cols=2)
    _cell(head.rows[0].cells[0], "{{ number }}", size=16)
    _cell(head.rows[0].cells[1], "签发人：{{ signer }}", size=16, align=_RIGHT)
    rule = _say(word, "")
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "16"), ("space", "1"), ("color", "C00000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    rule._p.get_or_add_pPr().append(border)
    _say(word, "{{ title }}", size=22, face=_TITLE, bold=True, align=_CENTER)
    _say(word, "{%p if recipient %}")
    _say(word, "{{ recipient }}：", size=16)
    _say(word, "{%p endif %}")
    _say(word, "统计期间：{{ period }}。现将有关情况报告如下。", size=16, indent=True)
    _say(word, "{%p for section in sections %}")
    _say(word, "{{ section.title }}", size=16, face=_HEAD, indent=True)
    _say(word, "{%p for paragraph in section.paragraphs %}")
    _say(word, "{{ paragraph }}", size=16, indent=True)
    _say(word, "{%p endfor %}")
    _say(word, "{%p endfor %}")
    _say(word, "附件：1. 发现问题分类表　2. 按{{ line_heads[0] }}汇总表", size=16, indent=True)
    _say(word, "{{ issuer }}", size=16, align=_RIGHT)
    _say(word, "{{ dated_on }}", size=16, align=_RIGHT)
    word.add_page_break()
    _say(word, "附件1　发现问题分类表", size=16, face=_HEAD, align=_CENTER)
    _table(word, ("类别", "发现问题", "其中重大隐患", "其中当场整改"), (50, 32, 36, 36), rows="kinds")
    _say(word, "附件2　按{{ line_heads[0] }}汇总表", size=16, face=_HEAD, align=_CENTER)
    heads = [f"{{{{ line_heads[{index}] }}}}" for index in range(8)]
    _table(word, heads, (38, *(17,) * 7), rows="lines", last="total", size=10)


_TEMPLATES: dict[str, Callable[[WordDocument], None]] = {
    "patrol_sheet": _patrol_sheet,
    "ledger": _ledger,
    "rectification_notice": _notice,
    "report": _report,
}

if __name__ == "__main__":
    write_templates()
