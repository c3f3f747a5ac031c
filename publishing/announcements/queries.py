"""Reading announcements and their lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from publishing.announcements.models import Announcement
from publishing.announcements.wording import AnnouncementItem
from publishing.kernel.accounts.queries import get_office, names_of
from publishing.kernel.errors import NotFound, StaleForm
from publishing.registry.answers import Answer
from publishing.registry.batches import batch_changes
from publishing.registry.matching import ChangeKind

RELEASED = "released"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementValue:
    """An announcement in any state; number, dates and hash of a released one only.

    `title` and `body` (one paragraph a line) are the drafter's; `office_name` issues it; `hotline` is the one
    that was published, or would be.
    """

    id: int
    office_id: int
    office_name: str
    county_code: str
    division_path: str
    state: str
    number: str | None
    title: str
    body: str
    hotline: str | None
    batch_id: int | None
    drafted_by_id: int
    drafted_by: str
    drafted_at: datetime
    approved_by_id: int | None
    approved_by: str | None
    approved_at: datetime | None
    return_reason: str | None
    dated_on: date | None
    released_at: datetime | None
    content_hash: str | None
    version: int

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body, a paragraph each."""
        return tuple(line.strip() for line in self.body.split("\n") if line.strip())


def get_announcement(session: Session, announcement_id: int) -> AnnouncementValue:
    """The announcement; raises NotFound."""
    return _values(session, [_row(session, announcement_id)])[0]


def get_released(session: Session, announcement_id: int) -> AnnouncementValue:
    """The announcement if the public may read it; raises NotFound."""
    found = get_announcement(session, announcement_id)
    if found.state != RELEASED:
        raise NotFound(what="announcement")
    return found


def find_of_batch(session: Session, batch_id: int) -> AnnouncementValue | None:
    """The announcement that was drafted from a batch."""
    row = session.scalars(select(Announcement).where(Announcement.batch_id == batch_id)).one_or_none()
    return None if row is None else _values(session, [row])[0]


def list_announcements(
    session: Session, *, county_code: str | None = None, limit: int = 100
) -> tuple[AnnouncementValue, ...]:
    """Announcements in every state, newest first."""
    query = select(Announcement).order_by(Announcement.id.desc()).limit(limit)
    if county_code is not None:
        query = query.where(Announcement.county_code == county_code)
    return _values(session, session.scalars(query))


def list_released(
    session: Session, *, county_code: str | None = None, limit: int, offset: int = 0
) -> tuple[AnnouncementValue, ...]:
    """A page of what the public may read, newest first."""
    page = _released(county_code).order_by(Announcement.released_at.desc(), Announcement.id.desc())
    return _values(session, session.scalars(page.offset(offset).limit(limit)))


def count_released(session: Session, *, county_code: str | None = None) -> int:
    """How many announcements the public may read."""
    return session.scalar(select(func.count()).select_from(_released(county_code).subquery())) or 0


def days_of_lists(session: Session, *, county_code: str | None = None) -> tuple[tuple[str, date], ...]:
    """The county's path and the date of every released announcement that carries a list."""
    query = _released(county_code).where(Announcement.batch_id.is_not(None))
    rows = session.execute(query.with_only_columns(Announcement.division_path, Announcement.dated_on))
    return tuple((path, day) for path, day in rows if day is not None)


def latest_of_county(
    session: Session, county_code: str, *, with_list: bool = False
) -> AnnouncementValue | None:
    """The county's newest released announcement; with `with_list` the newest that carries a list."""
    query = _released(county_code).order_by(Announcement.released_at.desc(), Announcement.id.desc()).limit(1)
    if with_list:
        query = query.where(Announcement.batch_id.is_not(None))
    found = _values(session, session.scalars(query))
    return found[0] if found else None


def announcements_by_id(session: Session, ids: Iterable[int]) -> dict[int, AnnouncementValue]:
    """Announcements by id; unknown ids are left out."""
    found = _values(session, session.scalars(select(Announcement).where(Announcement.id.in_(set(ids)))))
    return {value.id: value for value in found}


def items_of(session: Session, announcement_id: int) -> tuple[AnnouncementItem, ...]:
    """The list of an announcement in its order, then what is no longer listed; empty without a list.

    Raises NotFound.
    """
    row = _row(session, announcement_id)
    return () if row.batch_id is None else items_of_batch(session, row.batch_id)


def items_of_batch(session: Session, batch_id: int) -> tuple[AnnouncementItem, ...]:
    """The lines that an announcement of this batch has; questions that publish nothing are left out."""
    found = []
    for stored in batch_changes(session, batch_id):
        change = stored.change
        facts = change.after or change.before
        if facts is None or (stored.is_question and stored.answer in (None, Answer.KEEP)):
            continue
        removed = stored.is_question and stored.answer is not Answer.GRANTED
        found.append(
            AnnouncementItem(
                item_no=stored.position,
                kindergarten_id=change.kindergarten_id,
                change="removed" if removed else _change_word(change.kind),
                kind=change.kind,
                answer=stored.answer,
                facts=facts,
                before=change.before,
                fields=change.fields,
                reason=stored.reason,
            )
        )
    return tuple(found)


def load_announcement(session: Session, announcement_id: int, *, version: int | None = None) -> Announcement:
    """The row, for use cases; raises NotFound, and StaleForm where `version` is given and no longer true."""
    row = session.get(Announcement, announcement_id, with_for_update=True)
    if row is None:
        raise NotFound(what="announcement")
    if version is not None and row.version != version:
        raise StaleForm(what="announcement")
    return row


def announcement_value(session: Session, row: Announcement) -> AnnouncementValue:
    """The published value of a row that was just changed."""
    session.flush()
    return _values(session, [row])[0]


def _change_word(kind: ChangeKind) -> str:
    return {ChangeKind.NEW: "added", ChangeKind.UNCHANGED: "unchanged"}.get(kind, "changed")


def _row(session: Session, announcement_id: int) -> Announcement:
    row = session.get(Announcement, announcement_id)
    if row is None:
        raise NotFound(what="announcement")
    return row


def _released(county_code: str | None) -> Select[Announcement]:
    query = select(Announcement).where(Announcement.state == RELEASED)
    return query if county_code is None else query.where(Announcement.county_code == county_code)


def _values(session: Session, found: Iterable[Announcement]) -> tuple[AnnouncementValue, ...]:
    rows = list(found)
    people = names_of(
        session, {id_ for row in rows for id_ in (row.drafted_by_id, row.approved_by_id) if id_ is not None}
    )
    offices = {office_id: get_office(session, office_id) for office_id in {row.office_id for row in rows}}
    return tuple(
        AnnouncementValue(
            id=row.id,
            office_id=row.office_id,
            # what was published stays, even where the office has another name or number by now
            office_name=row.issuer or offices[row.office_id].name,
            hotline=row.hotline or offices[row.office_id].hotline,
            county_code=row.county_code,
            division_path=row.division_path,
            state=row.state,
            number=row.number,
            title=row.title,
            body=row.body,
            batch_id=row.batch_id,
            drafted_by_id=row.drafted_by_id,
            drafted_by=people.get(row.drafted_by_id, ""),
            drafted_at=row.drafted_at,
            approved_by_id=row.approved_by_id,
            approved_by=None if row.approved_by_id is None else people.get(row.approved_by_id, ""),
            approved_at=row.approved_at,
            return_reason=row.return_reason,
            dated_on=row.dated_on,
            released_at=row.released_at,
            content_hash=row.content_hash,
            version=row.version,
        )
        for row in rows
    )
