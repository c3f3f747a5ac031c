"""Answering the reporter and publishing the outcome."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from intake.cases import wording as words
from intake.cases.loading import load_case
from intake.cases.rules import is_published
from intake.tips.masking import has_personal_numbers
from intake.tips.queries import merged_into
from intake.tips.thread import post
from intake.wordings.rules import open_gaps
from intake.workflows import TIP
from publishing.announcements.outcomes import PublicOutcome, checked_wording, publish_outcome
from publishing.divisions.queries import path_divisions
from publishing.divisions.rules import Level
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move

if TYPE_CHECKING:
    from intake.tips.models import Tip


def reply(
    session: Session, tip_id: int, *, wording: str, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Answers the reporter, and everybody whose tip was merged into this one, with the public wording; puts
    the outcome on the public page, except for suspected harm to a child and places known to no county.

    Raises Invalid for a wording that is missing, too_long, has ID-card or telephone numbers (`wording`,
    personal) or gaps that nobody filled (gaps, with `names`), and what `move` raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "reply", actor)
    wording = checked_wording(wording)
    if has_personal_numbers(wording):
        raise Invalid(field="wording", reason="personal")
    if gaps := open_gaps(wording):
        raise Invalid(field="wording", reason="gaps", names=gaps)
    row.public_wording, row.replied_at = wording, now
    move(session, row, TIP, "reply", actor=actor, facts={"wording": wording}, now=now)
    body = words.replied(wording, interim=row.interim)
    for answered in (row, *merged_into(session, row.id)):
        post(session, answered, direction="reply", body=body, account_id=actor.user_id, now=now)
    outcome = _outcome(session, row)
    if outcome is not None:
        publish_outcome(session, outcome, now=now)
    session.flush()


def _outcome(session: Session, row: "Tip") -> PublicOutcome | None:
    """What the public may read, or None where nothing is published."""
    codes = {d.level: d.code for d in path_divisions(session, row.division_path)}
    if not is_published(row.category) or Level.COUNTY not in codes:
        return None
    return PublicOutcome(
        # the version tells rounds apart: a reopened tip is answered, and published, once more
        source=f"tip:{row.id}:{row.version}",
        number=row.number,
        county_code=codes[Level.COUNTY],
        township_code=codes.get(Level.TOWNSHIP),
        category=row.category,
        outcome=row.outcome,
        wording=row.public_wording,
        received_on=local_day(row.received_at),
    )
