"""Reading visits and findings: of a person in a half-year, of a grid in a month, of a tip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from intake.patrols.models import Finding, Visit, VisitPlace
from intake.patrols.rules import Duty, Half, half_year, month, monthly_duty
from intake.tips.queries import recused_tips
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingValue:
    """A problem found on a visit."""

    id: int
    visit_id: int
    category: str
    severity: str
    handling: str
    premises: str
    kindergarten_id: str | None
    division_code: str
    description: str
    operator: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitValue:
    """One row of a 巡查表, with what was found."""

    id: int
    kind: str
    grid_id: int | None
    office_id: int
    division_path: str
    visited_by_id: int
    visited_by: str
    companions: str
    visited_on: date
    scope: str
    found_nothing: bool
    findings: tuple[FindingValue, ...]
    handling: str
    tip_id: int | None
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceValue:
    """A place that a visit went to; `code` is empty for one in words."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitFilter:
    """Which visits of a list are wanted; what is None does not narrow it."""

    kind: str | None = None
    visited_by_id: int | None = None
    grid_id: int | None = None
    first: date | None = None
    last: date | None = None
    """Days between which the visit was made, both included."""
    ids: tuple[int, ...] | None = None


def load_visit(session: Session, visit_id: int) -> Visit:
    """The row, for a use case; raises NotFound."""
    row = session.get(Visit, visit_id)
    if row is None:
        raise NotFound(what="visit")
    return row


def visit_value(session: Session, visit_id: int) -> VisitValue:
    """The visit, whoever asks; raises NotFound. Pages use `get_visit`."""
    return _values(session, [load_visit(session, visit_id)])[0]


def get_visit(session: Session, visit_id: int, *, actor: Actor) -> VisitValue:
    """The visit; raises Forbidden without PATROL_READ, NotFound where it is not this person's to see."""
    actor.require(Permission.PATROL_READ)
    found = session.scalars(_visible(session, actor).where(Visit.id == visit_id)).one_or_none()
    if found is None:
        raise NotFound(what="visit")
    return _values(session, [found])[0]


def list_visits(
    session: Session, *, actor: Actor, among: VisitFilter | None = None, offset: int = 0, limit: int = 50
) -> tuple[VisitValue, ...]:
    """Visits of this person's jurisdiction, newest first; raises Forbidden without PATROL_READ."""
    actor.require(Permission.PATROL_READ)
    query = _among(_visible(session, actor), among).order_by(Visit.visited_on.desc(), Visit.id.desc())
    return _values(session, session.scalars(query.offset(offset).limit(limit)).all())


def count_visits(session: Session, *, actor: Actor, among: VisitFilter | None = None) -> int:
    """How many `list_visits` has in all; raises Forbidden without PATROL_READ."""
    actor.require(Permission.PATROL_READ)
    chosen = _among(_visible(session, actor), among).subquery()
    return session.scalar(select(func.count()).select_from(chosen)) or 0


def visits_of_person(session: Session, account_id: int, *, year: int, half: Half) -> tuple[VisitValue, ...]:
    """All visits of a person in a half-year, by date: the rows of that person's official sheet."""
    first, last = half_year(year, half)
    query = select(Visit).where(Visit.visited_by_id == account_id, Visit.visited_on.between(first, last))
    return _values(session, session.scalars(query.order_by(Visit.visited_on, Visit.id)).all())


def visits_of_grid(session: Session, grid_id: int, *, year: int, number: int) -> tuple[VisitValue, ...]:
    """All visits in a grid in a month, by date."""
    first, last = month(year, number)
    query = select(Visit).where(Visit.grid_id == grid_id, Visit.visited_on.between(first, last))
    return _values(session, session.scalars(query.order_by(Visit.visited_on, Visit.id)).all())


def visits_of_tip(session: Session, tip_id: int) -> tuple[VisitValue, ...]:
    """All visits made for a tip, by date."""
    query = select(Visit).where(Visit.tip_id == tip_id).order_by(Visit.visited_on, Visit.id)
    return _values(session, session.scalars(query).all())


