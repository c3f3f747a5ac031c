"""The forms of signing in. What was being done when the session ended travels with them."""

from flask_babel import lazy_gettext as _l

from publishing.kernel.forms import Form, HiddenField, Needed, PasswordField, TextField


class ProviderForm(Form):
    """The button that leads to the identity provider."""

    next = HiddenField()
    held = HiddenField()


class SignInForm(ProviderForm):
    """用户名 and 密码."""

    username = TextField(
        _l("用户名"),
        validators=[Needed(_l("请填写用户名"))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"),
        validators=[Needed(_l("请填写密码"))],
        render_kw={"autocomplete": "current-password"},
    )
