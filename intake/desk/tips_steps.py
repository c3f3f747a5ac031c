"""The page of one step of a tip: its form, what was refused at its field, and doing it once."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intake.desk.tips_act import Act, Taking
from intake.desk.tips_acts import ACTS, acts_of, is_step
from intake.desk.tips_filling import fill, only_shows
from intake.desk.tips_forms import StepForm
from intake.desk.tips_refusals import put_on
from intake.desk.tips_visit_form import VisitFields
from intake.desk.tips_words import title_of
from intake.tips.queries import get_tip, load_tip
from intake.tips.values import TipValue
from intake.workflows import TIP
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import (
    Forbidden,
    Invalid,
    MissingFacts,
    NotFound,
    OutsideJurisdiction,
    StaleForm,
    WrongState,
)
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.transition import check
from publishing.kernel.web import begin, current_actor, now, read, requires, today

_LOGGED = {
    "follow_up": "tip.danger_taken_up",
    "take_up": "tip.danger_taken_up",
    "pull_back": "tip.hand_over",
}
"""How the audit log names acts that are no steps of the table."""
_DOUBLE_TAP = timedelta(minutes=2)
"""The same step by the same person within this time is the same press of the button."""


def slug(action: str) -> str:
    """`send_back` as it stands in an address: send-back."""
    return action.replace("_", "-")


@requires(Permission.TIP_READ)
def choose(tip_id: int) -> ResponseReturnValue:
    """From the radios of the case page to the page of the step that was chosen."""
    action = request.form.get("action", "")
    if action not in ACTS:
        flash(_("请先选择下一步做什么"))
        return redirect(url_for("tips.show", tip_id=tip_id), 303)
    if action == "accept":
        # the case page has this step's fields in it
        return step(tip_id, slug(action))
    return redirect(url_for("tips.step", tip_id=tip_id, action=slug(action)), 303)


@requires(Permission.TIP_READ)
def step(tip_id: int, action: str) -> ResponseReturnValue:
    """The form of a step, and the step itself.

    A step that is not this person's now is refused with the reason: another state, another person. The same
    step pressed twice is done once.
    """
    name = action.replace("-", "_")
    if name not in ACTS or slug(name) != action:
        abort(404)
    actor = current_actor()
    posted = request.method == "POST"
    with read() as session:
        tip = get_tip(session, tip_id, actor=actor)
        if posted and _just_did(session, tip, name, actor):
            return _done(tip_id, _("这一步您已经办好了，没有重复办理。"))
        if name not in acts_of(tip, actor):
            _refuse(session, tip, name, actor)
    form = ACTS[name].form()
    if not posted or only_shows(request.form) or not _valid(tip, form, actor):
        if isinstance(form, VisitFields) and "more" in request.form:
            form.add_row()
        return _page(tip, name, form, actor)
    try:
        said = _take(tip, ACTS[name], form, actor)
    except (StaleForm, WrongState):
        with read() as session:
            if _just_did(session, tip, name, actor):
                return _done(tip_id, _("这一步您已经办好了，没有重复办理。"))
        raise
    if said is None:
        return _page(tip, name, form, actor)
    return _done(tip_id, said)


def _valid(tip: TipValue, form: StepForm, actor: Actor) -> bool:
    with read() as session:
        fill(session, tip, form, actor=actor, today=today())
    return bool(form.validate_on_submit())


def _take(tip: TipValue, act: Act, form: StepForm, actor: Actor) -> str | None:
    """Does it; None where the use case refused a value, which is then said at its field."""
    try:
        with begin() as session:
            taking = Taking(session=session, tip=tip, actor=actor, now=now(), today=today())
            return act.take(taking, form)
    except Invalid as refusal:
        put_on(form, form.own_name(refusal) if isinstance(form, VisitFields) else refusal)
    except OutsideJurisdiction:
        if "division_code" not in form:
            raise
        put_on(form, Invalid(field="division_code", reason="outside"))
    except MissingFacts:
        form.form_errors.append(_("办这一步要先写明的内容还没有写全"))
    except StaleDataError as overtaken:
        raise StaleForm(what="tip") from overtaken
    return None


def _page(tip: TipValue, name: str, form: StepForm, actor: Actor) -> tuple[str, int]:
    with read() as session:
        shown = fill(session, tip, form, actor=actor, today=today())
    form.version.data = form.version.data or str(tip.version)
    page = render_template(
        "intake/tips_step.html",
        tip=tip,
        title=title_of(tip),
        act=ACTS[name],
        action=name,
        form=form,
        address=url_for("tips.step", tip_id=tip.id, action=slug(name)),
        **shown,
    )
    return page, 422 if form.errors else 200


def _just_did(session: Session, tip: TipValue, name: str, actor: Actor) -> bool:
    """Whether this person took this step a moment ago: the second half of a double tap."""
    logged = _LOGGED.get(name, f"tip.{name}")
    return any(
        entry.action == logged and entry.user_id == actor.user_id and now() - entry.at < _DOUBLE_TAP
        for entry in entries_of(session, f"tip:{tip.id}")
    )


def _refuse(session: Session, tip: TipValue, name: str, actor: Actor) -> None:
    """Raises why the step is not this person's now."""
    if not is_step(name):
        raise WrongState(action=name, state=tip.state, workflow=TIP.name)
    needed = check(load_tip(session, tip.id), TIP, name, actor)
    raise Forbidden(permission=needed.permission.value, reason="not_responsible")


def _done(tip_id: int, said: str) -> ResponseReturnValue:
    """Back to the case, or to the work list where the case is not this person's to see any more."""
    flash(said)
    with read() as session:
        try:
            get_tip(session, tip_id, actor=current_actor())
        except NotFound:
            return redirect(url_for("work.index"), 303)
    return redirect(url_for("tips.show", tip_id=tip_id), 303)
