"""The second person: approving what somebody else prepared, or giving it back with a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from publishing.announcements.models import Announcement
from publishing.announcements.queries import AnnouncementValue, announcement_value, load_announcement
from publishing.announcements.rules import LONGEST_REASON, checked_text
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid, SamePerson
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move, possible
from publishing.registry.batches import get_batch, is_outdated

PREPARING = frozenset(
    {"announcement.draft", "announcement.edit", "announcement.submit", "register.import", "register.settle"}
)
"""Acts after which one may not approve: whoever read the list or wrote a word of it prepared it."""


def approve(
    session: Session, announcement_id: int, *, version: int | None = None, actor: Actor, now: datetime
) -> AnnouncementValue:
    """Approves a submitted announcement.

    Raises what `transition.check` raises, SamePerson for anybody who prepared it, StaleForm, and Invalid
    where another list of the county was announced meanwhile.
    """
    row = load_announcement(session, announcement_id, version=version)
    check(row, ANNOUNCEMENT, "approve", actor)
    refuse_preparer(session, row, "approve", actor)
    if row.batch_id is not None and is_outdated(session, get_batch(session, row.batch_id)):
        raise Invalid(field="batch", reason="outdated")
    move(session, row, ANNOUNCEMENT, "approve", actor=actor, facts={}, now=now)
    row.approved_by_id, row.approved_at = actor.user_id, now
    return announcement_value(session, row)


def give_back(
    session: Session,
    announcement_id: int,
    reason: str,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> AnnouncementValue:
    """Gives a submitted or approved announcement back to be changed, with the reason for its drafter.

    Raises what `transition.check` raises, StaleForm, and Invalid (`reason` missing, too_long, personal).
    """
    row = load_announcement(session, announcement_id, version=version)
    check(row, ANNOUNCEMENT, "give_back", actor)
    reason = checked_text("reason", reason, most=LONGEST_REASON)
    move(session, row, ANNOUNCEMENT, "give_back", actor=actor, facts={"reason": reason}, now=now)
    row.return_reason = reason
    row.approved_by_id = row.approved_at = None
    return announcement_value(session, row)


def possible_actions(session: Session, announcement_id: int, actor: Actor) -> tuple[str, ...]:
    """The steps that `actor` may take now, in the order of the table; the page's buttons. Raises NotFound."""
    row = load_announcement(session, announcement_id)
    actions = [step.action for step in possible(row, ANNOUNCEMENT, actor)]
    try:
        refuse_preparer(session, row, "approve", actor)
    except SamePerson:
        actions = [action for action in actions if action not in ("approve", "release")]
    return tuple(actions)


def refuse_preparer(session: Session, row: Announcement, action: str, actor: Actor) -> None:
    """Raises SamePerson where `actor` had a hand in what is to be approved or released."""
    subjects = [f"announcement:{row.id}"]
    if row.batch_id is not None:
        subjects.append(f"batch:{row.batch_id}")
    for subject in subjects:
        for entry in entries_of(session, subject):
            if entry.user_id == actor.user_id and entry.action in PREPARING:
                raise SamePerson(action=action, earlier=entry.action)
