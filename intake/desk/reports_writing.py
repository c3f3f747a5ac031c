"""Beginning a report and writing its words."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import Length

from intake.desk.reports_showing import index
from intake.desk.reports_words import StepForm, section_word, sentence_of, span_words, version_of
from intake.reports.documents import show as shown
from intake.reports.drafting import begin_report, write_words
from intake.reports.queries import ReportValue, get_report
from intake.reports.rules import LONGEST, SECTIONS, WORDS_NEEDED
from intake.reports.wording import say
from publishing.kernel.errors import Forbidden, Invalid, StaleForm, WrongState
from publishing.kernel.forms import TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin as transaction
from publishing.kernel.web import current_actor, now, read, requires, today


@requires(Permission.REPORT_WRITE)
def begin() -> ResponseReturnValue:
    """Begins the report of a period (`year`, `half`), or goes on with the one in work."""
    if not StepForm().validate_on_submit():
        return index(), 422
    year = request.form.get("year", 0, type=int)
    half = request.form.get("half", 0, type=int)
    try:
        with transaction() as session:
            report = begin_report(
                session, year=year, half=half, actor=current_actor(), now=now(), today=today()
            )
    except Invalid as refusal:
        flash(sentence_of(refusal))
        return redirect(url_for("reports.index"), 303)
    return redirect(url_for("reports.show", report_id=report.id), 303)


@requires(Permission.REPORT_WRITE)
def words(report_id: int) -> ResponseReturnValue:
    """The words of a draft, a text field for each section, below what the rows say there."""
    actor = current_actor()
    with read() as session:
        report = get_report(session, report_id, actor=actor)
        if report.office_id != actor.office_id:
            raise Forbidden(permission=Permission.REPORT_WRITE.value, reason="other_office")
        content = shown(session, report_id, actor=actor, now=now(), today=today()).content
    form = _form(report)
    if form.validate_on_submit():
        given = {name: form[name].data or "" for name in SECTIONS[report.kind]}
        refusal = _keep(report, given, form)
        if not refusal:
            flash(_("已经保存。"))
            return redirect(url_for("reports.show", report_id=report_id), 303)
        form.form_errors = [*form.form_errors, *([refusal] if refusal != "-" else [])]
    bare = {**content, "words": {}}
    page = render_template(
        "intake/reports/words.html",
        form=form,
        report=report,
        span=span_words(report.span),
        sections=[
            (name, section_word(name), texts)
            for name, (_title, texts) in zip(SECTIONS[report.kind], say(bare).sections, strict=True)
        ],
    )
    return page, 422 if form.errors or form.form_errors else 200


def _keep(report: ReportValue, given: dict[str, str], form: StepForm) -> str:
    """Writes the words; a sentence where that was refused, `-` where it stands at a field."""
    try:
        with transaction() as session:
            write_words(session, report.id, given, version=version_of(form), actor=current_actor(), now=now())
    except Invalid as refusal:
        form[str(refusal.values["field"])].errors = [sentence_of(refusal)]
        return "-"
    except (StaleForm, WrongState):
        return str(_("这份报告刚刚有了变化，没有保存。请先复制您写的内容，再打开报告看最新情况。"))
    return ""


def _form(report: ReportValue) -> StepForm:
    fields: dict[str, Field] = {}
    for name in SECTIONS[report.kind]:
        needed = name in WORDS_NEEDED[report.kind]
        fields[name] = TextArea(
            _("补充文字：%(section)s", section=section_word(name)),
            [Length(max=LONGEST)],
            description=_("这一部分没有数字，送签以前要写。") if needed else "",
            render_kw={"rows": 6 if needed else 3, "mark_optional": False},
        )
    written = type("WordsForm", (StepForm,), fields)
    form: StepForm = written(data={**report.words, "version": report.version})
    return form
