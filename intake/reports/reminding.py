"""Reminding an office of the report that it owes: some working days before it is due, and after that day.

Nothing is scheduled: each sweep looks at the rows as they are, and tells each person of a report and its day
once; a day that was moved is told anew.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from intake.deadlines.owing import Clocks
from intake.deadlines.queries import clocks_of
from intake.deadlines.rules import clock
from intake.reports.queries import dues_of, signed_offices
from intake.reports.rules import KIND_OF_OFFICE, Span, due_on, spans
from publishing.kernel.accounts.queries import OfficeValue, Person, list_offices, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.notices import notify
from publishing.kernel.permissions import ROLE_PERMISSIONS, Permission

LATE_FOR = timedelta(days=60)
"""How long after its day a missing report is still told: a new installation owes nothing of years ago."""
_WRITES = frozenset({Permission.REPORT_WRITE})
_ANSWERS = frozenset({Permission.REPORT_WRITE, Permission.REPORT_SIGN})


def remind_of_reports(session: Session, *, now: datetime) -> int:
    """Tells who writes what is due soon, and after the day who writes and who signs it; returns how many
    people had not been told before. The days before are the county's own (`remind` of the periods)."""
    today, clocks = local_day(now), clocks_of(session)
    dues: dict[str, dict[str, tuple[int, int]]] = {}
    owing: dict[Span, list[tuple[OfficeValue, date, str]]] = {}
    for office in list_offices(session):
        kind = KIND_OF_OFFICE.get(office.kind)
        if kind is None:
            continue
        county = [code for code in office.division_path.split("/") if code][:2][-1]
        if county not in dues:
            dues[county] = dues_of(session, office.division_path)
        for span in spans(kind, today=today):
            due = due_on(span, dues[county])
            if said := _step(due, today, office.division_path, clocks):
                owing.setdefault(span, []).append((office, due, said))
    return sum(_tell(session, span, found, now) for span, found in owing.items())


def _step(due: date, today: date, path: str, clocks: Clocks) -> str:
    """Which notice a day asks for: `report_due`, `report_overdue` or none."""
    if today > due:
        return "report_overdue" if today - due <= LATE_FOR else ""
    ahead = clocks.periods.get("remind", path=path, on=today).amount
    return "report_due" if clock(due, today, clocks.calendar).left <= ahead else ""


def _tell(session: Session, span: Span, owing: list[tuple[OfficeValue, date, str]], now: datetime) -> int:
    signed = signed_offices(session, span)
    owing = [one for one in owing if one[0].id not in signed]
    people = list_people(session, office_ids=[office.id for office, _due, _said in owing])
    told = 0
    for office, due, said in owing:
        told += notify(
            session,
            account_ids=_of(people, office, _WRITES if said == "report_due" else _ANSWERS),
            kind=said,
            subject=f"reporting:{office.id}",
            values={"year": span.year, "half": span.half, "due": due.isoformat()},
            now=now,
            key=f"{said}:{office.id}:{span.year}-{span.half}:{due.isoformat()}",
        )
    return told


def _of(people: Iterable[Person], office: OfficeValue, wanted: frozenset[Permission]) -> list[int]:
    staff = [person for person in people if person.office.id == office.id]
    return [person.id for person in staff if wanted & ROLE_PERMISSIONS[person.role]]
