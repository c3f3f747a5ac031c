"""The second step of signing in: a code, a recovery code or a passkey; setting the first one up where a
second factor is asked of everybody and this person has none yet."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.limits import SECOND_FACTOR, is_over, over_limit
from portal.signin_going import go_on, session_token
from publishing.kernel.accounts.passkeys import Site, ask, prove_by_passkey
from publishing.kernel.accounts.proving import (
    app_uri,
    begin_app,
    confirm_app,
    make_recovery_codes,
    mark_proved,
    pending_app,
    prove_by_code,
)
from publishing.kernel.accounts.queries import Person, has_second_factor
from publishing.kernel.accounts.signing_in import find_unproved
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, HiddenField, Needed, TextField
from publishing.kernel.settings import secret
from publishing.kernel.typesetting import qr_svg
from publishing.kernel.web import begin, now, public, read, settings

blueprint = Blueprint("second", __name__)

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20}
_WAIT = timedelta(minutes=15)


class CodeForm(Form):
    """The code, with what was being done when the session ended."""

    code = TextField(
        _l("验证码"),
        validators=[Needed(_l("请填写验证器里的6位数字，或者一个备用码"))],
        description=_l("手机验证器里现在显示的6位数字。手机不在身边，就填一个备用码。"),
        render_kw={**CODE_ATTRIBUTES, "inputmode": "text"},
    )
    next = HiddenField()
    held = HiddenField()


class PasskeyForm(Form):
    """What the browser answers for a passkey."""

    answer = HiddenField()
    next = HiddenField()
    held = HiddenField()


class FirstCodeForm(Form):
    """The first code of a new app."""

    code = TextField(
        _l("验证器显示的6位数字"),
        validators=[Needed(_l("请填写验证器里的6位数字"))],
        render_kw=CODE_ATTRIBUTES,
    )
    next = HiddenField()
    held = HiddenField()


def enforced() -> bool:
    """Whether everybody needs a second factor: everywhere but in the demonstration."""
    return not settings().demo


def factor_key() -> bytes:
    """The installation's key around the secrets of authenticator apps."""
    return secret(settings(), "second-factors")


def site() -> Site:
    """The site that passkeys are bound to."""
    return Site(origin=settings().public_url, name=str(_("明园办公")))


def second_page(token: str, *, target: str = "", held: str = "") -> Response:
    """What a person sees whose password was right: the question, or setting up the first factor."""
    with read() as session:
        person = find_unproved(session, token, now=now())
        has = person is not None and has_second_factor(session, person.id)
    if person is None:
        return make_response(redirect(url_for("signin.page", next=target)))
    if not has:
        form = FirstCodeForm(formdata=None)
        form.next.data, form.held.data = target, held
        return _enrol_page(person, form)
    form = CodeForm(formdata=None)
    form.next.data, form.held.data = target, held
    return _question(person, token, form)


@blueprint.get("/office/sign-in/second")
@public
def page() -> ResponseReturnValue:
    """The second step again, for a browser that was reloaded."""
    return second_page(session_token())


@blueprint.post("/office/sign-in/second")
@public
def by_code() -> ResponseReturnValue:
    """A code of the app, or one of the recovery codes."""
    form = CodeForm()
    person = _unproved()
    if person is None:
        return redirect(url_for("signin.page"))
    if not form.validate_on_submit():
        return _question(person, session_token(), form)
    if is_over(SECOND_FACTOR, str(person.id)):
        form.code.errors = [_("试得太多了，请过15分钟再试，或请管理员帮助")]
        return _question(person, session_token(), form)
    with begin() as session:
        right = prove_by_code(session, person, form.code.data or "", key=factor_key(), now=now())
        if right:
            mark_proved(session, session_token(), now=now())
    if not right:
        over_limit(SECOND_FACTOR, str(person.id))
        form.code.errors = [_("验证码不对。每个验证码只能用一次，请等下一个，或者核对手机时间")]
        return _question(person, session_token(), form)
    return go_on(form.next.data or "", form.held.data or "")


@blueprint.post("/office/sign-in/passkey")
@public
def by_passkey() -> ResponseReturnValue:
    """A passkey's signature."""
    sent = PasskeyForm()
    person = _unproved()
    if person is None:
        return redirect(url_for("signin.page"))
    right = False
    if sent.validate_on_submit() and not is_over(SECOND_FACTOR, str(person.id)):
        with begin() as session:
            right = prove_by_passkey(
                session, person, session_token(), sent.answer.data or "", site=site(), now=now()
            )
            if right:
                mark_proved(session, session_token(), now=now())
    if not right:
        over_limit(SECOND_FACTOR, str(person.id))
        form = CodeForm(formdata=None)
        form.next.data, form.held.data = sent.next.data, sent.held.data
        form.code.errors = [_("这个通行密钥没有通过，请再试一次，或者改用验证码")]
        return _question(person, session_token(), form)
    return go_on(sent.next.data or "", sent.held.data or "")


@blueprint.post("/office/sign-in/set-up")
@public
def set_up() -> ResponseReturnValue:
    """The first code of the first app: from here on the session is whole, and recovery codes are shown."""
    form = FirstCodeForm()
    person = _unproved()
    if person is None:
        return redirect(url_for("signin.page"))
    with read() as session:
        has = has_second_factor(session, person.id)
    if has:
        return second_page(session_token(), target=form.next.data or "", held=form.held.data or "")
    if not form.validate_on_submit():
        return _enrol_page(person, form)
    try:
        with begin() as session:
            confirm_app(session, person, form.code.data or "", key=factor_key(), now=now())
            codes = make_recovery_codes(session, person, now=now())
            mark_proved(session, session_token(), now=now())
    except Invalid:
        form.code.errors = [_("验证码不对，请填验证器里现在显示的6位数字")]
        return _enrol_page(person, form)
    return make_response(
        render_template("portal/account/first_codes.html", codes=codes, form=form, target=form.next.data)
    )


@blueprint.post("/office/sign-in/go-on")
@public
def after_codes() -> ResponseReturnValue:
    """The recovery codes are written down: on to what was asked for."""
    form = PasskeyForm()
    return go_on(form.next.data or "", form.held.data or "")


def enrolment(person: Person) -> tuple[str, str]:
    """QR code (SVG) and secret of the app that the person is setting up; begun where nothing was."""
    with begin() as session:
        pending = pending_app(session, person.id, key=factor_key())
        _id, shown = pending or begin_app(session, person, name=_("验证器"), key=factor_key(), now=now())
    return qr_svg(app_uri(shown, person.username, str(site().name))), shown


def _unproved() -> Person | None:
    with read() as session:
        return find_unproved(session, session_token(), now=now())


def _enrol_page(person: Person, form: FirstCodeForm) -> Response:
    picture, shown = enrolment(person)
    page = render_template("portal/account/enrol.html", form=form, picture=picture, secret=shown)
    return make_response(page, 422 if form.errors else 200)


def _question(person: Person, token: str, form: CodeForm) -> Response:
    with begin() as session:
        options = ask(session, person, token, site=site(), now=now())
    sent = PasskeyForm(formdata=None)
    sent.next.data, sent.held.data = form.next.data, form.held.data
    page = render_template(
        "portal/sign_in_second.html", form=form, passkey=sent, options=options, person=person
    )
    return make_response(page, 422 if form.errors else 200)
