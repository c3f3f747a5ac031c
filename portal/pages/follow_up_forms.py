"""The forms of the follow-up page."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import Length, StopValidation

from intake.desk.numbers_form import NumbersForm
from intake.tips.asks import FIXED, NOT_FIXED, SATISFACTION, UNSURE
from intake.tips.photos import MOST
from intake.tips.rules import LONGEST_TEXT
from portal.pages.tip_form_forms import PHOTO_KINDS, CodeForm
from publishing.kernel.forms import Form, HiddenField, MultipleFileField, Needed, RadioField, TextArea


class EnterForm(CodeForm):
    """The code, and a text that was being sent when the time was up."""

    kept = HiddenField()


class SayingForm(NumbersForm):
    """Words to the office; what of them is the reporter's contact can be sealed."""

    move = _l("是我的联系方式，加密封存，只有保管员能打开")
    hide = _l("不用留，发送时遮住，谁也看不到")


class AnswerForm(SayingForm):
    """An answer to a question, or something to add."""

    written = ("body",)

    body = TextArea(
        _l("您的回答"),
        validators=[Needed(_l("请写下您要说的话")), Length(max=LONGEST_TEXT)],
        description=_l("不要写孩子和您自己的姓名、电话。对方看不到您是谁。"),
        render_kw={"rows": 4},
    )


class MorePhotosForm(Form):
    """Photos for an open tip."""

    photos = MultipleFileField(
        _l("补充照片"),
        validators=[Needed(_l("请先选照片"))],
        description=_l("JPG、PNG、WebP或HEIC，每张不超过10 MB，最多%(most)s张。", most=MOST),
        render_kw={"accept": PHOTO_KINDS},
    )


class WithdrawForm(Form):
    """撤回举报, confirmed."""


class FixedForm(SayingForm):
    """问题解决了吗？, with the reason where it is not, and how the answer itself was."""

    written = ("reason",)

    fixed = RadioField(
        _l("问题解决了吗？"),
        validators=[Needed(_l("请选一项，例如“已解决”"))],
        choices=[
            (FIXED, _l("已解决")),
            (NOT_FIXED, _l("没有解决")),
            (UNSURE, _l("说不清")),
        ],
        render_kw={"hints": {NOT_FIXED: _l("会换一名工作人员重新核查")}},
    )
    reason = TextArea(
        _l("哪里没有解决？"),
        validators=[Length(max=LONGEST_TEXT)],
        description=_l("选“没有解决”的要写。不要写自己的姓名、电话。"),
        render_kw={"rows": 3, "mark_optional": False},
    )
    satisfaction = RadioField(
        _l("您对这次答复满意吗？"),
        validate_choice=False,
        choices=[
            ("satisfied", _l("满意")),
            ("mostly", _l("基本满意")),
            ("dissatisfied", _l("不满意")),
        ],
    )

    def validate_reason(self, field: Field) -> None:
        """Raises StopValidation where "not fixed" has no reason."""
        if self.fixed.data == NOT_FIXED and not field.data:
            raise StopValidation(_("请写明哪里没有解决，例如“今天早上还在收孩子”"))

    def rated(self) -> str:
        """How the answer was; empty where nothing of the list was chosen."""
        return self.satisfaction.data if self.satisfaction.data in SATISFACTION else ""


class ReopenForm(SayingForm):
    """问题没有解决, with the reason."""

    written = ("reason",)

    reason = TextArea(
        _l("哪里没有解决？"),
        validators=[
            Needed(_l("请写明哪里没有解决，例如“今天早上还在收孩子”")),
            Length(max=LONGEST_TEXT),
        ],
        description=_l("会由另外的人员重新核查。不要写自己的姓名、电话。"),
        render_kw={"rows": 4},
    )
