"""What is left of a deadline, in words (剩3个工作日, 超期2个工作日), and its group on a work list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from flask import g
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.deadlines.queries import calendar_of, clocks_of
from intake.deadlines.rules import Calendar, Clock, clock
from publishing.kernel.db import JsonValue
from publishing.kernel.web import read, today

GROUPS = ("over", "today", "week", "later")
GROUP_WORDS = {
    "over": _l("超期"),
    "today": _l("今天到期"),
    "week": _l("本周"),
    "later": _l("以后"),
}
DEADLINE_WORDS = {
    "harm": _l("紧急处置"),
    "place": _l("确定地点"),
    "accept": _l("告知是否受理（本局目标）"),
    "accept_legal": _l("告知是否受理（法定15日）"),
    "assign": _l("交办"),
    "start": _l("开始核查"),
    "visit": _l("首次到场"),
    "verify": _l("报送核查结果"),
    "review": _l("审核"),
    "reply": _l("答复举报人"),
    "conclude": _l("办结"),
    "danger": _l("跟进撤回后的危险"),
    "order": _l("回复工单"),
    "rectify": _l("整改"),
    "letter": _l("部门复函"),
}
"""By `Deadline.code` of a tip or a ledger item."""

STEP_WORDS = {
    "soon": _l("临期提醒"),
    "today": _l("到期提醒"),
    "over": _l("超期提醒"),
    "county": _l("超期，报县级督办"),
    "city": _l("超期，报市级督办"),
    "unanswered": _l("无人受理，报县级负责人"),
}
"""By step of `intake.deadlines.escalating`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """The words of a clock, and how it is drawn: `over`, `soon` or plainly."""

    text: str
    level: str


def calendar_now() -> Calendar:
    """The calendar in force, read once a request."""
    if "working_days" not in g:
        with read() as session:
            g.working_days = calendar_of(session)
    return cast(Calendar, g.working_days)


def usual_day(code: str, path: str) -> date:
    """The day that a period of the place (`intake.deadlines.periods`) ends on when it begins today."""
    with read() as session:
        return clocks_of(session).due(code, path=path, since=today())


def clock_on(due: date, today: date) -> Clock:
    """The clock of a deadline by the calendar in force."""
    return clock(due, today, calendar_now())


def left(due: date | None, today: date) -> Left:
    """What is left until `due`; without a day it is wanted at once."""
    if due is None:
        return Left(text=_("尽快"), level="soon")
    found = clock_on(due, today)
    if found.over:
        late = -found.left
        # a day that passed over the weekend is over without a working day having gone by
        text = ngettext("超期%(num)s个工作日", "超期%(num)s个工作日", late) if late else _("已超期")
        return Left(text=text, level="over")
    if due == today:
        return Left(text=_("今天"), level="soon")
    if found.left == 0:
        return Left(text=_("下个工作日前"), level="soon")
    return Left(text=ngettext("剩%(num)s个工作日", "剩%(num)s个工作日", found.left), level="")


def deadline_said(details: Mapping[str, JsonValue]) -> tuple[str, str]:
    """A reminder or a step up the ladder from its row of the log: heading, and of what."""
    day = format_date(date.fromisoformat(str(details["due"])), "long")
    what = _("%(what)s，期限%(day)s", what=DEADLINE_WORDS[str(details["clock"])], day=day)
    return str(STEP_WORDS[str(details["step"])]), what


def group_of(due: date | None, today: date) -> str:
    """Which of GROUPS a day falls in; a week ends on Sunday."""
    if due is None or due == today:
        return "today"
    if due < today:
        return "over"
    return "week" if due <= end_of_week(today) else "later"


def end_of_week(today: date) -> date:
    """The Sunday of the week of a day."""
    return today + timedelta(days=6 - today.weekday())
