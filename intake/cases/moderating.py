"""Declining quarantined tips together: each by its own step in the log, each reporter told, none deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases.triaging import decline
from intake.patrols.rules import written
from intake.tips.quarantine import apart_among
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor

MOST = 50
"""Tips that are declined at once: as many as one page shows, so that somebody has seen them."""


def decline_together(
    session: Session, tip_ids: Sequence[int], *, reason: str, actor: Actor, now: datetime
) -> int:
    """Does not accept those of these tips that still lie apart; returns how many. One that a colleague has
    taken up, or that this person may not see, stays as it is.

    Raises Invalid for an empty reason, for no tip and for more than MOST, and what `decline` raises.
    """
    reason = written("reason", reason)
    if not tip_ids:
        raise Invalid(field="tips", reason="required")
    if len(tip_ids) > MOST:
        raise Invalid(field="tips", reason="too_many", most=MOST)
    still_apart = apart_among(session, tip_ids, actor=actor)
    for tip in still_apart:
        decline(session, tip.id, reason=reason, version=tip.version, actor=actor, now=now)
    return len(still_apart)
