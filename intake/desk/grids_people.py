"""One person of the grids: their posts, leave with cover, and declared ties (回避)."""

from datetime import date
from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length

from intake.grid.leaving import end_leave, record_leave
from intake.grid.queries import grids_of_person, leaves_of
from intake.grid.relating import KINDS, LONGEST_REASON, declare, declared, withdraw
from intake.grid.units import county_path, kindergartens_within
from publishing.kernel.accounts.queries import Person, get_person, list_people, names_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.forms import DateField, Form, Needed, RadioField, SelectField, TextArea, TextField
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import choices
from publishing.registry.queries import values_on

_LONGEST_NAME = 60


class LeaveForm(Form):
    """Days away, and who covers."""

    starts_on = DateField(_l("从哪一天"), [Needed(_l("请填写从哪一天请假，例如2026年12月1日"))])
    ends_on = DateField(
        _l("到哪一天"), [Needed(_l("请填写到哪一天，例如2026年12月5日"))], description=_l("这一天也算在内。")
    )
    cover = SelectField(
        _l("谁代管"),
        description=_l("同一中心校的人。没有人代管的，责任区在这几天算盲点，举报交给中心校负责人。"),
        choices=[("", "")],
        render_kw={"mark_optional": False},
    )


class BackForm(Form):
    """The first day at work again."""

    back_on = DateField(_l("哪一天销假"), [Needed(_l("请填写哪一天回来上班，例如2026年12月3日"))])


class TieForm(Form):
    """A tie to a kindergarten."""

    kind = RadioField(_l("是什么关系"), [Needed(_l("请选择是什么关系"))], choices=[("", "")])
    kindergarten = SelectField(
        _l("名单里的幼儿园"), description=_l("名单里有的，请从这里选。"), choices=[("", "")]
    )
    name = TextField(
        _l("名单里没有的，写园名或姓名"),
        [Length(max=_LONGEST_NAME)],
        description=_l("例如没有办证的园的叫法，或亲属的姓名。举报里写到就会回避。"),
        render_kw={"maxlength": _LONGEST_NAME},
    )


