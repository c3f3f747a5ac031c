"""A kindergarten as the public sees it: the verdict with its proof, the facts to compare, its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.i18n import day, number, word
from portal.pages.differences import differences, shown
from portal.pages.places import County, name_parts, township_word
from portal.pages.showing import Words, fill, link, number_words, report_url, together, zh
from portal.templating import tel
from publishing.announcements.queries import AnnouncementValue, announcements_by_id
from publishing.registry.queries import KindergartenValue, events_of
from publishing.registry.rules import EventKind, LicenceEvent, LicenceStatus, has_lapsed

Row = tuple[str, Words]
_RUNNING = (LicenceStatus.LICENSED, LicenceStatus.CONDITIONAL, LicenceStatus.SUSPENDED)
_WITH_VALIDITY = (EventKind.GRANTED, EventKind.RENEWED)
_DECIDES = {
    LicenceStatus.CONDITIONAL: EventKind.CONDITIONAL,
    LicenceStatus.SUSPENDED: EventKind.SUSPENDED,
    LicenceStatus.REVOKED: EventKind.REVOKED,
    LicenceStatus.CLOSED: EventKind.CLOSED,
    LicenceStatus.EXPIRED: EventKind.EXPIRED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """All that a page says of one kindergarten; rows as the macros take them."""

    id: str
    full_name: str
    """With its place, for the title of the page."""
    name: Markup
    status: LicenceStatus
    line: Words
    extra: Words | None
    proof: list[Row]
    facts: list[Row]
    steps: list[tuple[str, Words, Words]]
    history: list[tuple[str, str, Words, str]]


def profile_of(session: Session, value: KindergartenValue, *, county: County, today: date) -> Profile:
    """The profile on `today`; `county` is the kindergarten's."""
    events = events_of(session, value.id)
    wanted = {value.announcement_id, *(e.announcement_id for e in events if e.announcement_id is not None)}
    announcements = announcements_by_id(session, wanted)
    parts = name_parts(value.facts.name, county=county.name, township=value.facts.township_name)
    return Profile(
        id=value.id,
        full_name="".join(parts),
        name=zh(*parts),
        status=value.status,
        line=_line(value, events),
        extra=_extra(value, events),
        proof=_proof(value, announcements.get(value.announcement_id), county, today),
        facts=list(_facts(value, county)),
        steps=_steps(value, county),
        history=_history(value, events, announcements, today),
    )


def _decider(value: KindergartenValue, events: tuple[LicenceEvent, ...]) -> LicenceEvent | None:
    """The newest event that led to the present status."""
    kind = _DECIDES.get(value.status)
    return next((event for event in reversed(events) if event.kind is kind), None)


def _line(value: KindergartenValue, events: tuple[LicenceEvent, ...]) -> Words:
    """The sentence below the verdict: until when, or since when."""
    if value.status in (LicenceStatus.LICENSED, LicenceStatus.CONDITIONAL, LicenceStatus.EXPIRED):
        return _line_until(value)
    decider = _decider(value, events)
    if decider is None:
        return ""
    on = _whole(day(decider.effective_on))
    if value.status is LicenceStatus.SUSPENDED:
        return fill(_("%(day)s公告暂停招生。"), day=on)
    if value.status is LicenceStatus.REVOKED:
        return fill(_("%(day)s公告吊销办学许可证。"), day=on)
    return fill(_("%(day)s公告终止办园。"), day=on)


def _line_until(value: KindergartenValue) -> Words:
    if value.status is LicenceStatus.EXPIRED:
        if value.valid_until is None:
            return fill(_("办学许可证已经到期，没有公告换证。"))
        return fill(_("办学许可证到%(day)s为止，没有公告换证。"), day=_whole(day(value.valid_until)))
    if value.valid_until is None:
        return fill(_("名单没有写明办学许可证的有效期。"))
    return fill(_("办学许可证有效期至%(day)s。"), day=_whole(day(value.valid_until)))


def _whole(text: str) -> Markup:
    return Markup('<span class="ming-nobr">{}</span>').format(text)


def _extra(value: KindergartenValue, events: tuple[LicenceEvent, ...]) -> Words | None:
    decider = _decider(value, events)
    reason = decider.reason if decider else None
    if value.status is LicenceStatus.CONDITIONAL:
        return fill(_("整改内容：%(what)s"), what=zh(reason)) if reason else _("教育局已经责令整改。")
    return fill(_("原因：%(why)s"), why=zh(reason)) if reason else None


def source_words(announcement: AnnouncementValue | None, item_no: int | None) -> Words:
    """The announcement that says so, with the item in its list."""
    if announcement is None or announcement.number is None:
        return ""
    url = url_for("announcements.page", announcement_id=announcement.id)
    source = link(url, number_words(announcement.number))
    if item_no is None:
        return source
    # the comma goes with the number: a browser may break a line behind a box, even before a comma
    before = Markup('<span class="ming-whole">{}</span>').format(fill(_("%(source)s，"), source=source))
    return together([before, _whole(_("第%(n)s项", n=number(item_no)))])