def places_of_visits(session: Session, visit_ids: Iterable[int]) -> dict[int, tuple[PlaceValue, ...]]:
    """The places of these visits, by visit; visits from before places were kept have none."""
    found: dict[int, tuple[PlaceValue, ...]] = {}
    query = select(VisitPlace).where(VisitPlace.visit_id.in_(list(visit_ids))).order_by(VisitPlace.id)
    for row in session.scalars(query):
        place = PlaceValue(kind=row.kind, code=row.code, name=row.name)
        found[row.visit_id] = (*found.get(row.visit_id, ()), place)
    return found


def monthly_duties(session: Session, grid_ids: Iterable[int], *, year: int, number: int) -> tuple[Duty, ...]:
    """The monthly duty of each grid (三3), computed from the visits and stored nowhere.

    Only patrols count: a visit for a tip, a recheck or a spot check answers another duty.
    """
    wanted = list(grid_ids)
    first, last = month(year, number)
    found = session.execute(
        select(Visit.grid_id, Visit.visited_on).where(
            Visit.grid_id.in_(wanted), Visit.kind == "patrol", Visit.visited_on.between(first, last)
        )
    ).all()
    days: dict[int, list[date]] = {grid_id: [] for grid_id in wanted}
    for grid_id, visited_on in found:
        if grid_id is not None:
            days[grid_id].append(visited_on)
    return tuple(
        monthly_duty(grid_id, visited, year=year, number=number) for grid_id, visited in days.items()
    )


def get_finding(session: Session, finding_id: int) -> FindingValue:
    """The finding; raises NotFound."""
    row = session.get(Finding, finding_id)
    if row is None:
        raise NotFound(what="finding")
    return _finding(row)


def _visible(session: Session, actor: Actor) -> Select[Visit]:
    query = select(Visit).where(Visit.division_path.startswith(actor.division_path, autoescape=True))
    hidden = recused_tips(session, actor.user_id) if actor.user_id is not None else frozenset()
    if hidden:
        # a visit made for a tip would tell a recused officer of the tip
        query = query.where(Visit.tip_id.is_(None) | Visit.tip_id.not_in(hidden))
    return query


def _among(query: Select[Visit], wanted: VisitFilter | None) -> Select[Visit]:
    if wanted is None:
        return query
    if wanted.kind is not None:
        query = query.where(Visit.kind == wanted.kind)
    if wanted.visited_by_id is not None:
        query = query.where(Visit.visited_by_id == wanted.visited_by_id)
    if wanted.grid_id is not None:
        query = query.where(Visit.grid_id == wanted.grid_id)
    if wanted.ids is not None:
        query = query.where(Visit.id.in_(wanted.ids))
    if wanted.first is not None:
        query = query.where(Visit.visited_on >= wanted.first)
    if wanted.last is not None:
        query = query.where(Visit.visited_on <= wanted.last)
    return query


def _values(session: Session, rows: Sequence[Visit]) -> tuple[VisitValue, ...]:
    findings: dict[int, list[FindingValue]] = {row.id: [] for row in rows}
    query = select(Finding).where(Finding.visit_id.in_(list(findings))).order_by(Finding.id)
    for found in session.scalars(query):
        findings[found.visit_id].append(_finding(found))
    names = names_of(session, {row.visited_by_id for row in rows})
    return tuple(_visit(row, tuple(findings[row.id]), names[row.visited_by_id]) for row in rows)


def _visit(row: Visit, findings: tuple[FindingValue, ...], visited_by: str) -> VisitValue:
    return VisitValue(
        id=row.id,
        kind=row.kind,
        grid_id=row.grid_id,
        office_id=row.office_id,
        division_path=row.division_path,
        visited_by_id=row.visited_by_id,
        visited_by=visited_by,
        companions=row.companions,
        visited_on=row.visited_on,
        scope=row.scope,
        found_nothing=row.found_nothing,
        findings=findings,
        handling=row.handling,
        tip_id=row.tip_id,
        recorded_at=row.recorded_at,
    )


def _finding(row: Finding) -> FindingValue:
    return FindingValue(
        id=row.id,
        visit_id=row.visit_id,
        category=row.category,
        severity=row.severity,
        handling=row.handling,
        premises=row.premises,
        kindergarten_id=row.kindergarten_id,
        division_code=row.division_code,
        description=row.description,
        operator=row.operator,
    )
