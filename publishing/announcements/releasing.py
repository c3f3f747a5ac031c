"""Releasing an announcement: it gets number and date, its list takes effect, nothing of it changes again."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from publishing.announcements.approving import refuse_preparer
from publishing.announcements.models import Announcement
from publishing.announcements.queries import (
    AnnouncementValue,
    announcement_value,
    items_of,
    load_announcement,
)
from publishing.announcements.rules import content_hash
from publishing.announcements.wording import AnnouncementItem, list_title, number_of, removed_paragraphs
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.clock import local_day
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.numbering import next_number
from publishing.kernel.outbox import enqueue
from publishing.kernel.transition import check, move
from publishing.registry.publishing_events import publish_batch


def release(
    session: Session, announcement_id: int, *, version: int | None = None, actor: Actor, now: datetime
) -> AnnouncementValue:
    """Publishes an approved announcement under its number, dated today, with all its licence events.

    Raises what `transition.check` raises, SamePerson for whoever prepared it, StaleForm, and Invalid:
    `hotline` missing (a list without 监督举报电话 may not be published, notice 三5), `batch` outdated.
    """
    row = load_announcement(session, announcement_id, version=version)
    check(row, ANNOUNCEMENT, "release", actor)
    refuse_preparer(session, row, "release", actor)
    office = get_office(session, row.office_id)
    if not office.hotline:
        raise Invalid(field="hotline", reason="missing", office=office.name)
    day = local_day(now)
    # the number's row is locked first: two releases of a county never look at the same register
    running = next_number(session, f"announcement:{row.county_code}:{day.year}")
    number = number_of(office.document_prefix, day, running)
    if row.batch_id is not None:
        publish_batch(session, row.batch_id, announcement_id=row.id, effective_on=day, published_at=now)
    row.number, row.dated_on, row.released_at = number, day, now
    row.issuer, row.hotline = office.name, office.hotline
    row.content = published_content(session, row, number=number, day=day)
    row.content_hash = content_hash(row.content)
    facts = {"number": number, "dated_on": day.isoformat(), "content_hash": row.content_hash}
    # last: the database refuses a released announcement that is not whole
    move(session, row, ANNOUNCEMENT, "release", actor=actor, facts=facts, now=now)
    enqueue(session, "search.reindex", {}, now=now)
    return announcement_value(session, row)


def published_content(session: Session, row: Announcement, *, number: str, day: date) -> dict[str, JsonValue]:
    """All that the announcement says, as it is kept and hashed: words, list, issuer, hotline, date."""
    items = items_of(session, row.id)
    listed = sum(item.change != "removed" for item in items)
    county = get_division(session, row.county_code)
    words = [line.strip() for line in row.body.split("\n") if line.strip()]
    return {
        "issuer": row.issuer or "",
        "number": number,
        "title": row.title,
        "paragraphs": [*words, *removed_paragraphs(items)],
        "list_title": list_title(county.name, listed) if listed else "",
        "hotline": row.hotline or "",
        "county_code": row.county_code,
        "dated_on": day.isoformat(),
        "items": [_item(item) for item in items],
    }


def _item(item: AnnouncementItem) -> dict[str, JsonValue]:
    return {
        "item_no": item.item_no,
        "kindergarten_id": item.kindergarten_id,
        "change": item.change,
        "kind": item.kind.value,
        "facts": item.facts.to_json(),
        "reason": item.reason,
    }
