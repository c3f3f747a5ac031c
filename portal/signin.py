"""Signing in to the office: one page, one cookie that holds a token only, one sentence for every refusal."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from flask import (
    Blueprint,
    Flask,
    Request,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin

from portal.errors import NEVER_ECHOED
from portal.limits import SIGN_IN, is_over, over_limit
from portal.signin_first import blueprint as first_blueprint
from portal.signin_first_provider import blueprint as first_provider_blueprint
from portal.signin_forms import SignInForm
from portal.signin_going import COOKIE, go_on, set_session_cookie, this_device
from portal.signin_provider import init_provider
from portal.signin_second import blueprint as second_blueprint
from portal.signin_second import enforced, second_page
from publishing.kernel.accounts.queries import Person
from publishing.kernel.accounts.signing_in import (
    find_session,
    needs_touch,
    sign_in,
    sign_out,
    touch_session,
)
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import SignInNeeded, begin, now, public, read, requires

blueprint = Blueprint("signin", __name__)


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What flask-login's `current_user` is for staff."""

    person: Person

    @property
    def actor(self) -> Actor:
        """The person as one who acts."""
        return self.person.actor()


def load_user(incoming: Request) -> SignedIn | None:
    """The person whose live session the cookie names."""
    token = incoming.cookies.get(COOKIE)
    if not token:
        return None
    with read() as session:
        person = find_session(session, token, now=now())
        stale = person is not None and needs_touch(session, token, now=now())
    if stale:
        with begin() as session:
            touch_session(session, token, now=now())
    return None if person is None else SignedIn(person)


def init_signin(app: Flask) -> None:
    """Registers the page, `current_user`, and what happens when somebody must sign in first."""
    manager = LoginManager()
    manager.init_app(app)
    manager.request_loader(load_user)
    for each in (blueprint, second_blueprint, first_blueprint, first_provider_blueprint):
        app.register_blueprint(each)
    init_provider(app)
    app.register_error_handler(SignInNeeded, _ask_to_sign_in)


def _ask_to_sign_in(_error: SignInNeeded) -> ResponseReturnValue:
    """A reader is sent to the page; somebody who was sending a form keeps it and goes on after signing in."""
    here = request.script_root + request.path
    if request.method in ("GET", "HEAD"):
        query = request.query_string.decode("ascii", "ignore")
        return redirect(url_for("signin.page", next=f"{here}?{query}" if query else here))
    form = SignInForm(formdata=None)
    form.next.data = here
    form.held.data = json.dumps(_held(request.form.items(multi=True)), ensure_ascii=False)
    return render_template("portal/sign_in.html", form=form, interrupted=True), 401


def _held(items: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in items if name not in NEVER_ECHOED]


@blueprint.get("/office/sign-in")
@public
def page() -> ResponseReturnValue:
    """The form, empty."""
    form = SignInForm(formdata=None)
    form.next.data = request.args.get("next", "")
    return render_template("portal/sign_in.html", form=form, interrupted=False)


@blueprint.post("/office/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Opens a session, or says the same for every wrong pair."""
    form = SignInForm()
    interrupted = bool(form.held.data)
    if not form.validate_on_submit():
        return render_template("portal/sign_in.html", form=form, interrupted=interrupted), 422
    if is_over(SIGN_IN, form.username.data or ""):
        form.password.errors = [_("试得太多了，请过15分钟再试，或请管理员帮助")]
        return render_template("portal/sign_in.html", form=form, interrupted=interrupted), 429
    with begin() as session:
        token = sign_in(
            session,
            form.username.data or "",
            form.password.data or "",
            device=this_device(),
            enforced=enforced(),
            now=now(),
        )
    if token is None:
        over_limit(SIGN_IN, form.username.data or "")
        form.password.errors = [_("用户名或密码不对，请重新填写")]
        return render_template("portal/sign_in.html", form=form, interrupted=interrupted), 422
    with read() as session:
        proved = find_session(session, token, now=now()) is not None
    if proved:
        response = go_on(form.next.data or "", form.held.data or "")
    else:
        response = second_page(token, target=form.next.data or "", held=form.held.data or "")
    set_session_cookie(response, token)
    return response


@blueprint.post("/office/sign-out")
@requires(Permission.OFFICE_ENTER)
def leave() -> ResponseReturnValue:
    """Ends the session of this device."""
    with begin() as session:
        sign_out(session, request.cookies.get(COOKIE, ""), now=now())
    response = current_app.make_response(redirect(url_for("signin.page")))
    response.delete_cookie(COOKIE)
    return response
