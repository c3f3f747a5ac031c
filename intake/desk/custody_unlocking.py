"""The passphrase on the custodians' pages: opened outside of transactions, a wrong one written down."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from intake.custody.unlocking import Keyring, record_refusal, unlock
from intake.desk.tips_refusals import put_on
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Needed, PasswordField
from publishing.kernel.web import begin, current_actor, now, read


def passphrase_field() -> Any:
    """The field of forms that need the custodian's own passphrase."""
    return PasswordField(
        _l("您本人的启封口令"),
        [Needed(_l("请输入您本人的启封口令"))],
        description=_l("不是登录密码。口令只有您知道，系统里没有存。"),
        render_kw={"autocomplete": "off"},
    )


def unlocked(passphrase: str, *, subject: str) -> Keyring:
    """The keys of the person who is signed in; a wrong passphrase is written down for `subject`. Raises as
    `unlock` does."""
    actor = current_actor()
    try:
        with read() as session:
            return unlock(session, passphrase, actor=actor, now=now())
    except Invalid as refusal:
        if refusal.values["reason"] == "wrong":
            with begin() as session:
                record_refusal(session, subject=subject, actor=actor, now=now())
        raise


def own_subject() -> str:
    """The person who is signed in, as the log names them."""
    return f"account:{current_actor().user_id}"


def refused(form: Any, refusal: Invalid) -> int:
    """Writes the refusal at its field; the status of the answer (429 after too many wrong tries)."""
    put_on(form, refusal)
    return 429 if refusal.values["reason"] == "too_often" else 422


def shown(template: str, form: Any, *, status: int = 0, **values: object) -> ResponseReturnValue:
    """A page with its form."""
    page = render_template(f"intake/identities/{template}.html", form=form, **values)
    return page, status or (422 if form.errors else 200)
