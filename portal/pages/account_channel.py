"""外部提醒: where a person is told outside the office that a notice waits."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.outside import channel_key
from portal.pages.account_forms import ChannelForm
from publishing.kernel.errors import Invalid
from publishing.kernel.notifying import channel_of, set_channel
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, settings


@requires(Permission.OFFICE_ENTER)
def channel() -> ResponseReturnValue:
    """The form; the address that is kept is not shown again."""
    actor = current_actor()
    with read() as session:
        present = channel_of(session, actor.user_id or 0)
    form = ChannelForm(data={"kind": present.kind if present else ""})
    if form.validate_on_submit():
        try:
            with begin() as session:
                set_channel(
                    session,
                    form.kind.data or "",
                    form.address.data or "",
                    actor=actor,
                    key=channel_key(settings()),
                    mail=settings().mail_url,
                    now=now(),
                )
        except Invalid as refusal:
            getattr(form, str(refusal.values["field"])).errors = [_reason(refusal)]
        else:
            flash(_("提醒方式已经保存。"))
            return redirect(url_for("account.index"))
    page = render_template("portal/account/channel.html", form=form, present=present)
    return page, 422 if form.errors else 200


def _reason(refusal: Invalid) -> str:
    reasons = {
        "unknown": _("请从列出的选项中选择"),
        "no_mail": _("本站还没有设置发信服务，请选别的方式，或请系统管理员设置"),
        "wecom": _("企业微信机器人的key是36位，请从机器人地址里“key=”后面复制"),
        "feishu": _("飞书机器人的key是36位，请从机器人地址最后一段复制"),
        "dingtalk": _("钉钉机器人的access_token是64位，请从机器人地址里复制"),
        "email": _("请填写完整的邮箱地址，例如name@example.com"),
    }
    return str(reasons[str(refusal.values.get("kind") or refusal.values["reason"])])
