"""The steps of an announcement as buttons: submit, withdraw, approve, give back, release."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from publishing.announcements import approving, drafting, releasing
from publishing.announcements.queries import AnnouncementValue
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.desk.register.announcing import announcement_page
from publishing.desk.register.forms import GiveBackForm, StepForm, sentence_of, show_refusal, version_of
from publishing.desk.register.routes import blueprint, own_announcement
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid, StaleForm, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires


class _UseCase(Protocol):
    def __call__(
        self, session: Session, announcement_id: int, *, version: int | None, actor: Actor, now: datetime
    ) -> AnnouncementValue: ...


@blueprint.post("/announcements/<int:announcement_id>/submit")
@requires(Permission.ANNOUNCEMENT_DRAFT)
def submit(announcement_id: int) -> ResponseReturnValue:
    """送批."""
    return _take(announcement_id, "submit", drafting.submit, StepForm())


@blueprint.post("/announcements/<int:announcement_id>/withdraw")
@requires(Permission.ANNOUNCEMENT_DRAFT)
def withdraw(announcement_id: int) -> ResponseReturnValue:
    """撤回草稿."""
    return _take(announcement_id, "withdraw", drafting.withdraw, StepForm())


@blueprint.post("/announcements/<int:announcement_id>/approve")
@requires(Permission.ANNOUNCEMENT_APPROVE)
def approve(announcement_id: int) -> ResponseReturnValue:
    """批准."""
    return _take(announcement_id, "approve", approving.approve, StepForm())


@blueprint.post("/announcements/<int:announcement_id>/release")
@requires(Permission.ANNOUNCEMENT_APPROVE)
def release(announcement_id: int) -> ResponseReturnValue:
    """发布."""
    return _take(announcement_id, "release", releasing.release, StepForm())


@blueprint.post("/announcements/<int:announcement_id>/give-back")
@requires(Permission.ANNOUNCEMENT_APPROVE)
def give_back(announcement_id: int) -> ResponseReturnValue:
    """退回修改, with a reason."""
    form = GiveBackForm()

    def with_reason(
        session: Session, announcement_id: int, *, version: int | None, actor: Actor, now: datetime
    ) -> AnnouncementValue:
        reason = str(form.reason.data)
        return approving.give_back(session, announcement_id, reason, version=version, actor=actor, now=now)

    return _take(announcement_id, "give_back", with_reason, form)


_SAID: dict[str, Callable[[], str]] = {
    "submit": lambda: _("已经送批，等另一位同事批准"),
    "withdraw": lambda: _("草稿已经撤回"),
    "approve": lambda: _("已经批准，可以发布"),
    "release": lambda: _("已经发布"),
    "give_back": lambda: _("已经退回拟稿人"),
}


def _take(announcement_id: int, action: str, use_case: _UseCase, form: StepForm) -> ResponseReturnValue:
    """Takes one step. Pressed twice it is one step; one that comes too late says so and keeps the reason."""
    actor = current_actor()
    with read() as session:
        own_announcement(session, actor, announcement_id)
    typed = form if isinstance(form, GiveBackForm) else None
    if not form.validate_on_submit():
        return announcement_page(announcement_id, typed), 422
    try:
        with begin() as session:
            use_case(session, announcement_id, version=version_of(form), actor=actor, now=now())
    except Invalid as refusal:
        if typed is not None and show_refusal(typed, refusal):
            return announcement_page(announcement_id, typed), 422
        return announcement_page(announcement_id, typed, refusal=sentence_of(refusal)), 422
    except (StaleForm, WrongState):
        if not _was_taken(announcement_id, action, actor):
            late = _("这份公告刚刚有了变化，这一步没有办。请看过最新情况后再办理。")
            return announcement_page(announcement_id, typed, refusal=late), 409
    else:
        flash(_SAID[action]())
    return redirect(url_for("register.announcement", announcement_id=announcement_id))


def _was_taken(announcement_id: int, action: str, actor: Actor) -> bool:
    """Whether this step, by this person, is the last thing that happened: the button was pressed twice."""
    with read() as session:
        last = entries_of(session, f"announcement:{announcement_id}")[-1]
    return last.action == f"{ANNOUNCEMENT.name}.{action}" and last.user_id == actor.user_id
