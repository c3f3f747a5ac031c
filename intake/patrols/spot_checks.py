"""Reading spot checks: the samples, their places and results, and the patrol record of a place.

Whoever patrols must not know beforehand where somebody will look: a place of a sample is seen by who may draw
one and by the auditor, and by everybody else of its jurisdiction only once its result is there or nobody is
going to look any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from intake.patrols.models import (
    Finding,
    SpotCheck,
    SpotCheckCallOff,
    SpotCheckPlace,
    Visit,
    VisitPlace,
)
from intake.patrols.queries import VisitFilter, VisitValue, list_visits
from intake.patrols.sampling import PatrolRecord, draw, frame_digest
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotPlace:
    """A place of a sample; `result` is empty until somebody was there."""

    id: int
    position: int
    code: str
    name: str
    division_code: str
    division_path: str
    grid_id: int | None
    visit_id: int | None
    result: str
    signs: tuple[str, ...]
    note: str
    result_by: str
    result_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOff:
    """That the places which are left are not visited any more, and why."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotCheckValue:
    """A sample with the places that this person sees, and whether it is drawn again from what was kept."""

    id: int
    number: str
    division_path: str
    subject: str
    since: date
    reason: str
    seed: str
    size: int
    frame_count: int
    frame_digest: str
    reproduced: bool
    drawn_by: str
    drawn_at: datetime
    called_off: CallOff | None
    places: tuple[SpotPlace, ...]

    def count(self, result: str) -> int:
        """How many of the places have this result."""
        return sum(place.result == result for place in self.places)


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotFigures:
    """Results of places that lie below a path: the basis of 抽查符合率."""

    agrees: int
    differs: int


def list_spot_checks(session: Session, *, actor: Actor) -> tuple[SpotCheckValue, ...]:
    """Samples with a place that this person sees, the newest first; raises Forbidden without PATROL_READ."""
    actor.require(Permission.PATROL_READ)
    rows = session.scalars(select(SpotCheck).order_by(SpotCheck.id.desc())).all()
    return tuple(value for value in _values(session, rows, actor) if value.places)


def get_spot_check(session: Session, check_id: int, *, actor: Actor) -> SpotCheckValue:
    """The sample; raises Forbidden without PATROL_READ, NotFound without a place that this person sees."""
    actor.require(Permission.PATROL_READ)
    row = session.get(SpotCheck, check_id)
    found = _values(session, [row] if row else [], actor)
    if not found or not found[0].places:
        raise NotFound(what="spot_check")
    return found[0]


def frame_of(session: Session, check_id: int) -> tuple[str, ...]:
    """The codes from which the sample was drawn; raises NotFound."""
    row = session.get(SpotCheck, check_id)
    if row is None:
        raise NotFound(what="spot_check")
    return tuple(row.frame.split())


def patrols_at(
    session: Session, subject: str, code: str, *, grid_id: int | None, first: date, last: date
) -> tuple[int, ...]:
    """The patrols of a period that went to a place, by id. A visit that names no places went to all villages
    of its grid, as far as anybody can tell."""
    went = select(VisitPlace.visit_id).where(VisitPlace.kind == subject, VisitPlace.code == code)
    named = select(VisitPlace.visit_id)
    there: ColumnElement[bool] = Visit.id.in_(went)
    if subject == "village" and grid_id is not None:
        there |= (Visit.grid_id == grid_id) & Visit.id.not_in(named)
    query = select(Visit.id).where(Visit.kind == "patrol", Visit.visited_on.between(first, last), there)
    return tuple(session.scalars(query.order_by(Visit.visited_on, Visit.id)))


def patrol_record(
    session: Session, subject: str, code: str, *, grid_id: int | None, first: date, last: date
) -> PatrolRecord:
    """What the patrols of the period say of the place."""
    ids = patrols_at(session, subject, code, grid_id=grid_id, first=first, last=last)
    at_place = Finding.kindergarten_id == code if subject == "kindergarten" else Finding.visit_id.in_(ids)
    query = (
        select(Finding.category)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(at_place, Visit.kind == "patrol", Visit.visited_on.between(first, last))
    )
    return PatrolRecord(patrols=len(ids), categories=frozenset(session.scalars(query)))


