"""人员: the accounts of an administrator's jurisdiction, and adding one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.i18n import word
from publishing.kernel.accounts.adding import MIN_PASSWORD, POSITIONS, add_person
from publishing.kernel.accounts.queries import list_offices, list_people
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, PasswordField, SelectField, TextField
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import begin, current_actor, now, read, requires

blueprint = Blueprint("people", __name__)

_SHOWN = 50
_ROLES = tuple(role for role in Role if role not in (Role.SYSTEM, Role.REPORTER))


class PersonForm(Form):
    """A new account."""

    name = TextField(_l("姓名"), validators=[Needed(_l("请填写姓名，例如王海军"))])
    username = TextField(_l("用户名"), validators=[Needed(_l("请填写用户名，例如wanghaijun"))])
    role = SelectField(_l("角色"), validators=[Needed(_l("请选择角色"))])
    office_id = SelectField(_l("单位"), coerce=int, validators=[Needed(_l("请选择单位"))])
    position = SelectField(
        _l("职务"), description=_l("监管责任人必须是班子成员、中层干部或党员，其他角色不用选。")
    )
    password = PasswordField(
        _l("初始密码"),
        description=_l("至少12个字。请当面告诉本人，让本人尽快更换。"),
        validators=[Needed(_l("请填写初始密码，至少12个字"))],
    )


@blueprint.route("/office/people/", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def index() -> ResponseReturnValue:
    """The list with the form below it."""
    actor = current_actor()
    wanted = request.args.get("q", "").strip()
    with read() as session:
        offices = [o for o in list_offices(session) if actor.covers(o.division_path)]
        everybody = list_people(session, office_ids=[o.id for o in offices])
    found = [p for p in everybody if wanted in (p.name + p.username + p.office.name)]
    shown = {"people": found[:_SHOWN], "found": len(found), "wanted": wanted}
    form = PersonForm()
    form.role.choices = [(role.value, word("role", role.value)) for role in _ROLES]
    form.office_id.choices = [(o.id, o.name) for o in offices]
    form.position.choices = [("", _("不适用")), *((p, word("standing", p)) for p in POSITIONS)]
    if not form.validate_on_submit():
        return render_template("portal/people.html", form=form, **shown), 422 if form.errors else 200
    try:
        with begin() as session:
            added = add_person(
                session,
                username=form.username.data,
                name=form.name.data,
                role=Role(form.role.data),
                office_id=form.office_id.data,
                password=form.password.data,
                position=form.position.data,
                actor=actor,
                now=now(),
            )
    except Invalid as refusal:
        getattr(form, str(refusal.values["field"])).errors = [_reason(refusal)]
        return render_template("portal/people.html", form=form, **shown), 422
    flash(_("已经增加%(name)s（%(office)s）", name=added.name, office=added.office.name))
    return redirect(url_for("people.index"))


def _reason(refusal: Invalid) -> str:
    reasons = {
        "taken": _("这个用户名已经有人用了，请换一个"),
        "too_short": _("密码至少要%(n)s个字，请再长一些", n=MIN_PASSWORD),
        "not_qualified": _("监管责任人必须是班子成员、中层干部或党员，请选择职务"),
    }
    return str(reasons[str(refusal.values["reason"])])
