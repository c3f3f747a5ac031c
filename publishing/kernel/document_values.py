"""What each official document says, as frozen values; `documents.render` turns one into a PDF.

Callers give plain facts (names, dates); how they are officially written (2026年8月31日) is settled here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, Protocol, TypeAlias

from publishing.kernel.typesetting import (
    chinese_date,
    chinese_time,
    folded_date,
    without_ending,
)

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"

NONE = "—"


class Document(Protocol):
    """A value that has a template of its own."""

    template: ClassVar[str]

    def to_json(self) -> dict[str, JsonValue]:
        """The data the template reads."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeDocument:
    """整改通知书: what was found, what must be done by when, who signed for it (notice 60, 三4).

    It carries no wording of penalties: a central school cannot impose any (行政处罚法 23).
    """

    template: ClassVar[str] = "rectification_notice"

    issuer: str
    number: str
    recipient: str
    address: str
    patrolled_at: datetime | date
    """With the time of day where it is known."""
    patrollers: tuple[str, ...]
    problems: tuple[str, ...]
    requirements: tuple[str, ...]
    legal_basis: tuple[str, ...]
    due_on: date
    recheck_on: date
    contact_phone: str
    copies_to: tuple[str, ...]
    service: str
    """送达方式."""
    receiver: str
    witness: str
    service_note: str
    """拒签说明, or how it was served otherwise."""
    server: str
    """送达人. What is not known of the service is left blank for a pen."""
    issued_on: date
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of rectification_notice.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            "issuer": self.issuer,
            "number": self.number,
            "recipient": self.recipient,
            "address": self.address,
            "patrolled_at": (
                chinese_time(self.patrolled_at)
                if isinstance(self.patrolled_at, datetime)
                else chinese_date(self.patrolled_at)
            ),
            "patrollers": "、".join(self.patrollers),
            "problems": list(self.problems),
            "requirements": list(self.requirements),
            "legal_basis": "、".join(self.legal_basis),
            "due_on": chinese_date(self.due_on),
            "recheck_on": chinese_date(self.recheck_on),
            "contact_phone": self.contact_phone,
            "copies_to": list(self.copies_to),
            "service": self.service,
            "receiver": self.receiver,
            "witness": self.witness,
            "service_note": self.service_note,
            "server": self.server,
            "issued_on": chinese_date(self.issued_on),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolRow:
    """One patrol. An empty `problems` prints 未发现问题: silence is not a finding."""

    patrolled_on: date
    scope: str
    problems: str
    results: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolSheetDocument:
    """焦作市幼儿园网格化监管巡查表, the annex of notice 60: one person, one half-year.

    With fewer rows than fit a page the rest stays empty, to be filled by hand.
    """

    template: ClassVar[str] = "patrol_sheet"

    county: str
    township: str
    school: str
    supervisor: str
    year: int
    half: Literal[1, 2]
    rows: tuple[PatrolRow, ...]
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of patrol_sheet.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            # The form prints 县(市)区 and so on after the blank, so the blank takes the name without it.
            "county": without_ending(self.county, "县", "市", "区"),
            "township": without_ending(self.township, "街道办事处", "办事处", "街道", "镇", "乡"),
            "school": without_ending(self.school, "中心校", "幼儿园"),
            "supervisor": self.supervisor,
            "period": f"{self.year}年{'上' if self.half == 1 else '下'}半年",
            "rows": [
                [
                    folded_date(row.patrolled_on),
                    row.scope,
                    row.problems or "未发现问题",
                    row.results or NONE,
                ]
                for row in self.rows
            ],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """One 台账事项, with the words already chosen by the caller; dates that have not come are None."""

    found_on: date
    source: str
    grid: str
    premises: str
    category: str
    problem: str
    severity: str
    notice_number: str
    responsible: str
    due_on: date | None
    measures: str
    recheck: str
    closed_on: date | None
    closed_by: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerDocument:
    """台账 of one unit, A4 landscape; `title` says which kind (无证幼儿园治理台账, 幼儿园隐患整改台账)."""

    template: ClassVar[str] = "ledger"

    title: str
    unit: str
    period: str
    rows: tuple[LedgerRow, ...]
    open_count: int
    closed_count: int
    printed_on: date
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of ledger.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            "title": self.title,
            "unit": self.unit,
            "period": self.period,
            "open_count": str(self.open_count),
            "closed_count": str(self.closed_count),
            "printed_on": chinese_date(self.printed_on),
            "rows": [
                [
                    str(number),
                    folded_date(row.found_on),
                    row.source,
                    row.grid,
                    row.premises,
                    row.category,
                    row.problem,
                    row.severity,
                    row.notice_number,
                    row.responsible,
                    folded_date(row.due_on),
                    row.measures,
                    row.recheck,
                    folded_date(row.closed_on),
                    row.closed_by,
                    row.note,
                ]
                for number, row in enumerate(self.rows, start=1)
            ],
        }