def _proof(
    value: KindergartenValue, announcement: AnnouncementValue | None, county: County, today: date
) -> list[Row]:
    authority = announcement.office_name if announcement else county.office
    return [
        (_("截至"), day(today)),
        (_("名单确认"), day(value.confirmed_on)),
        (_("发证机关"), zh(authority)),
        (_("依据"), source_words(announcement, value.item_no)),
    ]


def _facts(value: KindergartenValue, county: County) -> Iterator[Row]:
    facts = value.facts
    town = township_word(facts.township_name, county.name)
    yield _("全称"), zh(facts.name)
    yield _("所在地"), zh(county.name, town)
    if facts.address:
        yield _("地址"), zh(facts.address)
    if facts.nature:
        yield _("办园性质"), shown(facts.nature)
    if facts.sponsor:
        yield _("举办者"), zh(facts.sponsor)
    if facts.licence_no:
        yield _("许可证号"), zh(facts.licence_no)
    if facts.uscc:
        yield _("统一社会信用代码"), facts.uscc
    if facts.phone:
        yield _("园所电话"), _phones(facts.phone)
    if facts.grade:
        yield _("办园等级"), zh(facts.grade)
    if facts.classes is not None:
        yield _("班数"), fill(_("%(n)s个班"), n=number(facts.classes))
    if facts.bus_count is not None:
        yield _("校车"), fill(_("有，%(n)s辆"), n=number(facts.bus_count)) if facts.bus_count else _("没有")
    if facts.annual_check:
        yield _("年检"), zh(facts.annual_check)
    if facts.note:
        yield _("备注"), zh(facts.note)


def _phones(text: str) -> Markup:
    numbers = [part.strip() for part in text.replace("、", "，").replace(",", "，").split("，")]
    return Markup(" ").join(link(tel(phone), phone) for phone in numbers if phone)


def _steps(value: KindergartenValue, county: County) -> list[tuple[str, Words, Words]]:
    report = report_url(name=value.facts.name, kindergarten_id=value.id)
    steps: list[tuple[str, Words, Words]] = [
        (report, _("举报这所幼儿园的问题"), _("不用留姓名。园名已经替您填好。"))
    ]
    if county.hotline:
        ask = fill(_("打电话问%(office)s"), office=zh(county.office))
        steps.append((tel(county.hotline), ask, fill(_("%(phone)s（工作日）"), phone=_whole(county.hotline))))
    steps.append(
        (
            url_for("counties.page", code=county.slug),
            fill(_("看%(county)s的名单"), county=zh(county.name)),
            "",
        )
    )
    return steps


def _history(
    value: KindergartenValue,
    events: tuple[LicenceEvent, ...],
    announcements: dict[int, AnnouncementValue],
    today: date,
) -> list[tuple[str, str, Words, str]]:
    """Newest first: the coming end of the licence, its lapse where nothing was announced, all events."""
    entries: list[tuple[str, str, Words, str]] = []
    until = value.valid_until
    lapsed = until is not None and has_lapsed(until, today) and value.status is LicenceStatus.EXPIRED
    if until is not None and value.status in _RUNNING and not lapsed:
        entries.append((day(until), _("许可证有效期到这一天"), "", "next"))
    if until is not None and lapsed:
        entries.append((day(until), _("许可证到期"), _("到期后没有公告换证。"), "now"))
    before = None
    said: list[tuple[str, str, Words, str]] = []
    for event in events:
        announcement = announcements.get(event.announcement_id) if event.announcement_id else None
        text: Words = together(
            part
            for part in (
                _validity(event),
                differences(before, event.facts)
                if before and event.facts and event.kind is not EventKind.GRANTED
                else "",
                fill(_("原因：%(why)s"), why=zh(event.reason)) if event.reason else "",
                source_words(announcement, event.item_no),
            )
            if part
        )
        said.append((day(event.effective_on), word("licence_event", event.kind.value), text, ""))
        before = event.facts or before
    newest_first = said[::-1]
    if newest_first and not lapsed:
        when, heading, text, _state = newest_first[0]
        newest_first[0] = (when, heading, text, "now")
    return entries + newest_first


def _validity(event: LicenceEvent) -> Words:
    facts = event.facts
    if event.kind not in _WITH_VALIDITY or facts is None or facts.valid_until is None:
        return ""
    if facts.valid_from is None:
        return fill(_("有效期至%(until)s。"), until=day(facts.valid_until))
    return fill(
        _("有效期从%(since)s到%(until)s。"), since=day(facts.valid_from), until=day(facts.valid_until)
    )
