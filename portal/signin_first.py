"""首次登录: a person who was invited sets a password of their own."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.limits import SIGN_IN, is_over, over_limit
from portal.signin_going import go_on, set_session_cookie, this_device
from portal.signin_second import enforced, second_page
from publishing.kernel.accounts.inviting import MIN_PASSWORD, accept
from publishing.kernel.accounts.signing_in import open_session
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, PasswordField, TextField
from publishing.kernel.web import begin, now, public

blueprint = Blueprint("first", __name__)


class InvitedForm(Form):
    """User name and invitation code."""

    username = TextField(
        _l("用户名"),
        validators=[Needed(_l("请填写用户名"))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    code = TextField(
        _l("邀请码"),
        validators=[Needed(_l("请填写管理员给您的邀请码"))],
        description=_l("20个字母和数字，例如ABCD-2345-EFGH-6789-JKMN。"),
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 40},
    )


class InvitationForm(InvitedForm):
    """Both, and the new password twice."""

    new_password = PasswordField(
        _l("新密码"),
        validators=[Needed(_l("请填写新密码，至少12个字"))],
        description=_l("至少12个字，可以是一句只有您知道的话。不要包含用户名。"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一遍新密码"),
        validators=[Needed(_l("请再输一遍新密码"))],
        render_kw={"autocomplete": "new-password"},
    )

    def same_twice(self) -> bool:
        """Whether the password was typed alike twice; says so at the field where not."""
        if self.new_password.data == self.again.data:
            return True
        self.again.errors = [_("两次输入的密码不一样，请重新输入")]
        return False


def password_problem(refusal: Invalid) -> str:
    """Why a new password is refused."""
    words = {
        "too_short": _("密码至少要%(n)s个字，请再长一些", n=MIN_PASSWORD),
        "like_name": _("密码里不要包含用户名"),
    }
    return str(words[str(refusal.values["reason"])])


def codes_tried(form: InvitedForm) -> bool:
    """Whether too many codes were tried for this name; says so at the field."""
    if not is_over(SIGN_IN, form.username.data or ""):
        return False
    form.code.errors = [_("试得太多了，请过15分钟再试，或请管理员帮助")]
    return True


def refuse_code(form: InvitedForm) -> None:
    """Counts a wrong code and says so at the field."""
    over_limit(SIGN_IN, form.username.data or "")
    form.code.errors = [_("用户名和邀请码对不上，或者邀请码用过了、过期了。请核对，或请管理员重新发一个")]


@blueprint.get("/office/first-sign-in")
@public
def page() -> ResponseReturnValue:
    """The form; the user name may stand in the address that the administrator passes on."""
    form = InvitationForm(formdata=None)
    form.username.data = request.args.get("username", "")[:60]
    return render_template("portal/account/first.html", form=form)


@blueprint.post("/office/first-sign-in")
@public
def enter() -> ResponseReturnValue:
    """Sets the password, opens a session, and goes on to the second factor where one is asked for."""
    form = InvitationForm()
    if not (form.validate_on_submit() and form.same_twice()):
        return render_template("portal/account/first.html", form=form), 422
    name = form.username.data or ""
    if codes_tried(form):
        return render_template("portal/account/first.html", form=form), 429
    try:
        with begin() as session:
            person = accept(session, name, form.code.data or "", form.new_password.data or "", now=now())
            token = open_session(session, person.id, device=this_device(), proved=not enforced(), now=now())
    except Invalid as refusal:
        if refusal.values["field"] == "code":
            refuse_code(form)
        else:
            form.new_password.errors = [password_problem(refusal)]
        return render_template("portal/account/first.html", form=form), 422
    response = second_page(token) if enforced() else make_response(go_on("", ""))
    set_session_cookie(response, token)
    return response
