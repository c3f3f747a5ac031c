"""首次登录 without a password: an invitation binds the account to a person at the identity provider."""

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.limits import PROVIDER, over_limit
from portal.provider import ProviderDown
from portal.signin_first import InvitedForm, codes_tried, refuse_code
from portal.signin_going import go_on, set_session_cookie, this_device
from portal.signin_provider import (
    COOKIE,
    down_words,
    finish_visit,
    new_visit,
    present_visit,
    provider,
    refused_words,
    send_away,
)
from portal.signin_second import enforced, second_page
from publishing.kernel.accounts.binding import bind
from publishing.kernel.accounts.inviting import accept_without_password, find_invited
from publishing.kernel.accounts.referring import Visit
from publishing.kernel.accounts.signing_in import open_session
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form
from publishing.kernel.web import begin, now, public, read

blueprint = Blueprint("first_provider", __name__)


@blueprint.route("/office/first-sign-in/provider", methods=["GET", "POST"])
@public
def page() -> ResponseReturnValue:
    """User name and code; on to the provider where they are right. Nothing is used up yet."""
    provider()
    form = InvitedForm()
    if request.method == "GET":
        form.username.data = request.args.get("username", "")[:60]
    if not form.validate_on_submit():
        return _shown(form, 422 if form.errors else 200)
    if codes_tried(form) or over_limit(PROVIDER):
        return _shown(form, 429)
    name, code = form.username.data or "", form.code.data or ""
    try:
        with read() as session:
            find_invited(session, name, code, now=now())
        return send_away(replace(new_visit("accept"), username=name, code=code))
    except Invalid:
        refuse_code(form)
        return _shown(form, 422)
    except ProviderDown:
        form.form_errors.append(down_words())
        return _shown(form, 503)


@blueprint.route("/office/first-sign-in/provider/confirm", methods=["GET", "POST"])
@public
def confirm() -> ResponseReturnValue:
    """Who the provider says it is beside whose account it will be; binding opens a session."""
    visit = present_visit()
    if visit is None or visit.purpose != "accept" or not visit.outcome:
        return redirect(url_for("first_provider.page"))
    if visit.outcome != "known":
        return _failed(visit, down_words() if visit.outcome == "down" else refused_words())
    form = Form()
    try:
        with read() as session:
            person = find_invited(session, visit.username, visit.code, now=now())
        if form.validate_on_submit():
            return _enter(visit)
    except Invalid as refusal:
        if refusal.values["field"] == "subject":
            return _failed(visit, taken_words())
        return _failed(visit, str(_("邀请码用过了或者过期了，请管理员重新发一个")))
    return render_template(
        "portal/provider/confirm.html",
        person=person,
        visit=visit,
        form=form,
        back=url_for("first_provider.page", username=visit.username),
    )


def taken_words() -> str:
    """Said where somebody else's account is tied to this person at the provider."""
    return str(_("这个身份已经绑定了另一个账号。请系统管理员先解除那边的绑定"))


def _enter(visit: Visit) -> ResponseReturnValue:
    if not finish_visit():
        return redirect(url_for("first_provider.page"))
    with begin() as session:
        person = accept_without_password(session, visit.username, visit.code, now=now())
        bind(session, person, issuer=provider().issuer, subject=visit.subject, now=now())
        proved = visit.vouched or not enforced()
        token = open_session(session, person.id, device=this_device(), proved=proved, now=now())
    response = go_on("", "") if proved else second_page(token)
    response.delete_cookie(COOKIE)
    set_session_cookie(response, token)
    return response


def _failed(visit: Visit, words: str) -> ResponseReturnValue:
    finish_visit()
    form = InvitedForm(formdata=None)
    form.username.data = visit.username
    form.form_errors = [words]
    return _shown(form, 422)


def _shown(form: InvitedForm, status: int) -> ResponseReturnValue:
    return make_response(render_template("portal/account/first_provider.html", form=form), status)
