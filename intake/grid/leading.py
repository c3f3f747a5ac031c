"""领导小组 of a county or the city (notice 四1): its members with office and role, each between two days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake.grid.models import LeadingMember
from intake.grid.values import day_before
from publishing.divisions.queries import get_division
from publishing.divisions.rules import Division, Level
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

ROLES = ("leader", "deputy", "member")
LONGEST_NAME = 30
LONGEST_POST = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A member as the list shows one; `valid_to` is the first day after."""

    id: int
    name: str
    post: str
    role: str
    valid_from: date
    valid_to: date | None

    @property
    def last_day(self) -> date | None:
        """The last day of membership; None while it has no end."""
        return day_before(self.valid_to)


def group_division(session: Session, code: str, *, actor: Actor) -> Division:
    """The county or city of a leading group that this person may read: the own one, those below, and those
    above. Raises Forbidden, NotFound."""
    actor.require(Permission.GRID_READ)
    division = get_division(session, code)
    near = actor.covers(division.path) or actor.division_path.startswith(division.path)
    if division.level not in (Level.CITY, Level.COUNTY) or not near:
        raise NotFound(what="division")
    return division


def members_of(session: Session, code: str) -> tuple[Member, ...]:
    """Everybody who was, is or is going to be a member: by role, then in the order of joining."""
    rows = session.scalars(
        select(LeadingMember)
        .where(LeadingMember.division_code == code)
        .order_by(LeadingMember.valid_from, LeadingMember.id)
    )
    found = (
        Member(
            id=row.id,
            name=row.name,
            post=row.post,
            role=row.role,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: ROLES.index(one.role)))


def in_office(member: Member, on: date) -> bool:
    """Whether somebody is a member on a day."""
    return member.valid_from <= on and (member.valid_to is None or member.valid_to > on)


def add_member(
    session: Session,
    code: str,
    *,
    name: str,
    post: str,
    role: str,
    on: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Somebody is a member from `on`; returns the row's id. Raises Forbidden, OutsideJurisdiction, NotFound;
    Invalid(field="name") for `length` and for one who is a member already (`already`), Invalid(field="post"),
    and Invalid(field="role", reason="has_leader", name): a group has one 组长 at a time."""
    division = group_division(session, code, actor=actor)
    actor.require(Permission.GRID_MANAGE, division.path)
    name, post = " ".join(name.split()), " ".join(post.split())
    if not 2 <= len(name) <= LONGEST_NAME:
        raise Invalid(field="name", reason="length")
    if not 2 <= len(post) <= LONGEST_POST:
        raise Invalid(field="post", reason="length")
    if role not in ROLES:
        raise Invalid(field="role", reason="unknown")
    others = session.scalars(
        select(LeadingMember)
        .where(
            LeadingMember.division_code == division.code,
            or_(LeadingMember.valid_to.is_(None), LeadingMember.valid_to > on),
        )
        .with_for_update()
    ).all()
    if any(one.name == name for one in others):
        raise Invalid(field="name", reason="already", value=name)
    leader = next((one for one in others if one.role == "leader"), None)
    if role == "leader" and leader is not None:
        raise Invalid(field="role", reason="has_leader", name=leader.name)
    row = LeadingMember(division_code=division.code, name=name, post=post, role=role, valid_from=on)
    session.add(row)
    session.flush()
    _note(session, "grid.leading_add", row, actor, now)
    return row.id


def end_member(session: Session, member_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """The member leaves after `last_day`. Raises NotFound, Forbidden, OutsideJurisdiction, and
    Invalid(field="last_day") for a day before the first one (`before_start`, with `start`)."""
    row = session.get(LeadingMember, member_id)
    if row is None:
        raise NotFound(what="member")
    division = group_division(session, row.division_code, actor=actor)
    actor.require(Permission.GRID_MANAGE, division.path)
    if last_day < row.valid_from:
        raise Invalid(field="last_day", reason="before_start", start=row.valid_from)
    row.valid_to = last_day + timedelta(days=1)
    session.flush()
    _note(session, "grid.leading_end", row, actor, now)


def _note(session: Session, action: str, row: LeadingMember, actor: Actor, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=f"division:{row.division_code}",
        details={
            "name": row.name,
            "post": row.post,
            "role": row.role,
            "from": row.valid_from.isoformat(),
            "to": row.valid_to.isoformat() if row.valid_to else None,
        },
        now=now,
    )
