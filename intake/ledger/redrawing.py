"""Open ledger items whose follow-up a redrawn grid or a replaced supervisor left with somebody who has no
duty there any more; they are handed over like tips."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.presence import supervisors_by_village
from intake.grid.queries import grids_of_person, line_for
from intake.grid.rules import Line, choose
from intake.ledger.models import LedgerItem
from intake.tips.queries import recused_people
from intake.workflows import LEDGER, LEDGER_TERMINAL
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role

_OPEN = tuple(state for state in LEDGER.states() if state not in LEDGER_TERMINAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class StrandedItem:
    """An item that waits to be handed over, and who would follow it."""

    item_id: int
    number: str
    state: str
    premises: str
    from_id: int
    to_id: int
    office_id: int
    grid_id: int | None
    recused: frozenset[int]


def stranded_items(session: Session, *, within: str, on: date) -> tuple[StrandedItem, ...]:
    """Those below a path that a supervisor follows who does not supervise their village any more, where
    somebody else of the line may take them over."""
    supervised = supervisors_by_village(session, within=within, on=on)
    rows = session.scalars(
        select(LedgerItem)
        .where(LedgerItem.state.in_(_OPEN), LedgerItem.division_path.startswith(within, autoescape=True))
        .order_by(LedgerItem.id)
    )
    found = []
    for item in rows.all():
        if supervised.get(item.division_code) == item.handled_by_id:
            continue
        stranded = _stranded(session, item, on)
        if stranded is not None:
            found.append(stranded)
    return tuple(found)


def _stranded(session: Session, item: LedgerItem, on: date) -> StrandedItem | None:
    if get_person(session, item.handled_by_id).role is not Role.SUPERVISOR:
        return None
    line = line_for(session, item.division_code, on=on, path=item.division_path)
    if _keeps(session, item, line, on):
        return None
    recused = recused_people(session, item.tip_id) if item.tip_id else frozenset[int]()
    # the one who rechecked can never be the one who followed it
    barred = recused | ({item.rechecked_by_id} if item.rechecked_by_id else set())
    chosen = choose(line, recused=frozenset(barred), school_run=False)
    taker = _taker(line, chosen.user_id, barred)
    if taker is None or taker == item.handled_by_id:
        return None
    return StrandedItem(
        item_id=item.id,
        number=item.number,
        state=item.state,
        premises=item.premises,
        from_id=item.handled_by_id,
        to_id=taker,
        office_id=get_person(session, taker).office.id,
        grid_id=chosen.grid_id,
        recused=recused,
    )


def _keeps(session: Session, item: LedgerItem, line: Line, on: date) -> bool:
    """Whether the one who follows the item still supervises its village; where only the township is known,
    any grid of it."""
    if line.level == "village":
        return line.supervisor is not None and line.supervisor.id == item.handled_by_id
    own = grids_of_person(session, item.handled_by_id, on=on)
    return any(item.division_path.startswith(grid.division_path) for grid in own)


def _taker(line: Line, by_rule: int | None, barred: Collection[int]) -> int | None:
    """By the rule where it names a person, else the head of the school, else the county's triage."""
    others = [officer for officer in (line.head, *line.triage) if officer is not None]
    free = (officer.id for officer in others if officer.id not in barred and not officer.away)
    return by_rule or next(free, None)


def hand_over_item(
    session: Session, item_id: int, *, reason: str, actor: Actor, now: datetime
) -> StrandedItem | None:
    """Gives the item to who answers for its village now; None where it is not stranded any more."""
    item = session.get(LedgerItem, item_id, with_for_update=True)
    stranded = _stranded(session, item, local_day(now)) if item is not None and item.state in _OPEN else None
    if item is None or stranded is None:
        return None
    item.handled_by_id, item.office_id, item.grid_id = stranded.to_id, stranded.office_id, stranded.grid_id
    session.flush()
    record(
        session,
        actor=actor,
        action="ledger.handler",
        subject=f"ledger:{item.id}",
        details={"from": stranded.from_id, "to": stranded.to_id, "reason": reason},
        now=now,
    )
    return stranded
