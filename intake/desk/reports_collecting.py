"""Who has not reported: the offices below, how each stands with a period; and when reports are due."""

from collections import Counter

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.desk.files import sheet_file
from intake.desk.reports_words import STANDING_WORDS, sentence_of, span_words
from intake.reports.queries import Standing, dues_of, standings
from intake.reports.rules import BELOW, DUES, KIND_OF_OFFICE, Span, due_on, spans
from intake.reports.setting import set_due
from publishing.kernel.accounts.queries import OfficeValue, get_office
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.forms import DateField, Form, Needed, RadioField, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.spreadsheets import Sheet
from publishing.kernel.web import begin, current_actor, now, read, requires, today

SLOT_WORDS = {
    "half1": _l("上半年报告"),
    "half2": _l("下半年报告"),
    "year": _l("年度报告"),
}
_MISSING = ("overdue", "in_work", "not_begun")


class DueForm(Form):
    """A day of the year."""

    slot = RadioField(_l("哪一种报告"), [Needed(_l("请选择哪一种报告"))], choices=list(SLOT_WORDS.items()))
    day = DateField(
        _l("每年哪一天以前报"),
        [Needed(_l("请填写日期，例如2026-12-15，年份不计"))],
        description=_l("按月、日算，每年都一样。上半年在6月至9月之间，下半年和年度在12月。"),
    )
    reason = TextArea(
        _l("为什么改"), [Needed(_l("请写明理由，例如“与学期工作安排一致”"))], render_kw={"rows": 2}
    )


@requires(Permission.REPORT_COLLECT)
def index() -> str:
    """`?period=2026-2` chooses the period (`2026-0` the year), `?only=missing` who has not reported."""
    actor = current_actor()
    with read() as session:
        office, chosen, offered = _chosen(session)
        found = standings(session, actor=actor, span=chosen, today=today())
        due = due_on(chosen, dues_of(session, office.division_path))
    counts = Counter(one.code for one in found)
    missing = [one for one in found if one.code in _MISSING]
    only = request.args.get("only") == "missing"
    return render_template(
        "intake/reports/missing.html",
        kind=KIND_OF_OFFICE[BELOW[office.kind]],
        offered=[(one, span_words(one), one == chosen) for one in offered],
        chosen=chosen,
        span=span_words(chosen),
        due=due,
        lines=missing if only else found,
        total=len(found),
        only=only,
        reported=len(found) - len(missing),
        overdue=counts["overdue"],
        standing_words=STANDING_WORDS,
        may_set=actor.may(Permission.CLOCK_SET),
        today=today(),
    )


@requires(Permission.REPORT_COLLECT)
def file(ending: str) -> Response:
    """The same list as `.xlsx` or `.csv`."""
    actor = current_actor()
    with read() as session:
        office, chosen, _offered = _chosen(session)
        found = standings(session, actor=actor, span=chosen, today=today())
        due = due_on(chosen, dues_of(session, office.division_path))
    title = f"{chosen.words()}报告报送情况"
    sheet = Sheet(
        name="报送情况",
        title=title,
        notes=(f"填报单位：{office.name}　应在{due:%Y-%m-%d}以前报送　统计日期：{today():%Y-%m-%d}",),
        heads=("单位", "情况", "发文字号", "签发日期", "签发人"),
        rows=tuple(_row(one) for one in found),
        widths=(34, 14, 26, 16, 14),
    )
    return sheet_file((sheet,), ending, title)


@requires(Permission.CLOCK_SET)
def dues() -> ResponseReturnValue:
    """The days by which reports are due here, and the form that sets them."""
    actor, form = current_actor(), DueForm()
    with read() as session:
        office = get_office(session, actor.office_id or 0)
        held = dues_of(session, office.division_path)
    if office.kind == "central_school":
        raise Forbidden(permission=Permission.CLOCK_SET.value, reason="not_bureau")
    if form.validate_on_submit() and form.day.data is not None:
        try:
            with begin() as session:
                set_due(
                    session,
                    slot=form.slot.data,
                    day=form.day.data,
                    reason=form.reason.data,
                    actor=actor,
                    now=now(),
                )
        except Invalid as refusal:
            form[str(refusal.values["field"])].errors = [sentence_of(refusal)]
        else:
            flash(_("报送日期已改。"))
            return redirect(url_for("reports.dues"), 303)
    page = render_template(
        "intake/reports/dues.html",
        form=form,
        rows=[
            (SLOT_WORDS[slot], due_on(Span(year=today().year, half=half), held), held[slot] == DUES[slot])
            for half, slot in ((1, "half1"), (2, "half2"), (0, "year"))
        ],
    )
    return page, 422 if form.errors else 200


def _chosen(session: Session) -> tuple[OfficeValue, Span, list[Span]]:
    """The reader's office, the period of the address (default: the newest), and all that may be chosen."""
    office = get_office(session, current_actor().office_id or 0)
    if office.kind not in BELOW:
        raise Forbidden(permission=Permission.REPORT_COLLECT.value, reason="nothing_below")
    offered = list(spans(KIND_OF_OFFICE[BELOW[office.kind]], today=today()))
    asked = request.args.get("period", "")
    chosen = next((one for one in offered if f"{one.year}-{one.half}" == asked), offered[0])
    return office, chosen, offered


def _row(one: Standing) -> tuple[str, ...]:
    report = one.report
    signed = report.signed_at if report else None
    return (
        one.office.name,
        str(STANDING_WORDS[one.code]),
        (report.number or "") if report else "",
        f"{local_day(signed):%Y-%m-%d}" if signed else "",
        report.signed_by if report else "",
    )
