"""责任区调整移交: open work that lies with somebody who has no duty there any more, and handing it over at
once."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from intake.cases.handing_over import LONGEST_REASON, Pending, hand_over, pending_handovers
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today

blueprint = Blueprint("handover", __name__)


class HandoverForm(Form):
    """The reason, once for all of it."""

    reason = TextArea(
        _l("移交的理由"),
        [Needed(_l("请写明理由，例如“花园村划到第4责任区”"))],
        description=_l("理由会留在每一件的经过里，移交和接手的人都会收到通知。"),
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


@blueprint.route("/office/handover/", methods=["GET", "POST"])
@requires(Permission.GRID_MANAGE)
def index() -> ResponseReturnValue:
    """What is to be handed over, to whom; one confirmation moves all of it."""
    form = HandoverForm()
    if form.validate_on_submit():
        try:
            with begin() as session:
                moved = hand_over(session, reason=form.reason.data, actor=current_actor(), now=now())
        except Invalid:
            form.reason.errors = [_("最多写%(n)s个字，请缩短一些", n=LONGEST_REASON)]
        else:
            flash(ngettext("已移交%(num)s件。", "已移交%(num)s件。", len(moved)))
            return redirect(url_for("handover.index"), 303)
    with read() as session:
        pending = pending_handovers(session, actor=current_actor(), on=today())
    page = render_template("intake/handover.html", form=form, rows=[(one, _address(one)) for one in pending])
    return page, 422 if form.errors else 200


def _address(one: Pending) -> str:
    number = int(one.subject.partition(":")[2])
    if one.is_tip:
        return url_for("tips.show", tip_id=number)
    return url_for("ledger.item", item_id=number)
