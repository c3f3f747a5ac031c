"""Reports of one's own office, and one report to read: on screen, as PDF, Word and Excel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.files import document_file
from intake.desk.reports_words import GiveBackForm, StepForm, figure_word, span_words
from intake.reports.documents import KIND_HEADS, changed_since, sheets_of
from intake.reports.documents import show as shown
from intake.reports.queries import ReportValue, dues_of, get_report, kind_of, reports_of
from intake.reports.rules import Span, due_on, spans
from intake.reports.signing import is_whole
from intake.reports.wording import LINE_WORDS, say
from intake.workflows import REPORT
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires, today
from publishing.kernel.workflow import Step


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodLine:
    """A period of one's own office: its report in force or in work, and the day it is due."""

    span: Span
    words: str
    due: date
    report: ReportValue | None
    waits: bool
    """Whether it waits for the reader."""


@requires(Permission.REPORT_READ)
def index() -> str:
    """The periods of this year and the last, and every signed report of the office."""
    actor = current_actor()
    with read() as session:
        office = get_office(session, actor.office_id or 0)
        kind = kind_of(office)
        reports = reports_of(session, office.id, actor=actor)
        due_days = dues_of(session, office.division_path)
    newest: dict[Span, ReportValue] = {}
    for report in reports:
        newest.setdefault(report.span, report)
    lines = [
        PeriodLine(
            span=span,
            words=span_words(span),
            due=due_on(span, due_days),
            report=newest.get(span),
            waits=bool((found := newest.get(span)) and _steps(found, actor)),
        )
        for span in spans(kind, today=today())
    ]
    return render_template(
        "intake/reports/index.html",
        kind=kind,
        lines=lines,
        older=[
            one for one in reports if one not in newest.values() or one.span not in {p.span for p in lines}
        ],
        span_words=span_words,
        may_write=actor.may(Permission.REPORT_WRITE),
        may_collect=actor.may(Permission.REPORT_COLLECT) and office.kind != "central_school",
        form=StepForm(formdata=None),
        today=today(),
    )


@requires(Permission.REPORT_READ)
def show(report_id: int) -> str:
    """One report."""
    return page(report_id)


@requires(Permission.REPORT_READ)
def file(report_id: int, ending: str) -> Response:
    """The report as `.pdf`, `.docx` or `.xlsx`."""
    with read() as session:
        found = shown(session, report_id, actor=current_actor(), now=now(), today=today())
    said = say(found.content)
    return document_file(found.document, sheets_of(found.content), ending, said.title)


def page(report_id: int, form: GiveBackForm | None = None, refusal: str = "") -> str:
    """The page of a report; `form` keeps what was typed into a refused step, `refusal` says why."""
    actor = current_actor()
    with read() as session:
        report = get_report(session, report_id, actor=actor)
        found = shown(session, report_id, actor=actor, now=now(), today=today())
        changed = _changed(session, report, actor)
    step = StepForm(formdata=None)
    step.version.data = report.version
    back = form or GiveBackForm(formdata=None)
    back.version.data = report.version
    return render_template(
        "intake/reports/show.html",
        report=report,
        said=say(found.content),
        kind_heads=KIND_HEADS,
        line_words=LINE_WORDS,
        steps={one.action for one in _steps(report, actor)},
        own=report.office_id == actor.office_id,
        same_person=report.submitted_by_id == actor.user_id,
        may_write=actor.may(Permission.REPORT_WRITE),
        whole=is_whole(report) if report.digest else True,
        changed=changed,
        span=span_words(report.span),
        step=step,
        form=back,
        refusal=refusal,
    )


def _changed(session: Session, report: ReportValue, actor: Actor) -> list[tuple[str, int, int]]:
    own = report.office_id == actor.office_id and report.replaced_by_id is None
    found = changed_since(session, report.id, actor=actor, today=today()) if own else ()
    return [(figure_word(name), before, after) for name, before, after in found]


def _steps(report: ReportValue, actor: Actor) -> tuple[Step, ...]:
    """The steps that this person may take now."""
    if report.office_id != actor.office_id:
        return ()
    earlier: Mapping[str, int | None] = {"submitted_by_id": report.submitted_by_id}
    return tuple(
        step
        for step in REPORT.leaving(report.state)
        if actor.may(step.permission) and not (step.other_than and earlier[step.other_than] == actor.user_id)
    )


def said_done(action: str) -> str:
    """What a step did, for the page that follows."""
    said = {
        "submit": _("已经送签，等另一位同事签发。"),
        "take_back": _("已经撤回，可以修改。"),
        "give_back": _("已经退回修改。"),
        "sign": _("已经签发，报告和数字不再改变。"),
    }
    return str(said[action])
