"""Appointing, replacing or removing a grid's supervisor: the form, what it leaves open, the confirmation."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.cases.appointing import appoint, candidates, tied_to
from intake.cases.redrawing import Consequences, state_of
from intake.desk.grids_listing import short_of
from intake.desk.grids_uploading import looking_ahead
from intake.grid.queries import grids_of_person
from intake.grid.seeing import grid_for
from intake.grid.units import kindergartens_of
from intake.grid.values import GridValue
from publishing.kernel.accounts.queries import Person
from publishing.kernel.errors import Invalid, StaleForm
from publishing.kernel.forms import DateField, Form, HiddenField, Needed, SelectField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import word

VACANT = "vacant"


class AppointForm(Form):
    """Who, and from when. `seen` is how the grids stood when the consequences were shown."""

    person = SelectField(_l("监管责任人"), [Needed(_l("请选择监管责任人，或选“空缺”"))], choices=[("", "")])
    on = DateField(
        _l("从哪一天起"),
        [Needed(_l("请填写从哪一天起，例如2026年12月1日"))],
        description=_l("从这一天起由新的监管责任人负责，可以是今天，也可以是以后的一天。"),
    )
    seen = HiddenField()

    def day(self) -> date:
        """The first day; today where none could be read."""
        return self.on.data or today()


@requires(Permission.GRID_MANAGE)
def supervisor(grid_id: int) -> ResponseReturnValue:
    """Fills in, looks, confirms: the second form carries what the first one said."""
    actor, form = current_actor(), AppointForm()
    with read() as session:
        grid = grid_for(session, grid_id, actor=actor, today=today())
        people = candidates(session, grid)
        choices = [(str(one.id), _described(session, one)) for one in people]
    form.person.choices = [("", _("请选择")), *choices, (VACANT, _("空缺"))]
    if not form.is_submitted():
        form.on.data = max(today(), grid.valid_from)
    if not form.validate_on_submit():
        return _form_page(grid, form)
    who = next((one for one in people if str(one.id) == form.person.data), None)
    stale = False
    try:
        if form.seen.data:
            try:
                return _confirmed(grid, form, who)
            except StaleForm:
                stale = True
        found = _look(grid, form, who)
    except Invalid as refusal:
        field, said = _sentence(refusal, who)
        form[field].errors = [said]
        form.seen.data = ""
        return _form_page(grid, form)
    return _look_page(grid, form, who, found, stale=stale)


def _look(grid: GridValue, form: AppointForm, who: Person | None) -> Consequences:
    with looking_ahead() as session:
        return appoint(
            session,
            grid.id,
            who.id if who else None,
            on=form.day(),
            actor=current_actor(),
            now=now(),
        )


def _confirmed(grid: GridValue, form: AppointForm, who: Person | None) -> ResponseReturnValue:
    with begin() as session:
        done = appoint(
            session,
            grid.id,
            who.id if who else None,
            on=form.day(),
            actor=current_actor(),
            now=now(),
            seen=form.seen.data,
        )
    day = format_date(form.day(), "long")
    if who is None:
        flash(_("从%(day)s起，%(grid)s的监管责任人空缺。", day=day, grid=grid.name))
    else:
        flash(_("从%(day)s起，%(grid)s的监管责任人是%(name)s。", day=day, grid=grid.name, name=who.name))
    if done.stranded and form.day() <= today():
        return redirect(url_for("handover.index"), 303)
    return redirect(url_for("grids.show", grid_id=grid.id), 303)


def _form_page(grid: GridValue, form: AppointForm) -> ResponseReturnValue:
    page = render_template("intake/grids/appoint.html", grid=grid, form=form)
    return page, 422 if form.errors else 200


def _look_page(
    grid: GridValue, form: AppointForm, who: Person | None, found: Consequences, *, stale: bool
) -> ResponseReturnValue:
    with read() as session:
        seen = state_of(session, actor=current_actor(), on=form.day())
        inside, _unplaced = kindergartens_of(session, grid, today=today())
        ties = tied_to(session, who.id, inside) if who else ()
    page = render_template(
        "intake/grids/appoint_check.html",
        grid=grid,
        form=form,
        who=who,
        found=found,
        ties=ties,
        seen=seen,
        stale=stale,
        later=form.day() > today(),
        short=short_of,
    )
    return page, 409 if stale else 200


def _described(session: Session, person: Person) -> str:
    """陈芳（党员），现监管月山镇第4责任区."""
    position = word("standing", person.position) if person.position else word("role", person.role.value)
    held = [grid.name for grid in grids_of_person(session, person.id, on=today())]
    said = str(_("%(name)s（%(position)s）", name=person.name, position=_(position)))
    return str(_("%(who)s，现监管%(grids)s", who=said, grids=_("、").join(held))) if held else said


def _sentence(refusal: Invalid, who: Person | None) -> tuple[str, str]:
    """The field at which a refusal stands, and what it says."""
    values, name = refusal.values, who.name if who else ""
    day = format_date(values["day"], "long") if "day" in values else ""
    reason = str(values["reason"])
    said = {
        "not_qualified": _(
            "%(name)s不是班子成员、中层干部或党员，不能担任监管责任人（通知三2），请换一位", name=name
        ),
        "not_supervisor": _("%(name)s的账号已停用，或不是监管责任人，请换一位", name=name),
        "other_office": _("%(name)s不在这个责任区的中心校，请换一位", name=name),
        "same": _("没有变动：这一天的监管责任人本来就是这样，请改选一位或换一天"),
        "past": _("不能早于今天，请填写%(day)s或以后的一天", day=day),
        "too_far": _("最远填到%(day)s", day=day),
        "before_grid": _("这个责任区从%(day)s起才启用，请填写这一天或以后", day=day),
        "after_grid": _("这个责任区用到%(day)s为止，请填写这一天或以前", day=day),
    }[reason]
    return ("on" if str(values["field"]) == "on" else "person"), said
