"""A use case's refusal as a sentence at the field of the form, saying what, where and how to mend it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from wtforms import FormField

from publishing.kernel.errors import Invalid, MissingFacts
from publishing.kernel.forms import Form


def _day(value: object) -> str:
    return str(format_date(value, "long")) if isinstance(value, date) else str(value)


Values = Mapping[str, Any]
_SENTENCES: Mapping[str, Callable[[Values], str]] = {
    "required": lambda _v: _("请填写这一项"),
    "unknown": lambda _v: _("请从列出的选项中选择"),
    "too_long": lambda v: _("最多写%(n)s个字，请缩短一些", n=v["longest"]),
    "future": lambda v: _("日期不能晚于今天（%(day)s）", day=_day(v["latest"])),
    "past": lambda v: _("日期已经过了，请填写%(day)s或以后的日期", day=_day(v["earliest"])),
    "too_old": lambda v: _("只能登记一年以内的到访，请填写%(day)s或以后的日期", day=_day(v["earliest"])),
    "before_due": lambda v: _("复查不能早于整改期限，请填写%(day)s或以后的日期", day=_day(v["earliest"])),
    "before_notice": lambda v: _(
        "复查不能早于发现问题和下达通知，请填写%(day)s或以后的日期", day=_day(v["earliest"])
    ),
    "before_letter": lambda v: _("回复不能早于发函，请填写%(day)s或以后的日期", day=_day(v["earliest"])),
    "twice": lambda v: _("“%(name)s”已经写过一次，请换一个部门或者清空这一行", name=v["value"]),
    "waiting": lambda v: _("“%(name)s”还没有回复上一份函，回复以后才能再发", name=v["value"]),
    "both": lambda _v: _("您选了“未发现问题”，下面又写了问题，请改其中一处"),
    "neither": lambda _v: _("请至少写一个问题，或者选“未发现问题”"),
    "not_for_hazard": lambda _v: _("隐患整改不用填处置方式"),
    "negative": lambda _v: _("人数不能小于0，请填写整数，例如23"),
    "same": lambda _v: _("这是同一件事，请选择销号以后发现的问题"),
    "earlier": lambda v: _("这个问题在销号（%(day)s）以前就发现了，不是反弹", day=_day(v["struck_off_on"])),
    "taken": lambda _v: _("这张表已经用过了，请重新打开页面再填"),
    "before_asking": lambda v: _("不能早于第一次督促，请填写%(day)s或以后的日期", day=_day(v["earliest"])),
    "settled": lambda _v: _("已经了结的，不用再问"),
    "empty_frame": lambda _v: _("您的辖区里没有可以抽的地方"),
    "too_many": lambda v: _("一共只有%(n)s处，请抽少一些", n=v["longest"]),
    "too_few": lambda _v: _("请填写1或更大的数"),
    "before_draw": lambda v: _("到访不能早于抽签，请填写%(day)s或以后的日期", day=_day(v["earliest"])),
    "checked": lambda _v: _("这一处的结果已经登记过"),
    "called_off": lambda _v: _("这次抽查已经取消，没有去的地方不用再去"),
    "finished": lambda _v: _("每一处都有结果了，不能再取消"),
    "removed": lambda _v: _("这张照片已经删除"),
    "done": lambda v: _("%(name)s这个月已经巡查过，不用免除", name=v["value"]),
    "waived": lambda v: _("%(name)s这个月刚刚已经免除，请刷新页面", name=v["value"]),
    "recorded": lambda v: _("这份回复已经登记过（%(day)s）", day=_day(v["on"])),
}
_MISSING: Mapping[str, Callable[[], str]] = {
    "notice": lambda: _("还没有下达整改通知书，请先下达"),
    "service": lambda: _("整改通知书还没有送达，请先送达"),
    "recheck": lambda: _("还没有通过复查，请另一位工作人员先复查"),
    "evidence": lambda: _("请写明凭什么认定已经整改到位"),
    "disposal": lambda: _("请选择处置方式：准入、整改、整合或取缔"),
    "children_to": lambda: _("请写明幼儿去向，例如“23名幼儿转入月山镇中心幼儿园”"),
}


def show(form: Form, refusal: Invalid | MissingFacts) -> None:
    """Puts the refusal where it belongs: at its field, or above the form where it has none there."""
    if isinstance(refusal, MissingFacts):
        for fact in refusal.values["facts"]:  # type: ignore[attr-defined]
            put(form, fact, _MISSING[fact]())
        return
    sentence = _SENTENCES[str(refusal.values["reason"])](refusal.values)
    put(form, str(refusal.values["field"]), sentence)


def put(form: Form, name: str, sentence: str) -> None:
    """An error at the field `name` (`findings-0-category` too), or above the form without such a field."""
    for fields in _paths(form, name):
        for outer in fields[:-1]:
            # a list or group shows what is inside it only when it has errors itself
            if isinstance(outer.errors, list | tuple) and not outer.errors:
                outer.errors = [sentence]
        fields[-1].errors = [sentence]
        return
    form.form_errors.append(sentence)


def as_shown(refusal: Invalid, shown: list[int]) -> Invalid:
    """The refusal of `findings-0-…` with the number that the entry has on the page, where entries that were
    left empty are counted too; `shown` holds the numbers of those that were not."""
    parts = str(refusal.values["field"]).split("-")
    if len(parts) < len(("findings", "0", "category")):
        return refusal
    return Invalid(**{**refusal.values, "field": "-".join([parts[0], str(shown[int(parts[1])]), *parts[2:]])})


def number_of(entry: FormField) -> int:
    """The number in the name of an entry of a list: 2 of `findings-2`."""
    return int(str(entry.name).rsplit("-", 1)[1])


def _paths(form: Any, name: str) -> Iterator[list[Any]]:
    """From the outermost to the field itself; hidden fields cannot show an error."""
    for field in form:
        if field.type in ("HiddenField", "CSRFTokenField"):
            continue
        if field.name == name:
            yield [field]
        inner = getattr(field, "form", None) or getattr(field, "entries", None)
        if inner is not None:
            for found in _paths(inner, name):
                yield [field, *found]
