"""Loading a table of grids: everything in it is stored, or nothing is and every problem is listed.

A grid that changed gets a new version from the day of loading; the old one stays for what happened in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.grid.assigning import one_after_another, require_grid_manager, set_supervisor
from intake.grid.models import Grid, GridSupervisor, GridVillage
from intake.grid.queries import grids_of
from intake.grid.reading import GridRow, LoadProblem, read_rows
from intake.grid.values import GridValue
from publishing.divisions.queries import list_children, list_level
from publishing.divisions.rules import Division, Level, core_name, short_name
from publishing.kernel.accounts.queries import OfficeValue, Person, find_office_at, list_people
from publishing.kernel.audit import record
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role
from publishing.registry.reading import read_workbook


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadReport:
    """What loading did: grids in the file, those that are new or changed, and the problems. With any problem
    nothing was stored and `grids` is 0."""

    grids: int
    changed: int
    villages: int
    problems: tuple[LoadProblem, ...]


@dataclass(kw_only=True, slots=True)
class _Plan:
    """One grid of the file while it is put together."""

    township: Division
    school: OfficeValue
    number: int
    row: GridRow
    villages: set[str] = field(default_factory=set)
    supervisor: Person | None = None

    @property
    def name(self) -> str:
        return f"{short_name(self.township.name, Level.TOWNSHIP)}第{self.number}责任区"


def load_grids(
    session: Session, data: bytes, filename: str, *, actor: Actor, now: datetime, today: date
) -> LoadReport:
    """Loads the grids of `data`, in force from `today`. Grids of a township in the file that the file leaves
    out end today. Loading the same file again changes nothing.

    Raises Forbidden, and UnreadableFile for a file that is no spreadsheet."""
    require_grid_manager(actor, actor.division_path)
    rows, problems = read_rows(read_workbook(data, filename))
    plans, found = _Planner(session, actor).plan(rows)
    problems += found
    if problems:
        return LoadReport(grids=0, changed=0, villages=0, problems=problems)
    one_after_another(session, (plan.township.code for plan in plans))
    changed = sum(_store(session, plan, actor, now, today) for plan in plans)
    _end_others(session, plans, actor, now, today)
    return LoadReport(
        grids=len(plans), changed=changed, villages=sum(len(p.villages) for p in plans), problems=()
    )


class _Planner:
    """Turns rows into grids; collects what cannot be."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session = session
        self._actor = actor
        self._townships = list_level(session, Level.TOWNSHIP)
        self._counties = {d.code: d.name for d in list_level(session, Level.COUNTY)}
        self._villages: dict[str, tuple[Division, ...]] = {}
        self._people: dict[int, tuple[Person, ...]] = {}
        self._plans: dict[tuple[str, int], _Plan] = {}
        self._placed: dict[str, tuple[str, int]] = {}
        self._problems: list[LoadProblem] = []

    def plan(self, rows: Iterable[GridRow]) -> tuple[list[_Plan], tuple[LoadProblem, ...]]:
        """The grids of the rows, in their order, and the problems."""
        for row in rows:
            plan = self._plan_of(row)
            if plan is not None:
                self._place(row, plan)
                self._post(row, plan)
        return list(self._plans.values()), tuple(self._problems)

    def _plan_of(self, row: GridRow) -> _Plan | None:
        matches = _named(row.township, self._townships, Level.TOWNSHIP)
        if row.county:
            matches = [
                d for d in matches if self._counties.get(d.parent_code or "", "").startswith(row.county)
            ]
        inside = [division for division in matches if self._actor.covers(division.path)]
        if len(inside) != 1:
            code = "ambiguous_township" if inside else "outside" if matches else "unknown_township"
            self._problems.append(row.problem("township", code, row.township))
            return None
        township = inside[0]
        known = self._plans.get((township.code, row.number))
        if known is not None:
            return known
        school = find_office_at(self._session, township.code, kind="central_school")
        if school is None:
            self._problems.append(row.problem("township", "no_school", row.township))
            return None
        plan = _Plan(township=township, school=school, number=row.number, row=row)
        self._plans[township.code, row.number] = plan
        return plan

    def _place(self, row: GridRow, plan: _Plan) -> None:
        code = plan.township.code
        if code not in self._villages:
            self._villages[code] = list_children(self._session, code)
        for name in row.villages:
            matches = _named(name, self._villages[code], Level.VILLAGE)
            if len(matches) != 1:
                reason = "ambiguous_village" if matches else "unknown_village"
                self._problems.append(row.problem("village", reason, name))
                continue
            village = matches[0].code
            if self._placed.setdefault(village, (code, plan.number)) != (code, plan.number):
                self._problems.append(row.problem("village", "village_twice", name))
            plan.villages.add(village)

    def _post(self, row: GridRow, plan: _Plan) -> None:
        if not row.supervisor or (plan.supervisor and plan.supervisor.name == row.supervisor):
            return
        if plan.supervisor is not None:
            self._problems.append(row.problem("supervisor", "two_supervisors", row.supervisor))
            return
        if plan.school.id not in self._people:
            self._people[plan.school.id] = list_people(self._session, office_ids=[plan.school.id])
        named = [
            person
            for person in self._people[plan.school.id]
            if person.name == row.supervisor and person.role in (Role.SUPERVISOR, Role.CENTRAL_SCHOOL)
        ]
        if len(named) != 1:
            code = "same_name" if named else "unknown_person"
            self._problems.append(row.problem("supervisor", code, row.supervisor))
            return
        plan.supervisor = named[0]


