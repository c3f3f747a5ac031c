"""The forms of one's own account. Whatever weakens it asks for the present password once more."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.signin_second import CODE_ATTRIBUTES
from publishing.kernel.forms import Form, HiddenField, Needed, PasswordField, RadioField, TextField

CHANNELS = (
    ("", _l("不在外面提醒")),
    ("wecom", _l("企业微信群机器人")),
    ("dingtalk", _l("钉钉群机器人")),
    ("feishu", _l("飞书群机器人")),
    ("email", _l("邮箱")),
)


class ProofForm(Form):
    """The present password."""

    password = PasswordField(
        _l("现在的密码"),
        validators=[Needed(_l("请填写现在的密码"))],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(ProofForm):
    """A new password, twice."""

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


class AppForm(ProofForm):
    """The first code of an app."""

    code = TextField(
        _l("验证器显示的6位数字"),
        validators=[Needed(_l("请填写验证器里的6位数字"))],
        render_kw=CODE_ATTRIBUTES,
    )


class ChannelForm(Form):
    """Where one is told outside the office that a notice waits."""

    kind = RadioField(_l("提醒到哪里？"), choices=CHANNELS)
    address = TextField(
        _l("机器人的密钥或邮箱"),
        description=_l(
            "企业微信、飞书填机器人地址里的key（8-4-4-4-12位），钉钉填access_token（64位），邮箱填地址。"
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 300},
    )


class PasskeyForm(ProofForm):
    """A name for the key, and what the browser answers."""

    key_name = TextField(
        _l("给它起个名字"),
        validators=[Needed(_l("请起个名字，例如“办公室电脑”"))],
        description=_l("例如“办公室电脑”“我的手机”。"),
        render_kw={"maxlength": 40, "autocomplete": "off"},
    )
    answer = HiddenField()
