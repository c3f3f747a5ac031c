"""The form of 电话来访登记: one page, in the order in which a caller is asked."""

from datetime import time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import Length

from intake.cases.phoning import CHANNELS
from intake.desk.numbers_form import NumbersForm
from intake.tips.orders import LONGEST_NUMBER
from intake.tips.rules import CATEGORIES, LONGEST_TEXT
from publishing.kernel.forms import (
    CheckboxField,
    DateField,
    HiddenField,
    MomentField,
    Needed,
    RadioField,
    SelectField,
    TextArea,
    TextField,
)
from publishing.kernel.words import choices

UNSURE, NONE = "unsure", "none"
UPDATE, JOIN, ANEW = "update", "join", "anew"
_END_OF_DAY = time(23, 59)


class PhoneForm(NumbersForm):
    """What is told, and what has to be decided about it once it was looked up."""

    written = ("text", "place_words", "kindergarten_name")
    move = _l("是对方的联系方式，加密封存，只有保管员能打开")
    hide = _l("不用留，登记时遮住，谁也看不到")
    token = HiddenField()
    looked = HiddenField()
    """What was shown to be decided: shown again only where it is something else now."""
    channel = RadioField(
        _l("怎么来的"), [Needed(_l("请选择怎么来的，例如“电话”"))], choices=choices("channel", *CHANNELS)
    )
    letter_on = DateField(_l("来信日期"), description=_l("信上写的日期，例如2026年11月20日。"))
    order_number = TextField(
        _l("工单号"),
        [Length(max=LONGEST_NUMBER)],
        description=_l("照工单上的写，最多40个字。"),
        render_kw={"maxlength": LONGEST_NUMBER, "autocomplete": "off", "classes": "govuk-input--width-20"},
    )
    dispatched_at = MomentField(_l("派单时间"), description=_l("例如2026-11-23 16:30。"))
    due_at = MomentField(
        _l("工单时限"), otherwise=_END_OF_DAY, description=_l("12345要求什么时候答复，例如2026-11-30 17:00。")
    )
    known_order = RadioField(_l("怎么办"), choices=[], validate_choice=False)
    categories = CheckboxField(
        _l("反映什么问题"),
        [Needed(_l("请至少选择一个问题，例如“无证”"))],
        description=_l("可以选几项。拿不准就选“其他”。"),
        choices=choices("category", *CATEGORIES),
        render_kw={"classes": "govuk-checkboxes--small"},
    )
    county = SelectField(_l("哪个县（市、区）"), choices=[("", "")], render_kw={"mark_optional": False})
    place_words = TextArea(
        _l("具体在哪里"),
        [Needed(_l("请写下对方说的地点，例如“月山镇花园村大队院东边第二家”；不知道的写“不清楚”"))],
        description=_l("先问乡镇和村（社区），再问附近有什么。"),
        render_kw={"rows": 2, "maxlength": 500},
    )
    place = RadioField(_l("是下面哪个地方"), choices=[], validate_choice=False)
    kindergarten_name = TextField(
        _l("园名或招牌上的字"), description=_l("不知道的留空。"), render_kw={"maxlength": 200}
    )
    kindergarten_id = RadioField(_l("是名单里的哪一所"), choices=[], validate_choice=False)
    same_as = RadioField(_l("是不是同一件事"), choices=[], validate_choice=False)
    text = TextArea(
        _l("对方说了什么"),
        [Needed(_l("请照原话写下对方看到的情况，例如“租的民房，有二十多个孩子”"))],
        description=_l("照原话写。不要在这里写对方和孩子的姓名、电话。"),
        render_kw={"rows": 6, "maxlength": LONGEST_TEXT},
    )
    contact_name = TextField(
        _l("对方姓名"),
        description=_l("对方愿意留才填。提交后立即密封，您和核查人员都看不到。"),
        render_kw={"maxlength": 100, "autocomplete": "off"},
    )
    contact = TextField(_l("对方电话或其他联系方式"), render_kw={"maxlength": 200, "autocomplete": "off"})

    def validate_order_number(self, field: TextField) -> None:
        """Times without a number belong to nothing."""
        if not field.data and (self.dispatched_at.data or self.due_at.data):
            raise ValidationError(_("写了派单时间或工单时限，请把工单号也写上"))

    def chosen(self, name: str) -> str:
        """What was chosen of the choices that are offered now; empty where nothing was, or nothing fits."""
        field = self[name]
        return field.data if field.data in {code for code, _label in field.choices or ()} else ""