def visits_at(session: Session, visit_ids: Sequence[int], *, actor: Actor) -> tuple[VisitValue, ...]:
    """These visits, as far as this person sees them, the newest first."""
    wanted = VisitFilter(ids=tuple(visit_ids))
    return list_visits(session, actor=actor, among=wanted, limit=max(1, len(visit_ids)))


def spot_figures(session: Session, *, within: str, first: date, last: date) -> SpotFigures:
    """How many results were recorded of places below a path, by visits between two days."""
    found = session.scalars(
        select(SpotCheckPlace.result)
        .join(Visit, Visit.id == SpotCheckPlace.visit_id)
        .where(
            SpotCheckPlace.division_path.startswith(within, autoescape=True),
            Visit.visited_on.between(first, last),
        )
    ).all()
    return SpotFigures(agrees=found.count("agrees"), differs=found.count("differs"))


def sees_place(actor: Actor, division_path: str, result: str, *, called_off: bool = False) -> bool:
    """Whether this person sees a place of a sample."""
    if not actor.covers(division_path):
        return False
    chosen_ones = actor.may(Permission.PATROL_SPOT_CHECK) or actor.role is Role.CITY_AUDITOR
    return chosen_ones or bool(result) or called_off


def _values(session: Session, rows: Sequence[SpotCheck], actor: Actor) -> tuple[SpotCheckValue, ...]:
    places: dict[int, list[SpotCheckPlace]] = {row.id: [] for row in rows}
    query = select(SpotCheckPlace).where(SpotCheckPlace.spot_check_id.in_(list(places)))
    for place in session.scalars(query.order_by(SpotCheckPlace.position)):
        places[place.spot_check_id].append(place)
    people = {row.drawn_by_id for row in rows}
    calls = select(SpotCheckCallOff).where(SpotCheckCallOff.spot_check_id.in_(list(places)))
    called_off = {call.spot_check_id: call for call in session.scalars(calls)}
    people |= {call.called_off_by_id for call in called_off.values()}
    people |= {one.result_by_id for found in places.values() for one in found if one.result_by_id}
    names = names_of(session, people)
    found = []
    for row in rows:
        frame = row.frame.split()
        drawn = tuple(place.code for place in places[row.id])
        found.append(
            SpotCheckValue(
                id=row.id,
                number=row.number,
                division_path=row.division_path,
                subject=row.subject,
                since=row.since,
                reason=row.reason,
                seed=row.seed,
                size=row.size,
                frame_count=row.frame_count,
                frame_digest=frame_digest(frame),
                reproduced=draw(frame, seed=row.seed, size=row.size) == drawn,
                drawn_by=names[row.drawn_by_id],
                drawn_at=row.drawn_at,
                called_off=_call_off(called_off.get(row.id), names),
                places=tuple(
                    _place(place, names)
                    for place in places[row.id]
                    if sees_place(actor, place.division_path, place.result, called_off=row.id in called_off)
                ),
            )
        )
    return tuple(found)


def _call_off(row: SpotCheckCallOff | None, names: dict[int, str]) -> CallOff | None:
    if row is None:
        return None
    return CallOff(reason=row.reason, by=names[row.called_off_by_id], at=row.called_off_at)


def _place(row: SpotCheckPlace, names: dict[int, str]) -> SpotPlace:
    return SpotPlace(
        id=row.id,
        position=row.position,
        code=row.code,
        name=row.name,
        division_code=row.division_code,
        division_path=row.division_path,
        grid_id=row.grid_id,
        visit_id=row.visit_id,
        result=row.result,
        signs=tuple(row.signs.split()),
        note=row.note,
        result_by=names.get(row.result_by_id or 0, ""),
        result_at=row.result_at,
    )
