"""Recording a visit: one page in the shape of the 巡查表, kept whole until it is recorded, recorded once."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.cases.patrolling import record_patrol
from intake.desk.ledger_forms import day_of
from intake.desk.ledger_refusals import as_shown, number_of, put, show
from intake.desk.patrols_forms import MOST_FINDINGS, PatrolForm
from intake.grid.queries import get_grid, grids_of, grids_of_person
from intake.grid.values import GridValue
from intake.patrols.rules import VisitForm
from publishing.divisions.queries import division_names
from publishing.divisions.rules import Level, short_name
from publishing.kernel.errors import Invalid, OutsideJurisdiction
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import choices
from publishing.registry.queries import list_kindergartens


@requires(Permission.PATROL_RECORD)
def record() -> ResponseReturnValue:
    """The form for the grid `?grid=`, by default the person's only one; without either, or with `?choose=1`,
    the grids to choose from. The button 再写一个问题 gives the same form back with room for one more."""
    actor = current_actor()
    with read() as session:
        grid = _grid(session, actor)
        if grid is None:
            grids = grids_of(session, on=today(), within=actor.division_path)
            own = grids_of_person(session, actor.user_id or 0, on=today())
            return render_template("intake/patrols/choose_grid.html", grids=grids, own={g.id for g in own})
        form = _form(session, grid, actor)
    if "more" in request.form:
        if len(form.findings) < MOST_FINDINGS:
            form.findings.append_entry()
            form.offer_places()
        form.result.data = "found"
        return _page(form, grid)
    # both are asked, so that everything that is wrong is said at once
    if not all([form.validate_on_submit(), form.is_submitted() and complete(form)]):
        return _page(form, grid)
    try:
        with begin() as session:
            reported = record_patrol(
                session, visit_of(form, grid_id=grid.id), actor=actor, now=now(), today=today()
            )
    except Invalid as refusal:
        show(form, on_page(form, refusal))
        return _page(form, grid)
    n = len(reported.items)
    flash(_("已经登记这次到访，%(n)s个问题登记到台账。", n=n) if n else _("已经登记这次到访。"))
    return redirect(url_for("patrols.visit", visit_id=reported.visit.id))


def _page(form: PatrolForm, grid: GridValue) -> ResponseReturnValue:
    page = render_template("intake/patrols/record.html", form=form, grid=grid, most=MOST_FINDINGS)
    return page, 422 if form.errors else 200


def _grid(session: Session, actor: Actor) -> GridValue | None:
    """The grid of the address, or the only own one; OutsideJurisdiction for one of other people's."""
    asked = request.args.get("grid", type=int)
    if asked is not None:
        grid = get_grid(session, asked, on=today())
        if not actor.covers(grid.division_path):
            raise OutsideJurisdiction(action=Permission.PATROL_RECORD.value)
        return grid
    if "choose" in request.args:
        return None
    own = grids_of_person(session, actor.user_id or 0, on=today())
    return own[0] if len(own) == 1 else None


def _form(session: Session, grid: GridValue, actor: Actor) -> PatrolForm:
    # a supervisor's visits are patrols; others may come for a spot check (三3: 抽查)
    kinds = ("patrol",) if actor.role is Role.SUPERVISOR else ("patrol", "spot_check")
    usual = "patrol" if actor.role in (Role.SUPERVISOR, Role.CENTRAL_SCHOOL) else "spot_check"
    form = PatrolForm(submission=secrets.token_urlsafe(24), visited_on=today(), kind=usual)
    form.kind.choices = choices("visit_kind", *kinds)
    names = division_names(session, grid.villages)
    form.villages.choices = [
        (code, short_name(names[code], Level.VILLAGE)) for code in grid.villages if code in names
    ]
    schools, _total = list_kindergartens(session, township_code=grid.township_code, today=today())
    form.kindergartens.choices = [(school.id, school.facts.name) for school in schools]
    form.offer_places()
    if not form.submission.data:
        form.submission.data = secrets.token_urlsafe(24)
    return form


def complete(form: PatrolForm) -> bool:
    """What concerns several fields at once."""
    if form.visited_on.data and form.visited_on.data > today():
        show(form, Invalid(field="visited_on", reason="future", latest=today()))
    if not form.scope():
        put(form, "villages", _("请选择到过的村、社区或幼儿园，或者写在“其他地方”"))
    if form.result.data == "nothing" and form.found():
        put(form, "result", _("您选了“未发现问题”，下面又写了问题，请改其中一处"))
    if form.result.data == "found" and not form.found():
        put(form, "findings-0-category", _("请写发现的问题；没有发现问题的，请选“未发现问题”"))
    return not form.errors


def visit_of(form: PatrolForm, *, grid_id: int | None) -> VisitForm:
    """The row as the use case takes it."""
    nothing = form.result.data == "nothing"
    return VisitForm(
        submission=form.submission.data,
        kind=form.kind.data,
        visited_on=day_of(form.visited_on),
        scope=form.scope(),
        places=form.places(),
        found_nothing=nothing,
        findings=() if nothing else tuple(entry.value() for entry in form.found()),
        handling=form.handling.data or "",
        companions=form.companions.data or "",
        grid_id=grid_id,
    )


def on_page(form: PatrolForm, refusal: Invalid) -> Invalid:
    """The refusal with the name that its field has on this page."""
    if refusal.values["field"] == "scope":
        return Invalid(**{**refusal.values, "field": "elsewhere"})
    return as_shown(refusal, [number_of(entry) for entry in form.findings if not entry.form.blank()])
