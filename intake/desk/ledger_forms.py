"""The steps of a ledger item as forms: what each step must have is a field of its form (DESIGN §3)."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField

from intake.ledger.rules import DISPOSALS, SERVICES
from intake.patrols.rules import LONGEST
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import (
    DateField,
    Form,
    HiddenField,
    IntegerField,
    Needed,
    RadioField,
    SelectField,
    TextArea,
    TextField,
)
from publishing.kernel.words import choices

MOST_LETTERS = 5
_LONG = {"rows": 4, "maxlength": LONGEST}
_NAME = {"maxlength": 200}


def day_of(field: DateField) -> date:
    """The day of a field that must have one; Invalid(field, required) without."""
    if field.data is None:
        raise Invalid(field=field.name, reason="required")
    return field.data


class StepForm(Form):
    """Every step says which version of the item it was filled in for."""

    version = HiddenField()


class NoticeForm(StepForm):
    """整改通知书."""

    addressee = TextField(
        _l("被通知单位或个人"),
        [Needed(_l("请填写被通知单位或个人，例如“小星芽宝贝之家”"))],
        render_kw=_NAME,
    )
    problems = TextArea(
        _l("存在的问题"),
        [Needed(_l("请写存在的问题，一行一个，例如“煤气罐放在过道”"))],
        description=_l("一行一个，打印时会编号。"),
        render_kw=_LONG,
    )
    requirements = TextArea(
        _l("整改要求"),
        [Needed(_l("请写整改要求，一行一条，例如“立即把煤气罐移到院外”"))],
        description=_l("一行一条。不写处罚，处罚由有权的部门作出。"),
        render_kw=_LONG,
    )
    due_on = DateField(_l("整改期限"), [Needed(_l("请填写整改期限，例如2026年11月27日"))])
    recheck_on = DateField(_l("复查日期"), description=_l("不填就按县里规定的天数，在整改期限以后复查。"))
    service = RadioField(
        _l("怎么送达"),
        [Needed(_l("请选择怎么送达"))],
        choices=choices("service", *SERVICES),
        render_kw={
            "hints": {
                "refused": _l("要在下面写明留置的经过和见证人"),
                "posted": _l("请在送达说明里写张贴在哪里"),
                "mailed": _l("请在送达说明里写邮件号码"),
            }
        },
    )
    receiver = TextField(_l("签收人"), description=_l("当面签收的写姓名和身份。"), render_kw=_NAME)
    witness = TextField(
        _l("见证人"),
        description=_l("拒签的必须写，例如“村委会主任李国强”。"),
        render_kw=_NAME,
    )
    service_note = TextArea(
        _l("送达说明"),
        description=_l("例如“房主拒签，把通知书留在门卫室”。"),
        render_kw={"rows": 2, "maxlength": LONGEST},
    )


class AnswerForm(StepForm):
    """What the operator said."""

    answer = TextArea(
        _l("对方答复"),
        [Needed(_l("请写对方怎么答复，例如“煤气罐已移到院外”"))],
        description=_l("写清楚哪天、谁答复的、答应做什么。"),
        render_kw=_LONG,
    )


class RecheckStepForm(StepForm):
    """复查 by another officer."""

    submission = HiddenField()
    visited_on = DateField(_l("复查日期"), [Needed(_l("请填写复查日期，例如2026年11月27日"))])
    result = RadioField(
        _l("复查结果"),
        [Needed(_l("请选择通过或未通过"))],
        choices=[("pass", _l("通过，已经整改到位")), ("fail", _l("未通过，还有问题"))],
    )
    evidence = TextArea(
        _l("现场看到的情况"),
        [Needed(_l("请写现场看到的情况，例如“通道已清空，煤气罐在院外”"))],
        description=_l("凭什么这样认定。未通过的，写还差什么。"),
        render_kw=_LONG,
    )
    companions = TextField(_l("同行人员"), render_kw=_NAME)


class FilingForm(StepForm):
    """上报备案 (三4)."""

    reason = RadioField(
        _l("上报备案的理由"),
        [Needed(_l("请选择理由"))],
        choices=[("major", _l("存在重大隐患")), ("long_term", _l("短期内无法整改到位"))],
    )


class LetterEntry(Form):
    """One letter. An entry without a department is none."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    department = TextField(
        _l("部门"), description=_l("例如“县消防救援大队”“月山镇人民政府”。"), render_kw=_NAME
    )
    reply_due_on = DateField(_l("请对方在哪天以前回复"))


class LettersForm(StepForm):
    """部门协调: letters to several departments at once."""

    letters = FieldList(FormField(LetterEntry), min_entries=1, max_entries=MOST_LETTERS)


class ReplyForm(Form):
    """A department's reply to a letter."""

    reply = TextArea(
        _l("回复内容"),
        [Needed(_l("请写回复内容，例如“已责令停止使用”"))],
        render_kw=_LONG,
    )
    replied_on = DateField(_l("收到回复的日期"), [Needed(_l("请填写收到回复的日期，例如2026年11月27日"))])


class HandOverForm(StepForm):
    """移交 against a receipt."""

    authority = TextField(
        _l("移交给哪个部门"), [Needed(_l("请填写部门，例如“博爱县市场监督管理局”"))], render_kw=_NAME
    )
    receipt = TextField(
        _l("回执"),
        [Needed(_l("请填写回执，例如回执文号，或者接收人和日期"))],
        description=_l("对方的回执文号，或者接收人和日期。"),
        render_kw=_NAME,
    )


class ResumeForm(StepForm):
    """恢复整改, with a new day where one was agreed."""

    due_on = DateField(_l("新的整改期限"), description=_l("没有重新约定就不填。"))


class StrikeOffForm(StepForm):
    """销号 of a hazard."""

    evidence = TextArea(
        _l("整改到位的依据"),
        [Needed(_l("请写明凭什么认定已经整改到位"))],
        description=_l("例如“11月27日陈芳复查，通道已清空”。"),
        render_kw=_LONG,
    )


class SiteStrikeOffForm(StrikeOffForm):
    """销号 of an unlicensed site: also how it was settled, and where the children went."""

    disposal = RadioField(
        _l("处置方式"),
        [Needed(_l("请选择处置方式：准入、整改、整合或取缔"))],
        choices=choices("disposal", *DISPOSALS),
        render_kw={
            "hints": {
                "admit": _l("达到条件，已取得办学许可"),
                "rectify": _l("改为合规的业务，不再收托幼儿"),
                "merge": _l("并入有证的幼儿园"),
                "ban": _l("由有权的部门依法取缔"),
            }
        },
    )
    children_count = IntegerField(_l("涉及幼儿人数"), description=_l("例如23。"))
    children_to = TextArea(
        _l("幼儿去向"),
        [Needed(_l("请写明幼儿去向，例如“23名幼儿转入月山镇中心幼儿园”"))],
        description=_l("只写人数和去了哪里，不写姓名。"),
        render_kw={"rows": 3, "maxlength": LONGEST},
    )


class RelapseForm(StepForm):
    """反弹: which later finding shows it."""

    finding = SelectField(
        _l("销号以后又发现的问题"), [Needed(_l("请选择销号以后又发现的问题"))], coerce=str, choices=[]
    )
