"""Ready wordings for writing to a reporter: the county's own with their gaps filled in, then the program's;
and what the reporter will read of it. Whoever writes makes them fit.

They are Chinese in either language of the page: the reporter reads them.
"""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.cases import wording
from intake.tips.promising import chinese_day
from intake.tips.values import TipValue
from intake.wordings.queries import wordings_for
from intake.wordings.rules import fill
from publishing.kernel.clock import local_day
from publishing.kernel.words import word

_READY: dict[str, tuple[str, ...]] = {
    "substantiated": (
        ("经核查，您反映的情况属实。我们已责令立即停止招生，并通知家长另选有证的幼儿园。"),
        ("经核查，您反映的情况属实。已下达整改通知书，到期后复查，复查不过的依法处理。"),
    ),
    "partly_substantiated": (("经核查，您反映的情况部分属实。属实的部分已要求限期整改，我们会按期复查。"),),
    "unsubstantiated": (("我们到场核查，没有发现您反映的情况。如果您有新的线索，可以凭查询码补充。"),),
    "unverifiable": (("我们到场核查，按现有线索没有找到您说的地方。请凭查询码补充位置或照片。"),),
    "referred": (("您反映的问题由其他部门主管，我们已经移交，并会了解办理结果。"),),
}
_ALWAYS = (("感谢您的举报。我们已经到场核查，处理结果如下："),)


def ready_words(session: Session, tip: TipValue, step: str, *, today: date) -> tuple[str, ...]:
    """The wordings that fit a step of the tip: its county's, the city's, then (for the answer) ours."""
    values = gap_values(tip, today)
    own = wordings_for(session, tip.division_path, step, outcome=tip.outcome)
    ours = _READY.get(tip.outcome, _ALWAYS) if step == "reply" else ()
    return (*(fill(one.body, values).text for one in own), *ours)


def gap_values(tip: TipValue, today: date) -> Mapping[str, str]:
    """What the tip fills into the gaps of `wordings.rules.GAPS`: nothing that anybody wrote in it, and of the
    place no more than the township."""
    promised = next((owed.due for owed in tip.deadlines if owed.code == "conclude"), None)
    return {
        "举报编号": tip.number,
        "收到日期": chinese_day(local_day(tip.received_at)),
        "地点": "".join(tip.place[:2]),
        "反映的问题": "、".join(word("category", code) for code in tip.categories),
        "核查结论": word("outcome", tip.outcome) if tip.outcome else "",
        "承办单位": tip.responsible_office_name,
        "今天": chinese_day(today),
        "告知结果的日期": chinese_day(promised) if promised else "",
    }


def first_words(ready: tuple[str, ...], asked: str) -> str:
    """What the field begins with: the wording that was asked for by its number, else nothing."""
    return ready[int(asked) - 1] if asked.isdecimal() and 0 < int(asked) <= len(ready) else ""


def read_by_reporter(step: str, fields: Mapping[str, str]) -> str:
    """What the reporter reads when the step is taken with what stands in the form; empty while something is
    missing."""
    reason = fields.get("reason", "")
    match step:
        case "ask":
            return fields.get("question", "")
        case "decline" if reason:
            return wording.declined(reason)
        case "transfer" if reason and fields.get("authority"):
            return wording.transferred(fields["authority"], reason)
        case _:
            return ""


def who_reads(tip: TipValue, *, published: bool) -> str:
    """Who will read the answer."""
    if not published:
        return str(_("只发给举报人，不在网上公布：怕有人认出孩子。"))
    if tip.interim:
        return str(_("发给举报人时会注明“阶段性答复”，网上公布的是下面这些。"))
    return str(_("发给举报人，同时在网上公布下面这些，别的都不公布。"))
