"""抽查: drawing a sample with a seed that is kept, the list of samples, and the result of each."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.ledger_forms import day_of
from intake.desk.ledger_refusals import show
from intake.desk.patrols_showing import place_words
from intake.desk.patrols_spot_calling_off import may_call_off
from intake.grid.queries import get_grid
from intake.patrols.rules import month_before
from intake.patrols.spot_checks import frame_of, get_spot_check, list_spot_checks
from intake.patrols.spot_drawing import SUBJECTS, DrawForm, draw_spot_check
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import DateField, Form, IntegerField, Needed, RadioField, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import choices


class SampleForm(Form):
    """What is drawn."""

    subject = RadioField(
        _l("抽什么"), [Needed(_l("请选择抽村、社区还是幼儿园"))], choices=choices("spot_subject", *SUBJECTS)
    )
    size = IntegerField(_l("抽几处"), [Needed(_l("请填写抽几处，例如5"))])
    since = DateField(
        _l("对照哪天以来的巡查记录"),
        [Needed(_l("请填写日期，例如2026年10月1日"))],
        description=_l("到现场以后，和这一天以来的巡查记录对照。"),
    )
    reason = TextArea(
        _l("为什么抽查"),
        [Needed(_l("请写明缘由，例如“秋季学期第一次抽查”"))],
        render_kw={"rows": 2, "maxlength": 400},
    )


@requires(Permission.PATROL_READ)
def spot_checks() -> str:
    """The samples that this person may see."""
    actor = current_actor()
    with read() as session:
        found = list_spot_checks(session, actor=actor)
    return render_template(
        "intake/patrols/spot_checks.html", checks=found, may_draw=actor.may(Permission.PATROL_SPOT_CHECK)
    )


@requires(Permission.PATROL_SPOT_CHECK)
def draw_page() -> ResponseReturnValue:
    """Drawing: what was drawn stays, however it fell."""
    actor = current_actor()
    form = SampleForm(subject="village", size=5, since=month_before(today().replace(day=1)))
    if form.validate_on_submit():
        try:
            with begin() as session:
                check_id = draw_spot_check(
                    session,
                    DrawForm(
                        subject=form.subject.data,
                        size=form.size.data,
                        since=day_of(form.since),
                        reason=form.reason.data,
                    ),
                    actor=actor,
                    now=now(),
                    today=today(),
                )
        except Invalid as refusal:
            show(form, refusal)
        else:
            flash(_("已经抽好。种子和抽样范围都记下来了，可以复核。"))
            return redirect(url_for("patrols.spot_check", check_id=check_id), 303)
    page = render_template("intake/patrols/spot_draw.html", form=form)
    return page, 422 if form.errors else 200


@requires(Permission.PATROL_READ)
def spot_check(check_id: int) -> str:
    """The sample, how it can be drawn again, and the result of each place."""
    actor = current_actor()
    with read() as session:
        found = get_spot_check(session, check_id, actor=actor)
        where = {place.id: place_words(session, place.division_path) for place in found.places}
        grids = {
            place.grid_id: get_grid(session, place.grid_id, on=today()).name
            for place in found.places
            if place.grid_id is not None
        }
    done = found.count("agrees") + found.count("differs")
    return render_template(
        "intake/patrols/spot_check.html",
        check=found,
        where=where,
        grids=grids,
        done=done,
        may_visit=actor.may(Permission.PATROL_SPOT_CHECK)
        and actor.may(Permission.PATROL_RECORD)
        and found.called_off is None,
        may_read_frame=actor.may(Permission.PATROL_SPOT_CHECK),
        may_call_off=may_call_off(found, actor),
        whole=len(found.places) == found.size,
    )


@requires(Permission.PATROL_SPOT_CHECK)
def frame(check_id: int) -> Response:
    """The codes from which the sample was drawn, one a line, to draw it again elsewhere."""
    with read() as session:
        found = get_spot_check(session, check_id, actor=current_actor())
        codes = frame_of(session, check_id)
    response = Response("".join(f"{code}\n" for code in codes), mimetype="text/plain")
    response.headers["Content-Disposition"] = f"attachment; filename=frame-{found.id}.txt"
    response.headers["Cache-Control"] = "private, no-store"
    return response
