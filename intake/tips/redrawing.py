"""Open tips that a redrawn grid or a replaced supervisor left with somebody who has no duty there any more.

They stay where they are, seen by triage, until they are handed over: nobody loses or gets work unasked.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.duties import BY_GRID, keeps_duty
from intake.grid.presence import supervisors_by_village
from intake.grid.queries import line_for
from intake.grid.rules import choose
from intake.tips.models import Tip
from intake.tips.queries import recused_people
from intake.tips.routing import is_school_run, route_again
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor

IN_HANDS = ("assigned", "verifying", "need_info", "handled")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stranded:
    """A tip that waits to be handed over. Nothing of what it says is in here."""

    tip_id: int
    number: str
    state: str
    place: str
    from_id: int
    to_id: int | None
    to_office_id: int
    recused: frozenset[int]


def stranded_tips(session: Session, *, within: str, on: date) -> tuple[Stranded, ...]:
    """Those below a path, in the order of their numbers, with who would take them over on that day."""
    rows = session.scalars(
        select(Tip)
        .where(
            Tip.state.in_(IN_HANDS),
            Tip.responsible_user_id.is_not(None),
            Tip.division_path.startswith(within, autoescape=True),
        )
        .order_by(Tip.id)
    ).all()
    supervised = supervisors_by_village(session, within=within, on=on)
    found = []
    for tip in rows:
        code = str(tip.route["code"])
        if code not in BY_GRID:
            continue
        if code == "supervisor" and supervised.get(tip.division_code) == tip.responsible_user_id:
            continue
        stranded = _stranded(session, tip, on)
        if stranded is not None:
            found.append(stranded)
    return tuple(found)


def _stranded(session: Session, tip: Tip, on: date) -> Stranded | None:
    line = line_for(session, tip.division_code, on=on, path=tip.division_path)
    holder = tip.responsible_user_id
    if holder is None or keeps_duty(
        line,
        code=str(tip.route["code"]),
        values=tip.route["values"],
        user_id=holder,
        office_id=tip.responsible_office_id,
    ):
        return None
    recused = recused_people(session, tip.id)
    chosen = choose(line, recused=recused, school_run=is_school_run(session, tip, line))
    return Stranded(
        tip_id=tip.id,
        number=tip.number,
        state=tip.state,
        place=line.place,
        from_id=holder,
        to_id=chosen.user_id,
        to_office_id=chosen.office_id,
        recused=recused,
    )


def hand_over_stranded(
    session: Session, tip_id: int, *, reason: str, actor: Actor, now: datetime
) -> tuple[int | None, int] | None:
    """Gives the tip to who answers for its place now; the officer's own days begin anew, those promised to
    the reporter stay. Returns the new person (or none) and office; None where it is not stranded any more."""
    tip = session.get(Tip, tip_id, with_for_update=True)
    if tip is None or tip.state not in IN_HANDS or _stranded(session, tip, local_day(now)) is None:
        return None
    route_again(session, tip, actor=actor, now=now, because=f"责任区调整，{actor.name}移交：{reason}")
    if tip.state != "handled":
        tip.assigned_at = now
    session.flush()
    return tip.responsible_user_id, tip.responsible_office_id
