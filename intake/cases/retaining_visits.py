"""Keeping photos of visits no longer than those of reports: a year after what the visit was about is over."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.ledger.queries import items_of_findings
from intake.patrols.queries import VisitValue
from intake.patrols.retaining import drop_photos, photographed_before
from intake.tips.queries import load_tip
from intake.tips.retaining import PHOTOS
from intake.workflows import LEDGER_TERMINAL, TIP_OPEN
from publishing.kernel.clock import local_day


def drop_visit_photos(session: Session, *, now: datetime) -> tuple[str, ...]:
    """Takes away the photos of visits that were made a year ago or longer, whose report is answered and whose
    ledger items were struck off or handed over a year ago or longer. Returns the files, which the caller
    unlinks after the commit; a second run finds none."""
    files: list[str] = []
    for visit in photographed_before(session, now - PHOTOS):
        if not _goes_on(session, visit) and _over_since(session, visit) <= local_day(now - PHOTOS):
            files += drop_photos(session, visit.id, now=now)
    return tuple(files)


def _goes_on(session: Session, visit: VisitValue) -> bool:
    if visit.tip_id is not None:
        tip = load_tip(session, visit.tip_id)
        if tip.state in (*TIP_OPEN, "concluded") or tip.danger_goes_on:
            return True
    items = items_of_findings(session, [found.id for found in visit.findings])
    return any(item.state not in LEDGER_TERMINAL for item in items)


def _over_since(session: Session, visit: VisitValue) -> date:
    """The last day on which something of the visit was struck off or handed over, at least its own."""
    items = items_of_findings(session, [found.id for found in visit.findings])
    days = [day for item in items for day in (item.struck_off_on, item.handed_on) if day is not None]
    return max([local_day(visit.recorded_at), *days])
