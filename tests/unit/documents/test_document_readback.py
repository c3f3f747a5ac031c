"""What a reader finds in the PDF: the text as pdftotext reads it back."""

import re
import subprocess
from pathlib import Path

import pytest
from document_samples import (
    RARE,
    announcement,
    announcement_row,
    ledger,
    ledger_row,
    notice,
    patrol_row,
    patrol_sheet,
    receipt,
    report,
)

from publishing.kernel.document_values import Document
from publishing.kernel.documents import FONTS, render

HOSTILE = '#panic() [b] $x^2$ \\ *粗* _斜_ `码` "q" <l> @r = // /* #{1+1} #sys.inputs --- ~'
ZERO_WIDTH = dict.fromkeys([0x200B])


class Reader:
    """Turns documents into pages of text without white space, in the order of the file: cell by cell."""

    def __init__(self, pdftotext: str, folder: Path) -> None:
        self.program = pdftotext
        self.file = folder / "document.pdf"

    def pages(self, document: Document) -> list[str]:
        self.file.write_bytes(render(document))
        out = subprocess.run(
            [self.program, "-raw", "-enc", "UTF-8", str(self.file), "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return [re.sub(r"\s", "", page.translate(ZERO_WIDTH)) for page in out.split("\f")[:-1]]

    def text(self, document: Document) -> str:
        return "".join(self.pages(document))


@pytest.fixture
def reader(pdftotext: str, tmp_path: Path) -> Reader:
    """Reads documents back with poppler."""
    if not FONTS.is_dir():
        pytest.skip("no fonts (run make setup)")
    return Reader(pdftotext, tmp_path)


def test_every_character_of_jiaozuos_division_names_is_drawn(reader: Reader) -> None:
    characters = (Path(__file__).parent / "division_characters.txt").read_text(encoding="utf-8").split()
    text = reader.text(announcement(paragraphs=tuple(characters)))
    assert set("".join(characters)) <= set(text)


def test_every_character_of_a_division_name_is_drawn_in_a_report(reader: Reader) -> None:
    characters = (Path(__file__).parent / "division_characters.txt").read_text(encoding="utf-8").split()
    text = reader.text(report(characters))
    assert set("".join(characters)) <= set(text)
    assert "签发人：" in text
    assert "附件1" in text


def test_rare_name_characters_are_drawn_in_every_document(reader: Reader) -> None:
    name = f"{RARE}幼儿园"
    for document in (
        announcement(rows=(announcement_row(name),)),
        notice(recipient=name),
        patrol_sheet(rows=(patrol_row(scope=name),)),
        ledger(rows=(ledger_row(problem=name),)),
        receipt(next_steps=(name,)),
    ):
        assert name in reader.text(document)


@pytest.mark.parametrize("hostile", [HOSTILE, '"; #import "/etc/passwd"', '#include "ledger.typ"', "\\u{41}"])
def test_mark_up_in_the_data_stays_text(reader: Reader, hostile: str) -> None:
    expected = re.sub(r"\s", "", hostile)
    for document in (
        announcement(paragraphs=(hostile,)),
        notice(problems=(hostile,)),
        patrol_sheet(rows=(patrol_row(problems=hostile),)),
        ledger(rows=(ledger_row(problem=hostile),)),
        receipt(next_steps=(hostile,)),
    ):
        assert expected in reader.text(document)


def test_marks_that_turn_the_reading_direction_are_left_out(reader: Reader) -> None:
    assert "甲乙幼儿园" in reader.text(announcement(rows=(announcement_row("甲\u202e乙\u200b\x07幼儿园"),)))


def test_an_announcement_says_what_gb_t_9704_asks(reader: Reader) -> None:
    text = reader.text(announcement())
    for part in (
        "博爱县教育体育局",
        "博教公告〔2026〕3号",
        "博爱县2026年秋季学期注册幼儿园名单公告",
        "监督举报电话：0391-1000822",
        "更新日期：2026年11月20日",
        "附件：博爱县2026年秋季学期注册幼儿园名单（1所）",
        "（此件公开发布）",
        "https://mingyuan.example.gov.cn/announcements/3",
        "教民141088260000012号",
        "2023年9月1日至2026年8月31日",
    ):
        assert part in text


def test_an_announcement_without_kindergartens_has_no_attachment(reader: Reader) -> None:
    pages = reader.pages(announcement(rows=()))
    assert len(pages) == 1
    assert "附件" not in pages[0]
    assert "名单更新日期：2026年11月20日" in pages[0]


def test_a_long_list_repeats_its_head_and_loses_no_row(reader: Reader) -> None:
    rows = tuple(announcement_row(f"第{number}号幼儿园") for number in range(1, 251))
    pages = reader.pages(announcement(rows=rows))
    assert len(pages) > 10
    assert all("序号园名地址性质许可证号有效期变化" in page for page in pages[1:])
    text = "".join(pages)
    assert all(f"第{number}号幼儿园" in text for number in range(1, 251))


def test_every_page_of_an_announcement_has_its_number_and_the_digest(reader: Reader) -> None:
    document = announcement(rows=(announcement_row(),) * 40)
    for number, page in enumerate(reader.pages(document), start=1):
        assert f"—{number}—" in page
        assert document.content_hash in page


def test_the_sign_off_never_stands_alone_on_a_page(reader: Reader) -> None:
    for count in range(1, 9):
        pages = reader.pages(announcement(paragraphs=("请家长谨慎选择，并可向我局反映。",) * count))
        signed = next(page for page in pages if "（此件公开发布）" in page)
        assert "监督举报电话" in signed


def test_a_notice_has_its_facts_and_room_to_sign(reader: Reader) -> None:
    text = reader.text(notice())
    for part in (
        "整改通知书",
        "博清教网整〔2026〕12号",
        "2026年11月20日9时05分",
        "堃玥、李喆",
        "1.一楼疏散通道堆放桌椅。",
        "2.厨房没有留样记录。",
        "请于2026年12月2日前完成整改",
        "定于2026年12月3日复查",
        "送达方式",
        "送达人",
        "签收人",
        "拒签说明",
        "见证人",
        "（印章）",
        "本通知书一式三份：被通知单位一份，博爱县清化镇街道中心校一份，博爱县教育体育局一份。",
    ):
        assert part in text


REFUSED: dict[str, object] = {
    "service": "拒签留置",
    "witness": "村委会主任李国强",
    "service_note": "房主张某拒签，通知书留在门卫室。",
}


def test_a_notice_says_how_it_was_served_and_who_took_or_witnessed_it(reader: Reader) -> None:
    signed = reader.text(notice(receiver="举办者刘芳"))
    assert "当面签收" in signed
    assert "举办者刘芳" in signed
    refused = reader.text(notice(**REFUSED))
    for part in ("拒签留置", "村委会主任李国强", "房主张某拒签，通知书留在门卫室。", "堃玥"):
        assert part in refused


def test_a_long_note_on_the_service_is_printed_whole(reader: Reader) -> None:
    note = "房主拒签，通知书留在门卫室，有照片为证。" * 20
    assert note in "".join(reader.text(notice(**{**REFUSED, "service_note": note})).split())


def test_a_notice_threatens_no_penalty(reader: Reader) -> None:
    text = reader.text(notice())
    assert not re.search("罚款|处罚|没收|吊销", text)


def test_a_notice_of_usual_length_is_one_sheet(reader: Reader) -> None:
    usual = notice(problems=("一楼东侧疏散通道堆放桌椅，安全出口标志灯两处不亮。",) * 4)
    assert len(reader.pages(usual)) == 1


def test_the_patrol_sheet_is_the_annex_word_for_word(reader: Reader) -> None:
    pages = reader.pages(patrol_sheet())
    assert len(pages) == 1
    for part in (
        "附件",
        "焦作市幼儿园网格化监管巡查表",
        "博爱县(市)区",
        "清化镇乡镇(办事处)",
        "清化镇街道中心校(幼儿园)",
        "巡查人(签字):",
        "巡查时间巡查范围发现问题问题处理结果",
        "填表说明:",
        "1.巡查范围指本次巡查的村、社区、幼儿园。",
        "2.发现问题主要填写是否发现有无证幼儿园,已办证幼儿园在消防、食品、安防、校车、校舍等方面存在的问题。",
        "3.此表每位网格监管责任人填写一份,每半年集中报县(市)区教育局(教体)局。",
        "2026年下半年",
        "未发现问题",
    ):
        assert part in pages[0]


def test_a_patrol_sheet_without_patrols_can_be_filled_by_hand(reader: Reader) -> None:
    pages = reader.pages(patrol_sheet(rows=()))
    assert len(pages) == 1
    assert "未发现问题" not in pages[0]


def test_a_very_long_finding_runs_on_to_the_next_page_whole(reader: Reader) -> None:
    finding = "".join(chr(0x4E00 + offset) for offset in range(1500))
    pages = reader.pages(patrol_sheet(rows=(patrol_row(problems=finding),)))
    assert len(pages) > 1
    assert set(finding) <= set("".join(pages))


def test_the_ledger_has_its_sixteen_columns_on_every_page(reader: Reader) -> None:
    pages = reader.pages(ledger(rows=(ledger_row(),) * 60))
    heads = "序号发现时间来源责任区单位/地址类别问题等级通知书号责任人期限措施复查销号时间销号人备注"
    assert len(pages) > 1
    assert all(heads in page for page in pages)


def test_an_empty_ledger_says_so(reader: Reader) -> None:
    assert "本期没有台账事项。" in reader.text(ledger(rows=(), open_count=0))


def test_a_receipt_says_when_the_report_arrived_and_what_follows(reader: Reader) -> None:
    text = reader.text(receipt())
    for part in (
        "博举〔2026〕127号",
        "2026年11月20日9时05分",
        "1.转给负责这一片的监管责任人核查。",
        "0391-1000822",
    ):
        assert part in text
