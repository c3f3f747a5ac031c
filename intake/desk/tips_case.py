"""Everything that the page of one tip shows, read at once."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from intake.desk.phone_orders import order_left
from intake.desk.story import story_of_tip
from intake.desk.tips_people import Proposal, proposal
from intake.desk.tips_position import CasePosition, case_position
from intake.desk.tips_timeline import Happened
from intake.desk.work_clocks import DEADLINE_WORDS, Left, left
from intake.ledger.queries import items_of_tip
from intake.ledger.values import ItemValue
from intake.patrols.queries import VisitValue, visits_of_tip
from intake.tips.masking import CONTACT_MASK, ID_MASK, NAME_MASK, NUMBER_MASK, PHONE_MASK
from intake.tips.orders import OrderValue, orders_of
from intake.tips.queries import get_tip, merged_into, photos_of, similar_open, thread_of
from intake.tips.telling import Telling, telling_of
from intake.tips.values import Photo, Similar, TipValue
from publishing.divisions.rules import county_code_of
from publishing.kernel.clock import local_day
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.settings import Settings
from publishing.registry.queries import get_kindergarten
from publishing.search.engines import IndexUnusable
from publishing.search.queries import CandidateValue, find

_SIMILAR_NAMES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterCheck:
    """What the register says of the name in the report. `verdict` is empty where nobody could look."""

    verdict: str
    name: str = ""
    kindergarten_id: str = ""
    near: tuple[CandidateValue, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockLine:
    """One day that is owed; `left` only where it is the next or over."""

    label: str
    due: date
    left: Left | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A tip with all that belongs to it."""

    tip: TipValue
    check: RegisterCheck
    position: CasePosition | None
    photos: tuple[Photo, ...]
    similar: tuple[Similar, ...]
    survivor: tuple[int, str] | None
    """Id and number of the tip that this one was merged into; an id of 0 where it is not the viewer's."""
    merged: tuple[str, ...]
    proposed: Proposal | None
    clocks: tuple[ClockLine, ...]
    timeline: tuple[Happened, ...]
    items: tuple[ItemValue, ...]
    visits: tuple[VisitValue, ...]
    asked_on: date | None
    """Since when a question waits for the reporter; the clocks go on."""
    orders: tuple[tuple[OrderValue, Left | None], ...]
    """Order numbers of 12345 with what is left of their own time."""
    telling: Telling | None
    """Who wrote it down for the reporter; None where the reporter did."""


def load_case(
    session: Session, settings: Settings, tip_id: int, *, actor: Actor, today: date, moment: datetime
) -> Case:
    """The case; raises NotFound where this person may not see it."""
    tip = get_tip(session, tip_id, actor=actor)
    return Case(
        tip=tip,
        check=_check(session, settings, tip, today),
        position=case_position(session, tip),
        photos=photos_of(session, tip_id),
        similar=similar_open(session, tip_id, actor=actor),
        survivor=_survivor(session, tip, actor),
        merged=tuple(row.number for row in merged_into(session, tip_id)),
        proposed=proposal(session, tip, on=today) if _is_waiting(tip) else None,
        clocks=clock_lines(tip, today),
        timeline=story_of_tip(session, tip, actor=actor, today=today),
        items=items_of_tip(session, tip_id),
        visits=visits_of_tip(session, tip_id),
        asked_on=_asked_on(session, tip),
        orders=tuple((order, order_left(order, moment)) for order in orders_of(session, tip_id)),
        telling=telling_of(session, tip_id),
    )


def _asked_on(session: Session, tip: TipValue) -> date | None:
    if tip.state != "need_info":
        return None
    asked = [message.at for message in thread_of(session, tip.id) if message.direction == "question"]
    return local_day(asked[-1]) if asked else None


def _is_waiting(tip: TipValue) -> bool:
    return any(step.action in ("accept", "assign") for step in tip.steps)


def _survivor(session: Session, tip: TipValue, actor: Actor) -> tuple[int, str] | None:
    if tip.merged_into_id is None:
        return None
    try:
        survivor = get_tip(session, tip.merged_into_id, actor=actor)
    except NotFound:
        return (0, "")
    return (survivor.id, survivor.number)


def _check(session: Session, settings: Settings, tip: TipValue, today: date) -> RegisterCheck:
    if tip.kindergarten_id:
        try:
            known = get_kindergarten(session, tip.kindergarten_id, today=today)
        except NotFound:
            return RegisterCheck(verdict="", why_not=_("名单中没有举报人选的这一所"))
        return RegisterCheck(verdict=known.status.value, name=known.facts.name, kindergarten_id=known.id)
    if not tip.kindergarten_name:
        return RegisterCheck(verdict="", why_not=_("举报人没有写园名"))
    try:
        answer = find(
            session,
            settings,
            tip.kindergarten_name,
            county_code=county_code_of(tip.division_path),
            as_of=today,
        )
    except IndexUnusable:
        return RegisterCheck(verdict="", why_not=_("名单索引还没有建好，请到公开网站查询"))
    one = answer.kindergarten
    return RegisterCheck(
        verdict=answer.verdict,
        name=one.facts.name if one else "",
        kindergarten_id=one.id if one else "",
        near=() if one else answer.candidates[:_SIMILAR_NAMES],
    )


def clock_lines(tip: TipValue, today: date) -> tuple[ClockLine, ...]:
    """What is owed, the next first; days far ahead stand without a clock."""
    return tuple(
        ClockLine(
            label=str(DEADLINE_WORDS[owed.code]),
            due=owed.due,
            left=left(owed.due, today) if n == 0 or owed.due < today else None,
        )
        for n, owed in enumerate(tip.deadlines)
    )


def marked(text: str) -> Markup:
    """The text with every masked number drawn as such, line by line."""
    shown = escape(text)
    for mask in (ID_MASK, PHONE_MASK, NUMBER_MASK, CONTACT_MASK, NAME_MASK):
        shown = shown.replace(mask, Markup('<span class="ming-cell">{}</span>').format(mask))
    return Markup("<br>").join(line for line in shown.splitlines() if line.strip())
