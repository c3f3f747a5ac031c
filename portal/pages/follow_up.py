"""查进度: what became of a report, for whoever has its code; and answering, withdrawing, objecting."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from intake.desk.photo_words import photo_problem
from intake.tips import thread
from intake.tips.following import unlock
from intake.tips.photos import MOST
from intake.tips.values import ReporterView, Unlocked
from portal.limits import RECEIPT, RECEIPT_RIGHT, is_over, over_limit
from portal.pages import follow_up_keeping, follow_up_shown
from portal.pages.follow_up_alarm import watch_guesses
from portal.pages.follow_up_forms import (
    AnswerForm,
    EnterForm,
    FixedForm,
    MorePhotosForm,
    ReopenForm,
    WithdrawForm,
)
from portal.pages.follow_up_pass import current_pass, give_pass, take_pass, unlocked, view_of
from portal.pages.tip_form_draft import receipts_secret
from portal.pages.tip_form_photos import read_photos
from publishing.kernel.errors import Invalid, WrongState
from publishing.kernel.forms import Form
from publishing.kernel.web import begin, now, public, read, settings, today

blueprint = Blueprint("follow_up", __name__)
_WAIT = 300
_NOBODY = Unlocked(0)
"""Sealed for a wrong code, and thrown away."""


@blueprint.route("/follow-up/", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """Asks for the code. Only well-formed codes count as tries; a slip of the pen is told as one."""
    form = EnterForm()
    again = "again" in request.args
    if not form.validate_on_submit():
        page = render_template("portal/follow_up/enter.html", form=form, again=again)
        return page, 422 if form.errors else 200
    watch_guesses()
    if is_over(RECEIPT):
        form.code.errors = [_("试得太多了，请过5分钟再试")]
        response = make_response(render_template("portal/follow_up/enter.html", form=form, again=again), 429)
        response.headers["Retry-After"] = str(_WAIT)
        return response
    with read() as session:
        tip = unlock(session, form.code.data, secret=receipts_secret())
    over_limit(RECEIPT if tip is None else RECEIPT_RIGHT)
    # a right code and a wrong one cause the same work, so that the time of the answer tells nothing
    form.code.errors = [_("没有查到这个查询码。请核对是不是本站给的那一个")]
    refused = make_response(render_template("portal/follow_up/enter.html", form=form, again=again), 422)
    opened = make_response(redirect(url_for("follow_up.view"), 303))
    give_pass(opened, tip or _NOBODY)
    if tip is None:
        return refused
    kept = form.kept.data or ""
    view = view_of(tip) if kept else None
    if view is not None:
        opened = make_response(_page(view, kept=kept))
        give_pass(opened, tip)
    return opened


@blueprint.get("/follow-up/view")
@public
@unlocked
def view(_tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """Where the report stands, what was said, and what the reporter may do."""
    return _page(shown)


@blueprint.post("/follow-up/answer")
@public
@unlocked
def answer(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """Sends an answer, or something to add."""
    form = AnswerForm()
    form.offer(can_seal=shown.can_seal)
    if not form.validate_on_submit():
        return _page(shown, answer_form=form)
    try:
        with begin() as session:
            thread.answer(
                session,
                tip,
                form.body.data,
                contact=form.to_seal(),
                secret=receipts_secret(),
                now=now(),
            )
    except WrongState:
        return _too_late(tip, answer_form=form)
    return redirect(url_for("follow_up.view"), 303)


@blueprint.post("/follow-up/photos")
@public
@unlocked
def photos(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """Adds photos; those that can be taken are taken, the others are named."""
    form = MorePhotosForm()
    if not form.validate_on_submit():
        return _page(shown, photo_form=form)
    cleaned, problems = read_photos(request.files.getlist("photos"))
    try:
        for photo in cleaned:
            with begin() as session:
                thread.add_photo(
                    session,
                    tip,
                    photo,
                    secret=receipts_secret(),
                    uploads=settings().uploads,
                    now=now(),
                )
    except Invalid as error:
        problems.append(photo_problem(error))
    except WrongState:
        return _too_late(tip, photo_form=form)
    if problems:
        form.photos.errors = problems
        return _page(view_of(tip) or shown, photo_form=form)
    return redirect(url_for("follow_up.view"), 303)


@blueprint.route("/follow-up/withdraw", methods=["GET", "POST"])
@public
@unlocked
def withdraw(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """Asks once more, then withdraws."""
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            with begin() as session:
                thread.withdraw(session, tip, secret=receipts_secret(), now=now())
        except WrongState:
            return _too_late(tip)
        return redirect(url_for("follow_up.view"), 303)
    if not shown.can_withdraw:
        return redirect(url_for("follow_up.view"), 303)
    return render_template("portal/follow_up/withdraw.html", form=form, view=shown)


@blueprint.post("/follow-up/reopen")
@public
@unlocked
def reopen(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """问题没有解决: goes to another officer."""
    form = ReopenForm()
    form.offer(can_seal=shown.can_seal)
    if not form.validate_on_submit():
        return _page(shown, reopen_form=form)
    try:
        with begin() as session:
            thread.not_fixed(
                session,
                tip,
                form.reason.data,
                contact=form.to_seal(),
                secret=receipts_secret(),
                now=now(),
            )
    except WrongState:
        return _too_late(tip, reopen_form=form)
    return redirect(url_for("follow_up.view"), 303)


@blueprint.post("/follow-up/fixed")
@public
@unlocked
def fixed(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """Answers 问题解决了吗？; once answered, or no longer asked, the page shows how things are."""
    form = FixedForm()
    form.offer(can_seal=shown.can_seal)
    if shown.ask is None or not shown.ask.now:
        return redirect(url_for("follow_up.view"), 303)
    if not form.validate_on_submit():
        return _page(shown, fixed_form=form)
    try:
        with begin() as session:
            thread.say_fixed(
                session,
                tip,
                form.fixed.data,
                reason=form.reason.data or "",
                satisfaction=form.rated(),
                contact=form.to_seal(),
                secret=receipts_secret(),
                now=now(),
            )
    except WrongState:
        return _too_late(tip, fixed_form=form)
    return redirect(url_for("follow_up.view"), 303)


@blueprint.post("/follow-up/leave")
@public
def leave() -> ResponseReturnValue:
    """退出查询."""
    response = make_response(redirect(url_for("follow_up.enter"), 303))
    take_pass(response)
    return response


def too_large(error: HTTPException) -> ResponseReturnValue:
    """An upload over the limit of a request: the tip's page again, with what to do."""
    tip = current_pass()
    shown = view_of(tip) if tip is not None else None
    if request.endpoint != "follow_up.photos" or shown is None:
        return error
    form = MorePhotosForm(formdata=None)
    form.photos.errors = [_("这次选的照片加起来太大，没有收下。请少选几张，分几次上传")]
    response = make_response(_page(shown, photo_form=form, status=413))
    response.headers["Connection"] = "close"  # the rest of the body is not read
    return response


