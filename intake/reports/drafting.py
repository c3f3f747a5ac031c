"""The clerk's part: beginning a report, writing its words, submitting it to a leader, taking it back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.reports.computing import compute
from intake.reports.models import Report
from intake.reports.queries import ReportValue, kind_of, load_report, report_values
from intake.reports.rules import Span, check_span, check_whole, checked_words
from intake.workflows import REPORT
from publishing.divisions.queries import path_divisions
from publishing.kernel.accounts.queries import OfficeValue, find_office_at, get_office
from publishing.kernel.audit import record
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import OutsideJurisdiction, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.transition import check, move


def begin_report(
    session: Session, *, year: int, half: int, actor: Actor, now: datetime, today: date
) -> ReportValue:
    """The draft of one's own office for a period; the one that is already in work, where there is one. After
    a signed report it is a new version that points back and starts with its words.

    Raises Forbidden without REPORT_WRITE, Invalid(`period`) for one that cannot be reported on.
    """
    actor.require(Permission.REPORT_WRITE)
    office = get_office(session, actor.office_id or 0)
    kind = kind_of(office)
    span = check_span(kind, year, half, today=today)
    rows = session.scalars(
        select(Report)
        .where(Report.office_id == office.id, Report.year == span.year, Report.half == span.half)
        .order_by(Report.id)
    ).all()
    if rows and rows[-1].state != "signed":
        return report_values(session, rows[-1:])[0]
    before = rows[-1] if rows else None
    row = Report(
        kind=kind,
        office_id=office.id,
        division_code=office.division_code,
        division_path=office.division_path,
        year=span.year,
        half=span.half,
        state=REPORT.initial,
        words=dict(before.words) if before else {},
        begun_by_id=actor.user_id,
        begun_at=now,
        return_reason="",
        replaces_id=before.id if before else None,
    )
    session.add(row)
    session.flush()
    details = {"period": span.words(), "replaces": row.replaces_id}
    record(session, actor=actor, action="report.begin", subject=f"report:{row.id}", details=details, now=now)
    return report_values(session, [row])[0]


def write_words(
    session: Session,
    report_id: int,
    words: Mapping[str, str],
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> ReportValue:
    """Keeps the words of a draft. Raises Forbidden, NotFound, StaleForm, WrongState for one that is no draft,
    Invalid (a section, `too_long`)."""
    row = _own(session, report_id, actor, version)
    actor.require(Permission.REPORT_WRITE)
    if row.state != "draft":
        raise WrongState(action="write", state=row.state, workflow=REPORT.name)
    row.words = checked_words(row.kind, words)
    sections = sorted(row.words)
    record(
        session,
        actor=actor,
        action="report.write",
        subject=f"report:{row.id}",
        details={"sections": sections},
        now=now,
    )
    session.flush()
    return report_values(session, [row])[0]


def submit(
    session: Session,
    report_id: int,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ReportValue:
    """Fixes figures and words as they are and passes them to a leader.

    Raises what `transition.move` raises, StaleForm, Invalid (a section that only a person can write).
    """
    row = _own(session, report_id, actor, version)
    check(row, REPORT, "submit", actor)
    check_whole(row.kind, row.words)
    content = content_of(session, row, today=today)
    move(session, row, REPORT, "submit", actor=actor, facts={"digest": digest_of(content)}, now=now)
    row.content = content
    row.submitted_by_id, row.submitted_at, row.return_reason = actor.user_id, now, ""
    session.flush()
    return report_values(session, [row])[0]


def take_back(
    session: Session, report_id: int, *, version: int | None = None, actor: Actor, now: datetime
) -> ReportValue:
    """Back to a draft while nobody has signed it. Raises what `transition.move` raises, and StaleForm."""
    row = _own(session, report_id, actor, version)
    move(session, row, REPORT, "take_back", actor=actor, facts={}, now=now)
    row.content = row.submitted_by_id = row.submitted_at = None
    session.flush()
    return report_values(session, [row])[0]


def content_of(session: Session, row: Report, *, today: date) -> dict[str, JsonValue]:
    """The whole report as data, counted up to `today`; what is signed is this with number and signature."""
    office = get_office(session, row.office_id)
    span = Span(year=row.year, half=row.half)
    counted = compute(session, office, span, today=today)
    return {
        "kind": row.kind,
        "year": row.year,
        "half": row.half,
        "office": office.name,
        "recipient": recipient_of(session, office),
        "first": span.first.isoformat(),
        "last": span.until(today).isoformat(),
        "figures": dict(counted.figures),
        "kinds": [[one.category, one.total, one.major, one.on_spot] for one in counted.kinds],
        "lines": [[line.name, list(line.figures)] for line in counted.lines],
        "words": dict(row.words),
    }


def recipient_of(session: Session, office: OfficeValue) -> str:
    """主送机关: the bureau above; empty for the city, which keeps its roll-up."""
    above = path_divisions(session, office.division_path)
    kind = {"central_school": "county", "county": "city"}.get(office.kind)
    if kind is None:
        return ""
    found = find_office_at(session, above[-2].code, kind=kind) if len(above) > 1 else None
    return found.name if found else ""


def digest_of(content: Mapping[str, JsonValue]) -> str:
    """SHA-256 of the content as canonical JSON: keys in order, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _own(session: Session, report_id: int, actor: Actor, version: int | None) -> Report:
    row = load_report(session, report_id, actor=actor, version=version)
    if row.office_id != actor.office_id:
        raise OutsideJurisdiction(action="report.write")
    return row
