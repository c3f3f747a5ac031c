"""The forms of the steps of a tip: what each of them must have (DESIGN §3)."""

from flask_babel import lazy_gettext as _l

from intake.cases.rules import OUTCOMES
from intake.deadlines.periods import TRACKS
from intake.desk.tips_visit_form import VisitFields
from intake.patrols.rules import LONGEST
from intake.tips.rules import CATEGORIES, URGENCIES
from publishing.announcements.outcomes import LONGEST_WORDING
from publishing.kernel.forms import (
    Form,
    HiddenField,
    Needed,
    RadioField,
    SelectField,
    TextArea,
    TextField,
    TickField,
)
from publishing.kernel.words import choices

_REASON = {"rows": 3, "maxlength": LONGEST}


class StepForm(Form):
    """What every step carries: the version of the tip that was shown."""

    version = HiddenField()

    def seen(self) -> int | None:
        """The version that was shown; a form without one is taken as it comes."""
        return int(self.version.data) if (self.version.data or "").isdigit() else None


class PersonForm(StepForm):
    """Who checks: the line of the place, or somebody named with a reason."""

    person_id = SelectField(
        _l("由谁核查"), default="", choices=[("", "")], render_kw={"mark_optional": False}
    )
    reason = TextField(
        _l("指定这个人的理由"),
        description=_l("按责任区交办的不用填。"),
        render_kw={"maxlength": 400, "mark_optional": False},
    )

    def person(self) -> int | None:
        """The person named, or None for the line of the place."""
        return int(self.person_id.data) if self.person_id.data else None


class AcceptForm(PersonForm):
    """受理并交办."""

    track = SelectField(_l("办理方式"), [Needed(_l("请选择办理方式"))], choices=choices("track", *TRACKS))
    category = SelectField(
        _l("主要问题"), [Needed(_l("请选择主要问题"))], choices=choices("category", *CATEGORIES)
    )
    urgency = SelectField(_l("缓急"), [Needed(_l("请选择缓急"))], choices=choices("urgency", *URGENCIES))
    division_code = RadioField(
        _l("地点"), choices=[], validate_choice=False, render_kw={"mark_optional": False}
    )


class AssignForm(PersonForm):
    """交办."""


class PullBackForm(StepForm):
    """收回改交."""

    person_id = SelectField(_l("改交给谁"), [Needed(_l("请选择改交给谁"))], choices=[], validate_choice=False)
    reason = TextField(
        _l("收回改交的理由"),
        [Needed(_l("请写明理由，例如“原核查人生病住院”"))],
        render_kw={"maxlength": 400},
    )


class StartForm(StepForm):
    """开始核查: nothing to fill in."""


class DeclineForm(StepForm):
    """不予受理."""

    reason = TextArea(
        _l("不予受理的理由"),
        [Needed(_l("请写明理由，例如“反映的机构只收3岁以下孩子，由卫生健康部门管理”"))],
        description=_l("这段话会原样告诉举报人。不要写工作人员的姓名。"),
        render_kw=_REASON,
    )


class TransferForm(StepForm):
    """转办."""

    authority = TextField(
        _l("转给哪个单位"),
        [Needed(_l("请写单位全称，例如“博爱县市场监督管理局”"))],
        render_kw={"maxlength": 200},
    )
    reason = TextArea(
        _l("转办的理由"),
        [Needed(_l("请写明理由，例如“食品经营许可由该局管理”"))],
        description=_l("单位和理由会告诉举报人。"),
        render_kw=_REASON,
    )


class MergeForm(StepForm):
    """并案."""

    survivor_id = RadioField(
        _l("并入哪一件"), choices=[], validate_choice=False, render_kw={"mark_optional": False}
    )
    number = TextField(
        _l("或者填写举报编号"), description=_l("例如博爱2026-0388。"), render_kw={"mark_optional": False}
    )


class AskForm(StepForm):
    """提问."""

    question = TextArea(
        _l("问举报人什么"),
        [Needed(_l("请写下问题，例如“孩子一般几点到、几点走？”"))],
        description=_l("举报人凭查询码看到问题，匿名回答。不要追问身份。"),
        render_kw=_REASON,
    )


class ReportForm(StepForm, VisitFields):
    """报送核查结果: the visit as the 巡查表 has it, and what came of the tip."""

    outcome = RadioField(
        _l("举报属实吗"), [Needed(_l("请选择核查结论，例如“属实”"))], choices=choices("outcome", *OUTCOMES)
    )
    text = TextArea(
        _l("核查情况"),
        [Needed(_l("请写核查情况，例如“该处收托23名幼儿，没有办学许可证”"))],
        description=_l("只给办案人员看。公布的答复由审核人另写。"),
        render_kw={"rows": 5, "maxlength": LONGEST},
    )


class FollowUpForm(StepForm, VisitFields):
    """撤回以后的到访: the sheet's row alone."""


class TakeUpForm(StepForm):
    """危险已处置: what was done, without a visit of one's own."""

    note = TextArea(
        _l("做了什么"),
        [Needed(_l("请写明做了什么，例如“已通知派出所和妇联，当天到场”"))],
        render_kw=_REASON,
    )


class SendBackForm(StepForm):
    """退回重查."""

    reason = TextArea(
        _l("为什么退回"),
        [Needed(_l("请写明还缺什么，例如“没有写明收托人数，请补查”"))],
        render_kw=_REASON,
    )


class ConcludeForm(StepForm):
    """办结."""

    conclusion = TextArea(
        _l("办结意见"),
        [Needed(_l("请写办结意见，例如“事实清楚，已发整改通知，同意办结”"))],
        render_kw=_REASON,
    )
    interim = TickField(_l("先作阶段性办结，整改继续在台账里跟踪"))


class ReplyForm(StepForm):
    """答复举报人."""

    wording = TextArea(
        _l("答复内容"),
        [Needed(_l("请写给举报人和公众的答复，例如“经核查属实，已责令停止招生”"))],
        description=_l("会发给举报人，并公布在处理结果里。不要写人名、电话和门牌号。"),
        render_kw={"rows": 5, "maxlength": LONGEST_WORDING},
    )


class ReopenForm(StepForm):
    """退回重办."""

    reason = TextArea(
        _l("为什么重办"),
        [Needed(_l("请写明理由，例如“举报人反映仍在招生”"))],
        description=_l("会换一个人核查，上一次的核查人不再看到这件举报。"),
        render_kw=_REASON,
    )
