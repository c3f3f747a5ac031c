"""The announcement as the value of its official PDF: what was published, or a preview of what would be."""

from datetime import datetime

from sqlalchemy.orm import Session

from publishing.announcements.queries import get_announcement, items_of
from publishing.announcements.queries import load_announcement as load
from publishing.announcements.releasing import published_content
from publishing.announcements.rules import content_hash
from publishing.announcements.wording import AnnouncementItem, change_word
from publishing.kernel.clock import local_day
from publishing.kernel.public_document_values import AnnouncementDocument, AnnouncementRow
from publishing.kernel.words import word

NO_NUMBER_YET = "（发布时编号）"
NO_HOTLINE_YET = "（尚未填写）"


def document_of(
    session: Session, announcement_id: int, *, public_url: str, now: datetime
) -> AnnouncementDocument:
    """The document of an announcement in any state; raises NotFound.

    A released one is drawn from what was kept on release, so its bytes never change; a draft is dated today
    and says that its number comes with the release.
    """
    value = get_announcement(session, announcement_id)
    row = load(session, announcement_id)
    day = value.dated_on or local_day(now)
    content = row.content
    if content is None:
        content = published_content(session, row, number=NO_NUMBER_YET, day=day)
    items = items_of(session, announcement_id)
    return AnnouncementDocument(
        issuer=content["issuer"] or value.office_name,
        number=content["number"],
        title=content["title"],
        paragraphs=tuple(content["paragraphs"]),
        list_title=content["list_title"],
        rows=tuple(_row(item) for item in items if item.change != "removed"),
        hotline=content["hotline"] or value.hotline or NO_HOTLINE_YET,
        updated_on=day,
        issued_on=day,
        url=f"{public_url}/announcements/{announcement_id}",
        content_hash=row.content_hash or content_hash(content),
        created_at=value.released_at or now,
    )


def _row(item: AnnouncementItem) -> AnnouncementRow:
    facts = item.facts
    return AnnouncementRow(
        name=facts.name,
        address=facts.address or facts.township_name,
        nature=word("nature", facts.nature.value) if facts.nature else "",
        licence_number=facts.licence_no or "",
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        change=change_word(item),
    )
