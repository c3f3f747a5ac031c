"""我的账号: one's own password, second factors, recovery codes and devices."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.pages import account_channel, account_provider
from portal.pages.account_forms import CHANNELS, AppForm, PasskeyForm, PasswordForm, ProofForm
from portal.pages.account_proof import gave_password, me
from portal.signin_first import password_problem
from portal.signin_going import session_token
from portal.signin_second import enforced, enrolment, factor_key, site
from publishing.kernel.accounts import passkeys, proving
from publishing.kernel.accounts.changing import change_password, end_device
from publishing.kernel.accounts.inviting import end_sessions
from publishing.kernel.accounts.queries import (
    bound_since,
    devices_of,
    factors_of,
    has_password,
    unused_recovery_codes,
)
from publishing.kernel.accounts.signing_in import IDLE, token_digest
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.notifying import channel_of
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, now, read, requires

blueprint = Blueprint("account", __name__)
blueprint.add_url_rule("/office/account/channel", "channel", account_channel.channel, methods=["GET", "POST"])
for _rule, _name, _view in (
    ("/office/account/provider", "provider", account_provider.page),
    ("/office/account/provider/confirm", "provider_confirm", account_provider.confirm),
):
    blueprint.add_url_rule(_rule, _name, _view, methods=["GET", "POST"])


@blueprint.get("/office/account/")
@requires(Permission.OFFICE_ENTER)
def index() -> ResponseReturnValue:
    """Everything about one's own account on one page."""
    person = me()
    with read() as session:
        factors = factors_of(session, person.id)
        codes = unused_recovery_codes(session, person.id)
        channel = channel_of(session, person.id)
        since, password = bound_since(session, person.id), has_password(session, person.id)
        devices = devices_of(session, person.id, here=token_digest(session_token()), since=now() - IDLE)
    return render_template(
        "portal/account/index.html",
        person=person,
        factors=factors,
        codes=codes,
        since=since,
        has_password=password,
        devices=devices,
        channel=channel,
        channel_words=dict(CHANNELS),
        enforced=enforced(),
    )


@blueprint.route("/office/account/password", methods=["GET", "POST"])
@requires(Permission.OFFICE_ENTER)
def password() -> ResponseReturnValue:
    """A new password; every other device is signed out."""
    form = PasswordForm()
    if form.validate_on_submit() and form.same_twice() and gave_password(form):
        try:
            with begin() as session:
                change_password(
                    session,
                    me(),
                    form.new_password.data or "",
                    keep=token_digest(session_token()),
                    now=now(),
                )
        except Invalid as refusal:
            form.new_password.errors = [password_problem(refusal)]
        else:
            flash(_("密码已经更换，其他设备都已退出。"))
            return redirect(url_for("account.index"))
    return render_template("portal/account/password.html", form=form), 422 if form.errors else 200


@blueprint.route("/office/account/app", methods=["GET", "POST"])
@requires(Permission.OFFICE_ENTER)
def app() -> ResponseReturnValue:
    """Sets up an authenticator app by its first code."""
    person, form = me(), AppForm()
    if form.validate_on_submit() and gave_password(form):
        try:
            with begin() as session:
                proving.confirm_app(session, person, form.code.data or "", key=factor_key(), now=now())
                missing = not unused_recovery_codes(session, person.id)
                codes = proving.make_recovery_codes(session, person, now=now()) if missing else ()
        except Invalid:
            form.code.errors = [_("验证码不对，请填验证器里现在显示的6位数字")]
        except NotFound:
            return redirect(url_for("account.app"))
        else:
            flash(_("验证器已经启用，下次登录要填验证码。"))
            return _codes_page(codes) if codes else redirect(url_for("account.index"))
    picture, shown = enrolment(person)
    page = render_template("portal/account/app.html", form=form, picture=picture, secret=shown)
    return page, 422 if form.errors else 200


@blueprint.route("/office/account/passkey", methods=["GET", "POST"])
@requires(Permission.OFFICE_ENTER)
def passkey() -> ResponseReturnValue:
    """Adds a passkey; the browser makes it, so this page needs script."""
    person, form = me(), PasskeyForm()
    if form.validate_on_submit() and gave_password(form):
        try:
            with begin() as session:
                passkeys.add(
                    session,
                    person,
                    session_token(),
                    form.answer.data or "",
                    name=form.key_name.data or "",
                    site=site(),
                    now=now(),
                )
                missing = not unused_recovery_codes(session, person.id)
                codes = proving.make_recovery_codes(session, person, now=now()) if missing else ()
        except Invalid:
            form.form_errors.append(_("浏览器没有给出可用的通行密钥，请再试一次"))
        else:
            flash(_("通行密钥已经添加。"))
            return _codes_page(codes) if codes else redirect(url_for("account.index"))
    with begin() as session:
        options = passkeys.offer(session, person, session_token(), site=site(), now=now())
    return render_template(
        "portal/account/passkey.html", form=form, options=options
    ), 422 if form.errors else 200


@blueprint.route("/office/account/factors/<int:factor_id>/remove", methods=["GET", "POST"])
@requires(Permission.OFFICE_ENTER)
def remove(factor_id: int) -> ResponseReturnValue:
    """Takes a second factor away, after the password was given once more."""
    person, form = me(), ProofForm()
    with read() as session:
        factor = next((each for each in factors_of(session, person.id) if each.id == factor_id), None)
    if factor is None:
        raise NotFound(what="factor")
    if form.validate_on_submit() and gave_password(form):
        try:
            with begin() as session:
                proving.remove_factor(session, person, factor_id, enforced=enforced(), now=now())
        except Invalid:
            form.form_errors.append(_("这是唯一的一种，不能删除。请先添加另一种，再删除这一种"))
        else:
            flash(_("已经删除“%(name)s”。", name=factor.name))
            return redirect(url_for("account.index"))
    return render_template(
        "portal/account/remove.html", form=form, factor=factor
    ), 422 if form.errors else 200


@blueprint.route("/office/account/recovery", methods=["GET", "POST"])
@requires(Permission.OFFICE_ENTER)
def recovery() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    form = ProofForm()
    if form.validate_on_submit() and gave_password(form):
        with begin() as session:
            codes = proving.make_recovery_codes(session, me(), now=now())
        return _codes_page(codes)
    return render_template("portal/account/recovery.html", form=form), 422 if form.errors else 200


@blueprint.post("/office/account/devices/<device>/end")
@requires(Permission.OFFICE_ENTER)
def end(device: str) -> ResponseReturnValue:
    """Signs one device out; one that is gone already changes nothing."""
    with begin() as session:
        end_device(session, me(), device, now=now())
    flash(_("那台设备已经退出。"))
    return redirect(url_for("account.index"))


@blueprint.post("/office/account/devices/end-others")
@requires(Permission.OFFICE_ENTER)
def end_others() -> ResponseReturnValue:
    """Signs every other device out."""
    with begin() as session:
        count = end_sessions(session, me().id, keep=token_digest(session_token()), now=now())
    flash(_("已经退出其他%(n)s台设备。", n=count))
    return redirect(url_for("account.index"))


def _codes_page(codes: tuple[str, ...]) -> ResponseReturnValue:
    return make_response(render_template("portal/account/codes.html", codes=codes))
