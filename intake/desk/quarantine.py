"""待甄别: reports that came too fast or too many, or look like advertising, seen together; each is opened and
accepted by itself, those that are none are declined together after a second look."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from intake.cases.moderating import MOST, decline_together
from intake.desk.tips_refusals import put_on
from intake.desk.tips_words import title_of
from intake.desk.work_clocks import Left, left
from intake.patrols.rules import LONGEST
from intake.tips.quarantine import apart_among, count_apart, list_apart
from intake.tips.values import TipValue
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, HiddenField, Needed, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today

blueprint = Blueprint("quarantine", __name__)


class TogetherForm(Form):
    """Why these are not accepted; the second look is the page itself."""

    confirmed = HiddenField()
    reason = TextArea(
        _l("不予受理的理由"),
        [Needed(_l("请写明理由，例如“内容重复，看不出是哪里的什么事”"))],
        description=_l("每一位举报人查进度时都会看到这段话。不要写工作人员的姓名。"),
        render_kw={"rows": 3, "maxlength": LONGEST},
    )


@blueprint.get("/office/tips/quarantine/")
@requires(Permission.TIP_DECLINE)
def index() -> ResponseReturnValue:
    """A page of them, the likeliest real ones first."""
    return _list()


def _list(*, nothing_chosen: bool = False) -> ResponseReturnValue:
    page = max(request.args.get("page", 1, type=int) or 1, 1)
    with read() as session:
        apart = count_apart(session, actor=current_actor())
        found = list_apart(session, actor=current_actor(), offset=(page - 1) * MOST, limit=MOST)
    pages = max(-(-apart.total // MOST), 1)
    if page > pages:
        abort(404)
    body = render_template(
        "intake/quarantine.html",
        rows=[(tip, title_of(tip), _left(tip)) for tip in found],
        apart=apart,
        page=page,
        pages=pages,
        nothing_chosen=nothing_chosen,
    )
    return body, 422 if nothing_chosen else 200


def _left(tip: TipValue) -> Left | None:
    return left(tip.deadlines[0].due, today()) if tip.deadlines else None


@blueprint.post("/office/tips/quarantine/decline")
@requires(Permission.TIP_DECLINE)
def decline() -> ResponseReturnValue:
    """First shows once more what was chosen, then declines it."""
    chosen = _chosen()
    with read() as session:
        tips = apart_among(session, chosen, actor=current_actor())
    if not tips:
        return _list(nothing_chosen=True)
    form = TogetherForm()
    if not form.confirmed.data:
        form = TogetherForm(formdata=None)
        form.reason.data = str(_("没有写明可以核实的地点和情况，或者与其他举报内容相同。"))
        return _confirm(form, tips)
    if not form.validate_on_submit():
        return _confirm(form, tips, status=422)
    try:
        with begin() as session:
            done = decline_together(
                session, chosen, reason=form.reason.data, actor=current_actor(), now=now()
            )
    except Invalid as refusal:
        put_on(form, refusal)
        return _confirm(form, tips, status=422)
    flash(
        ngettext(
            "%(num)s件已作不予受理，理由已告知举报人。",
            "%(num)s件已作不予受理，理由已告知举报人。",
            done,
        )
    )
    return redirect(url_for("quarantine.index"), 303)


def _chosen() -> list[int]:
    """What was ticked, or the whole page; never more than a page."""
    names = request.form.getlist("shown" if "all" in request.form else "tips", type=int)
    return list(dict.fromkeys(names))[:MOST]


def _confirm(form: TogetherForm, tips: tuple[TipValue, ...], *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "intake/quarantine_decline.html", form=form, rows=[(tip, title_of(tip)) for tip in tips]
    )
    return page, status
