"""我的密钥: a custodian makes their own key by choosing a passphrase, and changes the passphrase."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation

from intake.custody.enrolling import change_passphrase, enrol
from intake.custody.queries import own_key
from intake.custody.rules import MIN_PASSPHRASE
from intake.custody.unlocking import settle
from intake.custody.values import OwnKey
from intake.custody.wrapping import make_personal, wrap
from intake.desk.custody_unlocking import own_subject, passphrase_field, refused, shown, unlocked
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, PasswordField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires


class NewPassphrase(Form):
    """A passphrase that is chosen, typed twice."""

    new_passphrase = PasswordField(
        _l("新的启封口令"),
        [Needed(_l("请设置启封口令，例如几个不相干的词，或一句只有您知道的话"))],
        description=_l("至少%(n)s个字，可以用汉字。不要用登录密码，不要用别人知道的话。", n=MIN_PASSPHRASE),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输入一次"),
        [Needed(_l("请把新口令再输入一次"))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_again(self, field: Field) -> None:
        """The two must be the same. Raises StopValidation."""
        if field.data and field.data != self.new_passphrase.data:
            raise StopValidation(str(_("两次输入的口令不一样，请重新输入")))


class ChangedPassphrase(NewPassphrase):
    """The same, with the present one."""

    passphrase = passphrase_field()


class PresentPassphrase(Form):
    """The present passphrase alone."""

    passphrase = passphrase_field()


@requires(Permission.IDENTITY_UNSEAL)
def key() -> ResponseReturnValue:
    """What this custodian has, and the one form that fits it."""
    with read() as session:
        own = own_key(session, current_actor().user_id or 0)
    anew = request.values.get("anew") == "1" and not own.holds
    form = _form_for(own, anew=anew)
    if not form.validate_on_submit():
        return shown("key", form, own=own, anew=anew)
    try:
        said = _keep(form)
    except Invalid as refusal:
        return shown("key", form, status=refused(form, refusal), own=own, anew=anew)
    flash(said)
    return redirect(url_for("identities.key"), 303)


def _form_for(own: OwnKey, *, anew: bool) -> Form:
    if own.first_version and not own.enrolled:
        return PresentPassphrase()
    return ChangedPassphrase() if own.enrolled and not anew else NewPassphrase()


def _keep(form: Form) -> str:
    """Does what the form asks, and says it."""
    actor = current_actor()
    if isinstance(form, ChangedPassphrase):
        keyring = unlocked(form.passphrase.data, subject=own_subject())
        if keyring.personal is None:
            raise Invalid(field="passphrase", reason="wrong")
        rewrapped = wrap(keyring.personal, form.new_passphrase.data)
        with begin() as session:
            change_passphrase(session, keyring, rewrapped, actor=actor, now=now())
        return str(_("口令已经更换，以后只用新口令"))
    if isinstance(form, NewPassphrase):
        made = make_personal(form.new_passphrase.data)
        with begin() as session:
            enrol(session, made, actor=actor, now=now())
        return str(_("口令已经设置。请另外两位保管员提议并确认，您就可以启封"))
    keyring = unlocked(form["passphrase"].data, subject=own_subject())
    with begin() as session:
        settle(session, keyring, now=now())
    return str(_("您的密钥已经更新"))
