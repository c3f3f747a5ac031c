"""Reading the ledger: items by who may see them, what belongs to an item, what waits for whom."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from intake.grid.queries import grids_of_person
from intake.ledger.models import LedgerItem, Letter, Notice, Recheck
from intake.ledger.rules import (
    RECTIFYING,
    StrikeOffFacts,
    missing_for_strike_off,
    must_file_up,
    visible,
    waits_for,
)
from intake.ledger.values import ItemDetail, ItemValue, LedgerWork, LetterValue, NoticeValue, RecheckValue
from intake.patrols.duties import grids_covered
from intake.patrols.queries import get_finding
from intake.patrols.rules import Half, half_year
from intake.tips.queries import recused_tips
from intake.workflows import LEDGER, LEDGER_TERMINAL
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import NotFound, StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.transition import possible


def load_item(
    session: Session, item_id: int, *, actor: Actor, today: date, version: int | None = None
) -> LedgerItem:
    """The row, for a use case; raises NotFound where this person may not see it, StaleForm when somebody
    changed it since `version` was shown."""
    row = session.get(LedgerItem, item_id)
    if row is None:
        raise NotFound(what="ledger_item")
    grids, recused = _scope(session, actor, today)
    if not visible(actor, row, own_grids=grids, recused_tips=recused):
        raise NotFound(what="ledger_item")
    if version is not None and row.version != version:
        raise StaleForm(what="ledger_item")
    return row


def get_item(session: Session, item_id: int, *, actor: Actor, today: date) -> ItemDetail:
    """The item with its notices, rechecks and letters; raises NotFound where this person may not see it."""
    row = load_item(session, item_id, actor=actor, today=today)
    handling = get_finding(session, row.finding_id).handling
    return ItemDetail(
        item=item_values(session, [row])[0],
        notices=notices_of(session, item_id),
        rechecks=rechecks_of(session, item_id),
        letters=letters_of(session, item_id),
        missing=missing_for_strike_off(strike_off_facts(session, row)),
        file_up="" if row.filing_reason else must_file_up(row.severity, handling),
        actions=tuple(
            step.action
            for step in possible(row, LEDGER, actor)
            if not (step.action.startswith("recheck") and issued_last(session, item_id, actor))
        ),
    )


def list_items(
    session: Session,
    *,
    actor: Actor,
    today: date,
    states: Collection[str] | None = None,
    kind: str | None = None,
    year: int | None = None,
    half: Half | None = None,
    category: str | None = None,
    division_code: str | None = None,
    overdue: bool = False,
    text: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[tuple[ItemValue, ...], int]:
    """Items that this person may see, newest first, and how many there are: in these states, of this ledger,
    found in this year (or half of it), at this place, overdue, with `text` in number, premises or problem.
    Raises Forbidden without LEDGER_READ."""
    actor.require(Permission.LEDGER_READ)
    conditions = visible_items(session, actor, today)
    if states is not None:
        conditions.append(LedgerItem.state.in_(states))
    if kind is not None:
        conditions.append(LedgerItem.kind == kind)
    if year is not None:
        whole = date(year, 1, 1), date(year, 12, 31)
        conditions.append(LedgerItem.found_on.between(*(half_year(year, half) if half else whole)))
    if category is not None:
        conditions.append(LedgerItem.category == category)
    if division_code is not None:
        conditions.append(LedgerItem.division_code == division_code)
    if overdue:
        conditions += [LedgerItem.due_on < today, LedgerItem.state.in_(RECTIFYING)]
    if text:
        written = (LedgerItem.number, LedgerItem.premises, LedgerItem.problem)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in written)))
    total = session.scalar(select(func.count()).select_from(LedgerItem).where(*conditions)) or 0
    query = select(LedgerItem).where(*conditions).order_by(LedgerItem.found_on.desc(), LedgerItem.id.desc())
    return item_values(session, session.scalars(query.offset(offset).limit(limit)).all()), total


def work_of(session: Session, *, actor: Actor, today: date) -> tuple[LedgerWork, ...]:
    """Items that wait for this person, the earliest day first, those without a day last."""
    if not actor.may(Permission.LEDGER_READ):
        return ()
    open_states = [state for state in LEDGER.states() if state not in LEDGER_TERMINAL]
    query = select(LedgerItem).where(*visible_items(session, actor, today), LedgerItem.state.in_(open_states))
    absent = frozenset(
        grid.supervisor_id
        for grid in grids_covered(session, actor, on=today)
        if grid.supervisor_id is not None
    )
    waiting = [
        (row, action)
        for row in session.scalars(query)
        if (action := waits_for(actor, row, stands_in_for=absent))
    ]
    values = item_values(session, [row for row, _ in waiting])
    replies = _next_replies(session, [row.id for row, _ in waiting if row.state == "coordinating"])
    work = [
        LedgerWork(item=value, action=action, due_on=replies.get(value.id, value.due_on))
        for value, (_, action) in zip(values, waiting, strict=True)
    ]
    return tuple(sorted(work, key=lambda one: (one.due_on is None, one.due_on or date.max, one.item.id)))


def items_of_tip(session: Session, tip_id: int) -> tuple[ItemValue, ...]:
    """All items that were opened for a tip."""
    query = select(LedgerItem).where(LedgerItem.tip_id == tip_id).order_by(LedgerItem.id)
    return item_values(session, session.scalars(query).all())


def items_of_findings(session: Session, finding_ids: Iterable[int]) -> tuple[ItemValue, ...]:
    """The items that were opened for these findings."""
    query = select(LedgerItem).where(LedgerItem.finding_id.in_(list(finding_ids))).order_by(LedgerItem.id)
    return item_values(session, session.scalars(query).all())


def notices_of(session: Session, item_id: int) -> tuple[NoticeValue, ...]:
    """The notices of an item, oldest first."""
    query = select(Notice).where(Notice.item_id == item_id).order_by(Notice.id)
    return tuple(_notice(row) for row in session.scalars(query))


def notice_value(session: Session, notice_id: int) -> NoticeValue:
    """The notice; raises NotFound."""
    row = session.get(Notice, notice_id)
    if row is None:
        raise NotFound(what="notice")
    return _notice(row)


def letters_of(session: Session, item_id: int) -> tuple[LetterValue, ...]:
    """The letters of an item, oldest first."""
    query = select(Letter).where(Letter.item_id == item_id).order_by(Letter.id)
    return tuple(
        LetterValue(
            id=row.id,
            item_id=row.item_id,
            department=row.department,
            sent_on=row.sent_on,
            reply_due_on=row.reply_due_on,
            replied_on=row.replied_on,
            reply=row.reply,
        )
        for row in session.scalars(query)
    )


def issued_last(session: Session, item_id: int, actor: Actor) -> bool:
    """Whether this person issued the notice in force: then somebody else rechecks."""
    notices = notices_of(session, item_id)
    return bool(notices) and actor.user_id is not None and notices[-1].issued_by_id == actor.user_id


def strike_off_facts(
    session: Session,
    row: LedgerItem,
    *,
    evidence: str | None = None,
    disposal: str | None = None,
    children_to: str | None = None,
) -> StrikeOffFacts:
    """What is known of the item, together with what is about to be said."""
    notices = notices_of(session, row.id)
    rechecks = rechecks_of(session, row.id)
    return StrikeOffFacts(
        kind=row.kind,
        notice=bool(notices),
        served=bool(notices) and bool(notices[-1].service),
        passed_recheck=bool(rechecks) and rechecks[-1].passed,
        evidence=row.evidence if evidence is None else evidence,
        disposal=row.disposal if disposal is None else disposal,
        children_to=row.children_to if children_to is None else children_to,
    )


def item_values(session: Session, rows: Sequence[LedgerItem]) -> tuple[ItemValue, ...]:
    """The values of rows."""
    names = names_of(session, {row.handled_by_id for row in rows})
    return tuple(
        ItemValue(
            handled_by=names[row.handled_by_id],
            **{name: getattr(row, name) for name in _COPIED},
        )
        for row in rows
    )


_COPIED = tuple(name for name in ItemValue.__dataclass_fields__ if name != "handled_by")


def _scope(session: Session, actor: Actor, today: date) -> tuple[frozenset[int], frozenset[int]]:
    """The grids of this person, and the tips from which he or she is recused."""
    if actor.user_id is None:
        return frozenset(), frozenset()
    own = (
        (*grids_of_person(session, actor.user_id, on=today), *grids_covered(session, actor, on=today))
        if actor.role is Role.SUPERVISOR
        else ()
    )
    return frozenset(grid.id for grid in own), recused_tips(session, actor.user_id)


def visible_items(session: Session, actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """`rules.visible` as conditions of a query; a test holds the two together."""
    grids, recused = _scope(session, actor, today)
    found: list[ColumnElement[bool]] = [
        LedgerItem.division_path.startswith(actor.division_path, autoescape=True)
    ]
    if recused:
        found.append(LedgerItem.tip_id.is_(None) | LedgerItem.tip_id.not_in(recused))
    if actor.role is Role.SUPERVISOR:
        awaiting = [step.source for step in LEDGER.steps if step.action == "recheck_pass"]
        found.append(
            or_(
                LedgerItem.handled_by_id == actor.user_id,
                LedgerItem.rechecked_by_id == actor.user_id,
                LedgerItem.grid_id.in_(grids),
                (LedgerItem.office_id == actor.office_id) & LedgerItem.state.in_(awaiting),
            )
        )
    return found


def _next_replies(session: Session, item_ids: Collection[int]) -> dict[int, date]:
    found = session.execute(
        select(Letter.item_id, func.min(Letter.reply_due_on))
        .where(Letter.item_id.in_(item_ids), Letter.replied_on.is_(None))
        .group_by(Letter.item_id)
    )
    return {row[0]: row[1] for row in found}


def rechecks_of(session: Session, item_id: int) -> tuple[RecheckValue, ...]:
    """The rechecks of an item, oldest first."""
    rows = session.scalars(select(Recheck).where(Recheck.item_id == item_id).order_by(Recheck.id)).all()
    names = names_of(session, {row.rechecked_by_id for row in rows})
    return tuple(
        RecheckValue(
            id=row.id,
            visit_id=row.visit_id,
            passed=row.passed,
            evidence=row.evidence,
            rechecked_by_id=row.rechecked_by_id,
            rechecked_by=names[row.rechecked_by_id],
            rechecked_on=row.rechecked_on,
        )
        for row in rows
    )


def _notice(row: Notice) -> NoticeValue:
    return NoticeValue(
        id=row.id,
        item_id=row.item_id,
        number=row.number,
        issued_on=row.issued_on,
        due_on=row.due_on,
        recheck_on=row.recheck_on,
        addressee=row.addressee,
        problems=tuple(row.problems.splitlines()),
        requirements=tuple(row.requirements.splitlines()),
        service=row.service,
        service_note=row.service_note,
        receiver=row.receiver,
        witness=row.witness,
        issued_by_id=row.issued_by_id,
    )
