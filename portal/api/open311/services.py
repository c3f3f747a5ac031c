"""What can be reported: the services (our categories) and the questions that belong to each."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.tips.rules import CATEGORIES, HARM
from intake.tips.values import ReporterView
from portal.i18n import day, locale, word
from portal.pages.tip_form_forms import CATEGORY_HINTS
from publishing.divisions.rules import Division
from publishing.kernel.db import JsonValue

CHANGESET = "2026-11-24 00:00"
"""Of discovery: when services or questions last changed."""
_DESCRIPTIONS = {**CATEGORY_HINTS, "other": _l("上面没有的幼儿园问题")}
_GROUPS = {
    "unlicensed": _l("办学许可"),
    "full_day_training": _l("办学许可"),
    "child_harm": _l("儿童保护"),
    "other": _l("其他"),
}
_KEYWORDS = {
    "unlicensed": _l("无证, 黑园, 没有许可证, 家庭看护点"),
    "full_day_training": _l("培训班, 托管班, 学前班, 小饭桌"),
    "fire": _l("消防, 灭火器, 疏散通道, 煤气罐"),
    "food": _l("食品, 厨房, 饭菜, 食物中毒"),
    "security": _l("安防, 保安, 大门, 监控"),
    "bus": _l("校车, 超载, 面包车, 接送"),
    "premises": _l("校舍, 房屋, 墙裂, 民房"),
    "child_harm": _l("打骂, 体罚, 虐待, 猥亵"),
    "other": _l("收费, 招生, 其他"),
}
ALSO, COUNTY, VILLAGE, SEEN = "also", "county", "village", "seen"
NAME, REGISTER_ID, PHOTO_HINT = "kindergarten_name", "kindergarten_id", "photo_hint"


def services() -> list[dict[str, JsonValue]]:
    """The services in the visitor's language; all are real-time and have questions of their own."""
    return [
        {
            "service_code": code,
            "service_name": word("category", code),
            "description": str(_DESCRIPTIONS[code]),
            "metadata": True,
            "type": "realtime",
            "keywords": str(_KEYWORDS[code]),
            "group": str(_GROUPS.get(code, _l("安全隐患"))),
        }
        for code in CATEGORIES
    ]


def definition(service_code: str, counties: Sequence[Division]) -> dict[str, JsonValue]:
    """The questions of a service, in the visitor's language."""
    others = [code for code in CATEGORIES if code != service_code]
    questions = [
        _question(
            SEEN,
            "text",
            _("看到了什么？请照实写。不要写孩子的姓名；自己的姓名和电话填在first_name、last_name、phone里。"),
            _("可以换行。写在description里也可以，写了一处就行"),
            required=True,
        ),
        _question(
            ALSO,
            "multivaluelist",
            _("还有别的问题吗？"),
            _("可以选几项。"),
            values=[(code, word("category", code)) for code in others],
        ),
        _question(
            COUNTY,
            "singlevaluelist",
            _("在哪个县（市、区）？"),
            _("不知道就不选"),
            values=[(each.code, each.name) for each in counties],
        ),
        _question(
            VILLAGE,
            "string",
            _("哪个乡镇、哪个村（社区）？写平时的叫法就行。"),
            _("例如“月山镇花园村”，最多100个字"),
        ),
        _question(NAME, "string", _("园名或招牌上的字"), _("不知道就不填，最多100个字")),
        _question(
            REGISTER_ID,
            "string",
            _("如果说的是名单里的一所：它在本站的编号"),
            _("网址“/kindergartens/”后面的字母和数字"),
        ),
        _question(
            PHOTO_HINT,
            "string",
            _("照片随表单上传（multipart/form-data，字段名media），最多8张，每张不超过10 MB。拍摄地点、"
              "时间和手机型号会去掉。本站不打开任何网址，所以不接受media_url。"),
            None,
            shown_only=True,
        ),
    ]  # fmt: skip
    for order, question in enumerate(questions, 1):
        question["order"] = order
    return {"service_code": service_code, "attributes": questions}


def _question(
    code: str,
    datatype: str,
    description: str,
    how: str | None,
    *,
    required: bool = False,
    shown_only: bool = False,
    values: Sequence[tuple[str, str]] = (),
) -> dict[str, JsonValue]:
    question: dict[str, JsonValue] = {
        "variable": not shown_only,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": how,
        "order": 0,
        "description": description,
    }
    if values:
        question["values"] = [{"key": key, "name": name} for key, name in values]
    return question


def notice(report: ReporterView, *, follow_up: str) -> str:
    """What happens next, for whoever sent a report: the days that a clock of the office holds."""
    due = {deadline.code: deadline.due for deadline in report.deadlines}
    told = []
    if report.category == HARM:
        told.append(_("孩子正有危险的，请马上拨打110。"))
    if "accept" in due:
        told.append(_("已经收到，%(day)s前告诉您是否受理。", day=day(due["accept"])))
    elif "conclude" in due:
        told.append(_("已经受理，%(day)s前告诉您办理结果。", day=day(due["conclude"])))
    told.append(_("请记下查询码，到 %(address)s 查看进度、回答问题；丢了谁也找不回来。", address=follow_up))
    return (" " if locale() == "en" else "").join(map(str, told))
