"""Uploading a county's list."""

from io import BytesIO
from pathlib import PurePath

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from publishing.desk.register.forms import UploadForm, sentence_of
from publishing.desk.register.routes import blueprint, own_county
from publishing.desk.register.showing import ReportView, report_view
from publishing.divisions.queries import get_division
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.registry.importing import NothingAccepted, check_file, import_list, stored_report
from publishing.registry.marking import marked_workbook
from publishing.registry.reading import UnreadableFile


@blueprint.route("/upload", methods=["GET", "POST"])
@requires(Permission.REGISTER_IMPORT)
def upload() -> ResponseReturnValue:
    """Checks and compares the file; the report is the next page, or this one where no row is usable."""
    actor = current_actor()
    code = own_county(actor)
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(code, form, None), 422 if form.errors else 200
    sent = form.file.data
    if "marked" in request.form:
        return _marked(code, form)
    try:
        with begin() as session:
            summary = import_list(
                session,
                data=sent.read(),
                filename=sent.filename,
                county_code=code,
                actor=actor,
                now=now(),
                today=today(),
            )
    except UnreadableFile as refusal:
        form.file.errors = [refusal.message_en if _english() else refusal.message]
        return _page(code, form, None), 422
    except NothingAccepted as refusal:
        form.file.errors = [sentence_of(refusal)]
        return _page(code, form, report_view(stored_report(refusal.report))), 422
    if summary.nothing_new:
        flash(_("这份名单与现行名单完全一样，没有变化。"))
    return redirect(url_for("register.batch", batch_id=summary.batch_id))


def _marked(code: str, form: UploadForm) -> ResponseReturnValue:
    """The file itself with its cells marked; it is neither imported nor kept."""
    sent = form.file.data
    try:
        with read() as session:
            workbook, report = check_file(
                session,
                data=sent.read(),
                filename=sent.filename,
                county_code=code,
                actor=current_actor(),
                today=today(),
            )
    except UnreadableFile as refusal:
        form.file.errors = [refusal.message_en if _english() else refusal.message]
        return _page(code, form, None), 422
    return send_file(
        BytesIO(marked_workbook(workbook, report, english=_english())),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=_("%(name)s（已标注）.xlsx", name=PurePath(sent.filename).stem),
    )


def _page(code: str, form: UploadForm, report: ReportView | None) -> str:
    with read() as session:
        county = get_division(session, code)
    return render_template("publishing/upload.html", county=county, form=form, report=report)


def _english() -> bool:
    found = get_locale()
    return found is not None and found.language == "en"
