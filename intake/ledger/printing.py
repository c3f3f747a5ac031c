"""整改通知书 and 台账 as documents to print."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.grid.queries import get_grid
from intake.ledger.numbers import bureau_of
from intake.ledger.queries import list_items, load_item, notice_value, notices_of, rechecks_of
from intake.ledger.values import ItemValue
from intake.patrols.queries import get_finding, visit_value
from intake.patrols.rules import Half
from intake.workflows import LEDGER_TERMINAL
from publishing.divisions.queries import path_divisions
from publishing.divisions.rules import short_name
from publishing.kernel.accounts.queries import get_office, names_of
from publishing.kernel.document_values import LedgerDocument, LedgerRow, NoticeDocument
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.words import word

BASIS = (
    "《中华人民共和国学前教育法》",
    "焦作市教育局《关于建立无证幼儿园治理长效机制的通知》（焦教文〔2020〕60号）",
)
BASIS_BY_CATEGORY: Mapping[str, tuple[str, ...]] = {
    "fire": ("《中华人民共和国消防法》",),
    "food": ("《中华人民共和国食品安全法》",),
    "bus": ("《校车安全管理条例》",),
}
"""Acts that a finding of the category rests on besides. A notice names no penalty: a grid cannot impose one
(行政处罚法 23)."""
TITLES = {"unlicensed": "无证幼儿园治理台账", "hazard": "幼儿园隐患整改台账"}
TITLE_OF_BOTH = "无证园治理和幼儿园隐患整改台账"
_HALVES = {None: "", 1: "上半年", 2: "下半年"}
MOST_ROWS = 2000
"""Rows of one printed ledger: some hundred pages."""


def notice_document(
    session: Session, notice_id: int, *, actor: Actor, now: datetime, today: date
) -> NoticeDocument:
    """The notice as a document; raises NotFound where this person may not see the item."""
    notice = notice_value(session, notice_id)
    row = load_item(session, notice.item_id, actor=actor, today=today)
    visit = visit_value(session, get_finding(session, row.finding_id).visit_id)
    bureau = bureau_of(session, row.division_path)
    office = get_office(session, row.office_id)
    holders = (office.name, bureau.name) if office.id != bureau.id else (bureau.name,)
    return NoticeDocument(
        issuer=bureau.name,
        number=notice.number,
        recipient=notice.addressee,
        address=_address(session, row.division_path),
        patrolled_at=visit.visited_on,
        patrollers=(visit.visited_by, *_names(visit.companions)),
        problems=notice.problems,
        requirements=notice.requirements,
        legal_basis=(*BASIS_BY_CATEGORY.get(row.category, ()), *BASIS),
        due_on=notice.due_on,
        recheck_on=notice.recheck_on or notice.due_on,
        contact_phone=bureau.hotline or "",
        copies_to=("被通知单位", *holders),
        service=word("service", notice.service),
        receiver=notice.receiver,
        witness=notice.witness,
        service_note=notice.service_note,
        server=names_of(session, {notice.issued_by_id})[notice.issued_by_id],
        issued_on=notice.issued_on,
        created_at=now,
    )


def ledger_document(
    session: Session,
    *,
    kind: str | None,
    year: int | None,
    half: Half | None = None,
    states: Collection[str] | None = None,
    category: str | None = None,
    overdue: bool = False,
    text: str = "",
    period: str = "",
    actor: Actor,
    now: datetime,
    today: date,
) -> LedgerDocument:
    """The items that this person may see and that `list_items` finds, oldest first; `period` says which they
    are, by default the year or its half. Raises Forbidden without LEDGER_READ."""
    actor.require(Permission.LEDGER_READ)
    items, _ = list_items(
        session,
        actor=actor,
        today=today,
        states=states,
        kind=kind,
        year=year,
        half=half,
        category=category,
        overdue=overdue,
        text=text,
        limit=MOST_ROWS,
    )
    chosen = items[::-1]
    striking = names_of(session, {item.struck_off_by_id for item in chosen if item.struck_off_by_id})
    grids = {
        item.grid_id: get_grid(session, item.grid_id, on=item.found_on).name
        for item in chosen
        if item.grid_id is not None
    }
    return LedgerDocument(
        title=TITLES[kind] if kind is not None else TITLE_OF_BOTH,
        unit=actor.office_name,
        period=period or f"{year}年{_HALVES[half]}",
        rows=tuple(_row(session, item, grids, striking) for item in chosen),
        open_count=sum(item.state not in LEDGER_TERMINAL for item in chosen),
        closed_count=sum(item.state == "closed_out" for item in chosen),
        printed_on=today,
        created_at=now,
    )


def _row(
    session: Session, item: ItemValue, grids: Mapping[int, str], striking: Mapping[int, str]
) -> LedgerRow:
    rechecks = rechecks_of(session, item.id)
    last = rechecks[-1] if rechecks else None
    return LedgerRow(
        found_on=item.found_on,
        source=word("source", item.source),
        grid=grids[item.grid_id] if item.grid_id is not None else "",
        premises=item.premises,
        category=word("category", item.category),
        problem=item.problem,
        severity=word("severity", item.severity),
        notice_number="、".join(notice.number for notice in notices_of(session, item.id)),
        responsible=item.handled_by,
        due_on=item.due_on,
        measures=_measures(item),
        recheck=f"{last.rechecked_by}：{'通过' if last.passed else '未通过'}" if last else "",
        closed_on=item.struck_off_on,
        closed_by=striking[item.struck_off_by_id] if item.struck_off_by_id is not None else "",
        note=f"{item.number}，{word('ledger_state', item.state)}",
    )


def _measures(item: ItemValue) -> str:
    """What was done: the operator's answer, the disposal, to whom it was filed or handed."""
    said = [item.operator_answer.rstrip("。；")] if item.operator_answer else []
    if item.filing_reason:
        said.append("上报备案")
    if item.handed_to:
        said.append(f"移交{item.handed_to}")
    if item.disposal:
        said.append(word("disposal", item.disposal))
    if item.children_to:
        said.append(f"幼儿去向：{item.children_to}")
    return "；".join(said)


def _address(session: Session, division_path: str) -> str:
    """County, township and village in a row, as an address begins."""
    return "".join(short_name(d.name, d.level) for d in path_divisions(session, division_path)[1:])


def _names(companions: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in companions.replace("，", "、").split("、") if name.strip())
