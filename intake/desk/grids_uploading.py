"""A table of grids in the office: problems by row and column, what moves, and the confirmation."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.cases.redrawing import Consequences, consequences, redraw, state_of
from intake.desk.grids_listing import short_of
from intake.grid.drafts import Draft, draft_of, keep_draft
from intake.grid.loading import LoadReport, load_grids
from intake.grid.reading import MESSAGES, LoadProblem
from intake.grid.writing import grid_workbook
from publishing.kernel.errors import Invalid, StaleForm
from publishing.kernel.forms import FileField, Form, HiddenField, Needed
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today
from publishing.registry.refusals import UnreadableFile

_PROBLEMS_SHOWN = 100


class UploadForm(Form):
    """A table of grids."""

    file = FileField(
        _l("责任区表格"),
        description=_l("可以上传.xlsx、.xls、.et、.ods或.csv文件，不超过5 MB。"),
        validators=[Needed(_l("请选择责任区表格，例如“博爱县责任区.xlsx”"))],
        render_kw={"accept": ".xlsx,.xls,.et,.ods,.csv"},
    )


class ConfirmForm(Form):
    """The consequences were read; `seen` is how the grids stood then."""

    seen = HiddenField()


class _Undone(Exception):
    """Undoes what was only to be looked at."""


@contextmanager
def looking_ahead() -> Iterator[Session]:
    """A transaction whose changes can be read inside it and are undone at its end."""
    with suppress(_Undone), begin() as session:
        yield session
        raise _Undone


@requires(Permission.GRID_MANAGE)
def workbook() -> Response:
    """The grids in force as a workbook to be changed and uploaded again."""
    with read() as session:
        data = grid_workbook(session, actor=current_actor(), on=today())
    name = f"责任区-{current_actor().office_name}-{today():%Y%m%d}.xlsx"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name, max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires(Permission.GRID_MANAGE)
def upload() -> ResponseReturnValue:
    """Keeps the table and leads to its preview; a table with problems is not kept."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(form, ())
    sent = form.file.data
    data, filename = sent.read(), sent.filename or ""
    try:
        report, _consequences = _look(data, filename)
    except UnreadableFile as refusal:
        form.file.errors = [refusal.message_en if _english() else refusal.message]
        return _page(form, ())
    if report.problems:
        form.file.errors = [
            _("表格里有%(n)s处要改，责任区没有变动。改好后重新上传。", n=len(report.problems))
        ]
        return _page(form, report.problems)
    try:
        with begin() as session:
            draft_id = keep_draft(session, data, filename, actor=current_actor(), now=now())
    except Invalid:
        form.file.errors = [_("文件超过5 MB，请去掉图片和不用的表，再上传")]
        return _page(form, ())
    return redirect(url_for("grids.preview", draft_id=draft_id), 303)


@requires(Permission.GRID_MANAGE)
def preview(draft_id: int) -> ResponseReturnValue:
    """What the table moves; posting confirms it, unless the grids changed since they were looked at."""
    actor, form = current_actor(), ConfirmForm()
    with read() as session:
        draft = draft_of(session, draft_id, actor=actor)
    stale = False
    if form.validate_on_submit():
        try:
            with begin() as session:
                report, done = redraw(
                    session, draft, seen=form.seen.data, actor=actor, now=now(), today=today()
                )
        except StaleForm:
            stale = True
        else:
            if not report.problems:
                return _confirmed(report, done)
    return _preview(draft, form, stale=stale)


def _preview(draft: Draft, form: ConfirmForm, *, stale: bool) -> ResponseReturnValue:
    report, found = _look(draft.data, draft.filename)
    if report.problems:
        upload_form = UploadForm(formdata=None)
        upload_form.file.errors = [
            _("上传以后人员或区划有了变动，表格里有%(n)s处要改", n=len(report.problems))
        ]
        return _page(upload_form, report.problems)
    with read() as session:
        form.seen.data = state_of(session, actor=current_actor(), on=today())
    page = render_template(
        "intake/grids/preview.html",
        draft=draft,
        report=report,
        found=found,
        form=form,
        stale=stale,
        day=today(),
        short=short_of,
    )
    return page, 409 if stale else 422 if form.errors else 200


def _confirmed(report: LoadReport, done: Consequences) -> ResponseReturnValue:
    flash(
        _(
            "责任区已更新：表里%(n)s个责任区，其中%(changed)s个有变动。",
            n=report.grids,
            changed=report.changed,
        )
    )
    return redirect(url_for("handover.index" if done.stranded else "grids.index"), 303)


def _look(data: bytes, filename: str) -> tuple[LoadReport, Consequences]:
    """The report of loading the table, and what it would move; nothing is stored."""
    actor = current_actor()
    reports: list[LoadReport] = []
    with looking_ahead() as session:
        found = consequences(
            session,
            lambda: reports.append(
                load_grids(session, data, filename, actor=actor, now=now(), today=today())
            ),
            actor=actor,
            on=today(),
        )
    return reports[0], found


def _page(form: UploadForm, problems: tuple[LoadProblem, ...]) -> ResponseReturnValue:
    page = render_template(
        "intake/grids/upload.html",
        form=form,
        problems=[(problem, _sentence(problem)) for problem in problems[:_PROBLEMS_SHOWN]],
        hidden=max(0, len(problems) - _PROBLEMS_SHOWN),
    )
    return page, 422 if form.errors else 200


def _sentence(problem: LoadProblem) -> str:
    return str(_(MESSAGES[problem.code])).format(value=problem.value)


def _english() -> bool:
    found = get_locale()
    return found is not None and found.language == "en"
