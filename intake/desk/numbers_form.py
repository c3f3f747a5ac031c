"""Personal numbers in what somebody writes: asked about before it is sent, and sealed where they say so."""

from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation

from intake.tips.masking import has_personal_numbers, numbers_in
from publishing.kernel.forms import Form, RadioField

LONGEST_CONTACT = 200


class NumbersForm(Form):
    """A form whose texts may hold personal numbers: then it asks what to do with them, once."""

    written: ClassVar[tuple[str, ...]] = ("text",)
    """The fields that are looked through."""
    move: ClassVar[object] = _l("是我的联系方式，挪到联系方式那一步，加密保存")
    hide: ClassVar[object] = _l("不用留，提交时遮住，谁也看不到")
    numbers = RadioField(
        _l("文字里的号码怎么办？"),
        validate_choice=False,
        choices=[],
        render_kw={"mark_optional": False},
    )

    def offer(self, *, can_seal: bool) -> None:
        """Sets what may be done with numbers: sealing them only where there is a key."""
        self.numbers.choices = [*([("move", self.move)] if can_seal else []), ("mask", self.hide)]

    def validate_numbers(self, field: Field) -> None:
        """Numbers in the text need a decision. Raises StopValidation without one."""
        if self.has_numbers() and field.data not in [choice.value for choice in field.iter_choices()]:
            raise StopValidation(str(_("文字里好像有电话、身份证号、微信号或邮箱，请选择怎么办")))

    def has_numbers(self) -> bool:
        """Whether what was written holds a personal number."""
        return has_personal_numbers("\n".join(self[name].data or "" for name in self.written))

    def asks(self) -> bool:
        """Whether the question is shown: once something was sent that holds one."""
        return bool(self.is_submitted() and self.has_numbers())

    def to_seal(self, known: str = "") -> str:
        """What is to be sealed: `known`, and where `move` was chosen the numbers that are not in it."""
        if self.numbers.data != "move":
            return known
        texts = "\n".join(self[name].data or "" for name in self.written)
        moved = [number for number in numbers_in(texts) if number not in known]
        return "、".join(part for part in (known, *dict.fromkeys(moved)) if part)[:LONGEST_CONTACT]