def _named(name: str, divisions: Iterable[Division], level: Level) -> list[Division]:
    """The divisions that people mean by `name`: its official name first, then its short, then its core
    name."""
    known = list(divisions)
    for spelling in (
        lambda division: division.name,
        lambda division: short_name(division.name, level),
        lambda division: core_name(division.name, level),
    ):
        found = [division for division in known if spelling(division) == name]
        if found:
            return found
    return []


def _store(session: Session, plan: _Plan, actor: Actor, now: datetime, today: date) -> bool:
    """Makes the grid, a new version of it, or nothing; says whether anything changed."""
    wanted = plan.supervisor.id if plan.supervisor else None
    in_force = grids_of(session, on=today, office_id=plan.school.id)
    known = next((grid for grid in in_force if grid.number == plan.number), None)
    if known is not None and set(known.villages) == plan.villages:
        if known.supervisor_id == wanted:
            return False
        set_supervisor(session, known.id, wanted, on=today, actor=actor, now=now)
        return True
    if known is not None and known.valid_from == today:
        # loaded and corrected on one day: nothing happened yet under the version of this morning
        grid_id = known.id
        session.execute(delete(GridVillage).where(GridVillage.grid_id == grid_id))
    else:
        if known is not None:
            _end(session, known, today)
        grid_id = _new_version(session, plan, today)
    session.add_all(GridVillage(grid_id=grid_id, village_code=code) for code in sorted(plan.villages))
    session.flush()
    record(
        session,
        actor=actor,
        action="grid.load",
        subject=f"grid:{grid_id}",
        details={"name": plan.name, "villages": len(plan.villages), "replaces": known.id if known else None},
        now=now,
    )
    set_supervisor(session, grid_id, wanted, on=today, actor=actor, now=now)
    return True


def _new_version(session: Session, plan: _Plan, today: date) -> int:
    row = Grid(
        office_id=plan.school.id,
        township_code=plan.township.code,
        division_path=plan.township.path,
        number=plan.number,
        name=plan.name,
        valid_from=today,
    )
    session.add(row)
    session.flush()
    return row.id


def _end(session: Session, grid: GridValue, today: date) -> None:
    """The version is not in force from `today`; one that began today keeps no village and ends tomorrow,
    because a tip may already point at it."""
    last_day_after = today
    if grid.valid_from >= today:
        session.execute(delete(GridVillage).where(GridVillage.grid_id == grid.id))
        last_day_after = today + timedelta(days=1)
    session.get_one(Grid, grid.id).valid_to = last_day_after
    posts = session.scalars(select(GridSupervisor).where(GridSupervisor.grid_id == grid.id))
    for post in posts.all():
        if post.valid_from >= last_day_after:
            # planned for a grid that will not be there
            session.delete(post)
        elif post.valid_to is None or post.valid_to > last_day_after:
            post.valid_to = last_day_after
    session.flush()


def _end_others(session: Session, plans: list[_Plan], actor: Actor, now: datetime, today: date) -> None:
    """Ends the grids of the townships in the file that the file does not name."""
    kept = {(plan.township.code, plan.number) for plan in plans}
    for township in {plan.township.code: plan.township for plan in plans}.values():
        for grid in grids_of(session, on=today, within=township.path):
            if (grid.township_code, grid.number) in kept or grid.valid_to is not None:
                continue
            _end(session, grid, today)
            record(
                session,
                actor=actor,
                action="grid.end",
                subject=f"grid:{grid.id}",
                details={"name": grid.name, "on": today.isoformat()},
                now=now,
            )
