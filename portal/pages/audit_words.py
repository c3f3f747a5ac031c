"""What the audit log's codes are called. A code without a word is shown as it stands: the log is complete
before it is pretty."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.i18n import word
from publishing.kernel.words import WORDS

KINDS: Mapping[str, LazyString] = {
    "tip": _l("举报"),
    "ledger": _l("台账"),
    "visit": _l("巡查"),
    "identity": _l("身份"),
    "grid": _l("责任区"),
    "announcement": _l("公告"),
    "register": _l("名单"),
    "account": _l("账号"),
    "office": _l("单位"),
    "divisions": _l("区划"),
    "wording": _l("答复模板"),
    "demo": _l("演示"),
}
"""By the first word of an action."""

_ACTIONS: Mapping[str, LazyString] = {
    "account.accept": _l("接受邀请"),
    "account.add": _l("增加账号"),
    "account.bind": _l("绑定统一身份认证"),
    "account.channel": _l("更改外部提醒"),
    "account.close": _l("停用账号"),
    "account.device_end": _l("退出一台设备"),
    "account.factor_add": _l("添加两步验证"),
    "account.factor_refused": _l("两步验证错误"),
    "account.factor_remove": _l("删除两步验证"),
    "account.invite": _l("邀请设密码"),
    "account.open": _l("恢复账号"),
    "account.password": _l("更换密码"),
    "account.recovery_codes": _l("重新生成备用码"),
    "account.recovery_used": _l("使用备用码"),
    "account.refused": _l("登录被拒"),
    "account.sign_in": _l("登录"),
    "account.unbind": _l("解除绑定"),
    "announcement.draft": _l("起草公告"),
    "announcement.edit": _l("修改公告"),
    "demo.begin": _l("开始布置演示"),
    "demo.done": _l("演示布置完毕"),
    "divisions.load": _l("载入区划"),
    "grid.end": _l("撤销责任区"),
    "grid.leave": _l("登记请假"),
    "grid.leave_end": _l("提前销假"),
    "grid.load": _l("划定责任区"),
    "grid.relation": _l("申报关系"),
    "grid.run_by_school": _l("登记中心校举办的幼儿园"),
    "grid.supervisor": _l("指定监管责任人"),
    "identity.key": _l("生成密封钥匙"),
    "identity.refused": _l("启封口令错误"),
    "identity.unseal": _l("启封举报人身份"),
    "identity.wrap": _l("交给保管员"),
    "identity.enrol": _l("设置启封口令"),
    "identity.passphrase": _l("更换启封口令"),
    "identity.propose": _l("提议增加保管员"),
    "identity.confirmed": _l("确认保管员"),
    "identity.denied": _l("不同意增加保管员"),
    "identity.withdrawn": _l("收回保管员提议"),
    "identity.remove": _l("取消保管员"),
    "identity.rotate": _l("更换密封钥匙"),
    "identity.recovery": _l("制作恢复密钥"),
    "identity.recover": _l("使用恢复密钥"),
    "ledger.letter_reply": _l("登记部门回函"),
    "ledger.open": _l("登记入账"),
    "office.add": _l("增加单位"),
    "order.deadline": _l("提醒工单时限"),
    "quarantine.deadline": _l("提醒待甄别的期限"),
    "register.import": _l("导入名单"),
    "register.settle": _l("核定名单变化"),
    "tip.by_hand": _l("改为人工受理"),
    "tip.danger_taken_up": _l("跟进撤回举报中的危险"),
    "tip.hand_over": _l("移交经办人"),
    "tip.photo": _l("补充照片"),
    "tip.receive": _l("收到举报"),
    "tip.record": _l("登记电话来访"),
    "tip.recuse": _l("回避"),
    "tip.retention": _l("到期删除"),
    "visit.record": _l("登记到访"),
    "wording.add": _l("增加答复模板"),
    "wording.change": _l("修改答复模板"),
    "wording.end": _l("停用答复模板"),
    "wording.use": _l("恢复使用答复模板"),
}
_TABLES = {"tip": "tip_action", "ledger": "ledger_action", "announcement": "announcement_action"}
_SUBJECTS: Mapping[str, LazyString] = {
    "custody": _l("保管员提议"),
    "recovery_key": _l("恢复密钥"),
    "tip": _l("举报"),
    "ledger": _l("台账事项"),
    "visit": _l("到访"),
    "account": _l("账号"),
    "grid": _l("责任区"),
    "office": _l("单位"),
    "announcement": _l("公告"),
    "division": _l("区划"),
    "sealing_key": _l("密封钥匙"),
    "wording": _l("答复模板"),
    "order": _l("工单"),
    "quarantine": _l("待甄别"),
    "demo": _l("演示"),
}


def action_words(action: str) -> str:
    """登记入账, 受理, …: the word of the log's own acts and of every step of the workflows."""
    if action in _ACTIONS:
        return str(_ACTIONS[action])
    kind, _dot, step = action.partition(".")
    table = _TABLES.get(kind, "")
    return word(table, step) if step in WORDS.get(table, {}) else action


def subject_words(subject: str) -> str:
    """举报 12 for `tip:12`."""
    kind, _colon, number = subject.partition(":")
    return f"{_SUBJECTS[kind]} {number}".strip() if kind in _SUBJECTS else subject
