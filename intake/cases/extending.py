"""More time (延期): whoever checks asks for it, a leader grants it once a round, and the reporter is told why
(信访工作条例 34). And the first visit, which a clock of its own waits for."""

from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.loading import load_case
from intake.cases.pulling_back import AT_WORK, InHand
from intake.cases.rules import check_turn
from intake.deadlines.periods import EXTENSION_DAYS
from intake.grid.presence import reachable
from intake.patrols.rules import written
from intake.tips.promising import extend
from intake.tips.queries import recused_people
from intake.tips.rules import Placed, may_verify
from intake.tips.thread import post
from intake.workflows import TIP
from publishing.kernel.accounts.queries import list_offices, list_people
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission, Role

EXTENDABLE = (*AT_WORK, "handled")
"""States in which the result is still being worked on."""
BEGUN = ("verifying", "need_info")
"""States in which somebody has begun."""
LONGEST_REASON = 300


class Timed(InHand, Placed, Protocol):
    """What decides whether more time may be asked for or given."""

    @property
    def extended_days(self) -> int: ...


def may_extend(tip: Timed, actor: Actor) -> bool:
    """Whether this leader may give more time now: once a round."""
    return (
        tip.state in EXTENDABLE
        and not tip.extended_days
        and actor.may(Permission.TIP_EXTEND)
        and actor.covers(tip.division_path)
    )


def may_ask_extension(tip: Timed, actor: Actor) -> bool:
    """Whether this person may ask for it: the tip is theirs to check."""
    return tip.state in BEGUN and not tip.extended_days and may_verify(actor, tip)


def ask_extension(
    session: Session,
    tip_id: int,
    *,
    days: int,
    reason: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Asks the county's leaders for more time. Raises Forbidden(not_responsible), WrongState, Invalid
    (`days`: range, twice; `reason`)."""
    row = load_case(session, tip_id, actor=actor, version=version)
    if row.state not in BEGUN:
        raise WrongState(action="ask_extension", state=row.state, workflow=TIP.name)
    check_turn(actor, row)
    reason = written("reason", reason, longest=LONGEST_REASON)
    if not 1 <= days <= EXTENSION_DAYS:
        raise Invalid(field="days", reason="range", longest=EXTENSION_DAYS)
    if row.extended_days:
        raise Invalid(field="days", reason="twice")
    subject = f"tip:{row.id}"
    record(
        session,
        actor=actor,
        action="tip.ask_extension",
        subject=subject,
        details={"days": days, "reason": reason},
        now=now,
    )
    notify(
        session,
        account_ids=_leaders(session, row.division_path, recused_people(session, row.id), local_day(now)),
        kind="extension_asked",
        subject=subject,
        values={"number": row.number, "who": actor.name, "days": days},
        now=now,
    )


def grant_extension(
    session: Session,
    tip_id: int,
    *,
    days: int,
    reason: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> date:
    """Moves the day of the result by `days` calendar days; the reporter is told the new day and the reason,
    whoever checks is told as well. Returns the new day.

    Raises Forbidden and OutsideJurisdiction for anybody but a leader of the place, WrongState where nothing
    is being worked on, and Invalid (`days`: range, twice; `reason`)."""
    row = load_case(session, tip_id, actor=actor, version=version)
    actor.require(Permission.TIP_EXTEND, row.division_path)
    if row.state not in EXTENDABLE:
        raise WrongState(action="extend", state=row.state, workflow=TIP.name)
    reason = written("reason", reason, longest=LONGEST_REASON)
    due = extend(session, row, days=days)
    subject = f"tip:{row.id}"
    record(
        session,
        actor=actor,
        action="tip.extend",
        subject=subject,
        details={"days": days, "until": due.isoformat(), "reason": reason},
        now=now,
    )
    body = wording.extended(due, reason)
    post(session, row, direction="notice", body=body, account_id=actor.user_id, now=now)
    if row.responsible_user_id is not None:
        people = reachable(
            session,
            [row.responsible_user_id],
            on=local_day(now),
            recused=recused_people(session, row.id),
        )
        values = {"number": row.number, "due": due.isoformat()}
        notify(session, account_ids=people, kind="extended", subject=subject, values=values, now=now)
    return due


def record_first_visit(
    session: Session, tip_id: int, *, on: date, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Notes that somebody was there, before there is a result. Raises Forbidden(not_responsible), WrongState,
    Invalid (`visited_on`: before_receipt, future)."""
    row = load_case(session, tip_id, actor=actor, version=version)
    if row.state not in BEGUN or row.visited_on is not None:
        raise WrongState(action="first_visit", state=row.state, workflow=TIP.name)
    check_turn(actor, row)
    earliest = local_day(row.reopened_at or row.received_at)
    if on < earliest:
        raise Invalid(field="visited_on", reason="before_receipt", earliest=earliest)
    if on > local_day(now):
        raise Invalid(field="visited_on", reason="future")
    row.visited_on = on
    session.flush()
    record(
        session,
        actor=actor,
        action="tip.first_visit",
        subject=f"tip:{row.id}",
        details={"on": on.isoformat()},
        now=now,
    )


def _leaders(session: Session, path: str, recused: frozenset[int], on: date) -> tuple[int, ...]:
    """The leaders of the county, or of the city where the county has none free."""
    codes = [code for code in path.split("/") if code][:2]
    for code in reversed(codes):
        offices = [office.id for office in list_offices(session) if office.division_code == code]
        people = list_people(session, office_ids=offices, role=Role.COUNTY_LEADER)
        found = reachable(session, [person.id for person in people], on=on, recused=recused)
        if found:
            return found
    return ()
