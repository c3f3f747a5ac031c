"""Signing in with the identity provider: the way there, the way back, and what became of it.

The browser is sent by a page that leads on, not by an answer to the form: a form may lead nowhere but to this
site (form-action), and browsers hold redirects to it. The way back ends at a page of ours without the code.
"""

import secrets
from dataclasses import replace

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.i18n import locale, root_path
from portal.limits import PROVIDER, over_limit
from portal.provider import CALLBACK, Provider, ProviderDown, Refused, note
from portal.signin_forms import ProviderForm, SignInForm
from portal.signin_going import go_on, session_token, set_session_cookie, this_device
from portal.signin_second import enforced, second_page
from publishing.kernel.accounts.binding import enter_by_subject
from publishing.kernel.accounts.referring import LASTS, Visit, keep_visit, read_visit, take_visit
from publishing.kernel.accounts.signing_in import find_session, find_unproved
from publishing.kernel.errors import NotFound
from publishing.kernel.ids import new_token
from publishing.kernel.settings import PROVIDER_NAME
from publishing.kernel.web import begin, extension, now, public, read, settings

blueprint = Blueprint("provider", __name__)

COOKIE = "provider"


def init_provider(app: Flask) -> None:
    """Puts the provider of the settings beside the application; None where none is set."""
    configured = app.extensions["mingyuan.settings"]
    app.extensions["mingyuan.provider"] = Provider(configured) if configured.oidc_issuer else None
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"provider_name": provider_name() if is_configured() else ""})


def is_configured() -> bool:
    """Whether there is an identity provider."""
    return extension("provider") is not None


def provider() -> Provider:
    """The identity provider; raises NotFound where there is none."""
    found = extension("provider")
    if not isinstance(found, Provider):
        raise NotFound(what="provider")
    return found


def provider_name() -> str:
    """What people call the provider."""
    named = settings().oidc_name
    return str(_("统一身份认证")) if named == PROVIDER_NAME else named


def down_words() -> str:
    """Said where the provider does not answer."""
    return str(_("%(provider)s现在连不上。请用密码登录，或者过几分钟再试。", provider=provider_name()))


def refused_words() -> str:
    """Said alike of everybody who does not come in, whatever the reason."""
    return str(
        _(
            "没有登录成功。可能是登录超时，账号还没有绑定，或者已经停用。请再试一次，或者用密码登录；还是不行，请联系系统管理员。"
        )
    )


def new_visit(purpose: str) -> Visit:
    """A way to the provider that begins now."""
    return Visit(
        purpose=purpose,
        state=new_token(),
        nonce=new_token(),
        verifier=secrets.token_urlsafe(48),
        english=locale() == "en",
    )


def send_away(visit: Visit) -> Response:
    """The page that leads to the provider, with the cookie that knows the browser again. Raises
    ProviderDown."""
    try:
        address = provider().address(visit, now=now())
    except ProviderDown as failure:
        note(failure)
        raise
    with begin() as session:
        secret = keep_visit(session, visit, now=now())
    response = make_response(render_template("portal/provider/going.html", address=address))
    _remember(response, secret)
    return response


def present_visit() -> Visit | None:
    """What this browser was sent to the provider for."""
    with read() as session:
        return read_visit(session, request.cookies.get(COOKIE, ""), now=now())


def finish_visit() -> bool:
    """Uses the visit up; False where another request did so first."""
    with begin() as session:
        return take_visit(session, request.cookies.get(COOKIE, ""))


@blueprint.post("/office/sign-in/provider")
@public
def start() -> ResponseReturnValue:
    """To the provider; a form that was being sent when the session ended comes along."""
    provider()
    form = ProviderForm()
    if not form.validate_on_submit():
        return redirect(url_for("signin.page"))
    visit = replace(new_visit("sign_in"), target=form.next.data or "", held=form.held.data or "")
    if over_limit(PROVIDER):
        return _sign_in_page(visit, str(_("试得太多了，请过15分钟再试，或请管理员帮助")), 429)
    try:
        return send_away(visit)
    except ProviderDown:
        return _sign_in_page(visit, down_words(), 503)


@blueprint.get(CALLBACK)
@public
def callback() -> ResponseReturnValue:
    """The provider sends the browser back; on to a page of ours in its language, in any case."""
    visit = present_visit()
    state, issuer = request.args.get("state", ""), request.args.get("iss")
    if visit is None or not visit.is_answer(state) or not finish_visit():
        return redirect(url_for("provider.done"))
    # RFC 9207: the answer of another provider is not this one's
    right = issuer in (None, provider().issuer) and "error" not in request.args
    answered = _identified(visit) if right else replace(visit, outcome="refused")
    token = None
    with begin() as session:
        if answered.purpose == "sign_in" and answered.outcome == "known":
            token = enter_by_subject(
                session,
                provider().issuer,
                answered.subject,
                device=this_device(),
                enforced=enforced(),
                vouched=answered.vouched,
                now=now(),
            )
            answered = answered if token else replace(answered, outcome="refused")
        secret = keep_visit(session, answered, now=now())
    response = make_response(redirect(_in_language(url_for("provider.done"), english=visit.english)))
    _remember(response, secret)
    if token:
        set_session_cookie(response, token)
    return response


@blueprint.get("/office/sign-in/provider/done")
@public
def done() -> ResponseReturnValue:
    """What became of it: in, on to the second factor or to a confirmation, or why not."""
    provider()
    visit = present_visit()
    if visit is None or not visit.outcome:
        return _without_visit()
    if visit.purpose == "bind":
        return redirect(url_for("account.provider_confirm"))
    if visit.purpose == "accept":
        return redirect(url_for("first_provider.confirm"))
    finish_visit()
    if visit.outcome == "known":
        response = _inside(visit.target, visit.held)
    elif visit.outcome == "down":
        response = _sign_in_page(visit, down_words(), 503)
    else:
        response = _sign_in_page(visit, refused_words(), 422)
    response.delete_cookie(COOKIE)
    return response


def _identified(visit: Visit) -> Visit:
    try:
        known = provider().identify(request.args.get("code", ""), visit, now=now())
    except ProviderDown as failure:
        note(failure)
        return replace(visit, outcome="down")
    except Refused as failure:
        note(failure)
        return replace(visit, outcome="refused")
    return replace(visit, outcome="known", subject=known.subject, shown=known.shown, vouched=known.vouched)


def _without_visit() -> Response:
    """The page was loaded again, or the way back was lost."""
    with read() as session:
        inside = find_session(session, session_token(), now=now())
        halfway = find_unproved(session, session_token(), now=now())
    if inside or halfway:
        return _inside("", "")
    return _sign_in_page(new_visit("sign_in"), refused_words(), 422)


def _inside(target: str, held: str) -> Response:
    with read() as session:
        proved = find_session(session, session_token(), now=now()) is not None
    return go_on(target, held) if proved else second_page(session_token(), target=target, held=held)


def _sign_in_page(visit: Visit, problem: str, status: int) -> Response:
    form = SignInForm(formdata=None)
    form.next.data, form.held.data = visit.target, visit.held
    page = render_template(
        "portal/sign_in.html", form=form, interrupted=bool(visit.held), provider_problem=problem
    )
    return make_response(page, status)


def _in_language(path: str, *, english: bool) -> str:
    root = root_path()
    return f"{root}/en{path.removeprefix(root)}" if english else path


def _remember(response: Response, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
        path="/",
    )
