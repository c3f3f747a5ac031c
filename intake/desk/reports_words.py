"""Forms and words that the pages on reports share."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from intake.reports.rules import LONGEST_REASON, Span
from intake.reports.wording import FIGURE_WORDS, SECTION_WORDS
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, HiddenField, Needed, TextArea

STANDING_WORDS = {
    "in_time": _l("按期报送"),
    "late": _l("逾期报送"),
    "overdue": _l("逾期未报"),
    "in_work": _l("正在办理"),
    "not_begun": _l("尚未开始"),
}
"""By code of `rules.standing`."""


class StepForm(Form):
    """One button."""

    version = HiddenField()


class GiveBackForm(StepForm):
    """Back to the clerk."""

    reason = TextArea(
        _l("退回的原因"),
        description=_l("写明哪里要改，怎样改。送签的人会看到。"),
        validators=[
            Needed(_l("请写明退回的原因，例如“第五部分没有写下半年打算”")),
            Length(max=LONGEST_REASON),
        ],
        render_kw={"rows": 3},
    )


def version_of(form: StepForm) -> int | None:
    """The version that the page was drawn for; None where the field is absent or no number."""
    text = str(form.version.data or "")
    return int(text) if text.isascii() and text.isdigit() else None


def span_words(span: Span) -> str:
    """2026年上半年, 2026年, in the reader's language."""
    said = {
        0: _("%(year)s年", year=span.year),
        1: _("%(year)s年上半年", year=span.year),
        2: _("%(year)s年下半年", year=span.year),
    }
    return str(said[span.half])


def figure_word(name: str) -> str:
    """The name of a figure."""
    return str(_(FIGURE_WORDS[name]))


def section_word(name: str) -> str:
    """The name of a section."""
    return str(_(SECTION_WORDS[name]))


def sentence_of(refusal: Invalid) -> str:
    """What a refusal means, and how to mend it."""
    values = refusal.values
    sentences = {
        "required": _("请写这一项"),
        "too_long": _("最多写%(n)s个字，请缩短一些", n=values.get("longest", "")),
        "unknown": _("没有这个报告期，请从列出的里面选"),
        "future": _("这个报告期还没有开始"),
        "no_such_day": _("日历里没有这一天，请改正"),
        "outside": _(
            "只能定在%(first)s月到%(last)s月之间，请改正", first=values.get("first"), last=values.get("last")
        ),
    }
    return str(sentences.get(str(values["reason"]), _("这一项不能采用，请改正")))
