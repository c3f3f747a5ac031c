"""领导小组 of a county or the city: the members of today and before, adding and ending, the printed list."""

from datetime import date
from typing import cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.desk.files import document_file
from intake.grid.leading import (
    LONGEST_NAME,
    LONGEST_POST,
    ROLES,
    Member,
    add_member,
    end_member,
    group_division,
    in_office,
    members_of,
)
from intake.grid.printing import leading_group
from publishing.divisions.queries import list_level
from publishing.divisions.rules import Division, Level
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.forms import DateField, Form, Needed, RadioField, TextField
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import choices


class MemberForm(Form):
    """A member who joins."""

    name = TextField(
        _l("姓名"), [Needed(_l("请填写姓名，例如王海军"))], render_kw={"maxlength": LONGEST_NAME}
    )
    post = TextField(
        _l("工作单位和职务"),
        [Needed(_l("请填写工作单位和职务，例如“县教育体育局局长”"))],
        render_kw={"maxlength": LONGEST_POST},
    )
    role = RadioField(_l("在领导小组的职务"), [Needed(_l("请选择在领导小组的职务"))], choices=[("", "")])
    on = DateField(_l("从哪一天起"), [Needed(_l("请填写从哪一天起，例如2026年12月1日"))])


class EndForm(Form):
    """The last day of a member."""

    last_day = DateField(_l("任到哪一天"), [Needed(_l("请填写任到哪一天，例如2026年11月30日"))])


@requires(Permission.GRID_READ)
def index() -> ResponseReturnValue:
    """`?division=` chooses a county or the city; posting adds a member."""
    actor, form = current_actor(), MemberForm()
    with read() as session:
        division = _division(session, actor)
        offered = _offered(session, actor)
    form.role.choices = choices("group_role", *ROLES)
    if not form.is_submitted():
        form.on.data = today()
    if form.validate_on_submit():
        try:
            with begin() as session:
                add_member(
                    session,
                    division.code,
                    name=form.name.data or "",
                    post=form.post.data or "",
                    role=form.role.data,
                    on=cast(date, form.on.data),
                    actor=actor,
                    now=now(),
                )
        except Invalid as refusal:
            form[str(refusal.values["field"])].errors = [_sentence(refusal)]
        else:
            flash(_("已登记%(name)s。", name=form.name.data))
            return redirect(url_for("grids.leading", division=division.code), 303)
    with read() as session:
        members = members_of(session, division.code)
    page = render_template(
        "intake/grids/leading.html",
        division=division,
        offered=offered,
        members=[one for one in members if one.valid_to is None or one.valid_to > today()],
        former=[one for one in members if one.valid_to is not None and one.valid_to <= today()],
        leads=any(one.role == "leader" and in_office(one, today()) for one in members),
        form=form,
        today=today(),
        may_manage=actor.may(Permission.GRID_MANAGE) and actor.covers(division.path),
        own=actor.role is Role.SUPERVISOR,
        manages_grids=actor.may(Permission.GRID_MANAGE),
    )
    return page, 422 if form.errors else 200


@requires(Permission.GRID_MANAGE)
def end(member_id: int) -> ResponseReturnValue:
    """The last day of a member."""
    actor, form = current_actor(), EndForm()
    with read() as session:
        division = _division(session, actor)
        member = _member(session, division, member_id)
    actor.require(Permission.GRID_MANAGE, division.path)
    if not form.is_submitted():
        form.last_day.data = today()
    if form.validate_on_submit():
        try:
            with begin() as session:
                end_member(
                    session, member_id, last_day=cast(date, form.last_day.data), actor=actor, now=now()
                )
        except Invalid as refusal:
            first = format_date(refusal.values["start"], "long")
            form.last_day.errors = [_("不能早于任职的第一天%(day)s", day=first)]
        else:
            flash(_("已登记%(name)s的卸任日期。", name=member.name))
            return redirect(url_for("grids.leading", division=division.code), 303)
    page = render_template("intake/grids/leading_end.html", division=division, member=member, form=form)
    return page, 422 if form.errors else 200


@requires(Permission.GRID_READ)
def sheet() -> Response:
    """The members of today as PDF."""
    with read() as session:
        division = _division(session, current_actor())
        document = leading_group(session, division, on=today(), now=now())
    return document_file(document, (), "pdf", f"领导小组名单-{division.name}-{today():%Y%m%d}")


def _division(session: Session, actor: Actor) -> Division:
    """The one that is asked for, else the own county, else the city."""
    codes = [code for code in actor.division_path.split("/") if code]
    asked = request.args.get("division") or codes[min(1, len(codes) - 1)]
    return group_division(session, asked, actor=actor)


def _offered(session: Session, actor: Actor) -> tuple[Division, ...]:
    """The city and the counties whose groups this person may read."""
    city = list_level(session, Level.CITY)
    counties = list_level(session, Level.COUNTY)
    return tuple(
        one
        for one in (*city, *counties)
        if actor.covers(one.path) or actor.division_path.startswith(one.path)
    )


def _member(session: Session, division: Division, member_id: int) -> Member:
    found = next((one for one in members_of(session, division.code) if one.id == member_id), None)
    if found is None:
        raise NotFound(what="member")
    return found


def _sentence(refusal: Invalid) -> str:
    values = refusal.values
    return str(
        {
            ("name", "length"): _("请填写姓名，2到%(n)s个字", n=LONGEST_NAME),
            ("name", "already"): _(
                "%(name)s已经是成员。要改职务，请先登记卸任日期", name=values.get("value")
            ),
            ("post", "length"): _("请填写工作单位和职务，2到%(n)s个字", n=LONGEST_POST),
            ("role", "has_leader"): _(
                "现任组长是%(name)s。一个领导小组只有一位组长，请先登记其卸任日期", name=values.get("name")
            ),
        }[str(values["field"]), str(values["reason"])]
    )
