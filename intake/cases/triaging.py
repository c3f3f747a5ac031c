"""Triage: accepting and assigning in one action, declining, transferring to another authority."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.assigning import hand_to
from intake.cases.loading import load_case
from intake.cases.rules import check_urgency
from intake.deadlines.periods import TRACKS
from intake.grid.queries import get_grid
from intake.grid.rules import Responsible
from intake.patrols.rules import check_known, written
from intake.tips.accepting import notice_of_acceptance
from intake.tips.promising import promised_day
from intake.tips.rules import CATEGORIES, ORDINARY, URGENT
from intake.tips.thread import post
from intake.workflows import TIP
from publishing.divisions.queries import get_division
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.transition import check, move


def accept_and_assign(
    session: Session,
    tip_id: int,
    *,
    track: str,
    category: str,
    urgency: str,
    division_code: str | None = None,
    person_id: int | None = None,
    reason: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Responsible:
    """Accepts the tip, settles its place where `division_code` is given, and gives it to the line of that
    place or to the person named. The reporter is told who checks and by when the result comes.

    Raises Invalid for unknown codes (`track`, `category`, `urgency`, `division_code`), for suspected harm
    that is not urgent, and as `assign` does; OutsideJurisdiction for a place that is not one's own (transfer
    it instead); and what `move` raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "accept", actor)
    check_known("track", track, TRACKS)
    check_known("category", category, CATEGORIES)
    check_known("urgency", urgency, (ORDINARY, URGENT))
    check_urgency(category, urgency)
    if division_code is not None and division_code != row.division_code:
        try:
            place = get_division(session, division_code)
        except NotFound as unknown:
            raise Invalid(field="division_code", reason="unknown", value=division_code) from unknown
        actor.require(Permission.TIP_ACCEPT, place.path)
        row.division_code, row.division_path, row.place_certainty = place.code, place.path, "chosen"
    row.track, row.category, row.urgency, row.hold = track, category, urgency, ""
    row.accepted_at = now
    facts = {"track": track, "category": category, "urgency": urgency, "place": row.division_code}
    move(session, row, TIP, "accept", actor=actor, facts=facts, now=now)
    chosen = hand_to(session, row, person_id=person_id, reason=reason, actor=actor, now=now)
    unit = chosen.office_name
    if chosen.grid_id is not None and chosen.user_id is not None:
        unit = get_grid(session, chosen.grid_id, on=local_day(now)).name
    body = notice_of_acceptance(unit, promised_day(session, row))
    post(session, row, direction="notice", body=body, account_id=actor.user_id, now=now)
    return chosen


def decline(
    session: Session, tip_id: int, *, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Does not accept the tip; the reporter is told why. Raises Invalid for an empty reason, and what `move`
    raises."""
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "decline", actor)
    reason = written("reason", reason)
    move(session, row, TIP, "decline", actor=actor, facts={"reason": reason}, now=now)
    body = wording.declined(reason)
    post(session, row, direction="notice", body=body, account_id=actor.user_id, now=now)
    session.flush()


def transfer(
    session: Session,
    tip_id: int,
    *,
    authority: str,
    reason: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Passes the tip on to another authority; the reporter is told to whom and why. Raises Invalid where one
    is not named, and what `move` raises."""
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "transfer", actor)
    authority = written("authority", authority, longest=200)
    reason = written("reason", reason)
    facts = {"authority": authority, "reason": reason}
    move(session, row, TIP, "transfer", actor=actor, facts=facts, now=now)
    body = wording.transferred(authority, reason)
    post(session, row, direction="notice", body=body, account_id=actor.user_id, now=now)
    session.flush()
