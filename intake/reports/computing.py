"""Gathers what a report is counted from, and counts it."""

from calendar import monthrange
from datetime import date

from sqlalchemy.orm import Session

from intake.grid.queries import grids_of
from intake.ledger.summing import item_facts
from intake.patrols.duties import month_grids
from intake.patrols.summing import visit_facts
from intake.reports.counting import Counted, Facts, count
from intake.reports.rules import Span
from intake.tips.summing import tip_facts
from publishing.divisions.queries import list_children
from publishing.divisions.rules import short_name
from publishing.kernel.accounts.queries import OfficeValue

REST = {
    "central_school": "未列责任区",
    "county": "未定到乡镇",
    "city": "未定到县（市、区）",
}
"""By kind of office: the line of what lies in none of the others."""


def compute(session: Session, office: OfficeValue, span: Span, *, today: date) -> Counted:
    """The figures of an office's report for a span, from the rows as they are, up to `today` at most."""
    last = span.until(today)
    facts = gather(session, office.division_path, span.first, last)
    by_grid = office.kind == "central_school"
    if by_grid:
        named = {str(grid.grid_id): grid.name for grid in facts.grids}
        for grid in grids_of(session, on=last, within=office.division_path):
            named.setdefault(str(grid.id), grid.name)
        groups = list(named.items())
    else:
        groups = [
            (child.path, short_name(child.name, child.level))
            for child in list_children(session, office.division_code)
        ]
    return count(facts, groups, by_grid=by_grid, rest=REST[office.kind])


def gather(session: Session, within: str, first: date, last: date) -> Facts:
    """The facts of an area between two days."""
    now = grids_of(session, on=last, within=within)
    return Facts(
        first=first,
        last=last,
        grids=month_grids(session, month_ends(first, last), within=within),
        grids_now=len(now),
        supervisors=len({grid.supervisor_id for grid in now if grid.supervisor_id is not None}),
        vacant=sum(grid.supervisor_id is None for grid in now),
        visits=visit_facts(session, within=within, first=first, last=last),
        items=item_facts(session, within=within, last=last),
        tips=tip_facts(session, within=within, last=last),
    )


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months that end between two days: a month that still runs owes nothing yet."""
    found = []
    year, month = first.year, first.month
    while (end := date(year, month, monthrange(year, month)[1])) <= last:
        found.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found