class EndTieForm(Form):
    """Why a tie is none."""

    reason = TextArea(
        _l("撤销的理由"),
        [Needed(_l("请写明理由，例如“亲属已不在该园任职”")), Length(max=LONGEST_REASON)],
        description=_l("撤销以后，有关这里的新举报会交给本人。理由会留在操作记录里。"),
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


@requires(Permission.GRID_READ)
def own() -> ResponseReturnValue:
    """The page of whoever is signed in."""
    return redirect(url_for("grids.person", account_id=current_actor().user_id or 0), 303)


@requires(Permission.GRID_READ)
def person(account_id: int) -> str:
    """Posts, leave and ties; ties only for the person and for who manages grids there."""
    actor = current_actor()
    with read() as session:
        shown = seen_person(session, account_id, actor)
        changes = _may_change(actor, shown)
        leaves = leaves_of(session, account_id)
        ties = declared(session, account_id) if changes else ()
        ids = [tie.kindergarten_id for tie in ties if tie.kindergarten_id]
        return render_template(
            "intake/grids/person.html",
            person=shown,
            grids=grids_of_person(session, account_id, on=today()),
            leaves=leaves,
            covers=names_of(session, (one.cover_id for one in leaves if one.cover_id)),
            ties=ties,
            kindergartens=values_on(session, ids, as_of=today()),
            today=today(),
            may_change=changes,
            may_withdraw=_manages(actor, shown) and account_id != actor.user_id,
            is_own=account_id == actor.user_id,
        )


@requires(Permission.GRID_READ)
def leave(account_id: int) -> ResponseReturnValue:
    """请假: by the person, or by who manages grids there."""
    actor, form = current_actor(), LeaveForm()
    with read() as session:
        shown = _changed(session, account_id, actor)
        colleagues = list_people(session, office_ids=[shown.office.id])
    form.cover.choices = [
        ("", _("没有人代管")),
        *((str(one.id), one.name) for one in colleagues if one.id != account_id),
    ]
    if form.validate_on_submit():
        try:
            with begin() as session:
                record_leave(
                    session,
                    account_id,
                    starts_on=cast(date, form.starts_on.data),
                    ends_on=cast(date, form.ends_on.data),
                    cover_id=int(form.cover.data) if form.cover.data else None,
                    actor=actor,
                    now=now(),
                )
        except Invalid as refusal:
            form[str(refusal.values["field"])].errors = [_leave_sentence(refusal)]
        else:
            flash(_("已登记%(name)s的请假。", name=shown.name))
            return redirect(url_for("grids.person", account_id=account_id), 303)
    page = render_template("intake/grids/leave.html", person=shown, form=form)
    return page, 422 if form.errors else 200


@requires(Permission.GRID_READ)
def back(account_id: int, leave_id: int) -> ResponseReturnValue:
    """销假: the leave ends before its last day."""
    actor, form = current_actor(), BackForm()
    with read() as session:
        shown = _changed(session, account_id, actor)
        found = next((one for one in leaves_of(session, account_id) if one.id == leave_id), None)
    if found is None:
        raise NotFound(what="leave")
    if not form.is_submitted():
        form.back_on.data = today()
    if form.validate_on_submit():
        try:
            with begin() as session:
                end_leave(session, leave_id, back_on=cast(date, form.back_on.data), actor=actor, now=now())
        except Invalid as refusal:
            last = format_date(refusal.values["end"], "long")
            form.back_on.errors = [_("这次请假到%(day)s就结束，请填写这一天或以前", day=last)]
        else:
            flash(_("已销假。"))
            return redirect(url_for("grids.person", account_id=account_id), 303)
    page = render_template("intake/grids/back.html", person=shown, leave=found, form=form)
    return page, 422 if form.errors else 200


@requires(Permission.GRID_READ)
def tie(account_id: int) -> ResponseReturnValue:
    """申报关系: a kindergarten of the county's register, or words that a report may hold."""
    actor, form = current_actor(), TieForm()
    with read() as session:
        shown = _changed(session, account_id, actor)
        known = kindergartens_within(session, county_path(shown.office.division_path), today=today())
    form.kind.choices = choices("relation_kind", *KINDS)
    form.kindergarten.choices = [
        ("", _("不在名单里")),
        *((one.id, f"{one.facts.name}（{one.facts.township_name}）") for one in known),
    ]
    if form.validate_on_submit():
        try:
            with begin() as session:
                declare(
                    session,
                    account_id,
                    kind=form.kind.data,
                    kindergarten_id=form.kindergarten.data or None,
                    name=form.name.data or "",
                    actor=actor,
                    now=now(),
                )
        except Invalid:
            form.name.errors = [_("请从名单里选一所幼儿园，或写园名、姓名（至少两个字）")]
        else:
            flash(_("已申报。有关这里的举报会绕开本人。"))
            return redirect(url_for("grids.person", account_id=account_id), 303)
    page = render_template("intake/grids/tie.html", person=shown, form=form)
    return page, 422 if form.errors else 200


@requires(Permission.GRID_MANAGE)
def end_tie(account_id: int, tie_id: int) -> ResponseReturnValue:
    """撤销申报: by the office, with a reason."""
    actor, form = current_actor(), EndTieForm()
    with read() as session:
        shown = _changed(session, account_id, actor)
        found = next((one for one in declared(session, account_id) if one.id == tie_id), None)
        if found is None:
            raise NotFound(what="relation")
        values = values_on(session, [found.kindergarten_id or ""], as_of=today())
    if form.validate_on_submit():
        with begin() as session:
            withdraw(session, tie_id, reason=form.reason.data, actor=actor, now=now())
        flash(_("已撤销这一项申报。"))
        return redirect(url_for("grids.person", account_id=account_id), 303)
    what = values[found.kindergarten_id].facts.name if found.kindergarten_id in values else found.name
    page = render_template("intake/grids/end_tie.html", person=shown, tie=found, what=what, form=form)
    return page, 422 if form.errors else 200


def _manages(actor: Actor, shown: Person) -> bool:
    return actor.may(Permission.GRID_MANAGE) and actor.covers(shown.office.division_path)


def _may_change(actor: Actor, shown: Person) -> bool:
    return shown.id == actor.user_id or _manages(actor, shown)


def seen_person(session: Session, account_id: int, actor: Actor) -> Person:
    """The person; NotFound outside one's jurisdiction, for colleagues and for who has no part in grids."""
    shown = get_person(session, account_id)
    colleague = actor.role is Role.SUPERVISOR and shown.id != actor.user_id
    if not actor.covers(shown.office.division_path) or colleague:
        raise NotFound(what="account")
    if shown.role not in (Role.SUPERVISOR, Role.CENTRAL_SCHOOL, Role.COUNTY_TRIAGE):
        raise NotFound(what="account")
    return shown


def _changed(session: Session, account_id: int, actor: Actor) -> Person:
    """The person whose leave or ties this actor may change; raises NotFound and Forbidden."""
    shown = seen_person(session, account_id, actor)
    if not _may_change(actor, shown):
        raise Forbidden(permission=Permission.GRID_MANAGE.value)
    return shown


def _leave_sentence(refusal: Invalid) -> str:
    values = refusal.values
    first, last = (
        format_date(values[key], "long") if values.get(key) is not None else "" for key in ("start", "end")
    )
    return str(
        {
            "before_start": _("不能早于开始的那一天，请核对"),
            "over": _("这几天已经过去，不用登记；请填写今天或以后的一天"),
            "overlap": _("%(first)s至%(last)s已经登记过请假，请避开这几天", first=first, last=last),
            "not_possible": _("%(name)s不能代管，请换一位", name=values.get("value", "")),
            "away": _(
                "%(name)s自己在%(first)s至%(last)s请假，请换一位",
                name=values.get("value", ""),
                first=first,
                last=last,
            ),
        }[str(values["reason"])]
    )
