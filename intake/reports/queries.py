"""Reading reports: one, the versions of a period, those of the offices below; and when they are due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.reports.models import Report, ReportDue
from intake.reports.rules import BELOW, DUES, KIND_OF_OFFICE, Span, due_on, standing
from publishing.kernel.accounts.queries import OfficeValue, get_office, list_offices, names_of
from publishing.kernel.clock import local_day
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import NotFound, StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportValue:
    """A report in any state; number, digest, signature and content as far as they are there."""

    id: int
    kind: str
    office_id: int
    office_name: str
    division_path: str
    span: Span
    state: str
    words: Mapping[str, str]
    content: Mapping[str, JsonValue] | None
    digest: str | None
    number: str | None
    begun_by: str
    begun_at: datetime
    submitted_by_id: int | None
    submitted_by: str
    submitted_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    return_reason: str
    replaces_id: int | None
    replaced_by_id: int | None
    """The signed report that came in its place, if one did."""
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How an office stands with its report of a span; `code` as `rules.standing` has it."""

    office: OfficeValue
    report: ReportValue | None
    """The newest signed one; else the one in work, for its state only."""
    code: str


def load_report(session: Session, report_id: int, *, actor: Actor, version: int | None = None) -> Report:
    """The row, for a use case; raises NotFound where this person may not see it, StaleForm when somebody
    changed it since `version` was shown."""
    row = session.get(Report, report_id)
    if row is None or not _visible(row, actor):
        raise NotFound(what="report")
    if version is not None and row.version != version:
        raise StaleForm(what="report")
    return row


def get_report(session: Session, report_id: int, *, actor: Actor) -> ReportValue:
    """The report; raises Forbidden without REPORT_READ, NotFound where it is not this person's to see: a
    draft is its own office's, a signed one also that of the offices above."""
    actor.require(Permission.REPORT_READ)
    return report_values(session, [load_report(session, report_id, actor=actor)])[0]


def reports_of(session: Session, office_id: int, *, actor: Actor) -> tuple[ReportValue, ...]:
    """All reports of an office that this person may see, the newest span and version first."""
    actor.require(Permission.REPORT_READ)
    query = select(Report).where(Report.office_id == office_id)
    rows = session.scalars(query.order_by(Report.year.desc(), Report.half.desc(), Report.id.desc())).all()
    return report_values(session, [row for row in rows if _visible(row, actor)])


def count_to_sign(session: Session, *, actor: Actor) -> int:
    """How many submitted reports wait for this person's signature."""
    if not actor.may(Permission.REPORT_SIGN):
        return 0
    query = select(Report.submitted_by_id).where(
        Report.office_id == actor.office_id, Report.state == "submitted"
    )
    return sum(by != actor.user_id for by in session.scalars(query))


def standings(session: Session, *, actor: Actor, span: Span, today: date) -> tuple[Standing, ...]:
    """How the offices right below this person's stand with a span, in the order of their codes.

    Raises Forbidden without REPORT_COLLECT, NotFound where no office lies below.
    """
    actor.require(Permission.REPORT_COLLECT)
    own = get_office(session, actor.office_id or 0)
    if own.kind not in BELOW:
        raise NotFound(what="office")
    below = [
        office
        for office in list_offices(session, kind=BELOW[own.kind])
        if office.division_path.startswith(own.division_path)
    ]
    due = due_on(span, dues_of(session, own.division_path))
    query = select(Report).where(
        Report.office_id.in_([office.id for office in below]),
        Report.year == span.year,
        Report.half == span.half,
    )
    rows = session.scalars(query.order_by(Report.id)).all()
    values = report_values(session, rows)
    return tuple(
        _standing(office, [one for one in values if one.office_id == office.id], due, today)
        for office in sorted(below, key=lambda office: office.division_path)
    )


def signed_offices(session: Session, span: Span) -> frozenset[int]:
    """The offices whose report of a span is signed."""
    query = select(Report.office_id).where(
        Report.year == span.year, Report.half == span.half, Report.state == "signed"
    )
    return frozenset(session.scalars(query))


def dues_of(session: Session, division_path: str) -> dict[str, tuple[int, int]]:
    """Month and day by slot: what the county set, else the city, else the program."""
    codes = [code for code in division_path.split("/") if code][:2]
    rows = session.scalars(
        select(ReportDue).where(ReportDue.division_code.in_(codes)).order_by(ReportDue.id)
    ).all()
    found = dict(DUES)
    for code in codes:
        found |= {row.slot: (row.month, row.day) for row in rows if row.division_code == code}
    return found


def report_values(session: Session, rows: Iterable[Report]) -> tuple[ReportValue, ...]:
    """The values of rows."""
    chosen = list(rows)
    people = {
        account_id
        for row in chosen
        for account_id in (row.begun_by_id, row.submitted_by_id, row.signed_by_id)
        if account_id is not None
    }
    names = names_of(session, people)
    later = select(Report.replaces_id, Report.id).where(
        Report.replaces_id.in_([row.id for row in chosen]), Report.state == "signed"
    )
    replaced = {row.replaces_id: row.id for row in session.execute(later)}
    return tuple(
        ReportValue(
            id=row.id,
            kind=row.kind,
            office_id=row.office_id,
            office_name=get_office(session, row.office_id).name,
            division_path=row.division_path,
            span=Span(year=row.year, half=row.half),
            state=row.state,
            words=row.words,
            content=row.content,
            digest=row.digest,
            number=row.number,
            begun_by=names[row.begun_by_id],
            begun_at=row.begun_at,
            submitted_by_id=row.submitted_by_id,
            submitted_by=names.get(row.submitted_by_id or 0, ""),
            submitted_at=row.submitted_at,
            signed_by=names.get(row.signed_by_id or 0, ""),
            signed_at=row.signed_at,
            return_reason=row.return_reason,
            replaces_id=row.replaces_id,
            replaced_by_id=replaced.get(row.id),
            version=row.version,
        )
        for row in chosen
    )


def _visible(row: Report, actor: Actor) -> bool:
    if row.office_id == actor.office_id:
        return True
    return row.state == "signed" and actor.covers(row.division_path) and actor.may(Permission.REPORT_COLLECT)


def _standing(office: OfficeValue, reports: list[ReportValue], due: date, today: date) -> Standing:
    signed = [one for one in reports if one.signed_at is not None]
    working = [one for one in reports if one.signed_at is None]
    first = signed[0].signed_at if signed else None
    return Standing(
        office=office,
        report=signed[-1] if signed else (working[-1] if working else None),
        code=standing(
            working[-1].state if working else None,
            local_day(first) if first is not None else None,
            due,
            today,
        ),
    )


def kind_of(office: OfficeValue) -> str:
    """Which report an office writes."""
    return KIND_OF_OFFICE[office.kind]
