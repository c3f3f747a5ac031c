"""Setting how long a step may take in a county or the city: from a day on, with the reason, never
backdated."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.deadlines.models import ClockSetting
from intake.deadlines.periods import ANY, KINDS, TRACKS, Period, check_period
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

LONGEST_REASON = 400


def own_division(actor: Actor) -> str:
    """The code of the county or city whose periods this person sets; raises Forbidden for anybody below."""
    codes = [code for code in actor.division_path.split("/") if code]
    if not 1 <= len(codes) <= 2:
        raise Forbidden(permission=Permission.CLOCK_SET.value)
    return codes[-1]


def set_period(
    session: Session,
    *,
    clock: str,
    track: str = ANY,
    period: Period | None,
    valid_from: date,
    reason: str,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """From `valid_from`, a step of a new round takes `period` in the actor's county (or city); None: as the
    level above has it. What was promised to a reporter before stays as it was.

    Raises Forbidden, and Invalid: see `check_period`; `valid_from` before today (past); `reason` empty
    (required) or too_long."""
    actor.require(Permission.CLOCK_SET)
    code = own_division(actor)
    if clock not in KINDS:
        raise Invalid(field="clock", reason="unknown", value=clock)
    if period is not None:
        check_period(clock, track, period)
    elif track not in (TRACKS if KINDS[clock].by_track else (ANY,)):
        raise Invalid(field="track", reason="unknown", value=track)
    if valid_from < today:
        raise Invalid(field="valid_from", reason="past", earliest=today)
    reason = reason.strip()
    if not reason:
        raise Invalid(field="reason", reason="required")
    if len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", reason="too_long", longest=LONGEST_REASON)
    session.add(
        ClockSetting(
            division_code=code,
            track=track,
            clock=clock,
            amount=period.amount if period else None,
            unit=period.unit if period else "",
            valid_from=valid_from,
            reason=reason,
            set_by_id=actor.user_id,
            set_at=now,
        )
    )
    record(
        session,
        actor=actor,
        action="clock.set",
        subject=f"division:{code}",
        details={
            "clock": clock,
            "track": track,
            "amount": period.amount if period else None,
            "unit": period.unit if period else "",
            "from": valid_from.isoformat(),
            "reason": reason,
        },
        now=now,
    )
