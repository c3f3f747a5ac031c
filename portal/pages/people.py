"""人员: the accounts of an administrator's jurisdiction; inviting, closing and opening them."""

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.grid.queries import grids_of_person
from intake.tips.handing_over import hand_over_absent
from intake.tips.queries import count_open_of
from portal.i18n import word
from publishing.kernel.accounts.adding import POSITIONS, add_person
from publishing.kernel.accounts.binding import unbind
from publishing.kernel.accounts.changing import set_active
from publishing.kernel.accounts.inviting import LASTS, end_sessions, invite
from publishing.kernel.accounts.queries import (
    Person,
    bound_since,
    factors_of,
    get_person,
    list_offices,
    list_people,
)
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.forms import Form, Needed, SelectField, TextField
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import begin, current_actor, now, read, requires, settings, today

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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Listed:
    """The people that the page shows, and how many there are."""

    people: list[Person]
    found: int
    wanted: str


@blueprint.route("/office/people/", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def index() -> ResponseReturnValue:
    """The list with the form below it; a new person gets an invitation, shown once."""
    actor = current_actor()
    with read() as session:
        offices = [o for o in list_offices(session) if actor.covers(o.division_path)]
        listed = _listed(session, [o.id for o in offices])
    form = PersonForm()
    form.role.choices = [(role.value, word("role", role.value)) for role in _ROLES]
    form.office_id.choices = [(o.id, o.name) for o in offices]
    form.position.choices = [("", _("不适用")), *((p, word("standing", p)) for p in POSITIONS)]
    if not form.validate_on_submit():
        return render_template("portal/people.html", form=form, listed=listed), 422 if form.errors else 200
    try:
        with begin() as session:
            added = add_person(
                session,
                username=form.username.data,
                name=form.name.data,
                role=Role(form.role.data),
                office_id=form.office_id.data,
                position=form.position.data,
                actor=actor,
                now=now(),
            )
            code = invite(session, added.id, actor=actor, now=now())
    except Invalid as refusal:
        getattr(form, str(refusal.values["field"])).errors = [_reason(refusal)]
        return render_template("portal/people.html", form=form, listed=listed), 422
    return _invitation(added, code)


@blueprint.get("/office/people/<int:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def person(account_id: int) -> ResponseReturnValue:
    """One account, and what an administrator may do about it."""
    with read() as session:
        shown = _managed(session, account_id)
        factors = factors_of(session, account_id)
        since = bound_since(session, account_id)
        in_hand = count_open_of(session, account_id)
        posts = grids_of_person(session, account_id, on=today())
    own = account_id == current_actor().user_id
    return render_template(
        "portal/person.html",
        person=shown,
        factors=len(factors),
        since=since,
        in_hand=in_hand,
        posts=posts,
        own=own,
        form=Form(),
    )


@blueprint.post("/office/people/<int:account_id>/invite")
@requires(Permission.ACCOUNT_MANAGE)
def send_invitation(account_id: int) -> ResponseReturnValue:
    """A new invitation: password, second factors and sessions of before end."""
    with begin() as session:
        shown = _managed(session, account_id)
        code = invite(session, account_id, actor=current_actor(), now=now())
    return _invitation(shown, code)


@blueprint.post("/office/people/<int:account_id>/unbind")
@requires(Permission.ACCOUNT_MANAGE)
def end_binding(account_id: int) -> ResponseReturnValue:
    """Ends the tie to the identity provider and every session; one's own tie is ended at 我的账号."""
    if account_id == current_actor().user_id:
        return redirect(url_for("account.provider"))
    with begin() as session:
        shown = _managed(session, account_id)
        unbind(session, account_id, actor=current_actor(), now=now())
        end_sessions(session, account_id, now=now())
    flash(_("已经解除%(name)s的绑定，登录着的设备都已退出。", name=shown.name))
    return redirect(url_for("people.person", account_id=account_id))


@blueprint.post("/office/people/<int:account_id>/close")
@requires(Permission.ACCOUNT_MANAGE)
def close(account_id: int) -> ResponseReturnValue:
    """Closes the account; open tips go to the next in line in the same moment."""
    with begin() as session:
        shown = _managed(session, account_id)
        try:
            set_active(session, account_id, active=False, actor=current_actor(), now=now())
            # what lay with the account goes to the next in line at once
            hand_over_absent(session, now=now())
        except Invalid:
            flash(_("不能停用自己的账号，请另一位管理员办理。"))
            return redirect(url_for("people.person", account_id=account_id))
        moved = hand_over_absent(session, now=now())
    flash(_("已经停用%(name)s的账号，移交了%(n)s件举报。", name=shown.name, n=moved))
    return redirect(url_for("people.person", account_id=account_id))


@blueprint.post("/office/people/<int:account_id>/open")
@requires(Permission.ACCOUNT_MANAGE)
def open_again(account_id: int) -> ResponseReturnValue:
    """Opens a closed account again."""
    with begin() as session:
        shown = _managed(session, account_id)
        set_active(session, account_id, active=True, actor=current_actor(), now=now())
    flash(_("已经恢复%(name)s的账号。", name=shown.name))
    return redirect(url_for("people.person", account_id=account_id))


def _listed(session: Session, office_ids: list[int]) -> _Listed:
    wanted = request.args.get("q", "").strip()
    everybody = list_people(session, office_ids=office_ids, closed_too=True)
    found = [each for each in everybody if wanted in (each.name + each.username + each.office.name)]
    return _Listed(people=found[:_SHOWN], found=len(found), wanted=wanted)


def _managed(session: Session, account_id: int) -> Person:
    """The person, where the administrator's jurisdiction covers the office; raises NotFound elsewhere."""
    found = get_person(session, account_id)
    if not current_actor().covers(found.office.division_path):
        raise NotFound(what="account")
    return found


def _invitation(invited: Person, code: str) -> ResponseReturnValue:
    address = f"{settings().public_url}{url_for('first.page', username=invited.username)}"
    return make_response(
        render_template(
            "portal/person_invited.html", person=invited, code=code, address=address, days=LASTS.days
        )
    )


def _reason(refusal: Invalid) -> str:
    reasons = {
        "taken": _("这个用户名已经有人用了，请换一个"),
        "not_qualified": _("监管责任人必须是班子成员、中层干部或党员，请选择职务"),
    }
    return str(reasons[str(refusal.values["reason"])])
