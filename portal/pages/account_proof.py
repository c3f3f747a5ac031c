"""Whose account it is, and that they gave their password once more."""

from flask_babel import gettext as _
from flask_login import current_user

from portal.limits import SIGN_IN, is_over, over_limit
from portal.pages.account_forms import ProofForm
from publishing.kernel.accounts.changing import is_password
from publishing.kernel.accounts.queries import Person, has_password
from publishing.kernel.web import read


def me() -> Person:
    """The person who is signed in."""
    person: Person = current_user.person
    return person


def gave_password(form: ProofForm) -> bool:
    """Whether the present password was given once more; says so at the field where not. Tries are counted
    together with those of signing in."""
    name = me().username
    if is_over(SIGN_IN, name):
        form.password.errors = [_("试得太多了，请过15分钟再试，或请管理员帮助")]
        return False
    with read() as session:
        known = has_password(session, me().id)
        right = known and is_password(session, me().id, form.password.data or "")
    if not known:
        form.password.errors = [_("您的账号没有密码。要办这件事，请系统管理员重新邀请，设一个密码")]
    elif not right:
        over_limit(SIGN_IN, name)
        form.password.errors = [_("密码不对，请重新填写")]
    return right
