"""各步期限: how long each step may take in one's county (or city), where that comes from, and changing it."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session
from wtforms.validators import Optional

from intake.deadlines.periods import ANY, HOURS, KINDS, LAW, TRACKS, WORKING, Found, Kind, Period
from intake.deadlines.queries import CalendarEntry, calendar_entries, calendar_of, clocks_of, settings_of
from intake.deadlines.setting import LONGEST_REASON, own_division, set_period
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import (
    DateField,
    Form,
    IntegerField,
    Needed,
    RadioField,
    TextArea,
)
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import word

CLOCK_WORDS = {
    "harm_accept": _l("疑似伤害幼儿，受理（超过即报负责人）"),
    "place": _l("确定地点"),
    "accept": _l("告知是否受理"),
    "assign": _l("受理或重办以后，交办"),
    "start": _l("交办以后，开始核查"),
    "visit": _l("交办以后，首次到场"),
    "verify": _l("交办以后，报送核查结果"),
    "review": _l("报送以后，审核"),
    "conclude": _l("收到以后，办结"),
    "reply": _l("办结以后，答复举报人"),
    "notice": _l("整改通知书，整改期限"),
    "recheck": _l("整改期限以后，复查"),
    "letter": _l("发函以后，部门回复"),
    "urge": _l("督促办证以后，再问一次"),
    "danger": _l("撤回以后，跟进仍在的危险"),
    "remind": _l("到期以前多久提醒"),
    "to_county": _l("超期多久报县级督办"),
    "to_city": _l("超期多久报市级督办"),
}
"""By code of `intake.deadlines.periods.KINDS`."""
_GROUPS = (
    (_l("受理以前"), ("harm_accept", "place", "accept", "assign")),
    (_l("受理以后"), ("start", "visit", "verify", "review", "conclude", "reply", "danger")),
    (_l("整改和协调"), ("notice", "recheck", "letter", "urge")),
    (_l("提醒和督办"), ("remind", "to_county", "to_city")),
)
_UNIT_WORDS = {"working": _l("个工作日"), "calendar": _l("日（自然日）"), "hours": _l("小时")}
_INHERIT = "inherit"


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodLine:
    """One row: the step, how long it may take, who says so, and the change that is to come."""

    clock: str
    what: str
    said: str
    source: str
    clause: str
    coming: str
    url: str


class PeriodForm(Form):
    """A new period for one step."""

    unit = RadioField(_l("怎么算天数"), [Needed(_l("请选择怎么算"))], choices=[])
    amount = IntegerField(_l("多长"), [Optional()], render_kw={"mark_optional": False})
    valid_from = DateField(
        _l("从哪一天起"),
        [Needed(_l("请填写生效日期，例如2026-12-01"))],
        description=_l("这一天以后开始的步骤按新的期限。已经告诉举报人的日期不变。"),
    )
    reason = TextArea(
        _l("为什么改"),
        [Needed(_l("请写明理由，例如“秋季专项整治期间加快核查”"))],
        description=_l("理由和您的姓名会留在下面的记录里。"),
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


@requires(Permission.CLOCK_SET)
def index() -> str:
    """The periods of the county on one track, every change that was made, and the working days."""
    actor, track = current_actor(), _track()
    with read() as session:
        code = own_division(actor)
        clocks = clocks_of(session)
        groups = [
            (str(title), [_line(session, actor, clock, track) for clock in members])
            for title, members in _GROUPS
        ]
        changes = settings_of(session, code)
        names = names_of(session, {one.set_by_id for one in changes if one.set_by_id is not None})
        place = get_division(session, code).name
        missing = clocks.calendar.missing(today())
        days = _days(session, today())
    return render_template(
        "intake/deadlines/periods.html",
        groups=groups,
        tracks=[
            (url_for("deadlines.periods", track=one), word("track", one), one == track) for one in TRACKS
        ],
        track=track,
        place=place,
        missing=missing,
        days=days,
        changes=[
            (
                one,
                str(CLOCK_WORDS[one.clock]),
                said(one.period) if one.period else _("恢复上一级的规定"),
                names.get(one.set_by_id or 0, _("系统")),
            )
            for one in changes
        ],
    )


@requires(Permission.CLOCK_SET)
def change(clock: str) -> ResponseReturnValue:
    """The form of one step; a change holds from a day on and never moves what was promised."""
    if clock not in KINDS:
        abort(404)
    actor, kind = current_actor(), KINDS[clock]
    track = _track() if kind.by_track else ANY
    form = PeriodForm()
    with read() as session:
        line = _line(session, actor, clock, track)
        held = _found(session, actor, clock, track, today())
    above = _("按市里的规定") if own_division(actor) != _city(actor) else _("按系统默认")
    form.unit.choices = [
        *((unit, f"{_UNIT_WORDS[unit]}{_longest(kind, unit)}") for unit in kind.longest),
        (_INHERIT, above),
    ]
    if request.method == "GET":
        form.unit.data, form.amount.data = held.period.unit, held.period.amount
        form.valid_from.data = today()
    if form.validate_on_submit() and _take(form, clock, track, actor):
        flash(_("期限已改，从%(day)s起按新的算。", day=form.valid_from.raw_data[0]))
        return redirect(url_for("deadlines.periods", track=track or TRACKS[0]), 303)
    page = render_template(
        "intake/deadlines/period.html",
        form=form,
        line=line,
        track=track,
        law=said(LAW[clock]) if clock in LAW else "",
    )
    return page, 422 if form.errors else 200


def _take(form: PeriodForm, clock: str, track: str, actor: Actor) -> bool:
    """Sets it; False where a value was refused, which is then said at its field."""
    period = None
    if form.unit.data != _INHERIT:
        if form.amount.data is None:
            form.amount.errors = [_("请填写多长，例如10")]
            return False
        period = Period(amount=form.amount.data, unit=form.unit.data)
    try:
        with begin() as session:
            set_period(
                session,
                clock=clock,
                track=track,
                period=period,
                valid_from=form.valid_from.data or today(),
                reason=form.reason.data,
                actor=actor,
                now=now(),
                today=today(),
            )
    except Invalid as refusal:
        form[str(refusal.values["field"])].errors = [_refusal(refusal)]
        return False
    return True


def _refusal(refusal: Invalid) -> str:
    sentences = {
        "too_short": _("至少是1，请改正"),
        "too_long": _("最长%(n)s，请改短一些", n=refusal.values.get("longest", "")),
        "past": _("不能早于今天，请改正"),
    }
    return str(sentences.get(str(refusal.values["reason"]), _("这一项不能采用，请改正")))


def said(period: Period) -> str:
    """A period in words: 5个工作日."""
    n = period.amount
    if period.unit == HOURS:
        return str(ngettext("%(num)s小时", "%(num)s小时", n))
    if period.unit == WORKING:
        return str(ngettext("%(num)s个工作日", "%(num)s个工作日", n))
    return str(ngettext("%(num)s日（自然日）", "%(num)s日（自然日）", n))


def _longest(kind: Kind, unit: str) -> str:
    return str(_("，最长%(n)s", n=kind.longest[unit]))


def _track() -> str:
    track = request.args.get("track", "")
    return track if track in TRACKS else TRACKS[0]


def _city(actor: Actor) -> str:
    return actor.division_path.split("/")[0]


def _found(session: Session, actor: Actor, clock: str, track: str, on: date) -> Found:
    periods = clocks_of(session).periods
    return periods.find(clock, path=actor.division_path, on=on, track=track)


def _line(session: Session, actor: Actor, clock: str, track: str) -> PeriodLine:
    found = _found(session, actor, clock, track, today())
    later = _found(session, actor, clock, track, today() + timedelta(days=366))
    coming = ""
    if later != found and later.since is not None and later.since > today():
        coming = _("%(day)s起改为%(period)s", day=later.since.isoformat(), period=said(later.period))
    source = _("系统默认")
    if found.division_code:
        own = found.division_code == own_division(actor)
        source = _("本级规定") if own else _("市里的规定")
    return PeriodLine(
        clock=clock,
        what=str(CLOCK_WORDS[clock]),
        said=said(found.period),
        source=source,
        clause=KINDS[clock].clause,
        coming=coming,
        url=url_for("deadlines.period", clock=clock, track=track if KINDS[clock].by_track else None),
    )


def _days(session: Session, on: date) -> list[tuple[int, bool, tuple[CalendarEntry, ...]]]:
    """This year and the next: whether the holidays are known, and the days that were loaded."""
    calendar = calendar_of(session)
    return [(year, calendar.knows(year), calendar_entries(session, year)) for year in (on.year, on.year + 1)]
