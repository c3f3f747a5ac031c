"""The whole story of a case in one line of time: what happened to the report and to the ledger items that
came of it, visits, notices, letters, what was published and who was told; each leads to its page.

Both pages tell the same story from their own side: the report's page with its items in it, the item's page
with the steps of its report, as far as the reader may see them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.ledger_timeline import Happening, timeline
from intake.desk.notices_words import sentence
from intake.desk.tips_timeline import Happened, as_told, timeline_of
from intake.desk.tips_words import listed
from intake.ledger.queries import get_item, items_of_tip
from intake.patrols.queries import get_finding, visit_value, visits_of_tip
from intake.tips.queries import get_tip
from intake.tips.values import TipValue
from publishing.announcements.outcomes import last_outcomes
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.audit import entries_of
from publishing.kernel.clock import local_day
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notices_about
from publishing.kernel.permissions import Permission

_STEPS_OF_TIP = (
    "tip.receive",
    "tip.accept",
    "tip.assign",
    "tip.hand_over",
    "tip.report",
    "tip.conclude",
    "tip.reply",
    "tip.reopen",
    "tip.withdraw",
)
"""What the page of a ledger item tells of its report: the steps, not what was written to the reporter."""


def story_of_tip(session: Session, tip: TipValue, *, actor: Actor, today: date) -> tuple[Happened, ...]:
    """Everything, newest first; the newest is drawn as the present."""
    found = [
        *timeline_of(session, tip.id),
        *_visits(session, tip.id, actor),
        *_items(session, tip.id, actor, today),
        *_published(session, tip),
        *_told(session, tip.id),
    ]
    # what happened at one moment keeps its order
    ordered = sorted(found, key=lambda one: one.at, reverse=True)
    plain = [replace(one, look="" if one.look == "now" else one.look) for one in ordered]
    return tuple(replace(one, look=one.look or "now") if n == 0 else one for n, one in enumerate(plain))


def story_of_item(
    session: Session, happenings: tuple[Happening, ...], tip_id: int | None, *, actor: Actor
) -> tuple[Happening, ...]:
    """The item's own points with the steps of its report among them, if the reader may see the report."""
    if tip_id is None or not actor.may(Permission.TIP_READ):
        return happenings
    try:
        tip = get_tip(session, tip_id, actor=actor)
    except NotFound:
        return happenings
    url = url_for("tips.show", tip_id=tip_id)
    steps = [
        Happening(
            on=local_day(one.at),
            at=one.at,
            heading=_("举报%(number)s：%(what)s", number=tip.number, what=one.heading),
            text="",
            state="bad" if one.look == "bad" else "",
            url=url,
        )
        for one in as_told(session, tip_id, _STEPS_OF_TIP)
    ]
    coming = [one for one in happenings if one.at is None]
    past = [one for one in (*happenings, *steps) if one.at is not None]
    return (*coming, *sorted(past, key=lambda one: one.at or tip.received_at, reverse=True))


def _visits(session: Session, tip_id: int, actor: Actor) -> Iterable[Happened]:
    readable = actor.may(Permission.PATROL_READ)
    for visit in visits_of_tip(session, tip_id):
        found = _("未发现问题") if visit.found_nothing else _("发现%(n)s个问题", n=len(visit.findings))
        yield Happened(
            at=visit.recorded_at,
            heading=_("%(who)s到访", who=visit.visited_by),
            text=_("%(where)s，%(found)s", where=visit.scope, found=found),
            look="" if visit.found_nothing else "bad",
            url=url_for("patrols.visit", visit_id=visit.id) if readable else "",
        )


def _items(session: Session, tip_id: int, actor: Actor, today: date) -> Iterable[Happened]:
    for item in items_of_tip(session, tip_id):
        try:
            detail = get_item(session, item.id, actor=actor, today=today)
        except NotFound:
            continue
        visit = visit_value(session, get_finding(session, item.finding_id).visit_id)
        for one in timeline(detail, entries_of(session, f"ledger:{item.id}"), visit):
            # that something was found is told by the visit
            if one.at is None or one.opens:
                continue
            yield Happened(
                at=one.at,
                heading=_("%(number)s：%(what)s", number=item.number, what=one.heading),
                text=one.text,
                look="bad" if one.state == "bad" else "",
                url=one.url or url_for("ledger.item", item_id=item.id),
            )


def _published(session: Session, tip: TipValue) -> Iterable[Happened]:
    for outcome in last_outcomes(session, numbers=[tip.number], limit=1):
        yield Happened(
            at=outcome.published_at,
            heading=_("处理结果在网上公布"),
            text="",
            url=url_for("outcomes.index"),
        )


def _told(session: Session, tip_id: int) -> Iterable[Happened]:
    """Notices inside the office. Reminders say by themselves whom they told; who hears of an opened identity
    is not the line's to read."""
    about = [
        one
        for one in notices_about(session, f"tip:{tip_id}")
        if not one.kind.startswith("deadline_") and one.kind != "identity_opened"
    ]
    names = names_of(session, {person for one in about for person in one.told})
    for one in about:
        people = listed(names[person] for person in one.told if person in names)
        yield Happened(at=one.at, heading=_("已通知%(people)s", people=people), text=sentence(one.notice))
