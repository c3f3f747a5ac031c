"""身份启封: a custodian opens a reporter's sealed name and contact, with a passphrase and a reason, once."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.custody.rules import CAUSES
from intake.desk.custody_unlocking import own_subject, passphrase_field, refused, shown, unlocked
from intake.desk.identities_finding import tip_id_of
from intake.tips.sealing import Contact
from intake.tips.unsealing import unseal
from publishing.kernel.errors import DomainError, Invalid, NotFound, WrongState
from publishing.kernel.forms import Form, HiddenField, Needed, RadioField, TextArea, TextField
from publishing.kernel.ids import new_token
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires
from publishing.kernel.words import choices


class UnsealForm(Form):
    """Which tip, why, and the passphrase that only this custodian has."""

    once = HiddenField()
    number = TextField(
        _l("举报编号"), [Needed(_l("请填写举报编号，例如博爱2026-0417"))], render_kw={"maxlength": 60}
    )
    cause = RadioField(
        _l("为什么启封"),
        [Needed(_l("请选择为什么启封"))],
        description=_l("举报人查进度时能看到启封的日期和这一项，看不到是谁。"),
        choices=choices("unseal_cause", *CAUSES),
    )
    reason = TextArea(
        _l("启封的理由"),
        [Needed(_l("请写明理由，例如“公安机关依法调取，文号某某”"))],
        description=_l("理由会永久留在操作记录里。不要写举报人的姓名、电话。"),
        render_kw={"rows": 3, "maxlength": 1000},
    )
    passphrase = passphrase_field()


@requires(Permission.IDENTITY_UNSEAL)
def index() -> ResponseReturnValue:
    """The form, and once the answer to it: name and contact, nothing of the report."""
    form = UnsealForm()
    if not form.is_submitted() or not form.once.data:
        form.once.data = new_token()
    if not form.validate_on_submit():
        return shown("open", form)
    number = "".join((form.number.data or "").split())
    with read() as session:
        tip_id = tip_id_of(session, number)
    try:
        # first of all: a wrong passphrase learns nothing of a report, not even whether there is one
        keyring = unlocked(form.passphrase.data, subject=f"tip:{tip_id}" if tip_id else own_subject())
        if tip_id is None:
            raise NotFound(what="tip")
        with begin() as session:
            contact = unseal(
                session,
                tip_id,
                keyring=keyring,
                cause=form.cause.data,
                reason=form.reason.data,
                form=form.once.data,
                actor=current_actor(),
                now=now(),
            )
    except WrongState:
        return render_template("intake/identities/opened_before.html", number=number), 409
    except DomainError as refusal:
        return _refused(form, refusal)
    return _opened(number, contact)


def _refused(form: UnsealForm, refusal: DomainError) -> ResponseReturnValue:
    if isinstance(refusal, Invalid):
        return shown("open", form, status=refused(form, refusal))
    if isinstance(refusal, NotFound):
        form.number.errors = [_not_there(str(refusal.values["what"]))]
        return shown("open", form)
    raise refusal


def _not_there(what: str) -> str:
    sentences = {
        "tip": _("您的辖区里没有这个编号，请核对，例如博爱2026-0417"),
        "contact": _("这件举报没有留姓名和联系方式，没有可以启封的"),
        "sealing_key": _("这件举报的身份不是密封给您的，请找另一位保管员"),
        "custodian_key": _("您还没有设置启封口令，请先打开“我的密钥”"),
    }
    return str(sentences[what])


def _opened(number: str, contact: Contact) -> ResponseReturnValue:
    # every answer of the office is no-store (portal/security.py): Back asks for the form anew
    return render_template("intake/identities/opened.html", number=number, contact=contact, opened_at=now())
