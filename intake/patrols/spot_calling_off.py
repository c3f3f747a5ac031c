"""Calling off a spot check openly: nothing that was drawn or found goes, and the reason stands beside it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.patrols.models import SpotCheck, SpotCheckCallOff, SpotCheckPlace
from intake.patrols.rules import written
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

LONGEST_REASON = 400


def call_off(session: Session, check_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Calls off what is left of a sample: its places are not visited any more, results that are there count
    on.

    Raises NotFound, Forbidden without PATROL_SPOT_CHECK, OutsideJurisdiction, and Invalid: `check`
    (called_off; finished, where every place has its result), `reason` (required, too_long)."""
    row = session.get(SpotCheck, check_id, with_for_update=True)
    if row is None:
        raise NotFound(what="spot_check")
    actor.require(Permission.PATROL_SPOT_CHECK, row.division_path)
    if actor.user_id is None:
        raise Forbidden(permission=Permission.PATROL_SPOT_CHECK.value, reason="not_staff")
    if session.get(SpotCheckCallOff, check_id) is not None:
        raise Invalid(field="check", reason="called_off")
    left = session.scalars(
        select(SpotCheckPlace.code).where(
            SpotCheckPlace.spot_check_id == check_id, SpotCheckPlace.result == ""
        )
    ).all()
    if not left:
        raise Invalid(field="check", reason="finished")
    session.add(
        SpotCheckCallOff(
            spot_check_id=check_id,
            reason=written("reason", reason, longest=LONGEST_REASON),
            called_off_by_id=actor.user_id,
            called_off_at=now,
        )
    )
    session.flush()
    record(
        session,
        actor=actor,
        action="spot_check.call_off",
        subject=f"spot_check:{row.id}",
        details={"number": row.number, "left": len(left)},
        now=now,
    )
