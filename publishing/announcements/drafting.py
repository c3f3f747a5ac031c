"""Writing an announcement: from a batch or as plain text, changing it while it is a draft, submitting it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.announcements.models import Announcement
from publishing.announcements.queries import (
    AnnouncementValue,
    announcement_value,
    find_of_batch,
    items_of_batch,
    load_announcement,
)
from publishing.announcements.rules import LONGEST_BODY, LONGEST_TITLE, checked_text
from publishing.announcements.wording import default_body, default_title
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.divisions.rules import Division, county_code_of
from publishing.kernel.accounts.queries import find_office_at
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.transition import move
from publishing.registry.answers import Answer
from publishing.registry.batches import BatchChange, BatchValue, get_batch, is_outdated
from publishing.registry.importing import get_county
from publishing.registry.settling import settle


def draft_from_batch(
    session: Session,
    batch_id: int,
    *,
    title: str | None = None,
    body: str | None = None,
    actor: Actor,
    now: datetime,
) -> AnnouncementValue:
    """A draft that announces the batch; the one there is already where it was drafted before.

    Rows that the check refused are not announced; what the register has of them stays as it is.
    Raises NotFound (the county's office too), Forbidden, OutsideJurisdiction, and Invalid (`batch` outdated;
    `title`, `body` missing, too_long or personal).
    """
    batch = get_batch(session, batch_id)
    county = get_county(session, batch.county_code)
    actor.require(Permission.ANNOUNCEMENT_DRAFT, county.path)
    found = find_of_batch(session, batch_id)
    if found is not None:
        return found
    _refuse_outdated(session, batch)
    day = local_day(now)
    title = default_title(county.name, day) if title is None else title
    if body is None:
        body = default_body(county.name, items_of_batch(session, batch_id), day)
    return _draft(session, county, title=title, body=body, batch_id=batch_id, actor=actor, now=now)


def draft(
    session: Session,
    *,
    title: str,
    body: str,
    county_code: str | None = None,
    actor: Actor,
    now: datetime,
) -> AnnouncementValue:
    """A draft without a list, for the actor's own county unless another is given.

    The same words by the same person are one draft: a form may be sent twice. Raises as `draft_from_batch`.
    """
    county_code = county_code or county_code_of(actor.division_path)
    if county_code is None:
        raise NotFound(what="county")
    county = get_county(session, county_code)
    actor.require(Permission.ANNOUNCEMENT_DRAFT, county.path)
    title = checked_text("title", title, most=LONGEST_TITLE)
    body = checked_text("body", body, most=LONGEST_BODY)
    again = session.scalars(
        select(Announcement).where(
            Announcement.county_code == county.code,
            Announcement.state == ANNOUNCEMENT.initial,
            Announcement.drafted_by_id == actor.user_id,
            Announcement.batch_id.is_(None),
            Announcement.title == title,
            Announcement.body == body,
        )
    ).first()
    if again is not None:
        return announcement_value(session, again)
    return _draft(session, county, title=title, body=body, batch_id=None, actor=actor, now=now)


def edit(
    session: Session,
    announcement_id: int,
    *,
    title: str,
    body: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> AnnouncementValue:
    """Other words for a draft. Raises WrongState once it was submitted, StaleForm, Forbidden, Invalid."""
    row = load_announcement(session, announcement_id, version=version)
    actor.require(Permission.ANNOUNCEMENT_DRAFT, row.division_path)
    _refuse_unless_draft(row.state, "edit")
    row.title = checked_text("title", title, most=LONGEST_TITLE)
    row.body = checked_text("body", body, most=LONGEST_BODY)
    record(
        session,
        actor=actor,
        action="announcement.edit",
        subject=f"announcement:{row.id}",
        details={"title": row.title},
        now=now,
    )
    return announcement_value(session, row)


def submit(
    session: Session, announcement_id: int, *, version: int | None = None, actor: Actor, now: datetime
) -> AnnouncementValue:
    """Gives the draft to another person for approval; raises what `move` raises, StaleForm, Invalid."""
    row = load_announcement(session, announcement_id, version=version)
    if row.batch_id is not None:
        _refuse_outdated(session, get_batch(session, row.batch_id))
    move(session, row, ANNOUNCEMENT, "submit", actor=actor, facts={}, now=now)
    row.return_reason = None
    return announcement_value(session, row)


def withdraw(
    session: Session, announcement_id: int, *, version: int | None = None, actor: Actor, now: datetime
) -> AnnouncementValue:
    """Puts a draft away that will not be announced; it stays on record. Raises as `submit`."""
    row = load_announcement(session, announcement_id, version=version)
    move(session, row, ANNOUNCEMENT, "withdraw", actor=actor, facts={}, now=now)
    return announcement_value(session, row)


def answer_question(
    session: Session,
    batch_id: int,
    change_id: int,
    answer: Answer,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> BatchChange:
    """Says why a kindergarten is no longer listed, or why an ended one is, while the list is a draft.

    Raises as `registry.settling.settle`, and WrongState once the announcement was submitted.
    """
    found = find_of_batch(session, batch_id)
    if found is not None:
        _refuse_unless_draft(found.state, "edit")
    return settle(session, batch_id, change_id, answer, reason=reason, actor=actor, now=now)


def _draft(
    session: Session,
    county: Division,
    *,
    title: str,
    body: str,
    batch_id: int | None,
    actor: Actor,
    now: datetime,
) -> AnnouncementValue:
    office = find_office_at(session, county.code, kind="county")
    if office is None:
        raise NotFound(what="office")
    if actor.user_id is None:
        raise Invalid(field="actor", reason="no_account")
    row = Announcement(
        office_id=office.id,
        county_code=county.code,
        division_path=county.path,
        state=ANNOUNCEMENT.initial,
        title=checked_text("title", title, most=LONGEST_TITLE),
        body=checked_text("body", body, most=LONGEST_BODY),
        batch_id=batch_id,
        drafted_by_id=actor.user_id,
        drafted_at=now,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="announcement.draft",
        subject=f"announcement:{row.id}",
        details={"county": county.code, "batch": batch_id, "title": row.title},
        now=now,
    )
    return announcement_value(session, row)


def _refuse_outdated(session: Session, batch: BatchValue) -> None:
    if is_outdated(session, batch):
        raise Invalid(field="batch", reason="outdated")


def _refuse_unless_draft(state: str, action: str) -> None:
    if state != ANNOUNCEMENT.initial:
        raise WrongState(action=action, state=state, workflow=ANNOUNCEMENT.name)
