"""What the demonstration keeps beside its grids: leading groups, declared ties, a leave to come."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from intake.grid.leading import add_member, end_member
from intake.grid.leaving import record_leave
from intake.grid.queries import grids_of
from intake.grid.relating import declare
from portal.demo.places import DEMO_COUNTIES
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import find_office_at, list_people
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role

_MEMBERS = (
    ("leader", "李建军", "党组书记、局长"),
    ("deputy", "王玉梅", "党组成员、副局长"),
    ("member", "张志强", "学前教育负责人"),
    ("member", "赵红霞", "安全管理负责人"),
    ("member", "刘春玲", "督导室负责人"),
)
_FORMER = ("member", "周长江", "原学前教育负责人")


def play_grids(session: Session, *, city_code: str, today: date, now: datetime) -> None:
    """Leading groups of the city and every county; in the first county two ties and a leave to come."""
    for code in (city_code, *(county.code for county in DEMO_COUNTIES)):
        _found_group(session, code, today, now)
    first = get_division(session, DEMO_COUNTIES[0].code)
    posted = [grid for grid in grids_of(session, on=today, within=first.path) if grid.supervisor_id]
    actor = _manager(session, first.code, "county")
    for grid, kind, name in ((posted[0], "relative", "阳光宝贝托管班"), (posted[1], "employer", "职秀英")):
        declare(session, int(grid.supervisor_id or 0), kind=kind, name=name, actor=actor, now=now)
    away = posted[2]
    covers = [grid.supervisor_id for grid in posted if grid.office_id == away.office_id and grid is not away]
    record_leave(
        session,
        int(away.supervisor_id or 0),
        starts_on=today + timedelta(days=5),
        ends_on=today + timedelta(days=9),
        cover_id=covers[0] if covers else None,
        actor=actor,
        now=now,
    )


def _found_group(session: Session, code: str, today: date, now: datetime) -> None:
    division = get_division(session, code)
    actor = _manager(session, code, "city" if division.parent_code is None else "county")
    began = today - timedelta(days=400)

    def join(role: str, name: str, post: str) -> int:
        post = f"{actor.office_name}{post}"
        return add_member(session, code, name=name, post=post, role=role, on=began, actor=actor, now=now)

    for member in _MEMBERS:
        join(*member)
    end_member(session, join(*_FORMER), last_day=today - timedelta(days=120), actor=actor, now=now)


def _manager(session: Session, code: str, kind: str) -> Actor:
    """Who keeps the grids of a place: its triage."""
    office = find_office_at(session, code, kind=kind)
    people = list_people(session, office_ids=[office.id] if office else [], role=Role.COUNTY_TRIAGE)
    return people[0].actor()
