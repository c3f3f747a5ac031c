"""A report as a document to print, and the sheets of the same for a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from intake.reports.counting import FIGURES
from intake.reports.drafting import content_of
from intake.reports.queries import load_report, report_values
from intake.reports.rules import SECTIONS
from intake.reports.wording import FIGURE_WORDS, LINE_WORDS, SECTION_WORDS, say
from publishing.kernel.db import JsonValue
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.spreadsheets import Sheet
from publishing.kernel.typesetting import chinese_date, title_lines

KIND_HEADS = ("类别", "发现问题", "其中重大隐患", "其中当场整改")
UNSIGNED = "（未签发）"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportDocument:
    """A report in the layout of an official letter; `content` as `drafting.content_of` makes it, with number
    and signature where it is signed."""

    template: ClassVar[str] = "report"

    content: Mapping[str, JsonValue]
    digest: str
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of report.typ and report.docx."""
        said = say(self.content)
        signed_on = self.content.get("signed_on")
        return {
            "created_at": self.created_at.isoformat(),
            "issuer": self.content["office"],
            "number": self.content.get("number", UNSIGNED),
            "signer": self.content.get("signed_by", ""),
            "title": said.title,
            "title_lines": title_lines(said.title),
            "recipient": said.recipient,
            "period": said.period,
            "sections": [{"title": title, "paragraphs": list(texts)} for title, texts in said.sections],
            "kind_heads": list(KIND_HEADS),
            "kinds": [[str(value) for value in row] for row in said.kinds],
            "line_heads": [said.line_head, *LINE_WORDS],
            "lines": [[name, *map(str, numbers)] for name, numbers in said.lines],
            "total": ["合计", *map(str, said.total)],
            "dated_on": chinese_date(date.fromisoformat(signed_on)) if signed_on else "",
            "digest": self.digest,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A report to read: its content as it stands (counted now while it is a draft) and its document."""

    content: Mapping[str, JsonValue]
    document: ReportDocument


def show(session: Session, report_id: int, *, actor: Actor, now: datetime, today: date) -> Shown:
    """What the report says; a draft is counted now. Raises Forbidden, NotFound as `get_report` does."""
    actor.require(Permission.REPORT_READ)
    row = load_report(session, report_id, actor=actor)
    value = report_values(session, [row])[0]
    content = value.content if value.content is not None else content_of(session, row, today=today)
    # a signed report prints to the same bytes whenever it is asked for
    at = value.signed_at or value.submitted_at or now
    document = ReportDocument(content=content, digest=value.digest or "", created_at=at)
    return Shown(content=content, document=document)


def changed_since(
    session: Session, report_id: int, *, actor: Actor, today: date
) -> tuple[tuple[str, int, int], ...]:
    """Figures that are others now than in the submitted or signed report: (name, then, now), counted up to
    the same day."""
    row = load_report(session, report_id, actor=actor)
    if row.content is None:
        return ()
    until = min(date.fromisoformat(row.content["last"]), today)
    fresh = content_of(session, row, today=until)["figures"]
    kept: Mapping[str, int] = row.content["figures"]
    return tuple((name, kept[name], fresh[name]) for name in kept if kept[name] != fresh[name])


def sheets_of(content: Mapping[str, JsonValue]) -> tuple[Sheet, ...]:
    """The figures, the findings by category and the summary table, a sheet each."""
    said = say(content)
    figures: Mapping[str, int] = content["figures"]
    rows = [
        (SECTION_WORDS[section], FIGURE_WORDS[name], figures[name])
        for section in SECTIONS[str(content["kind"])]
        for name in FIGURES.get(section, ())
    ]
    table: list[tuple[str | int, ...]] = [(name, *numbers) for name, numbers in said.lines]
    table.append(("合计", *said.total))
    return (
        Sheet(
            name="报告正文",
            title=said.title,
            heads=("部分", "内容"),
            rows=tuple((title, text) for title, texts in said.sections for text in texts),
            widths=(20, 100),
        ),
        Sheet(
            name="数字",
            title=f"{said.title}　统计期间：{said.period}",
            heads=("部分", "项目", "数"),
            rows=tuple(rows),
            widths=(20, 30, 10),
        ),
        Sheet(
            name="附件1 发现问题",
            title=f"附件1　发现问题分类表　{said.period}",
            heads=KIND_HEADS,
            rows=said.kinds,
            widths=(24, 12, 14, 14),
        ),
        Sheet(
            name="附件2 汇总",
            title=f"附件2　按{said.line_head}汇总　{said.period}",
            heads=(said.line_head, *LINE_WORDS),
            rows=table,
            widths=(28, *(12,) * len(LINE_WORDS)),
        ),
    )
