"""Ready wordings for answering a reporter, by what was found; whoever answers makes them fit.

They are Chinese in either language of the page: the reporter reads them.
"""

from flask_babel import gettext as _

from intake.tips.values import TipValue

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


def ready_words(tip: TipValue) -> tuple[str, ...]:
    """The wordings that fit the tip's outcome, the likeliest first."""
    return _READY.get(tip.outcome, _ALWAYS)


def first_words(tip: TipValue, asked: str) -> str:
    """What the field begins with: the wording that was asked for by its number, else nothing."""
    ready = ready_words(tip)
    return ready[int(asked) - 1] if asked.isdigit() and 0 < int(asked) <= len(ready) else ""


def who_reads(tip: TipValue, *, published: bool) -> str:
    """Who will read the answer."""
    if not published:
        return str(_("只发给举报人，不在网上公布：怕有人认出孩子。"))
    if tip.interim:
        return str(_("发给举报人时会注明“阶段性答复”，网上公布的是下面这些。"))
    return str(_("发给举报人，同时在网上公布下面这些，别的都不公布。"))
