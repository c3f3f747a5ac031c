"""电话来访登记: what somebody tells the hotline or triage, written down once and acknowledged by a code."""

import secrets
from typing import cast

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.cases.phoning import Told, record_by_phone
from intake.desk import phone_orders
from intake.desk.phone_form import ANEW, JOIN, NONE, UNSURE, UPDATE, PhoneForm
from intake.desk.phone_looking import Look, look_up, near_words
from intake.desk.phone_reading import aloud
from intake.desk.tips_refusals import put_on
from intake.tips import codes
from intake.tips.orders import Order, OrderValue, keep_order
from intake.tips.queries import find_by_code
from intake.tips.receiving import Received, Submission
from publishing.divisions.queries import list_counties
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.settings import secret
from publishing.kernel.web import begin, current_actor, extension, now, read, requires, settings, today

blueprint = Blueprint("phone", __name__)
blueprint.add_url_rule("/office/phone/orders/", "orders", phone_orders.index)
blueprint.add_url_rule("/office/phone/orders/<int:order_id>", "order", phone_orders.show)
blueprint.add_url_rule(
    "/office/phone/orders/<int:order_id>/answered", "answered", phone_orders.answered, methods=["POST"]
)


@blueprint.route("/office/phone/record", methods=["GET", "POST"])
@requires(Permission.TIP_RECORD)
def record() -> ResponseReturnValue:
    """The form; sent, it answers with the receipt, or with what has to be decided first: which of several
    places, which kindergarten of the register, whether it repeats an open case. Sent again it shows the same
    receipt, and no second tip.

    The receipt is the answer to the form and never an address of its own: a code stands in no URL.
    """
    actor = current_actor()
    form = PhoneForm()
    form.offer(can_seal=True)
    with read() as session:
        form.county.choices = _counties(session, actor)
    if request.method != "POST":
        form.token.data = secrets.token_urlsafe(24)
        form.channel.data = request.args.get("channel") or "phone"
        return _page(form)
    with read() as session:
        look = look_up(session, settings(), form, actor=actor, today=today())
        sent_before = find_by_code(session, _code(form), secret=secret(settings(), "receipts")) is not None
    if "look" in request.form:
        form.looked.data = look.stamp
        return _page(form, look)
    if not form.validate_on_submit():
        return _page(form, look)
    if not sent_before and not _settled(form, look):
        form.looked.data = look.stamp
        return _page(form, look)
    return _record(form, look, actor)


def _record(form: PhoneForm, look: Look, actor: Actor) -> ResponseReturnValue:
    """Keeps what the form says, as it was decided."""
    try:
        with begin() as session:
            if form.chosen("known_order") == UPDATE and look.order is not None:
                _update_order(session, look.order, form, actor)
                flash(_("没有另外登记。这个工单号在下面这一件上。"))
                return redirect(url_for("phone.order", order_id=look.order.id), 303)
            received = _receive(session, form, look, actor)
    except Invalid as refusal:
        put_on(form, refusal)
        return _page(form, look)
    return _receipt(form, look, received)


def _update_order(session: Session, known: OrderValue, form: PhoneForm, actor: Actor) -> None:
    keep_order(session, known.tip_id, channel=known.channel, order=_order(form), actor=actor, now=now())


def _counties(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The counties of this person's jurisdiction; where it is one only, there is nothing to choose."""
    own = [(d.code, d.name) for d in list_counties(session) if actor.covers(d.path)]
    return own if len(own) == 1 else [("", _("不清楚")), *own]


def _settled(form: PhoneForm, look: Look) -> bool:
    """Whether everything that was found is decided; otherwise says so at its field. What need not be decided
    is shown once."""
    settled = True
    if form.place.choices and not form.chosen("place"):
        form.place.errors = [_("这样的地方不止一个，请问清楚后选择")]
        settled = False
    if look.order is not None and not form.chosen("known_order"):
        form.order_number.errors = [
            _("这个工单号已经登记过，请在下面选择怎么办；抄错了的，请改正")
            if look.order_case
            else _("这个工单号已经登记过，请核对是不是抄错了")
        ]
        settled = False
    return settled and look.stamp in ("", form.looked.data)


def _order(form: PhoneForm) -> Order:
    return Order(
        number=form.order_number.data or "",
        dispatched_at=form.dispatched_at.data,
        due_at=form.due_at.data,
    )


def _receive(session: Session, form: PhoneForm, look: Look, actor: Actor) -> Received:
    place, kindergarten = form.chosen("place"), form.chosen("kindergarten_id")
    submission = Submission(
        token=form.token.data or "",
        categories=tuple(form.categories.data),
        text=form.text.data,
        kindergarten_name=form.kindergarten_name.data or "",
        kindergarten_id=kindergarten if kindergarten not in ("", NONE) else None,
        place_words=form.place_words.data,
        division_code=(place if place != UNSURE else "") or form.county.data or None,
        contact_name=form.contact_name.data or "",
        contact=form.to_seal(form.contact.data or ""),
    )
    known = form.chosen("known_order")
    told = Told(
        channel=form.channel.data,
        letter_on=form.letter_on.data if form.channel.data == "letter" else None,
        order=_order(form) if form.order_number.data and known not in (JOIN, ANEW) else None,
        same_as_id=_same_as(form, look),
    )
    return record_by_phone(
        session,
        submission,
        told=told,
        gazetteer=cast(Gazetteer, extension("gazetteer").get()),  # type: ignore[attr-defined]
        secret=secret(settings(), "receipts"),
        uploads=settings().uploads,
        actor=actor,
        now=now(),
    )


def _same_as(form: PhoneForm, look: Look) -> int | None:
    if form.chosen("known_order") == JOIN and look.order_case is not None:
        return look.order_case.id
    chosen = form.chosen("same_as")
    return int(chosen) if chosen.isdigit() else None


def _code(form: PhoneForm) -> str:
    return codes.derive_code(secret(settings(), "receipts"), form.token.data or "")


def _page(form: PhoneForm, look: Look | None = None) -> ResponseReturnValue:
    page = render_template(
        "intake/phone.html",
        form=form,
        look=look,
        order_case=near_words(look.order_case) if look and look.order_case else "",
    )
    return page, 422 if form.errors else 200


def _receipt(form: PhoneForm, look: Look, received: Received) -> ResponseReturnValue:
    code = _code(form)
    same_as = _same_as(form, look)
    cases = (look.order_case, *look.near)
    page = render_template(
        "intake/phone_receipt.html",
        code=codes.grouped(code),
        spoken=aloud(code),
        received=received,
        moment_received=now(),
        channel=form.channel.data,
        order_number=form.order_number.data,
        due_at=form.due_at.data,
        register=look.register,
        same_as=next((each for each in cases if each is not None and each.id == same_as), None),
        may_merge=current_actor().may(Permission.TIP_MERGE),
        follow_up=settings().public_url + "/follow-up/",
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
