"""Keeping what a spot check's visit said of the patrol record."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.patrols.models import SpotCheck, SpotCheckCallOff, SpotCheckPlace
from intake.patrols.queries import VisitValue
from intake.patrols.rules import check_known, check_short, written
from intake.patrols.sampling import signs_of_difference
from intake.patrols.spot_checks import patrol_record
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

RESULTS = ("agrees", "differs")


def load_place(session: Session, place_id: int, *, actor: Actor) -> tuple[SpotCheckPlace, SpotCheck]:
    """The place for a result. Raises NotFound, Forbidden without PATROL_SPOT_CHECK, OutsideJurisdiction."""
    place = session.get(SpotCheckPlace, place_id, with_for_update=True)
    if place is None:
        raise NotFound(what="spot_check_place")
    actor.require(Permission.PATROL_SPOT_CHECK, place.division_path)
    # held, so that a result and calling the sample off wait for one another
    return place, session.get_one(SpotCheck, place.spot_check_id, with_for_update=True)


def check_result(
    session: Session, place: SpotCheckPlace, check: SpotCheck, *, visited_on: date, result: str, note: str
) -> None:
    """Raises Invalid: `place` (checked: there is a result; called_off), `visited_on` (before_draw), `match`
    (unknown), `difference` (required where the record differs, too_long)."""
    if place.result:
        raise Invalid(field="place", reason="checked")
    if session.get(SpotCheckCallOff, check.id) is not None:
        raise Invalid(field="place", reason="called_off")
    drawn_on = local_day(check.drawn_at)
    if visited_on < drawn_on:
        raise Invalid(field="visited_on", reason="before_draw", earliest=drawn_on)
    check_known("match", result, RESULTS)
    if result == "differs":
        written("difference", note)
    check_short("difference", note)


def keep_result(
    session: Session,
    place: SpotCheckPlace,
    check: SpotCheck,
    visit: VisitValue,
    *,
    result: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Keeps the result with the visit, and what the rows themselves show to differ on that day. Raises what
    `check_result` raises."""
    check_result(session, place, check, visited_on=visit.visited_on, result=result, note=note)
    if actor.user_id is None:
        raise Forbidden(permission=Permission.PATROL_SPOT_CHECK.value, reason="not_staff")
    before = patrol_record(
        session,
        check.subject,
        place.code,
        grid_id=place.grid_id,
        first=check.since,
        last=visit.visited_on,
    )
    signs = signs_of_difference(before, [finding.category for finding in visit.findings])
    place.visit_id, place.result, place.note = visit.id, result, note.strip()
    place.signs = " ".join(signs)
    place.result_by_id, place.result_at = actor.user_id, now
    session.flush()
    record(
        session,
        actor=actor,
        action="spot_check.result",
        subject=f"spot_check:{check.id}",
        details={"place": place.code, "visit": visit.id, "result": result, "signs": list(signs)},
        now=now,
    )
