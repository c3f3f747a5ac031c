"""公告: the list of all that was announced, and one as a document with what it changed and its PDF."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from flask import Blueprint, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.errors import Problem, describe
from portal.i18n import word
from portal.pages.differences import differences
from portal.pages.paging import page_of
from portal.pages.places import County, find_county, load_counties, split_name
from portal.pages.showing import fill, link, zh
from portal.pages.showing import page as cached_page
from publishing.announcements.printing import document_of
from publishing.announcements.queries import (
    AnnouncementValue,
    count_released,
    get_released,
    items_of,
    list_released,
)
from publishing.announcements.wording import AnnouncementItem
from publishing.kernel.documents import render
from publishing.kernel.errors import NotFound
from publishing.kernel.public_document_values import AnnouncementDocument
from publishing.kernel.typesetting import chinese_date
from publishing.kernel.web import now, public, read, settings

blueprint = Blueprint("announcements", __name__)

PER_PAGE = 20
CHANGES_SHOWN = 10
PDF_KEPT = 3600
OWN_WORDS = {"hotline": "监督举报电话：", "attachment": "附件："}
"""Words of the document itself, which stay Chinese in every language of the page."""


class UnknownAnnouncement(NotFound):
    """Nothing was announced under this number of ours, or not yet."""

    code = "unknown_announcement"


describe(
    UnknownAnnouncement.code,
    Problem(
        title=_l("没有这份公告"),
        what=_l("没有发布过这个编号的公告，网址可能抄错了。"),
        mend=_l("请从公告列表里选择。"),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRow:
    """A row of the announced list, with the address of its kindergarten's page."""

    number: int
    name: Markup
    url: str
    item: AnnouncementItem
    change: str


@blueprint.get("/announcements/")
@public
def index() -> ResponseReturnValue:
    """All announcements, newest first, of one county where asked."""
    asked = request.args.get("county", "")
    with read() as session:
        counties = load_counties(session)
        county = find_county(counties, asked) if asked else None
        code = county.code if county else None
        paging = page_of(count_released(session, county_code=code), PER_PAGE)
        found = list_released(session, county_code=code, limit=PER_PAGE, offset=paging.offset)
    return cached_page(
        "portal/announcements.html",
        announcements=found,
        paging=paging,
        chosen=county,
        county_options=[(each.slug, each.name) for each in counties.values()],
    )


@blueprint.get("/announcements/<int:announcement_id>")
@public
def page(announcement_id: int) -> ResponseReturnValue:
    """One announcement: what it changed, its whole text and list, and how it can be checked."""
    with read() as session:
        announcement = _released(session, announcement_id)
        document = document_of(session, announcement_id, public_url=settings().public_url, now=now())
        items = items_of(session, announcement_id)
        county = load_counties(session)[announcement.county_code]
        previous = _previous(session, announcement)
    changed = [item for item in items if item.change != "unchanged"]
    counts = Counter(item.change for item in items)
    is_first = previous is None or counts["added"] == len(items)
    lines = [] if is_first else [(item.change, _change_words(item, county)) for item in changed]
    return cached_page(
        "portal/announcement.html",
        announcement=announcement,
        document=document,
        here=county,
        previous=previous,
        is_first=is_first,
        counts=counts,
        changes=lines[:CHANGES_SHOWN],
        more_changes=lines[CHANGES_SHOWN:],
        rows=_rows(items, document, county),
        title=_title(announcement.title),
        own_words=OWN_WORDS,
        chinese_day=chinese_date(document.issued_on),
        digest=_digest_words(document.content_hash),
    )


@blueprint.get("/announcements/<int:announcement_id>.pdf")
@public
def pdf(announcement_id: int) -> ResponseReturnValue:
    """The announcement as its official PDF; the same bytes each time."""
    with read() as session:
        announcement = _released(session, announcement_id)
        document = document_of(session, announcement_id, public_url=settings().public_url, now=now())
    content = _pdf(document)
    return send_file(
        BytesIO(content),
        mimetype="application/pdf",
        download_name=f"{announcement.number}.pdf",
        as_attachment="download" in request.args,
        etag=hashlib.sha256(content).hexdigest()[:32],
        last_modified=announcement.released_at,
        max_age=PDF_KEPT,
    )


@lru_cache(maxsize=8)
def _pdf(document: AnnouncementDocument) -> bytes:
    """Setting a list of 200 rows takes a second, and a new announcement is read by many at once."""
    return render(document)


def _released(session: Session, announcement_id: int) -> AnnouncementValue:
    try:
        return get_released(session, announcement_id)
    except NotFound as error:
        raise UnknownAnnouncement from error


def _previous(session: Session, announcement: AnnouncementValue) -> AnnouncementValue | None:
    """The county's list before this one, with which it was compared."""
    if announcement.batch_id is None:
        return None
    found = list_released(session, county_code=announcement.county_code, limit=1000)
    ids = [each.id for each in found]
    older = found[ids.index(announcement.id) + 1 :]
    return next((each for each in older if each.batch_id is not None), None)


def _rows(items: Sequence[AnnouncementItem], document: AnnouncementDocument, county: County) -> list[ListRow]:
    listed = [item for item in items if item.change != "removed"]
    return [
        ListRow(
            number=number,
            name=_name(item, county),
            url=_url(item),
            item=item,
            change=_(row.change) if row.change else "",
        )
        for number, (item, row) in enumerate(zip(listed, document.rows, strict=True), start=1)
    ]


def _name(item: AnnouncementItem, county: County) -> Markup:
    return zh(*split_name(item.facts.name, county=county.name, township=item.facts.township_name))


def _url(item: AnnouncementItem) -> str:
    return url_for("kindergartens.page", kindergarten_id=item.kindergarten_id)


def _change_words(item: AnnouncementItem, county: County) -> Markup:
    """The kindergarten and what happened to it."""
    name = link(_url(item), _name(item, county), css="govuk-link ming-name")
    if item.change == "removed":
        gone = word("licence_event", item.answer.value) if item.answer else word("change", "removed")
        what = fill(_("%(what)s。%(reason)s"), what=gone, reason=zh(item.reason))
    elif item.change == "added" or item.before is None:
        what = fill(_("取得办学许可。"))
    else:
        what = differences(item.before, item.facts)
    return fill(_("%(name)s：%(what)s"), name=name, what=what)


_TITLE_BREAKS = re.compile(r"(?<=学期)|(?<=[县区])(?=[2关])|(?<=幼儿园)(?!名单)|(?=办学许可证)")


def _title(title: str) -> Markup:
    """The title, which on a narrow screen breaks between its phrases."""
    return zh(*(part for part in _TITLE_BREAKS.split(title) if part))


def _digest_words(digest: str) -> str:
    """The hash in groups of eight, to be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
