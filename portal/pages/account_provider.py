"""Tying one's own account to the identity provider, and ending that."""

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.limits import PROVIDER, over_limit
from portal.pages.account_forms import ProofForm
from portal.pages.account_proof import gave_password, me
from portal.provider import ProviderDown
from portal.signin_first_provider import taken_words
from portal.signin_going import session_token
from portal.signin_provider import (
    down_words,
    finish_visit,
    new_visit,
    present_visit,
    provider,
    provider_name,
    refused_words,
    send_away,
)
from publishing.kernel.accounts.binding import bind, unbind
from publishing.kernel.accounts.inviting import end_sessions
from publishing.kernel.accounts.queries import bound_since, has_password
from publishing.kernel.accounts.signing_in import token_digest
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, now, read, requires


@requires(Permission.OFFICE_ENTER)
def page() -> ResponseReturnValue:
    """The password, and on to the provider; or the end of the tie."""
    provider()
    person, form = me(), ProofForm()
    with read() as session:
        since, password = bound_since(session, person.id), has_password(session, person.id)
    if form.validate_on_submit() and gave_password(form):
        if since is not None:
            return _end()
        if over_limit(PROVIDER):
            form.form_errors.append(_("试得太多了，请过15分钟再试，或请管理员帮助"))
        else:
            try:
                return send_away(replace(new_visit("bind"), session_digest=token_digest(session_token())))
            except ProviderDown:
                form.form_errors.append(down_words())
    shown = render_template("portal/account/provider.html", form=form, since=since, has_password=password)
    return shown, 422 if form.errors else 200


@requires(Permission.OFFICE_ENTER)
def confirm() -> ResponseReturnValue:
    """Who the provider says it is beside whose account it will be; the session that asked may confirm."""
    visit, person, form = present_visit(), me(), Form()
    if visit is None or visit.purpose != "bind" or visit.session_digest != token_digest(session_token()):
        return redirect(url_for("account.provider"))
    if visit.outcome != "known":
        if visit.outcome:
            finish_visit()
            flash(down_words() if visit.outcome == "down" else refused_words())
        return redirect(url_for("account.provider"))
    if not form.validate_on_submit():
        return render_template(
            "portal/provider/confirm.html",
            person=person,
            visit=visit,
            form=form,
            back=url_for("account.index"),
        )
    if finish_visit():
        try:
            with begin() as session:
                bind(session, person, issuer=provider().issuer, subject=visit.subject, now=now())
        except Invalid as refusal:
            bound = refusal.values["reason"] == "bound"
            flash(_("您的账号已经绑定过了。") if bound else taken_words())
            return redirect(url_for("account.provider"))
        flash(_("已经绑定%(provider)s，下次可以用它登录。", provider=provider_name()))
    return redirect(url_for("account.index"))


def _end() -> ResponseReturnValue:
    with begin() as session:
        unbind(session, me().id, actor=me().actor(), now=now())
        end_sessions(session, me().id, keep=token_digest(session_token()), now=now())
    flash(_("已经解除绑定，其他设备都已退出。"))
    return redirect(url_for("account.index"))
