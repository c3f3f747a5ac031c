"""Reading 督促办理: which units were asked for their papers, what was heard, and when to ask again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from intake.patrols.models import Finding, Urging, UrgingCheck, Visit
from intake.patrols.queries import FindingValue, get_finding
from intake.patrols.rules import URGING_OPEN
from intake.tips.queries import recused_tips
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckValue:
    """A time that somebody asked."""

    checked_on: date
    result: str
    note: str
    checked_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class UrgingValue:
    """A 督促办理 with its finding and every time that somebody asked."""

    id: int
    finding: FindingValue
    division_path: str
    asked_on: date
    asked_by: str
    result: str
    next_on: date | None
    checks: tuple[CheckValue, ...]
    version: int

    @property
    def settled(self) -> bool:
        """Whether nothing is asked any more."""
        return bool(self.result) and self.result not in URGING_OPEN


def list_urgings(
    session: Session, *, actor: Actor, settled: bool | None = None, offset: int = 0, limit: int = 50
) -> tuple[tuple[UrgingValue, ...], int]:
    """Those of this person's jurisdiction, the day to ask again first, and how many there are; raises
    Forbidden without PATROL_READ."""
    actor.require(Permission.PATROL_READ)
    conditions = _visible(session, actor)
    open_ones = or_(Urging.result == "", Urging.result.in_(URGING_OPEN))
    if settled is not None:
        conditions.append(~open_ones if settled else open_ones)
    query = _joined().where(*conditions)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.order_by(Urging.next_on.is_(None), Urging.next_on, Urging.id).offset(offset).limit(limit)
    ).all()
    return _values(session, rows), total


def get_urging(session: Session, urging_id: int, *, actor: Actor) -> UrgingValue:
    """One of them; raises Forbidden without PATROL_READ, NotFound where it is not this person's to see."""
    actor.require(Permission.PATROL_READ)
    row = session.scalars(_joined().where(*_visible(session, actor), Urging.id == urging_id)).one_or_none()
    if row is None:
        raise NotFound(what="urging")
    return _values(session, [row])[0]


def urgings_of_findings(session: Session, finding_ids: Iterable[int]) -> dict[int, int]:
    """The id of the 督促办理 of each of these findings that has one."""
    query = select(Urging.finding_id, Urging.id).where(Urging.finding_id.in_(list(finding_ids)))
    return {row.finding_id: row.id for row in session.execute(query)}


def _joined() -> Select[Urging]:
    return (
        select(Urging)
        .join(Finding, Finding.id == Urging.finding_id)
        .join(Visit, Visit.id == Finding.visit_id)
    )


def _visible(session: Session, actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Urging.division_path.startswith(actor.division_path, autoescape=True)
    ]
    hidden = recused_tips(session, actor.user_id) if actor.user_id is not None else frozenset()
    if hidden:
        conditions.append(Visit.tip_id.is_(None) | Visit.tip_id.not_in(hidden))
    return conditions


def _values(session: Session, rows: Sequence[Urging]) -> tuple[UrgingValue, ...]:
    checks: dict[int, list[UrgingCheck]] = {row.id: [] for row in rows}
    query = select(UrgingCheck).where(UrgingCheck.urging_id.in_(list(checks))).order_by(UrgingCheck.id)
    for check in session.scalars(query):
        checks[check.urging_id].append(check)
    people = {row.asked_by_id for row in rows}
    people |= {check.checked_by_id for found in checks.values() for check in found}
    names = names_of(session, people)
    return tuple(
        UrgingValue(
            id=row.id,
            finding=get_finding(session, row.finding_id),
            division_path=row.division_path,
            asked_on=row.asked_on,
            asked_by=names[row.asked_by_id],
            result=row.result,
            next_on=row.next_on,
            checks=tuple(
                CheckValue(
                    checked_on=check.checked_on,
                    result=check.result,
                    note=check.note,
                    checked_by=names[check.checked_by_id],
                    recorded_at=check.recorded_at,
                )
                for check in checks[row.id]
            ),
            version=row.version,
        )
        for row in rows
    )
