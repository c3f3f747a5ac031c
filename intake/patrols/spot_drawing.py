"""Drawing a spot check 抽查: the county or the city draws places by lot, with a seed that is kept."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.grid.queries import grids_of
from intake.patrols.models import SpotCheck, SpotCheckPlace
from intake.patrols.rules import check_known, written, year_before
from intake.patrols.sampling import MOST, draw, framed
from publishing.divisions.queries import get_division, path_divisions
from publishing.divisions.rules import Level, short_name
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.numbering import next_number
from publishing.kernel.permissions import Permission
from publishing.registry.queries import list_kindergartens

SUBJECTS = ("village", "kindergarten")


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawForm:
    """What to draw: so many villages or kindergartens; their patrol record is compared from `since` on."""

    subject: str
    size: int
    since: date
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    name: str
    division_code: str
    division_path: str
    grid_id: int | None


def draw_spot_check(
    session: Session,
    form: DrawForm,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    seed: str | None = None,
) -> int:
    """Draws the sample and keeps seed, frame and places; returns its id. Without `seed` one is drawn that
    nobody could choose.

    Raises Forbidden without PATROL_SPOT_CHECK, and Invalid: `subject` (unknown; empty_frame, where there is
    no such place), `size` (too_few, too_many), `since` (future, too_old), `reason` (required, too_long)."""
    actor.require(Permission.PATROL_SPOT_CHECK)
    if actor.user_id is None or actor.office_id is None:
        raise Forbidden(permission=Permission.PATROL_SPOT_CHECK.value, reason="not_staff")
    check_known("subject", form.subject, SUBJECTS)
    reason = written("reason", form.reason, longest=400)
    if form.since > today:
        raise Invalid(field="since", reason="future", latest=today)
    if form.since < year_before(today):
        raise Invalid(field="since", reason="too_old", earliest=year_before(today))
    places = _frame(session, form.subject, actor, today)
    if not places:
        raise Invalid(field="subject", reason="empty_frame")
    most = min(MOST, len(places))
    if form.size < 1:
        raise Invalid(field="size", reason="too_few")
    if form.size > most:
        raise Invalid(field="size", reason="too_many", longest=most)
    seed = seed or secrets.token_hex(16)
    row = SpotCheck(
        number=_number(session, actor.office_id, today.year),
        division_path=actor.division_path,
        subject=form.subject,
        since=form.since,
        reason=reason,
        seed=seed,
        size=form.size,
        frame="\n".join(framed(places)),
        frame_count=len(places),
        drawn_by_id=actor.user_id,
        drawn_at=now,
    )
    session.add(row)
    session.flush()
    sample = draw(places, seed=seed, size=form.size)
    session.add_all(
        SpotCheckPlace(
            spot_check_id=row.id,
            position=position,
            code=code,
            name=places[code].name,
            division_code=places[code].division_code,
            division_path=places[code].division_path,
            grid_id=places[code].grid_id,
        )
        for position, code in enumerate(sample, 1)
    )
    session.flush()
    record(
        session,
        actor=actor,
        action="spot_check.draw",
        subject=f"spot_check:{row.id}",
        details={"number": row.number, "seed": seed, "frame": len(places), "sample": list(sample)},
        now=now,
    )
    return row.id


def _number(session: Session, office_id: int, year: int) -> str:
    office = get_office(session, office_id)
    number = next_number(session, f"spot_check:{office.division_code}:{year}")
    return f"{office.short_name}抽查{year}-{number:04d}"


def _frame(session: Session, subject: str, actor: Actor, today: date) -> dict[str, _Place]:
    """Every village in a grid, or every kindergarten of the register, of this person's jurisdiction."""
    if subject == "village":
        return _villages(session, actor, today)
    county = next(
        (one.code for one in path_divisions(session, actor.division_path) if one.level is Level.COUNTY), None
    )
    found, _total = list_kindergartens(session, county_code=county, today=today)
    paths: dict[str, str] = {}
    places = {}
    for school in found:
        code = school.township_code or school.county_code
        if code not in paths:
            paths[code] = get_division(session, code).path
        if actor.covers(paths[code]):
            places[school.id] = _Place(
                name=school.facts.name, division_code=code, division_path=paths[code], grid_id=None
            )
    return places


def _villages(session: Session, actor: Actor, today: date) -> dict[str, _Place]:
    places = {}
    for grid in grids_of(session, on=today, within=actor.division_path):
        for code in grid.villages:
            division = get_division(session, code)
            places[code] = _Place(
                name=short_name(division.name, division.level),
                division_code=code,
                division_path=division.path,
                grid_id=grid.id,
            )
    return places
