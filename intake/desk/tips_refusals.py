"""Why a use case refused what was entered, as the sentence at its field."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.tips_words import listed
from publishing.kernel.errors import Invalid

Filled = Callable[[Mapping[str, Any]], str]

_SENTENCES: Mapping[tuple[str, str], object] = {
    ("person_id", "unknown"): _l("请从列出的人员中选择"),
    ("person_id", "inactive"): _l("这个账号已经停用，请换一个人"),
    ("person_id", "cannot_verify"): _l("这个人不负责核查，请换一个人"),
    ("person_id", "outside"): _l("这个人的辖区不包括这个地点，请换一个人"),
    ("person_id", "recused"): _l("这个人需要回避，请换一个人"),
    ("reason", "required"): _l("请写明理由，例如“王海军本周外出，由陈芳代办”"),
    ("urgency", "harm_is_urgent"): _l("疑似伤害幼儿的，缓急要选“紧急”"),
    ("division_code", "outside"): _l("这个地点不在您的辖区，请改用“转办”"),
    ("number", "required"): _l("请填写并入的举报编号，例如博爱2026-0388"),
    ("number", "unknown"): _l("您的辖区里没有这个编号，请核对，例如博爱2026-0388"),
    ("note", "required"): _l("请写明做了什么"),
    ("division_code", "unknown"): _l("没有这个地点，请重新查找"),
    ("survivor_id", "required"): _l("请选择并入哪一件，或填写举报编号，例如博爱2026-0388"),
    ("survivor_id", "same"): _l("这就是本件，请选择另一件"),
    ("survivor_id", "unknown"): _l("您的辖区里没有这个编号，请核对，例如博爱2026-0388"),
    ("survivor_id", "not_open"): _l("那一件已经办结，不能并入，请选择还在办理的"),
    ("survivor_id", "recused"): _l("那一件的核查人要回避本件，两件不能并案"),
    ("title", "required"): _l("请写一个好认的名称，例如“属实，已责令停止招生”"),
    ("body", "required"): _l("请写下这段话，例如“经核查，您反映的情况【核查结论】。”"),
    ("body", "personal"): _l("里面有身份证号或电话号码，请删去"),
    ("wording", "missing"): _l("请写给举报人和公众的答复，例如“经核查属实，已责令停止招生”"),
    ("wording", "personal"): _l("答复里有身份证号或电话号码，公布前请删去"),
    ("visited_on", "future"): _l("巡查时间不能晚于今天，请核对"),
    ("visited_on", "too_old"): _l("巡查时间在一年以前，请核对年份"),
    ("visited_on", "before_receipt"): _l("巡查时间早于收到举报的日期，请核对"),
    ("division_code", "same"): _l("这件举报已经在这个县（市、区），请选别的"),
    ("division_code", "no_county"): _l("请选择一个县（市、区）"),
    ("division_code", "no_city"): _l("市教育局现在没有可以接手的人，请先联系市教育局"),
    ("days", "twice"): _l("这件举报已经延期过一次，不能再延"),
    ("days", "range"): _l("请填写1到30之间的天数，例如15"),
    ("outcome", "needs_finding"): _l("属实或部分属实的，要至少填写一条发现的问题"),
    ("found_nothing", "both"): _l("填写了问题，就不要勾选“未发现问题”；两样只能有一样"),
    ("found_nothing", "neither"): _l("请填写发现的问题；没有问题的，请勾选“未发现问题”"),
    ("submission", "taken"): _l("这张表已经由别人提交过，请返回重新填写"),
    ("contact", "no_key"): _l("本县还没有身份密封钥匙，不能登记姓名和联系方式。请先留空，再联系系统管理员"),
    ("letter_on", "future"): _l("来信日期不能晚于今天，请核对"),
    ("dispatched_at", "future"): _l("派单时间不能晚于现在，请核对"),
    ("due_at", "early"): _l("工单时限不能早于派单时间，请核对"),
    ("order_number", "known"): _l("这个工单号刚刚由别人登记过，请再点一次登记，核对后选择"),
    ("order_number", "required"): _l("写了派单时间或工单时限，请把工单号也写上"),
    ("same_as_id", "unknown"): _l("找不到那一件，请重新核对"),
    ("same_as_id", "not_open"): _l("那一件刚刚办结，请另登记一件"),
    ("passphrase", "wrong"): _l("口令不对，请重新输入。这次已经留下记录"),
    ("new_passphrase", "too_simple"): _l("口令太简单，请换成别人猜不到的一句话，或几个不相干的词"),
    ("new_passphrase", "holds_keys"): _l("您还保管着身份，不能重设口令。请先让另一位保管员取消您的保管"),
    ("cause", "required"): _l("请选择为什么启封"),
    ("custodian", "required"): _l("请选择由谁担任保管员"),
    ("custodian", "not_custodian"): _l("这个账号不是在用的身份保管员账号，请换一个人"),
    ("custodian", "outside"): _l("这个人的单位管不到这里，请换一个人"),
    ("custodian", "has_access"): _l("这个人已经是保管员"),
    ("custodian", "waiting"): _l("已经有人提议过这个人，还没有确认"),
    ("custodian", "nobody_confirms"): _l("除您以外没有别的保管员可以确认，请系统管理员用恢复密钥增加"),
    ("custodian", "key_changed"): _l("提议以后这个人重设过口令，这次提议作废。请当面问清后重新提议"),
    ("custodian", "oneself"): _l("不能取消自己，请另一位保管员来办"),
}
_ANYWHERE: Mapping[str, object] = {
    "required": _l("请填写这一项"),
    "missing": _l("请填写这一项"),
    "unknown": _l("请从列出的选项中选择"),
}
_FILLED: Mapping[str, Filled] = {
    "items_open": lambda values: _(
        "台账%(numbers)s还没有销号。要先答复举报人的，请勾选这一项", numbers=listed(values["numbers"])
    ),
    "gaps": lambda values: _(
        "还有没有填的空：%(names)s", names=listed(f"【{name}】" for name in values["names"])
    ),
    "unknown_gap": lambda values: _(
        "没有【%(name)s】这个空，请从下面列出的里面选，或者去掉括号", name=values["name"]
    ),
    "too_short": lambda values: _("口令至少要%(n)s个字，请再长一些", n=values["least"]),
    "too_often": lambda values: _("口令错得太多，请过%(n)s分钟再试", n=values["minutes"]),
    "not_enrolled": lambda values: _(
        "%(names)s还没有按新办法设置口令，请他先到“我的密钥”输入一次口令", names=listed(values["names"])
    ),
    "too_long": lambda values: _(
        "最多写%(n)s个字，请缩短一些", n=values.get("longest") or values.get("most")
    ),
}
"""Sentences that say a value of the refusal, by reason."""


def sentence(refusal: Invalid) -> str:
    """What to say at the field; the sentence for any field where this one has none of its own."""
    field, reason = str(refusal.values["field"]), str(refusal.values["reason"])
    if reason in _FILLED:
        return _FILLED[reason](refusal.values)
    found = _SENTENCES.get((field, reason)) or _ANYWHERE.get(reason) or _l("这一项不能采用，请改正")
    return str(found)


def put_on(form: Any, refusal: Invalid) -> None:
    """Writes the sentence at the field that was refused, or above the form where it has no such field."""
    name = str(refusal.values["field"])
    field = _find(form, name)
    if field is None:
        form.form_errors.append(sentence(refusal))
    else:
        field.errors = [sentence(refusal)]


def _find(form: Any, name: str) -> Any | None:
    """The field of this name; `findings-0-category` is a field of the first row of `findings`."""
    if name in form:
        return form[name]
    head, _mark, rest = name.partition("-")
    index, _mark, inner = rest.partition("-")
    if head not in form or not index.isdigit():
        return None
    rows = form[head].entries
    row = rows[int(index)] if int(index) < len(rows) else None
    return row.form[inner] if row is not None and inner in row.form else None
