"""The official forms of an office in one place: 巡查表, 台账 and 整改通知书 as PDF, Word and Excel."""

from collections.abc import Sequence
from datetime import date

from flask import Response, render_template, request

from intake.desk.files import document_file
from intake.desk.reports_words import span_words
from intake.ledger.printing import TITLES, ledger_document, notice_document
from intake.patrols.printing import patrol_sheet
from intake.patrols.rules import Half
from intake.reports.rules import Span, spans
from publishing.kernel.accounts.queries import list_offices, list_people
from publishing.kernel.document_values import LedgerDocument, PatrolSheetDocument
from publishing.kernel.errors import NotFound
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.spreadsheets import Sheet
from publishing.kernel.web import current_actor, now, read, requires, today

_LEDGER_HEADS = (
    *(
        "序号",
        "发现时间",
        "来源",
        "责任区",
        "单位/地址",
        "类别",
        "问题",
        "等级",
        "通知书号",
        "责任人",
        "期限",
    ),
    *("措施", "复查", "销号时间", "销号人", "备注"),
)
_HALVES: dict[str, Half] = {"1": 1, "2": 2}
_PATROL_HEADS = ("巡查时间", "巡查范围", "发现问题", "问题处理结果")
_PATROL_NOTES = (
    "填表说明: 1. 巡查范围指本次巡查的村、社区、幼儿园。",
    "2. 发现问题主要填写是否发现有无证幼儿园, 已办证幼儿园在消防、食品、安防、校车、校舍等方面存在的问题。",
    "3. 此表每位网格监管责任人填写一份, 每半年集中报县(市)区教育局(教体)局。",
)


@requires(Permission.LEDGER_READ)
def index() -> str:
    """`?period=2026-2&office=`: the supervisors of an office with their sheets, and the ledgers."""
    actor = current_actor()
    offered = list(spans("township_half", today=today()))
    asked = request.args.get("period", "")
    chosen = next((one for one in offered if f"{one.year}-{one.half}" == asked), offered[0])
    with read() as session:
        offices = [
            office
            for office in list_offices(session, kind="central_school")
            if actor.covers(office.division_path)
        ]
        wanted = request.args.get("office", 0, type=int)
        office_id = next((one.id for one in offices if one.id == wanted), offices[0].id if offices else None)
        people = (
            list_people(session, office_ids=[office_id], role=Role.SUPERVISOR)
            if office_id is not None
            else ()
        )
    if actor.role is Role.SUPERVISOR:
        people = tuple(person for person in people if person.id == actor.user_id)
    return render_template(
        "intake/reports/forms.html",
        offered=[(f"{one.year}-{one.half}", span_words(one)) for one in offered],
        chosen=chosen,
        span=span_words(chosen),
        offices=offices,
        office_id=office_id,
        people=people,
        kinds=tuple(TITLES),
        ledgers=[(one, span_words(one)) for one in _ledger_spans()],
    )


@requires(Permission.PATROL_READ)
def patrols(account_id: int, ending: str) -> Response:
    """`?year=&half=`: the sheet of one person and half-year."""
    year = request.args.get("year", 0, type=int)
    half: Half = 1 if request.args.get("half") == "1" else 2
    span = Span(year=year, half=half)
    if span not in list(spans("township_half", today=today())):
        raise NotFound(what="period")
    with read() as session:
        document = patrol_sheet(session, account_id, year=year, half=half, actor=current_actor(), now=now())
    name = f"巡查表-{document.supervisor}-{span.words()}"
    return document_file(document, _patrol_sheets(document), ending, name)


@requires(Permission.LEDGER_READ)
def ledger(ending: str) -> Response:
    """`?kind=&year=&half=`: one of the two ledgers (both without a kind) of a year, or of a half of it."""
    kind = request.args.get("kind", "")
    year = request.args.get("year", 0, type=int)
    half = _HALVES.get(request.args.get("half", ""))
    if Span(year=year, half=half or 0) not in _ledger_spans():
        raise NotFound(what="period")
    with read() as session:
        document = ledger_document(
            session,
            kind=kind if kind in TITLES else None,
            year=year,
            half=half,
            actor=current_actor(),
            now=now(),
            today=today(),
        )
    return document_file(document, _ledger_sheets(document), ending, f"{document.title}-{document.period}")


@requires(Permission.LEDGER_READ)
def notice(notice_id: int, ending: str) -> Response:
    """A 整改通知书 as `.pdf` or `.docx`: it is a letter, not a table."""
    with read() as session:
        document = notice_document(session, notice_id, actor=current_actor(), now=now(), today=today())
    sheets: Sequence[Sheet] = ()
    return document_file(document, sheets, ending, f"整改通知书-{document.number}")


def _ledger_spans() -> list[Span]:
    """Each year with its halves that have begun, the newest first."""
    halves = list(spans("township_half", today=today()))
    return [one for year in spans("county_year", today=today()) for one in (year, *_of(year, halves))]


def _of(year: Span, halves: Sequence[Span]) -> list[Span]:
    return [one for one in halves if one.year == year.year]


def _patrol_sheets(document: PatrolSheetDocument) -> tuple[Sheet, ...]:
    data = document.to_json()
    header = (
        f"{data['county']}县(市)区　{data['township']}乡镇(办事处)　{data['school']}中心校(幼儿园)"
        f"　巡查人(签字):　　　　　　{data['period']}　{document.supervisor}"
    )
    return (
        Sheet(
            name="巡查表",
            title="焦作市幼儿园网格化监管巡查表",
            notes=(header,),
            heads=_PATROL_HEADS,
            rows=tuple(
                (_day(row.patrolled_on), row.scope, row.problems or "未发现问题", row.results or "—")
                for row in document.rows
            ),
            below=_PATROL_NOTES,
            widths=(14, 30, 44, 34),
        ),
    )


def _ledger_sheets(document: LedgerDocument) -> tuple[Sheet, ...]:
    rows = tuple(
        (
            number,
            *(_day(row.found_on), row.source, row.grid, row.premises, row.category, row.problem),
            *(row.severity, row.notice_number, row.responsible, _day(row.due_on), row.measures),
            *(row.recheck, _day(row.closed_on), row.closed_by, row.note),
        )
        for number, row in enumerate(document.rows, start=1)
    )
    note = (
        f"填报单位：{document.unit}　{document.period}　未销号{document.open_count}项，"
        f"已销号{document.closed_count}项　打印日期：{document.printed_on:%Y-%m-%d}"
    )
    return (
        Sheet(
            name="台账",
            title=document.title,
            notes=(note,),
            heads=_LEDGER_HEADS,
            rows=rows,
            widths=(6, 12, 8, 14, 24, 10, 34, 10, 18, 10, 12, 24, 16, 12, 10, 22),
            landscape=True,
        ),
    )


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
