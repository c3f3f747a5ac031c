"""The forms of the register's pages. Buttons are forms too: each carries its token and the page's version."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import Length

from publishing.announcements.rules import LONGEST_BODY, LONGEST_REASON, LONGEST_TITLE
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import (
    FileField,
    Form,
    HiddenField,
    Needed,
    RadioField,
    TextArea,
    TextField,
    TickField,
)
from publishing.registry import settling


class UploadForm(Form):
    """A county's list."""

    file = FileField(
        _l("名单表格"),
        description=_l("可以上传.xlsx、.xls、.et、.ods或.csv文件，不超过20 MB。"),
        validators=[Needed(_l("请选择名单表格，例如“博爱县2026年秋季名单.xlsx”"))],
        render_kw={"accept": ".xlsx,.xls,.et,.ods,.csv"},
    )


class DraftForm(Form):
    """From a list to its announcement."""


class PartialDraftForm(DraftForm):
    """The same where rows were refused: nobody may overlook that they will not be announced."""

    leave_out = TickField(
        _l("有错误的行这一期不列入，改好后下一期再列"),
        validators=[Needed(_l("请改好后重新上传；如果这一期先不列入，请勾选这一项"))],
    )


class WordsForm(Form):
    """Title and body of an announcement."""

    title = TextField(
        _l("标题"),
        validators=[
            Needed(_l("请填写标题，例如“博爱县2026年秋季学期注册幼儿园名单公告”")),
            Length(max=LONGEST_TITLE),
        ],
    )
    body = TextArea(
        _l("正文"),
        description=_l("一行一段。监督举报电话、附件名单、署名和日期会自动加上，不用写。"),
        validators=[Needed(_l("请填写正文")), Length(max=LONGEST_BODY)],
        render_kw={"rows": 12},
    )
    version = HiddenField()


class StepForm(Form):
    """One button."""

    version = HiddenField()


class GiveBackForm(StepForm):
    """Back to the drafter."""

    reason = TextArea(
        _l("退回的原因"),
        description=_l("写明哪里要改，怎样改。拟稿人会看到。"),
        validators=[Needed(_l("请写明退回的原因，例如“第二段有错字”")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 3},
    )


class AnswerForm(Form):
    """Why a kindergarten is no longer listed."""

    answer = RadioField(_l("这所幼儿园怎么了"), validators=[Needed(_l("请选择一项"))])
    reason = TextArea(
        _l("原因"),
        description=_l("没有变化的可以不写。会随公告公布，不要写个人姓名、手机号和身份证号。"),
        validators=[Length(max=settling.LONGEST_REASON)],
        render_kw={"rows": 3, "mark_optional": False},
    )


def version_of(form: StepForm | WordsForm) -> int | None:
    """The version that the page was drawn for; None where the field is absent or no number."""
    text = str(form.version.data or "")
    return int(text) if text.isascii() and text.isdigit() else None


def show_refusal(form: Form, refusal: Invalid) -> bool:
    """Puts what a use case refused beside its field; False where the form has no such field."""
    field = form._fields.get(str(refusal.values["field"]))
    if not isinstance(field, Field):
        return False
    field.errors = [sentence_of(refusal)]
    return True


def sentence_of(refusal: Invalid) -> str:
    """What a refusal of the register's use cases means, and how to mend it."""
    key = (str(refusal.values["field"]), str(refusal.values["reason"]))
    known = {
        ("batch", "outdated"): _("这份名单导入之后，本县又发布了新的名单。请重新上传后再起草公告。"),
        ("batch", "announced"): _("这份名单已经发布，不能再改。"),
        ("hotline", "missing"): _("本单位还没有登记监督举报电话，不能发布公告。请联系系统管理员补上。"),
        ("file", "nothing_accepted"): _("没有一行可以采用。请按下面的提示改好后重新上传。"),
        ("answer", "not_possible"): _("请从列出的选项中选择"),
    }
    reasons = {
        "missing": _("请填写这一项"),
        "too_long": _("最多写%(most)s个字，请缩短一些", most=refusal.values.get("most", "")),
        "personal": _("里面有身份证号或手机号，不能公布。请删去，或改写单位的座机。"),
    }
    return str(known.get(key) or reasons.get(key[1]) or _("有一项内容不能采用"))
