"""Words that the pages of tips share: places, categories, lists, and why somebody stands aside."""

from collections.abc import Iterable

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.tips.rules import CERTAIN
from intake.tips.values import TipValue
from publishing.kernel.words import word

RECUSAL_WORDS = {
    "named": _l("举报中提到本人"),
    "own": _l("本人开办或负责的幼儿园"),
    "employer": _l("所在单位的幼儿园"),
    "relative": _l("亲属关系"),
    "declared": _l("本人申请回避"),
    "handled_before": _l("上一次由本人核查"),
}
"""By `Recusal.reason`."""
CERTAINTY_WORDS = {
    "chosen": _l("举报人选定"),
    "confident": _l("把握大"),
    "ambiguous": _l("把握不大，请核对"),
    "unknown": _l("没有认出具体地点，请先确定地点"),
}


def listed(words: Iterable[object]) -> str:
    """Words in a row: 受理、转办; accept, pass on."""
    chinese = str(get_locale() or "zh").startswith("zh")
    return ("、" if chinese else ", ").join(str(one) for one in words)


def categories_words(codes: Iterable[str]) -> str:
    """The categories in words, the weightiest first."""
    return listed(_(word("category", code)) for code in codes)


def place_words(tip: TipValue) -> str:
    """月山镇花园村: without the county where more is known; 地点不明 where not even the county is."""
    below = tip.place[1:]
    if below:
        return "".join(below)
    if tip.place_certainty not in CERTAIN and tip.division_path.count("/") < 2:
        return str(_("地点不明"))
    return "".join(tip.place)


def title_of(tip: TipValue) -> str:
    """The heading of a case: 月山镇花园村，无证、消防."""
    return str(_("%(place)s，%(what)s", place=place_words(tip), what=categories_words(tip.categories)))
