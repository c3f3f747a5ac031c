"""What the documents for the public say, as frozen values: the announcement and the receipt."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

from publishing.kernel.document_values import NONE, JsonValue
from publishing.kernel.typesetting import chinese_date, chinese_second, qr_svg, title_lines, validity


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementRow:
    """One kindergarten of the attachment. `change` is empty where nothing changed since the last one."""

    name: str
    address: str
    nature: str
    licence_number: str
    valid_from: date | None
    valid_until: date | None
    change: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementDocument:
    """公告 in the layout of GB/T 9704-2012, its list of kindergartens as an attachment.

    `number` is the whole 发文字号 (博教公告〔2026〕3号); `content_hash` the hex digest printed on every page;
    `url` where the announcement stands, also as a QR code.
    """

    template: ClassVar[str] = "announcement"

    issuer: str
    number: str
    title: str
    paragraphs: tuple[str, ...]
    list_title: str
    rows: tuple[AnnouncementRow, ...]
    hotline: str
    updated_on: date
    issued_on: date
    url: str
    content_hash: str
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of announcement.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            "issuer": self.issuer,
            "number": self.number,
            "title": self.title,
            "title_lines": title_lines(self.title),
            "paragraphs": list(self.paragraphs),
            "list_title": self.list_title,
            "list_title_lines": title_lines(self.list_title, per_line=31),
            "rows": [
                [
                    str(number),
                    row.name,
                    row.address,
                    row.nature,
                    row.licence_number or NONE,
                    validity(row.valid_from, row.valid_until),
                    row.change,
                ]
                for number, row in enumerate(self.rows, start=1)
            ],
            "hotline": self.hotline,
            "updated_on": chinese_date(self.updated_on),
            "issued_on": chinese_date(self.issued_on),
            "url": self.url,
            "qr": qr_svg(self.url),
            "content_hash": self.content_hash,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptDocument:
    """What a reporter may take home: that the report arrived, signed, and what happens next.

    It holds neither who reported nor the receipt code, so that a lost sheet exposes nobody. `note` is the
    signed text, which its QR code holds as a whole; `digest` and `signature` are parts of it to read, `vkey`
    is the key that verifies it.
    """

    template: ClassVar[str] = "receipt"

    authority: str
    report_number: str
    received_at: datetime
    next_steps: tuple[str, ...]
    printed_on: date
    hotline: str
    follow_up_url: str
    verify_url: str
    note: str
    digest: str
    signature: str
    vkey: str
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of receipt.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            "authority": self.authority,
            "report_number": self.report_number,
            "received_at": f"{chinese_second(self.received_at)}（北京时间）",
            "received_at_utc": f"{self.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z",
            "printed_on": chinese_date(self.printed_on),
            "next_steps": list(self.next_steps),
            "hotline": self.hotline,
            "follow_up_url": self.follow_up_url,
            "verify_url": self.verify_url,
            "digest": self.digest,
            "signature": self.signature,
            "vkey": self.vkey,
            "qr": qr_svg(self.note),
        }
