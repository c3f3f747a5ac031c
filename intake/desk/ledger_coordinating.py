"""The county's steps: letters to departments and their replies, handing over, giving back."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import FormField

from intake.desk import ledger_forms as forms
from intake.desk.ledger_refusals import as_shown, number_of, put, show
from intake.desk.ledger_stepping import load_step, take, version_of
from intake.desk.work_clocks import usual_day
from intake.ledger.coordinating import (
    COORDINATING,
    LetterForm,
    coordinate,
    hand_over,
    reply_received,
    resume,
    write_again,
)
from intake.ledger.queries import get_item
from intake.ledger.values import ItemDetail, ItemValue
from intake.workflows import LEDGER
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, today


@requires(Permission.LEDGER_COORDINATE)
def coordinate_page(item_id: int) -> ResponseReturnValue:
    """部门协调: several letters at once; 再写一个部门 gives the form back with room for one more."""
    return _letters(load_step(item_id, "coordinate"), coordinate, "coordinate")


@requires(Permission.LEDGER_COORDINATE)
def write_again_page(item_id: int) -> ResponseReturnValue:
    """再发一份函: further letters while the item is being coordinated; WrongState in any other state."""
    with read() as session:
        detail = get_item(session, item_id, actor=current_actor(), today=today())
    if detail.item.state != COORDINATING:
        raise WrongState(action="coordinate", state=detail.item.state, workflow=LEDGER.name)
    return _letters(detail, write_again, "letters")


def _letters(detail: ItemDetail, write: Callable[..., ItemValue], action: str) -> ResponseReturnValue:
    """The form of letters, kept by `write`."""
    item_id = detail.item.id
    usual = usual_day("letter", detail.item.division_path)
    form = forms.LettersForm(letters=[{"department": "", "reply_due_on": usual}])
    if "more" in request.form and len(form.letters) < forms.MOST_LETTERS:
        form.letters.append_entry({"department": "", "reply_due_on": usual})

    def do(session: Session, form: forms.LettersForm) -> str:
        letters = tuple(
            LetterForm(department=entry.form.department.data, reply_due_on=entry.form.reply_due_on.data)
            for entry in _written(form)
        )
        try:
            write(
                session,
                item_id,
                letters,
                version=version_of(form),
                actor=current_actor(),
                now=now(),
                today=today(),
            )
        except Invalid as refusal:
            shown = [number_of(entry) for entry in _written(form)]
            raise as_shown(refusal, shown) from refusal
        return str(_("已经登记发函，共%(n)s个单位。", n=len(letters)))

    template = "intake/ledger/coordinate.html"
    most = forms.MOST_LETTERS
    return take(detail, (action,), form, template, do, ready=_letters_ready, most=most)


@requires(Permission.LEDGER_COORDINATE)
def hand_over_page(item_id: int) -> ResponseReturnValue:
    """移交 to another authority, against its receipt."""
    detail = load_step(item_id, "hand_over")

    def do(session: Session, form: forms.HandOverForm) -> str:
        hand_over(
            session,
            item_id,
            authority=form.authority.data,
            receipt=form.receipt.data,
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经登记移交。"))

    return take(detail, ("hand_over",), forms.HandOverForm(), "intake/ledger/hand_over.html", do)


@requires(Permission.LEDGER_COORDINATE)
def resume_page(item_id: int) -> ResponseReturnValue:
    """恢复整改: back to the officer, with a new day where one was agreed."""
    detail = load_step(item_id, "resume")

    def do(session: Session, form: forms.ResumeForm) -> str:
        resume(
            session,
            item_id,
            due_on=form.due_on.data,
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经恢复整改。"))

    return take(detail, ("resume",), forms.ResumeForm(), "intake/ledger/resume.html", do)


@requires(Permission.LEDGER_COORDINATE)
def reply_page(item_id: int, letter_id: int) -> ResponseReturnValue:
    """A department's reply. A second reply to the same letter leads back to the item."""
    actor = current_actor()
    with read() as session:
        detail = get_item(session, item_id, actor=actor, today=today())
    letter = next((one for one in detail.letters if one.id == letter_id), None)
    if letter is None:
        raise NotFound(what="letter")
    form = forms.ReplyForm(replied_on=today())
    if letter.replied_on is not None:
        flash(_("这份回复已经登记过，没有重复登记。"))
        return redirect(url_for("ledger.item", item_id=item_id))
    if form.validate_on_submit():
        try:
            with begin() as session:
                reply_received(
                    session,
                    letter_id,
                    form.reply.data,
                    replied_on=forms.day_of(form.replied_on),
                    actor=actor,
                    now=now(),
                    today=today(),
                )
        except Invalid as refusal:
            show(form, refusal)
        else:
            flash(_("已经登记%(department)s的回复。", department=letter.department))
            return redirect(url_for("ledger.item", item_id=item_id))
    page = render_template(
        "intake/ledger/reply.html", form=form, item=detail.item, letter=letter, today=today()
    )
    return page, 422 if form.errors else 200


def _written(form: forms.LettersForm) -> list[FormField]:
    """The entries that name a department."""
    return [entry for entry in form.letters if entry.form.department.data]


def _letters_ready(form: forms.LettersForm) -> bool:
    """At least one department, each with a day."""
    if not _written(form):
        put(form, "letters-0-department", _("请填写部门，例如“县消防救援大队”"))
    for entry in _written(form):
        if not entry.form.reply_due_on.data:
            put(form, entry.form.reply_due_on.name, _("请填写请对方回复的日期，例如2026年12月4日"))
    return not form.errors
