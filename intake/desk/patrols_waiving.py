"""免除巡查: the county lets grids off the patrol of a month, with its reason, and takes that back openly."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.ledger_refusals import put, show
from intake.desk.patrols_duty import OPEN
from intake.desk.patrols_months import asked_month, month_said
from intake.patrols.duties import GridDuty, get_waiver, month_duties
from intake.patrols.waiving import LONGEST_REASON, MONTHS_AHEAD, waive, withdraw_waiver
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import CheckboxField, Form, Needed, TextArea, TickField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today


class WaiveForm(Form):
    """Which grids, and why."""

    everything = TickField(_l("下面列出的全部责任区"))
    grids = CheckboxField(_l("免除哪些责任区"), choices=[])
    reason = TextArea(
        _l("为什么免除"),
        [Needed(_l("请写明理由，例如“寒假，辖区内幼儿园全部放假”"))],
        description=_l("理由和您的姓名会留在记录里，本单位和监管责任人都看得到。"),
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


class WithdrawForm(Form):
    """Why a waiver is taken back."""

    reason = TextArea(
        _l("为什么收回"),
        [Needed(_l("请写明理由，例如“有一所幼儿园提前开园”"))],
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    office_id: int | None
    grid_id: int | None


@requires(Permission.PATROL_WAIVE)
def waive_page() -> ResponseReturnValue:
    """`?month=&office=&grid=`: the grids whose duty is open that month, the one asked for ticked."""
    actor = current_actor()
    first = asked_month(today(), ahead=MONTHS_AHEAD)
    asked = _Asked(office_id=request.args.get("office", type=int), grid_id=request.args.get("grid", type=int))
    with read() as session:
        duties = month_duties(
            session,
            year=first.year,
            number=first.month,
            today=today(),
            within=actor.division_path,
            office_id=asked.office_id,
        )
    offered = [one for one in duties if _offered(one, asked)]
    form = WaiveForm(grids=[str(asked.grid_id)] if asked.grid_id else None)
    form.grids.choices = [
        (str(one.grid.id), _("%(grid)s，%(name)s", grid=one.grid.name, name=one.answers or _("无人负责")))
        for one in offered
    ]
    if form.validate_on_submit():
        if form.everything.data:
            form.grids.data = [str(one.grid.id) for one in offered]
        if not form.grids.data:
            put(form, "grids", _("请选择要免除的责任区"))
        else:
            try:
                with begin() as session:
                    n = waive(
                        session,
                        [int(one) for one in form.grids.data],
                        first=first,
                        reason=form.reason.data,
                        actor=actor,
                        now=now(),
                        today=today(),
                    )
            except Invalid as refusal:
                show(form, refusal)
            else:
                flash(_("已经免除%(n)s个责任区%(month)s的巡查。", n=n, month=month_said(first)))
                return redirect(url_for("patrols.duty", month=f"{first:%Y-%m}", office=asked.office_id), 303)
    page = render_template(
        "intake/patrols/waive.html", form=form, first=first, office_id=asked.office_id, any=bool(offered)
    )
    return page, 422 if form.errors else 200


@requires(Permission.PATROL_READ)
def waiver(waiver_id: int) -> ResponseReturnValue:
    """A notice leads here: to the month of the waiver."""
    actor = current_actor()
    with read() as session:
        found, _grid = get_waiver(session, waiver_id, actor=actor)
    page = "patrols.duty" if actor.may(Permission.PATROL_WAIVE) else "patrols.my_month"
    return redirect(url_for(page, month=f"{found.month:%Y-%m}"))


@requires(Permission.PATROL_WAIVE)
def withdraw_page(waiver_id: int) -> ResponseReturnValue:
    """Taking a waiver back. One that was taken back already leads to its month."""
    actor = current_actor()
    with read() as session:
        found, grid = get_waiver(session, waiver_id, actor=actor)
    month_url = url_for("patrols.duty", month=f"{found.month:%Y-%m}")
    form = WithdrawForm()
    if found.withdrawn_at is not None:
        flash(_("这次免除已经收回，没有重复办理。"))
        return redirect(month_url, 303)
    if form.validate_on_submit():
        try:
            with begin() as session:
                withdraw_waiver(session, waiver_id, form.reason.data, actor=actor, now=now())
        except Invalid as refusal:
            show(form, refusal)
        else:
            flash(_("已经收回，%(grid)s这个月仍要巡查。", grid=grid.name))
            return redirect(month_url, 303)
    page = render_template(
        "intake/patrols/withdraw_waiver.html", form=form, waiver=found, grid=grid, month_url=month_url
    )
    return page, 422 if form.errors else 200


def _offered(one: GridDuty, asked: _Asked) -> bool:
    return one.duty.state in OPEN and (asked.grid_id is None or one.grid.id == asked.grid_id)
