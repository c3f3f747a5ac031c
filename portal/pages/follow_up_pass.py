"""Who may read a tip on the follow-up page: a sealed cookie that names the tip for twenty minutes.

The receipt code opens the tip once and is then forgotten; the cookie holds neither it nor anything readable.
"""

import base64
from collections.abc import Callable
from functools import wraps

from cryptography.fernet import Fernet, InvalidToken
from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.tips.queries import find_by_code
from intake.tips.values import ReporterView, Unlocked
from portal.pages.follow_up_forms import EnterForm
from portal.pages.tip_form_draft import FOLLOW_COOKIE, LEFT_COOKIE, gone, receipts_secret
from publishing.kernel.settings import secret
from publishing.kernel.web import now, read, settings, today

LASTS = 20 * 60
"""Seconds; every page that is opened begins them anew."""
KEPT_FIELDS = ("body", "reason")

View = Callable[[Unlocked, ReporterView], ResponseReturnValue]


def give_pass(response: Response, tip: Unlocked) -> None:
    """Lets this browser read the tip for the next twenty minutes."""
    sealed = _box().encrypt_at_time(str(tip.tip_id).encode(), int(now().timestamp())).decode()
    response.set_cookie(
        FOLLOW_COOKIE,
        sealed,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    if LEFT_COOKIE in request.cookies:
        response.delete_cookie(LEFT_COOKIE)


def take_pass(response: Response) -> None:
    """Ends reading on this browser."""
    response.delete_cookie(FOLLOW_COOKIE, httponly=True, samesite="Lax", secure=settings().secure_cookies)


def current_pass() -> Unlocked | None:
    """The tip that this browser may read now."""
    sealed = request.cookies.get(FOLLOW_COOKIE, "")
    if not sealed:
        return None
    try:
        opened = _box().decrypt_at_time(sealed.encode(), ttl=LASTS, current_time=int(now().timestamp()))
    except InvalidToken:
        return None
    return Unlocked(int(opened))


def view_of(tip: Unlocked) -> ReporterView | None:
    """What the reporter sees of the tip."""
    with read() as session:
        return find_by_code(session, tip, secret=receipts_secret(), today=today())


def unlocked(view: View) -> Callable[[], ResponseReturnValue]:
    """Gives a view the tip of this browser. Without one the code is asked for, and what was being sent waits
    in that form."""

    @wraps(view)
    def wrapped() -> ResponseReturnValue:
        tip = current_pass()
        shown = view_of(tip) if tip is not None else None
        if tip is None or shown is None:
            return ask_for_code()
        response = make_response(view(tip, shown))
        if not any(FOLLOW_COOKIE in cookie for cookie in response.headers.getlist("Set-Cookie")):
            give_pass(response, tip)
        return response

    return wrapped


def ask_for_code() -> ResponseReturnValue:
    """The way to the code's form; a text that was being sent is kept there."""
    kept = next((request.form[name] for name in KEPT_FIELDS if request.form.get(name)), "")
    if not kept:
        return gone(url_for("follow_up.enter", again=1))
    form = EnterForm(formdata=None)
    form.kept.data = kept
    return render_template("portal/follow_up/enter.html", form=form, again=True), 401


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(secret(settings(), "follow-up")))
