"""The sentence of each kind of notice. A room that notifies adds its kinds here."""

from collections.abc import Mapping
from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from intake.desk.patrols_months import month_said
from intake.desk.reports_words import span_words
from intake.desk.work_clocks import DEADLINE_WORDS
from intake.reports.rules import Span
from publishing.kernel.db import JsonValue
from publishing.kernel.notices import Notice

_DEADLINES: Mapping[str, LazyString] = {
    "soon": _l("%(number)s快到期了：%(clock)s，期限是%(due)s。"),
    "today": _l("%(number)s今天到期：%(clock)s。"),
    "over": _l("%(number)s已超期：%(clock)s，期限是%(due)s。"),
    "county": _l("%(number)s超期未办，请县级督办：%(clock)s，期限是%(due)s。"),
    "city": _l("%(number)s超期未办，请市级督办：%(clock)s，期限是%(due)s。"),
    "unanswered": _l("%(number)s反映疑似伤害幼儿，还没有人受理，请马上督促处置。"),
}
"""By step of `intake.deadlines.escalating`."""
_APART: Mapping[str, LazyString] = {
    "soon": _l("待甄别的举报有%(n)s件快到期了：%(clock)s，期限是%(due)s。"),
    "today": _l("待甄别的举报有%(n)s件今天到期：%(clock)s。"),
    "over": _l("待甄别的举报有%(n)s件已超期：%(clock)s，期限是%(due)s。"),
    "county": _l("待甄别的举报有%(n)s件超期未办，请县级督办：%(clock)s，期限是%(due)s。"),
    "city": _l("待甄别的举报有%(n)s件超期未办，请市级督办：%(clock)s，期限是%(due)s。"),
}
"""Likewise, of the reports that lie apart, all together."""
SENTENCES: Mapping[str, LazyString] = {
    "identity_opened": _l("%(number)s的举报人身份已由%(who)s启封。"),
    "receipts_guessed": _l(
        "一小时内输入查询码的次数远超平常，可能有人在试码。查询码有24位，试不出来；网站照常开放。"
    ),
    "extension_asked": _l("%(who)s申请把%(number)s延期%(days)s天，请决定。"),
    "extended": _l("%(number)s已批准延期，改在%(due)s前办结。"),
    "handed_away": _l("%(number)s因责任区调整由%(who)s移交给别人，您不用再办。"),
    "handed_to_you": _l("%(number)s因责任区调整由%(who)s移交给您，请接着办。"),
    "covering": _l("%(who)s请假，责任区由您代管到%(due)s。"),
    "grid_given": _l("从%(due)s起，您是%(grid)s的监管责任人。"),
    "grid_taken": _l("从%(due)s起，%(grid)s不再由您监管。"),
    "grid_redrawn": _l("%(grid)s的村（社区）有调整，从%(due)s起执行。"),
    "from_county": _l("%(number)s的地点归您这里，已移交过来，请办理。"),
    "to_county": _l("%(number)s的地点不归您这里，已移交出去，您不用再办。"),
    "harm_received": _l("%(number)s反映疑似伤害幼儿，请马上受理处置。"),
    "call_repeats": _l("%(number)s可能与%(other)s是同一件事，登记人请您核对，是的请并案。"),
    "patrol_due": _l("%(grid)s%(month)s还没有巡查，%(due)s截止。"),
    "urging_due": _l("%(premises)s证照还没有办齐，%(due)s该再问一次。"),
    "patrol_missed": _l("%(grid)s%(month)s没有巡查，也没有免除。"),
    "patrol_waived": _l("%(grid)s%(month)s的巡查，县教育局已经免除。"),
    "patrol_waiver_withdrawn": _l("%(grid)s%(month)s的巡查不再免除，请按时巡查。"),
    "report_due": _l("%(span)s报告还没有签发报出，%(due)s以前要报。"),
    "report_overdue": _l("%(span)s报告已超过报送期限，还没有签发报出；期限是%(due)s。"),
    **{f"deadline_{step}": words for step, words in _DEADLINES.items()},
    **{f"apart_{step}": words for step, words in _APART.items()},
    "custody_proposed": _l("%(who)s提议由%(custodian)s担任%(place)s的身份保管员，要另一位保管员确认。"),
    "custody_confirmed": _l("%(who)s已确认%(custodian)s担任%(place)s的身份保管员。"),
    "custody_denied": _l("%(who)s没有同意由%(custodian)s担任%(place)s的身份保管员。"),
    "custody_removed": _l("%(who)s取消了%(custodian)s对%(place)s举报人身份的保管。"),
    "custody_rotated": _l("%(place)s的身份密封钥匙已由%(who)s更换。"),
    "custody_recovery": _l("%(place)s新做了恢复密钥，请确认已经封存在保险柜里。"),
    "custody_recovered": _l("已用恢复密钥让%(who)s保管%(place)s的举报人身份。恢复密钥用过后要重新做一把。"),
}
"""By kind; the names in brackets are keys of the notice's values."""


def sentence(notice: Notice) -> str:
    """What the notice says, in the reader's language. KeyError for a kind without a sentence."""
    return str(SENTENCES[notice.kind]) % _filled(notice.values)


def _filled(values: Mapping[str, JsonValue]) -> dict[str, object]:
    """The values as they are read: clocks and days are kept as codes."""
    shown: dict[str, object] = dict(values)
    if "clock" in values:
        shown["clock"] = str(DEADLINE_WORDS[values["clock"]])
    if "month" in values:
        shown["month"] = month_said(date.fromisoformat(f"{values['month']}-01"))
    if "half" in values:
        shown["span"] = span_words(Span(year=values["year"], half=values["half"]))
    if "due" in values:
        shown["due"] = format_date(date.fromisoformat(values["due"]), "long")
    return shown
