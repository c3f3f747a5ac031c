"""责任清单 of one supervisor (notice 四3), on screen and as PDF; and settling where a kindergarten lies."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.files import document_file
from intake.desk.grids_people import seen_person
from intake.grid.printing import duty_sheet
from intake.grid.units import settle_village
from publishing.divisions.queries import get_division, list_children
from publishing.divisions.rules import Level, short_name
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, SelectField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.registry.queries import get_kindergarten


class VillageForm(Form):
    """In which village a kindergarten lies."""

    village = SelectField(_l("在哪个村（社区）"), [Needed(_l("请选择村（社区）"))], choices=[("", "")])


@requires(Permission.GRID_READ)
def page(account_id: int) -> str:
    """The sheet on screen."""
    with read() as session:
        person = seen_person(session, account_id, current_actor())
        document = duty_sheet(session, person, now=now())
    return render_template("intake/grids/duties.html", person=person, sheet=document)


@requires(Permission.GRID_READ)
def pdf(account_id: int) -> Response:
    """The sheet as PDF."""
    with read() as session:
        person = seen_person(session, account_id, current_actor())
        document = duty_sheet(session, person, now=now())
    return document_file(document, (), "pdf", f"责任清单-{person.name}-{today():%Y%m%d}")


@requires(Permission.GRID_MANAGE)
def village(kindergarten_id: str) -> ResponseReturnValue:
    """对接: the village of a kindergarten whose address in the register leads to none."""
    actor, form = current_actor(), VillageForm()
    with read() as session:
        kindergarten = get_kindergarten(session, kindergarten_id, today=today())
        township = get_division(session, kindergarten.township_code)
        actor.require(Permission.GRID_MANAGE, township.path)
        villages = list_children(session, township.code)
    form.village.choices = [
        ("", _("请选择")),
        *((one.code, short_name(one.name, Level.VILLAGE)) for one in villages),
    ]
    if form.validate_on_submit():
        try:
            with begin() as session:
                settle_village(session, kindergarten_id, form.village.data, actor=actor, now=now())
        except Invalid:
            form.village.errors = [_("名单里的地址已经写明村（社区），不用再选")]
        else:
            flash(_("已把%(name)s归到所选的村（社区）。", name=kindergarten.facts.name))
            return redirect(url_for("grids.index", q=kindergarten.facts.township_name), 303)
    shown = render_template("intake/grids/village.html", kindergarten=kindergarten, form=form)
    return shown, 422 if form.errors else 200