blueprint.register_error_handler(413, too_large)
blueprint.add_url_rule("/follow-up/receipt.pdf", "receipt", follow_up_keeping.receipt_pdf)
blueprint.add_url_rule("/follow-up/reminder.ics", "reminder", follow_up_keeping.reminder)
blueprint.add_url_rule("/follow-up/receipt.txt", "receipt_file", follow_up_keeping.receipt_file)


def _too_late(tip: Unlocked, **forms: Any) -> ResponseReturnValue:
    """The tip has moved on since the page was shown: it is shown as it is now, with what was written."""
    shown = view_of(tip)
    if shown is None:
        return redirect(url_for("follow_up.enter", again=1), 303)
    return _page(shown, moved_on=True, status=409, **forms)


def _page(
    shown: ReporterView,
    *,
    answer_form: AnswerForm | None = None,
    photo_form: Form | None = None,
    reopen_form: ReopenForm | None = None,
    fixed_form: FixedForm | None = None,
    kept: str = "",
    moved_on: bool = False,
    status: int = 0,
) -> ResponseReturnValue:
    forms = (answer_form, photo_form, reopen_form, fixed_form)
    failed = next((form for form in forms if form and form.errors), None)
    said = kept
    if moved_on:
        written = ((answer_form, "body"), (reopen_form, "reason"), (fixed_form, "reason"))
        said = next((form[name].data for form, name in written if form), "")
    answers = answer_form or AnswerForm(formdata=None, data={"body": kept})
    reopens = reopen_form or ReopenForm(formdata=None, data={"reason": kept})
    fixing = fixed_form or FixedForm(formdata=None, data={"reason": kept})
    for form in (answers, reopens, fixing):
        form.offer(can_seal=shown.can_seal)
    page = render_template(
        "portal/follow_up/view.html",
        view=shown,
        heading=follow_up_shown.heading(shown),
        steps=follow_up_shown.steps(shown, today()),
        overdue=follow_up_shown.overdue(shown, today()),
        thread=follow_up_shown.thread(shown),
        openings=follow_up_shown.openings(shown),
        answer_form=answers,
        photo_form=photo_form or MorePhotosForm(formdata=None),
        reopen_form=reopens,
        fixed_form=fixing,
        failed=failed,
        form=failed or AnswerForm(formdata=None),
        photo_room=MOST - shown.photo_count,
        kept=said,
        moved_on=moved_on,
    )
    return page, status or (422 if failed else 200)
