"""Tips that come by telephone or in person: entered by the hotline, received like any other."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from intake.patrols.rules import check_known
from intake.tips.receiving import Received, Submission, receive
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.audit import entries_of, record
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

CHANNELS = ("phone", "visit", "letter", "hotline")
"""电话, 来访, 来信, 12345转来."""


def record_by_phone(
    session: Session,
    submission: Submission,
    *,
    channel: str = "phone",
    gazetteer: Gazetteer,
    secret: bytes,
    uploads: Path,
    actor: Actor,
    now: datetime,
) -> Received:
    """Receives what somebody told the hotline, and keeps who wrote it down.

    Sent twice, it is received once. Raises Forbidden without TIP_RECORD, Invalid for an unknown channel, and
    what `receive` raises.
    """
    actor.require(Permission.TIP_RECORD)
    check_known("channel", channel, CHANNELS)
    received = receive(
        session,
        replace(submission, channel=channel),
        gazetteer=gazetteer,
        secret=secret,
        uploads=uploads,
        now=now,
    )
    subject = f"tip:{received.tip_id}"
    if all(entry.action != "tip.record" for entry in entries_of(session, subject)):
        details = {"channel": channel}
        record(session, actor=actor, action="tip.record", subject=subject, details=details, now=now)
    return received
