"""Calling off what is left of a spot check, with the reason that everybody of the place reads."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.ledger_refusals import show
from intake.patrols.spot_calling_off import LONGEST_REASON, call_off
from intake.patrols.spot_checks import SpotCheckValue, get_spot_check
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, TextArea
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires


class CallOffForm(Form):
    """Why the rest is not visited."""

    reason = TextArea(
        _l("为什么取消"),
        [Needed(_l("请写明理由，例如“连日暴雨，道路不通，改为下月重新抽查”"))],
        description=_l("理由和您的姓名留在这次抽查的记录里，本辖区的人都看得到。"),
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


def may_call_off(check: SpotCheckValue, actor: Actor) -> bool:
    """Whether there is something left to call off, and this person may."""
    return (
        check.called_off is None
        and actor.may(Permission.PATROL_SPOT_CHECK)
        and actor.covers(check.division_path)
        and bool(check.count(""))
    )


@requires(Permission.PATROL_SPOT_CHECK)
def page(check_id: int) -> ResponseReturnValue:
    """The form; a sample with nothing to call off leads back to its page."""
    actor = current_actor()
    with read() as session:
        found = get_spot_check(session, check_id, actor=actor)
    back = url_for("patrols.spot_check", check_id=check_id)
    actor.require(Permission.PATROL_SPOT_CHECK, found.division_path)
    if not may_call_off(found, actor):
        flash(_("这次抽查已经取消或者已经做完，没有重复办理。"))
        return redirect(back, 303)
    form = CallOffForm()
    if form.validate_on_submit():
        try:
            with begin() as session:
                call_off(session, check_id, form.reason.data, actor=actor, now=now())
        except Invalid as refusal:
            show(form, refusal)
        else:
            flash(_("已经取消。抽中的地方和已有的结果都保留。"))
            return redirect(back, 303)
    rendered = render_template("intake/patrols/spot_call_off.html", form=form, check=found)
    return rendered, 422 if form.errors else 200
