"""Handing a tip to another county of the city, because its place turned out to lie there.

A county may do it once. Where the other county hands it on again the two disagree, and the city designates;
what the city has designated no county changes. Another authority outside is a `transfer`, not this.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.loading import load_case
from intake.cases.pulling_back import AT_WORK, InHand
from intake.grid.queries import line_for
from intake.grid.rules import Responsible, choose, choose_triage
from intake.patrols.rules import written
from intake.tips.promising import promised_day
from intake.tips.queries import recused_people
from intake.tips.routing import find_recusals, is_school_run, lay_with, route_again
from intake.tips.thread import post
from intake.workflows import TIP
from publishing.divisions.queries import get_division
from publishing.divisions.rules import Division, county_code_of
from publishing.kernel.accounts.queries import get_office, list_people
from publishing.kernel.audit import entries_of, record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission, Role

if TYPE_CHECKING:
    from intake.tips.models import Tip

WAITING = ("received", "accepted", "reopened")
MOVABLE = (*WAITING, *AT_WORK)
_MOVED, _DISPUTED = "tip.to_county", "tip.dispute"


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Where the tip went: the office that answers now, and whether the city has to designate."""

    office_name: str
    disputed: bool


def may_move_county(tip: InHand, actor: Actor) -> bool:
    """Whether this person's office may say that the place is another county's."""
    return (
        tip.state in MOVABLE
        and actor.may(Permission.TIP_TRANSFER)
        and actor.covers(tip.division_path)
        and county_code_of(tip.division_path) is not None
    )


def move_county(
    session: Session,
    tip_id: int,
    *,
    division_code: str,
    reason: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Moved:
    """Hands the tip to the county in which `division_code` (a county, or a place in one) lies; the reporter
    is told, the days promised stay. A second handing by a county goes to the city instead.

    Raises Forbidden (also `designated`, where the city has decided), WrongState, NotFound, and Invalid
    (`division_code`: unknown, no_county, same; `reason`).
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    actor.require(Permission.TIP_TRANSFER, row.division_path)
    if not may_move_county(row, actor):
        raise WrongState(action="move_county", state=row.state, workflow=TIP.name)
    reason = written("reason", reason, longest=300)
    place = _place(division_code, session)
    by_city = county_code_of(actor.division_path) is None
    before = county_code_of(row.division_path)
    if not by_city and county_code_of(place.path) == before:
        raise Invalid(field="division_code", reason="same")
    history = [e for e in entries_of(session, f"tip:{row.id}") if e.action == _MOVED]
    if not by_city and history:
        if history[-1].details["by_city"]:
            raise Forbidden(permission=Permission.TIP_TRANSFER.value, reason="designated")
        return _dispute(session, row, to=place.code, reason=reason, actor=actor, now=now)
    holder = row.responsible_user_id
    row.division_code, row.division_path, row.place_certainty = place.code, place.path, "chosen"
    if row.state == "received":
        row.hold = "county" if row.hold in ("", "place", "by_hand", "county") else row.hold
    _lay(session, row, by_city=by_city, actor=actor, now=now)
    promised_day(session, row)
    office = get_office(session, row.responsible_office_id).name
    details = {"to": place.code, "by_city": by_city, "reason": reason}
    record(session, actor=actor, action=_MOVED, subject=f"tip:{row.id}", details=details, now=now)
    body = wording.moved_county(office, reason)
    post(session, row, direction="notice", body=body, account_id=actor.user_id, now=now)
    _tell(session, row, holder, now)
    return Moved(office_name=office, disputed=False)


def _place(code: str, session: Session) -> Division:
    try:
        place = get_division(session, code)
    except NotFound as unknown:
        raise Invalid(field="division_code", reason="unknown", value=code) from unknown
    if county_code_of(place.path) is None:
        raise Invalid(field="division_code", reason="no_county", value=code)
    return place


def _lay(session: Session, row: "Tip", *, by_city: bool, actor: Actor, now: datetime) -> None:
    """With the new county's triage where nobody has it in hand yet, else with the line of the new place."""
    if row.state not in WAITING:
        because = f"市级指定，{actor.name}移交" if by_city else f"{actor.office_name}移交"
        route_again(session, row, actor=actor, now=now, because=because)
        return
    line = line_for(session, row.division_code, on=local_day(now), path=row.division_path)
    touched = find_recusals(session, row, line)
    proposed = choose(line, recused=touched, school_run=is_school_run(session, row, line))
    lay_with(row, choose_triage(line, recused=touched, hold=row.hold), proposed=proposed)
    session.flush()


def _dispute(session: Session, row: "Tip", *, to: str, reason: str, actor: Actor, now: datetime) -> Moved:
    """The two counties disagree: the tip lies with the city until it designates one."""
    line = line_for(session, row.division_code, on=local_day(now), path=row.division_path)
    touched = find_recusals(session, row, line)
    holder = row.responsible_user_id
    chosen = Responsible(
        office_id=line.city.id,
        office_name=line.city.name,
        user_id=None,
        user_name="",
        grid_id=None,
        code="city",
        values={"place": line.place, "level": line.level, "city": line.city.name, "hold": "dispute"},
    )
    lay_with(row, chosen)
    triage = [
        person.id
        for person in list_people(session, office_ids=[line.city.id], role=Role.COUNTY_TRIAGE)
        if person.id not in touched
    ]
    if row.state in ("verifying", "need_info"):
        if not triage:
            raise Invalid(field="division_code", reason="no_city")
        row.responsible_user_id = triage[0]
    session.flush()
    details = {"to": to, "reason": reason}
    record(session, actor=actor, action=_DISPUTED, subject=f"tip:{row.id}", details=details, now=now)
    body = wording.disputed(line.city.name)
    post(session, row, direction="notice", body=body, account_id=actor.user_id, now=now)
    _tell(session, row, holder, now)
    return Moved(office_name=line.city.name, disputed=True)


def _tell(session: Session, row: "Tip", holder: int | None, now: datetime) -> None:
    """The office that has it now, and whoever had it in hand."""
    recused = recused_people(session, row.id)
    triage = list_people(session, office_ids=[row.responsible_office_id], role=Role.COUNTY_TRIAGE)
    taking = [row.responsible_user_id] if row.responsible_user_id else [person.id for person in triage]
    for people, kind in ((taking, "from_county"), ([holder] if holder else [], "to_county")):
        notify(
            session,
            account_ids=[person for person in people if person not in recused],
            kind=kind,
            subject=f"tip:{row.id}",
            values={"number": row.number},
            now=now,
        )
