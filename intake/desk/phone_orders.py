"""12345工单: their clocks, and the answer to send back.

Shown without anything that a reporter said: the hotline keeps them and reads no tips (DESIGN §4)."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.cases.wording import answer_to_order
from intake.desk.work_clocks import Left, left
from intake.tips.alike import Near, near_of
from intake.tips.order_answers import answer_of
from intake.tips.orders import OrderValue, get_order, leading_tip, list_orders, mark_answered
from intake.tips.queries import get_tip
from publishing.kernel.clock import local_day
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires

PER_PAGE = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLine:
    """An order with its case, as little of it as may be shown, and what is left of its own time."""

    order: OrderValue
    case: Near | None
    merged: str
    """The number under which the report was received, where it was merged into the case."""
    left: Left | None
    answerable: bool
    """The case was replied to, and the sending office not yet."""


def order_left(order: OrderValue, moment: datetime) -> Left | None:
    """What is left of 工单时限; None without one, and once it was answered."""
    if order.due_at is None or order.answered_at is not None:
        return None
    if order.due_at < moment and local_day(order.due_at) == local_day(moment):
        return Left(text=_("已超期"), level="over")
    return left(local_day(order.due_at), local_day(moment))


@requires(Permission.TIP_RECORD)
def index() -> ResponseReturnValue:
    """Orders of the jurisdiction: those that wait for an answer first, the one that is due first on top."""
    actor = current_actor()
    words = " ".join(request.args.get("q", "").split())[:40]
    page = max(request.args.get("page", 1, type=int) or 1, 1)
    with read() as session:
        found, total = list_orders(
            session, actor=actor, words=words, offset=(page - 1) * PER_PAGE, limit=PER_PAGE
        )
        lines = [_line(session, order, actor) for order in found]
    pages = max(-(-total // PER_PAGE), 1)
    if page > pages:
        abort(404)
    return render_template(
        "intake/phone_orders.html", lines=lines, total=total, page=page, pages=pages, words=words
    )


@requires(Permission.TIP_RECORD)
def show(order_id: int) -> ResponseReturnValue:
    """One order: its case, its clock, and the text that answers it once the case was replied to."""
    actor = current_actor()
    with read() as session:
        order = get_order(session, order_id, actor=actor)
        line = _line(session, order, actor)
        answer = answer_of(session, order)
        case_id = _readable_case(session, order, actor)
    return render_template(
        "intake/phone_order.html",
        line=line,
        order=order,
        case_id=case_id,
        answer=answer_to_order(order.number, answer) if answer is not None else "",
    )


@requires(Permission.TIP_RECORD)
def answered(order_id: int) -> ResponseReturnValue:
    """已回复: the sending office was told."""
    with begin() as session:
        mark_answered(session, order_id, actor=current_actor(), now=now())
    flash(_("已记下：这个工单已经回复。"))
    return redirect(url_for("phone.order", order_id=order_id), 303)


def _line(session: Session, order: OrderValue, actor: Actor) -> OrderLine:
    leading = leading_tip(session, order.tip_id)
    try:
        case = near_of(session, leading, actor=actor)
    except NotFound:
        case = None
    own = near_of(session, order.tip_id, actor=actor).number if leading != order.tip_id else ""
    return OrderLine(
        order=order,
        case=case,
        merged=own,
        left=order_left(order, now()),
        answerable=order.answered_at is None and answer_of(session, order) is not None,
    )


def _readable_case(session: Session, order: OrderValue, actor: Actor) -> int | None:
    """The case's id for those who may read it."""
    if not actor.may(Permission.TIP_READ):
        return None
    try:
        return get_tip(session, leading_tip(session, order.tip_id), actor=actor).id
    except NotFound:
        return None
