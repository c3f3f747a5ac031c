"""One place of a spot check: what the patrols wrote down, and the form of what is seen now."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.cases.spot_checking import record_spot_visit
from intake.desk.ledger_refusals import put, show
from intake.desk.patrols_forms import MOST_FINDINGS, PatrolForm
from intake.desk.patrols_recording import complete, on_page, visit_of
from intake.desk.patrols_showing import place_words
from intake.patrols.rules import LONGEST
from intake.patrols.spot_checks import SpotCheckValue, SpotPlace, get_spot_check, patrols_at, visits_at
from intake.patrols.spot_results import RESULTS
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.forms import Needed, RadioField, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.kernel.words import choices
from publishing.registry.queries import list_kindergartens


class SpotVisitForm(PatrolForm):
    """A visit, and whether the patrol record agrees with it."""

    match = RadioField(
        _l("和巡查记录相符吗"),
        [Needed(_l("请选择相符还是不相符"))],
        choices=choices("spot_result", *RESULTS),
    )
    difference = TextArea(
        _l("哪里不相符"),
        description=_l("不相符的必须写，例如“巡查记录未发现问题，现场有一处无证看护点，已开半年”。"),
        render_kw={"rows": 3, "maxlength": LONGEST},
    )


@requires(Permission.PATROL_SPOT_CHECK)
def place(check_id: int, place_id: int) -> ResponseReturnValue:
    """The place; one that has its result leads back to the sample."""
    actor = current_actor()
    with read() as session:
        check = get_spot_check(session, check_id, actor=actor)
        found = next((one for one in check.places if one.id == place_id), None)
        if found is None:
            raise NotFound(what="spot_check_place")
        ids = patrols_at(
            session, check.subject, found.code, grid_id=found.grid_id, first=check.since, last=today()
        )
        patrols = visits_at(session, ids, actor=actor)
        form = _form(session, check, found)
        where = place_words(session, found.division_path)
    back = url_for("patrols.spot_check", check_id=check_id)
    if request.method == "GET" and (found.result or check.called_off):
        flash(_("这一处的结果已经登记过。") if found.result else _("这次抽查已经取消，没有去的地方不用再去"))
        return redirect(back, 303)
    if "more" in request.form:
        if len(form.findings) < MOST_FINDINGS:
            form.findings.append_entry()
            form.offer_places()
        form.result.data = "found"
    elif form.is_submitted() and all([form.validate_on_submit(), complete(form), _said(form)]):
        try:
            with begin() as session:
                reported = record_spot_visit(
                    session,
                    place_id,
                    visit_of(form, grid_id=found.grid_id),
                    result=form.match.data,
                    note=form.difference.data or "",
                    actor=actor,
                    now=now(),
                    today=today(),
                )
        except Invalid as refusal:
            show(form, on_page(form, refusal))
        else:
            n = len(reported.items)
            flash(_("已经登记抽查结果，%(n)s个问题登记到台账。", n=n) if n else _("已经登记抽查结果。"))
            return redirect(back, 303)
    page = render_template(
        "intake/patrols/spot_place.html",
        form=form,
        check=check,
        place=found,
        where=where,
        patrols=patrols,
        most=MOST_FINDINGS,
    )
    return page, 422 if form.errors else 200


def _form(session: Session, check: SpotCheckValue, place: SpotPlace) -> SpotVisitForm:
    form = SpotVisitForm(submission=secrets.token_urlsafe(24), visited_on=today())
    here = [(place.code, place.name)]
    schools, _total = list_kindergartens(session, township_code=_township(place), today=today())
    nearby = [(school.id, school.facts.name) for school in schools]
    village = check.subject == "village"
    form.villages.choices, form.kindergartens.choices = (here, nearby) if village else ([], here)
    # the place was drawn; nobody chooses it
    form.villages.data, form.kindergartens.data = ([place.code], []) if village else ([], [place.code])
    form.kind.choices, form.kind.data = choices("visit_kind", "spot_check"), "spot_check"
    form.offer_places()
    if not form.submission.data:
        form.submission.data = secrets.token_urlsafe(24)
    return form


def _township(place: SpotPlace) -> str:
    codes = [code for code in place.division_path.split("/") if code]
    return codes[min(2, len(codes) - 1)]


def _said(form: SpotVisitForm) -> bool:
    if form.match.data == "differs" and not form.difference.data:
        put(form, "difference", _("请写明哪里不相符，例如“记录未发现问题，现场有一处无证看护点”"))
    return not form.errors
