"""Recording a visit, once however often the form is sent."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.grid.queries import get_grid, grids_of_person
from intake.patrols.models import Finding, Visit, VisitPlace
from intake.patrols.queries import VisitValue, visit_value
from intake.patrols.rules import VisitForm, check_visit
from intake.patrols.urging import open_urging
from publishing.divisions.queries import get_division
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """The visit, and whether this call made it (`new`) or an earlier one with the same token did."""

    visit: VisitValue
    new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    grid_id: int | None
    office_id: int
    division_code: str
    division_path: str


def record_visit(
    session: Session,
    form: VisitForm,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    division_code: str | None = None,
) -> Recorded:
    """Records a row of the 巡查表 with its findings.

    A patrol belongs to a grid: the one given, or the person's own where there is exactly one. Other visits
    may say `division_code` instead (the place of a tip or of a ledger item). Raises Invalid(field, reason)
    as `check_visit` does, and for `grid_id` (required, unknown), for a place that does not exist
    (`findings-0-division_code`, unknown) and for a token that somebody else used (`submission`, taken);
    Forbidden without PATROL_RECORD; OutsideJurisdiction for a place that is not one's own.
    """
    person_id, _ = _staff(actor)
    check_visit(form, today=today)
    earlier = find_recorded(session, form.submission, actor=actor)
    if earlier is not None:
        return Recorded(visit=earlier, new=False)
    place = _place(session, form, division_code, actor)
    actor.require(Permission.PATROL_RECORD, place.division_path)
    row = Visit(
        submission=form.submission,
        kind=form.kind,
        grid_id=place.grid_id,
        office_id=place.office_id,
        division_path=place.division_path,
        visited_by_id=person_id,
        companions=form.companions.strip(),
        visited_on=form.visited_on,
        scope=form.scope.strip(),
        found_nothing=form.found_nothing,
        handling=form.handling.strip(),
        tip_id=form.tip_id,
        recorded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        # the same form arrived twice at the same moment, and the other one was first
        raced = find_recorded(session, form.submission, actor=actor)
        if raced is None:
            raise
        return Recorded(visit=raced, new=False)
    session.add_all(
        VisitPlace(visit_id=row.id, kind=one.kind, code=one.code, name=one.name.strip())
        for one in form.places
    )
    _add_findings(session, row, form, place, actor=actor, now=now)
    record(
        session,
        actor=actor,
        action="visit.record",
        subject=f"visit:{row.id}",
        details={"kind": row.kind, "visited_on": row.visited_on, "findings": len(form.findings)},
        now=now,
    )
    return Recorded(visit=visit_value(session, row.id), new=True)


def find_recorded(session: Session, submission: str, *, actor: Actor) -> VisitValue | None:
    """The visit that this person recorded with this token; raises Invalid where somebody else used it."""
    row = session.scalars(select(Visit).where(Visit.submission == submission)).one_or_none()
    if row is None:
        return None
    if row.visited_by_id != actor.user_id:
        raise Invalid(field="submission", reason="taken")
    return visit_value(session, row.id)


def _staff(actor: Actor) -> tuple[int, int]:
    actor.require(Permission.PATROL_RECORD)
    if actor.user_id is None or actor.office_id is None:
        raise Forbidden(permission=Permission.PATROL_RECORD.value, reason="not_staff")
    return actor.user_id, actor.office_id


def _place(session: Session, form: VisitForm, division_code: str | None, actor: Actor) -> _Place:
    person_id, office_id = _staff(actor)
    grid_id = form.grid_id
    if grid_id is None and form.kind == "patrol":
        own = grids_of_person(session, person_id, on=form.visited_on)
        if len(own) != 1:
            raise Invalid(field="grid_id", reason="required")
        grid_id = own[0].id
    if grid_id is not None:
        try:
            grid = get_grid(session, grid_id, on=form.visited_on)
        except NotFound as unknown:
            raise Invalid(field="grid_id", reason="unknown", value=grid_id) from unknown
        return _Place(
            grid_id=grid.id,
            office_id=grid.office_id,
            division_code=division_code or grid.township_code,
            division_path=get_division(session, division_code).path if division_code else grid.division_path,
        )
    if division_code is None:
        raise Invalid(field="grid_id", reason="required")
    return _Place(
        grid_id=None,
        office_id=office_id,
        division_code=division_code,
        division_path=get_division(session, division_code).path,
    )


def _add_findings(
    session: Session, visit: Visit, form: VisitForm, place: _Place, *, actor: Actor, now: datetime
) -> None:
    for index, finding in enumerate(form.findings):
        name = f"findings-{index}-division_code"
        code = finding.division_code or place.division_code
        try:
            division = get_division(session, code)
        except NotFound as unknown:
            raise Invalid(field=name, reason="unknown", value=code) from unknown
        if not actor.covers(division.path):
            raise OutsideJurisdiction(action=Permission.PATROL_RECORD.value, field=name)
        row = Finding(
            visit_id=visit.id,
            category=finding.category,
            severity=finding.severity,
            handling=finding.handling,
            premises=finding.premises.strip(),
            kindergarten_id=finding.kindergarten_id,
            division_code=division.code,
            description=finding.description.strip(),
            operator=finding.operator.strip(),
        )
        session.add(row)
        session.flush()
        # a recheck looks at what was urged before
        if row.category == "licence_gap" and visit.kind != "recheck":
            open_urging(session, row, visit, division.path, actor=actor, now=now)
