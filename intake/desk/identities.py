"""身份启封: a custodian opens a reporter's sealed name and contact, with a passphrase and a reason, once."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.tips_finding import tip_id_of
from intake.desk.tips_refusals import put_on
from intake.tips.sealing import Contact, record_refusal, unseal
from publishing.kernel.errors import Invalid, NotFound, OutsideJurisdiction
from publishing.kernel.forms import Form, Needed, PasswordField, TextArea, TextField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires

blueprint = Blueprint("identities", __name__)


class UnsealForm(Form):
    """Which tip, why, and the passphrase that only this custodian has."""

    number = TextField(
        _l("举报编号"), [Needed(_l("请填写举报编号，例如博爱2026-0417"))], render_kw={"maxlength": 60}
    )
    reason = TextArea(
        _l("启封的理由"),
        [Needed(_l("请写明理由，例如“公安机关依法调取，文号某某”"))],
        description=_l("理由会永久留在操作记录里。"),
        render_kw={"rows": 3, "maxlength": 1000},
    )
    passphrase = PasswordField(
        _l("您本人的启封口令"),
        [Needed(_l("请输入您本人的启封口令"))],
        description=_l("不是登录密码。口令只有您知道，系统里没有存。"),
        render_kw={"autocomplete": "off"},
    )


@blueprint.route("/office/identities/", methods=["GET", "POST"])
@requires(Permission.IDENTITY_UNSEAL)
def index() -> ResponseReturnValue:
    """The form, and once the answer to it: name and contact, nothing of the report."""
    form = UnsealForm()
    if not form.validate_on_submit():
        return _page(form)
    actor = current_actor()
    number = "".join((form.number.data or "").split())
    with read() as session:
        tip_id = tip_id_of(session, number)
    if tip_id is None:
        return _unknown(form)
    try:
        with begin() as session:
            contact = unseal(
                session,
                tip_id,
                passphrase=form.passphrase.data,
                reason=form.reason.data,
                actor=actor,
                now=now(),
            )
    except OutsideJurisdiction:
        # a number of another county is answered like one that is none
        return _unknown(form)
    except NotFound as missing:
        form.number.errors = [_not_there(missing)]
        return _page(form)
    except Invalid as refusal:
        if refusal.values["field"] == "passphrase":
            with begin() as session:
                record_refusal(session, tip_id, actor=actor, now=now())
        put_on(form, refusal)
        return _page(form)
    return _opened(number, contact)


def _unknown(form: UnsealForm) -> ResponseReturnValue:
    form.number.errors = [_("您的辖区里没有这个编号，请核对，例如博爱2026-0417")]
    return _page(form)


def _not_there(missing: NotFound) -> str:
    if missing.values["what"] == "contact":
        return str(_("这件举报没有留姓名和联系方式，没有可以启封的"))
    return str(_("这件举报的身份不是密封给您的，请找另一位保管员"))


def _page(form: UnsealForm) -> ResponseReturnValue:
    response = make_response(render_template("intake/identities.html", form=form))
    response.status_code = 422 if form.errors else 200
    return response


def _opened(number: str, contact: Contact) -> ResponseReturnValue:
    response = make_response(
        render_template("intake/identities_opened.html", number=number, contact=contact, opened_at=now())
    )
    response.headers["Cache-Control"] = "no-store"
    return response
