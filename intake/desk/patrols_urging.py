"""督促办理: units that were asked to apply for missing papers, and what was heard since."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.ledger_forms import day_of
from intake.desk.ledger_refusals import show
from intake.desk.patrols_showing import place_words, seen_item
from intake.desk.work_clocks import left
from intake.ledger.queries import items_of_findings
from intake.patrols.rules import LONGEST, URGING_RESULTS
from intake.patrols.urging import CheckForm, check_urging
from intake.patrols.urgings import get_urging, list_urgings
from publishing.kernel.errors import Invalid, StaleForm
from publishing.kernel.forms import DateField, Form, HiddenField, Needed, RadioField, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import choices

_PAGE = 30


class UrgingForm(Form):
    """What was heard this time."""

    version = HiddenField()
    checked_on = DateField(_l("哪天问的"), [Needed(_l("请填写日期，例如2026年11月23日"))])
    result = RadioField(
        _l("办得怎么样了"),
        [Needed(_l("请选择办得怎么样了"))],
        choices=choices("urging_result", *URGING_RESULTS),
        render_kw={
            "hints": {
                "applied": _l("材料已经交到审批部门"),
                "granted": _l("证照已经拿到，写明证号和日期"),
                "refused": _l("审批部门不批准；还在办园的，要按无证处理"),
            }
        },
    )
    note = TextArea(
        _l("对方怎么说"),
        [Needed(_l("请写明对方怎么说，例如“11月20日已向县市场监管局提交食品经营许可申请”"))],
        render_kw={"rows": 3, "maxlength": LONGEST},
    )
    next_on = DateField(_l("哪天再问"), description=_l("不填就按县里规定的天数。已经办好或停办的不用填。"))


@requires(Permission.PATROL_READ)
def urgings() -> str:
    """`?settled=1&page=`; by default those that are not settled."""
    actor = current_actor()
    settled = request.args.get("settled") == "1"
    page = max(1, request.args.get("page", 1, type=int))
    with read() as session:
        found, total = list_urgings(
            session, actor=actor, settled=settled, offset=(page - 1) * _PAGE, limit=_PAGE
        )
        places = {one.id: place_words(session, one.division_path) for one in found}
    return render_template(
        "intake/patrols/urgings.html",
        urgings=found,
        places=places,
        total=total,
        page=page,
        pages=max(1, -(-total // _PAGE)),
        settled=settled,
        lefts={one.id: left(one.next_on, today()) for one in found if one.next_on},
        today=today(),
    )


@requires(Permission.PATROL_READ)
def urging(urging_id: int) -> ResponseReturnValue:
    """One of them, and, for who may record patrols and while it is not settled, the form of the next time."""
    actor = current_actor()
    with read() as session:
        found = get_urging(session, urging_id, actor=actor)
        place = place_words(session, found.division_path)
        items = items_of_findings(session, [found.finding.id])
        item = next((seen for one in items if (seen := seen_item(session, one, actor))), None)
    form = UrgingForm(checked_on=today())
    if request.method == "GET":
        form.version.data = str(found.version)
    may_check = actor.may(Permission.PATROL_RECORD) and not found.settled
    if form.validate_on_submit():
        actor.require(Permission.PATROL_RECORD)
        try:
            with begin() as session:
                check_urging(
                    session,
                    urging_id,
                    CheckForm(
                        checked_on=day_of(form.checked_on),
                        result=form.result.data,
                        note=form.note.data,
                        next_on=form.next_on.data,
                    ),
                    version=int(form.version.data) if form.version.data.isdecimal() else -1,
                    actor=actor,
                    now=now(),
                    today=today(),
                )
        except Invalid as refusal:
            show(form, refusal)
        except StaleForm:
            form.version.data = str(found.version)
            form.form_errors.append(
                _("您填写的时候，别人登记了一次。您填的内容还在，看过下面最新的记录后可以再提交一次。")
            )
        else:
            flash(_("已经登记。"))
            return redirect(url_for("patrols.urging", urging_id=urging_id), 303)
    page = render_template(
        "intake/patrols/urging.html",
        form=form,
        urging=found,
        place=place,
        item=item,
        may_check=may_check,
        left=left(found.next_on, today()) if found.next_on else None,
        today=today(),
    )
    return page, 422 if form.errors else 200
