"""Opening an item for each thing that a visit found (notice 60, 三4: 台账)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.ledger.models import LedgerItem
from intake.ledger.numbers import item_number
from intake.ledger.queries import item_values
from intake.ledger.rules import kind_of, source_of
from intake.ledger.values import ItemValue
from intake.patrols.queries import get_finding, visit_value
from intake.workflows import LEDGER
from publishing.divisions.queries import get_division
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


def open_item(session: Session, finding_id: int, *, actor: Actor, now: datetime) -> ItemValue:
    """The item of a finding; opening it again gives the same one.

    Whoever made the visit follows it. Raises NotFound for an unknown finding, Forbidden without
    PATROL_RECORD, OutsideJurisdiction for a place that is not one's own.
    """
    earlier = session.scalars(select(LedgerItem).where(LedgerItem.finding_id == finding_id)).one_or_none()
    if earlier is not None:
        return item_values(session, [earlier])[0]
    finding = get_finding(session, finding_id)
    visit = visit_value(session, finding.visit_id)
    place = get_division(session, finding.division_code)
    actor.require(Permission.PATROL_RECORD, place.path)
    row = LedgerItem(
        number=item_number(session, place.path, year=local_day(now).year),
        state=LEDGER.initial,
        kind=kind_of(finding.category),
        category=finding.category,
        severity=finding.severity,
        source=source_of(visit.kind),
        finding_id=finding.id,
        tip_id=visit.tip_id,
        grid_id=visit.grid_id,
        office_id=visit.office_id,
        division_code=place.code,
        division_path=place.path,
        premises=finding.premises,
        kindergarten_id=finding.kindergarten_id,
        operator=finding.operator,
        problem=finding.description,
        found_on=visit.visited_on,
        opened_at=now,
        handled_by_id=visit.visited_by_id,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="ledger.open",
        subject=f"ledger:{row.id}",
        details={"number": row.number, "finding": finding.id, "to": row.state},
        now=now,
    )
    return item_values(session, [row])[0]


def open_items(
    session: Session, finding_ids: tuple[int, ...], *, actor: Actor, now: datetime
) -> tuple[ItemValue, ...]:
    """The items of several findings, in their order."""
    return tuple(open_item(session, finding_id, actor=actor, now=now) for finding_id in finding_ids)
