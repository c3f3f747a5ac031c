"""Documents that the tests vary: realistic, invented, with the names that are hard to print."""

from datetime import UTC, date, datetime

from intake.reports.counting import FIGURES, LINE
from intake.reports.documents import ReportDocument
from publishing.kernel.document_values import (
    LedgerDocument,
    LedgerRow,
    NoticeDocument,
    PatrolRow,
    PatrolSheetDocument,
)
from publishing.kernel.public_document_values import AnnouncementDocument, AnnouncementRow, ReceiptDocument

MOMENT = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
RARE = "垱郃槚邘沇堃玥喆"


def announcement_row(name: str = f"沁阳市西向镇{RARE}幼儿园", **changes: object) -> AnnouncementRow:
    """A row of the list, with `changes`."""
    facts: dict[str, object] = {
        "name": name,
        "address": "西向镇圪垱坡村村委会东200米路北",
        "nature": "民办（普惠性）",
        "licence_number": "教民141088260000012号",
        "valid_from": date(2023, 9, 1),
        "valid_until": date(2026, 8, 31),
        "change": "新增",
    }
    return AnnouncementRow(**(facts | changes))  # type: ignore[arg-type]


def announcement(**changes: object) -> AnnouncementDocument:
    """An announcement with one row, with `changes`."""
    facts: dict[str, object] = {
        "issuer": "博爱县教育体育局",
        "number": "博教公告〔2026〕3号",
        "title": "博爱县2026年秋季学期注册幼儿园名单公告",
        "paragraphs": ("现将博爱县2026年秋季学期注册幼儿园名单予以公告。", "不在名单中的，可向我局反映。"),
        "list_title": "博爱县2026年秋季学期注册幼儿园名单（1所）",
        "rows": (announcement_row(),),
        "hotline": "0391-1000822",
        "updated_on": date(2026, 11, 20),
        "issued_on": date(2026, 11, 20),
        "url": "https://mingyuan.example.gov.cn/announcements/3",
        "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "created_at": MOMENT,
    }
    return AnnouncementDocument(**(facts | changes))  # type: ignore[arg-type]


def notice(**changes: object) -> NoticeDocument:
    """A rectification notice with two problems, with `changes`."""
    facts: dict[str, object] = {
        "issuer": "博爱县清化镇街道中心校",
        "number": "博清教网整〔2026〕12号",
        "recipient": "博爱县清化镇街道小太阳幼儿园",
        "address": "清化镇街道三街居委会",
        "patrolled_at": MOMENT,
        "patrollers": ("堃玥", "李喆"),
        "problems": ("一楼疏散通道堆放桌椅。", "厨房没有留样记录。"),
        "requirements": ("清理疏散通道。", "恢复留样和登记。"),
        "legal_basis": ("《中华人民共和国学前教育法》",),
        "due_on": date(2026, 12, 2),
        "recheck_on": date(2026, 12, 3),
        "contact_phone": "0391-1000833",
        "copies_to": ("被通知单位", "博爱县清化镇街道中心校", "博爱县教育体育局"),
        "service": "当面签收",
        "receiver": "",
        "witness": "",
        "service_note": "",
        "server": "堃玥",
        "issued_on": date(2026, 11, 18),
        "created_at": MOMENT,
    }
    return NoticeDocument(**(facts | changes))  # type: ignore[arg-type]


def patrol_row(**changes: object) -> PatrolRow:
    """A patrol that found nothing, with `changes`."""
    facts: dict[str, object] = {
        "patrolled_on": date(2026, 9, 16),
        "scope": "三街社区；小太阳幼儿园",
        "problems": "",
        "results": "",
    }
    return PatrolRow(**(facts | changes))  # type: ignore[arg-type]


def patrol_sheet(**changes: object) -> PatrolSheetDocument:
    """A sheet with one patrol, with `changes`."""
    facts: dict[str, object] = {
        "county": "博爱县",
        "township": "清化镇街道",
        "school": "清化镇街道中心校",
        "supervisor": "堃玥",
        "year": 2026,
        "half": 2,
        "rows": (patrol_row(),),
        "created_at": MOMENT,
    }
    return PatrolSheetDocument(**(facts | changes))  # type: ignore[arg-type]


def ledger_row(**changes: object) -> LedgerRow:
    """An open item, with `changes`."""
    facts: dict[str, object] = {
        "found_on": date(2026, 11, 18),
        "source": "巡查",
        "grid": "清化第三责任区",
        "premises": "小太阳幼儿园",
        "category": "消防",
        "problem": "疏散通道堆放桌椅。",
        "severity": "重大隐患",
        "notice_number": "博清教网整〔2026〕12号",
        "responsible": "堃玥",
        "due_on": date(2026, 12, 2),
        "measures": "清理通道。",
        "recheck": "",
        "closed_on": None,
        "closed_by": "",
        "note": "",
    }
    return LedgerRow(**(facts | changes))  # type: ignore[arg-type]


def ledger(**changes: object) -> LedgerDocument:
    """A ledger of one item, with `changes`."""
    facts: dict[str, object] = {
        "title": "幼儿园隐患整改台账",
        "unit": "博爱县清化镇街道中心校",
        "period": "2026年下半年",
        "rows": (ledger_row(),),
        "open_count": 1,
        "closed_count": 0,
        "printed_on": date(2026, 12, 15),
        "created_at": MOMENT,
    }
    return LedgerDocument(**(facts | changes))  # type: ignore[arg-type]


NOTE = (
    "mingyuan-receipt v1\n举报接收回执\n举报编号：博举〔2026〕127号\n接收机关：城乡一体化示范区教育体育局\n"
    "接收时间：2026-11-20 09:05:00（北京时间）\nUTC时间：2026-11-20T01:05:00Z\n"
    f"举报内容SHA-256：{'5f' * 32}\n\n"
    f"— mingyuan.jiaozuo.example.gov.cn/receipts {'Qw4A' * 22}Qw4=\n"
)


def receipt(**changes: object) -> ReceiptDocument:
    """A reporter's acknowledgement, with `changes`."""
    facts: dict[str, object] = {
        "authority": "博爱县教育体育局",
        "report_number": "博举〔2026〕127号",
        "received_at": MOMENT,
        "next_steps": ("转给负责这一片的监管责任人核查。", "结果在查进度的页面上告诉您。"),
        "printed_on": date(2026, 11, 20),
        "hotline": "0391-1000822",
        "follow_up_url": "https://mingyuan.example.gov.cn/follow-up/",
        "verify_url": "https://mingyuan.example.gov.cn/verify",
        "note": NOTE,
        "digest": "5f" * 32,
        "signature": NOTE.rsplit(maxsplit=1)[-1],
        "vkey": f"mingyuan.jiaozuo.example.gov.cn/receipts+c74f20a3+{'ARpc' * 11}",
        "created_at": MOMENT,
    }
    return ReceiptDocument(**(facts | changes))  # type: ignore[arg-type]


def report(names: list[str]) -> ReportDocument:
    """A draft of a county's yearly report with these names as the lines of its summary table."""
    figures = {name: 1 for section in FIGURES.values() for name in section}
    content = {
        "kind": "county_year",
        "year": 2026,
        "half": 0,
        "office": "博爱县教育体育局",
        "recipient": "焦作市教育局",
        "first": "2026-01-01",
        "last": "2026-11-25",
        "figures": figures,
        "kinds": [["fire", 3, 1, 2]],
        "lines": [[name, [1] * len(LINE)] for name in names],
        "words": {"plans": "加强巡查。"},
    }
    return ReportDocument(content=content, digest="", created_at=MOMENT)
