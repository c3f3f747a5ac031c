"""The steps of a report as buttons: submit, take back, give back, sign."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.reports_showing import page, said_done
from intake.desk.reports_words import GiveBackForm, StepForm, section_word, sentence_of, version_of
from intake.reports import drafting, signing
from intake.reports.queries import ReportValue, get_report
from intake.reports.rules import SECTIONS
from intake.workflows import REPORT
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid, SamePerson, StaleForm, WrongState
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today


@requires(Permission.REPORT_WRITE)
def submit(report_id: int) -> ResponseReturnValue:
    """送签."""

    def use_case(session: Session, form: StepForm) -> ReportValue:
        return drafting.submit(
            session, report_id, version=version_of(form), actor=current_actor(), now=now(), today=today()
        )

    return _take(report_id, "submit", use_case, StepForm())


@requires(Permission.REPORT_WRITE)
def take_back(report_id: int) -> ResponseReturnValue:
    """撤回修改."""

    def use_case(session: Session, form: StepForm) -> ReportValue:
        return drafting.take_back(
            session, report_id, version=version_of(form), actor=current_actor(), now=now()
        )

    return _take(report_id, "take_back", use_case, StepForm())


@requires(Permission.REPORT_SIGN)
def sign(report_id: int) -> ResponseReturnValue:
    """签发."""

    def use_case(session: Session, form: StepForm) -> ReportValue:
        return signing.sign(session, report_id, version=version_of(form), actor=current_actor(), now=now())

    return _take(report_id, "sign", use_case, StepForm())


@requires(Permission.REPORT_SIGN)
def give_back(report_id: int) -> ResponseReturnValue:
    """退回修改, with a reason."""
    form = GiveBackForm()

    def use_case(session: Session, _form: StepForm) -> ReportValue:
        reason = str(form.reason.data)
        version = version_of(form)
        return signing.give_back(
            session, report_id, reason, version=version, actor=current_actor(), now=now()
        )

    return _take(report_id, "give_back", use_case, form)


def _take(
    report_id: int, action: str, use_case: Callable[[Session, StepForm], ReportValue], form: StepForm
) -> ResponseReturnValue:
    """Takes one step. Pressed twice it is one step; one that comes too late says so and keeps the reason."""
    typed = form if isinstance(form, GiveBackForm) else None
    with read() as session:
        get_report(session, report_id, actor=current_actor())
    if not form.validate_on_submit():
        return page(report_id, typed), 422
    try:
        with begin() as session:
            use_case(session, form)
    except Invalid as refusal:
        return page(report_id, typed, _refused(refusal)), 422
    except SamePerson:
        same = _("签发和送签要由两个人分别完成。请让另一位同事签发。")
        return page(report_id, typed, same), 403
    except (StaleForm, WrongState):
        if not _was_taken(report_id, action):
            late = _("这份报告刚刚有了变化，这一步没有办。请看过最新情况后再办理。")
            return page(report_id, typed, late), 409
    else:
        flash(said_done(action))
    return redirect(url_for("reports.show", report_id=report_id), 303)


def _refused(refusal: Invalid) -> str:
    field = str(refusal.values["field"])
    if any(field in sections for sections in SECTIONS.values()):
        return str(_("“%(section)s”没有写。请先写好文字再送签。", section=section_word(field)))
    return sentence_of(refusal)


def _was_taken(report_id: int, action: str) -> bool:
    """Whether this step, by this person, is the last thing that happened: the button was pressed twice."""
    with read() as session:
        last = entries_of(session, f"report:{report_id}")[-1]
    return last.action == f"{REPORT.name}.{action}" and last.user_id == current_actor().user_id
