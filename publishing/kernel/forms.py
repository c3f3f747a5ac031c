"""Fields, validators and the base class of all our forms, with Chinese messages.

A template draws a whole form group with `{{ form.where() }}`; `widgets.py` lists the options. The first error
of a field stands at the field and, in the same words, in the summary above the form.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField as BaseFileField
from flask_wtf.file import MultipleFileField as BaseMultipleFileField
from markupsafe import Markup
from wtforms import Field, fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from publishing.kernel.clock import SHANGHAI
from publishing.kernel.days import NoSuchDay, parse_day, parse_moment
from publishing.kernel.widgets import ChoiceWidget, ControlWidget, TickWidget, component

_OWN_WORDS = {
    "This field is required.": _l("请填写这一项"),
    "Not a valid choice.": _l("请从列出的选项中选择"),
    "Invalid Choice: could not coerce.": _l("请从列出的选项中选择"),
    "Not a valid integer value.": _l("请填写整数，例如25"),
    "Not a valid decimal value.": _l("请填写数字，例如25.5"),
    "Not a valid float value.": _l("请填写数字，例如25.5"),
    "Not a valid date value.": _l("请填写日期，例如2026年11月23日"),
    "Not a valid datetime value.": _l("请填写日期和时间，例如2026-11-23 16:30"),
    "Not a valid time value.": _l("请填写时间，例如16:30"),
    "Invalid email address.": _l("请填写完整的邮箱地址，例如name@example.com"),
    "Invalid input.": _l("请按要求的格式填写"),
    "Number must be at least %(min)s.": _l("请填写不小于%(min)s的数"),
    "Number must be at most %(max)s.": _l("请填写不大于%(max)s的数"),
    "Number must be between %(min)s and %(max)s.": _l("请填写%(min)s到%(max)s之间的数"),
    "Field must be at least %(min)d character long.": _l("至少写%(min)d个字"),
    "Field cannot be longer than %(max)d character.": _l("最多写%(max)d个字，请缩短一些"),
    "Field must be exactly %(max)d character long.": _l("要写满%(max)d个字"),
    "Field must be between %(min)d and %(max)d characters long.": _l("请写%(min)d到%(max)d个字"),
    "Field must be equal to %(other_name)s.": _l("两次填写的不一样，请重新填写"),
    "File does not have an approved extension.": _l("不能上传这种文件，请换一个"),
}


class _Words:
    """WTForms' own English messages as ours; a message we do not know stays."""

    def gettext(self, string: str) -> str:
        return str(_OWN_WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        known = _OWN_WORDS.get(singular)
        return str(known) if known is not None else (singular if n == 1 else plural)


def _plain(value: object) -> object:
    """Text without spaces around it (full-width too), line ends as \\n, no NUL: no database takes it."""
    return value.replace("\0", "").replace("\r\n", "\n").strip() if isinstance(value, str) else value


class TextField(fields.StringField):
    """One line; spaces around it do not count."""

    widget = ControlWidget("input")

    def __init__(self, *args: Any, filters: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(_plain, *filters), **kwargs)


class TextArea(TextField):
    """Several lines."""

    widget = ControlWidget("textarea")


class PhoneField(TextField):
    """A telephone number, with the phone's number pad."""

    widget = ControlWidget("input", type="tel")


class PasswordField(fields.StringField):
    """A password; what was typed is never sent back."""

    widget = ControlWidget("password-input")


class IntegerField(fields.IntegerField):
    """A whole number, typed as text (no arrows that change it by accident). Full-width digits are digits."""

    widget = ControlWidget("input", inputmode="numeric", classes="govuk-input--width-5")


def _choices(given: Any) -> Any:
    """(code, label) pairs as WTForms wants them; a callable is asked at each request and stays as it is."""
    if given is None or callable(given):
        return given
    return [SelectChoice(value=code, label=label) for code, label in given]


class SelectField(fields.SelectField):
    """One of a list; `choices` are (code, label)."""

    widget = ControlWidget("select")

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, choices=_choices(choices), **kwargs)


class RadioField(fields.RadioField):
    """One of a few, all in sight; `hints={code: text}` in render_kw explains a choice."""

    widget = ChoiceWidget("radios")

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, choices=_choices(choices), **kwargs)


class CheckboxField(fields.SelectMultipleField):
    """Any of a few, all in sight."""

    widget = ChoiceWidget("checkboxes")

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, choices=_choices(choices), **kwargs)


class TickField(fields.BooleanField):
    """Yes or nothing."""

    widget = TickWidget()


class FileField(BaseFileField):
    """One file."""

    widget = ControlWidget("file-upload")


class MultipleFileField(BaseMultipleFileField):
    """Several files."""

    widget = ControlWidget("file-upload", multiple=True)


class HiddenField(fields.HiddenField):
    """A value the visitor does not see; only the bare input is drawn."""

    widget = HiddenInput()


class DateField(Field):
    """A day in one text input; data is a `date` or None. See `parse_day` for what may be typed."""

    widget = ControlWidget("input", inputmode="numeric", classes="govuk-input--width-10")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.year}年{self.data.month}月{self.data.day}日" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; nothing typed is None."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = parse_day(text)
        except NoSuchDay as error:
            raise ValueError(_("没有“%(text)s”这一天，请核对日期", text=text)) from error
        except ValueError as error:
            raise ValueError(_("请写明年、月、日，例如2026年11月23日或2026-11-23")) from error


class MomentField(Field):
    """A day and a time in one text input, in the city's time; data is an aware `datetime` or None. Where no
    time is written it is `otherwise`."""

    widget = ControlWidget("input", classes="govuk-input--width-20")

    def __init__(self, *args: Any, otherwise: time = time(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.otherwise = otherwise

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; nothing typed is None."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = parse_moment(text, otherwise=self.otherwise).replace(tzinfo=SHANGHAI)
        except NoSuchDay as error:
            raise ValueError(_("没有“%(text)s”这个时间，请核对", text=text)) from error
        except ValueError as error:
            raise ValueError(_("请写日期和时间，例如2026-11-23 16:30")) from error


class Needed:
    """The field must be filled in; `message` says what is missing, with an example."""

    field_flags: Mapping[str, bool] = {"required": True}

    def __init__(self, message: object) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        """Raise StopValidation when empty; a value that could not be read keeps its own message."""
        typed = any(str(raw).strip() for raw in field.raw_data or ())
        if field.data in (None, "", [], False) and not (typed and field.errors):
            field.errors = []
            raise StopValidation(str(self.message))


class Matching:
    """The text must be of `pattern` as a whole; `message` says how to write it, with an example."""

    def __init__(self, pattern: str, message: object) -> None:
        self.pattern = re.compile(pattern)
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        """Raise ValidationError when the text is of another form."""
        if not self.pattern.fullmatch(field.data or ""):
            raise ValidationError(str(self.message))


class Form(FlaskForm):
    """Base of all our forms: CSRF token, Chinese messages."""

    class Meta(FlaskForm.Meta):
        """WTForms settings."""

        def get_translations(self, _form: object) -> _Words:
            """Where WTForms looks up its own messages."""
            return _Words()


def _failing(form: Any) -> Iterator[tuple[str | None, str]]:
    """(id of the control, first error) for every field with an error, in the order of the page."""
    for field in form:
        inner = getattr(field, "form", None) or getattr(field, "entries", None)
        if inner is not None and field.errors:
            yield from _failing(inner)
        elif field.errors and field.name == "csrf_token":
            yield None, _("页面放得太久了，请再点一次提交")
        elif field.errors:
            yield field.id, str(field.errors[0])
    for error in getattr(form, "form_errors", ()):
        yield None, str(error)


def error_summary(form: Any) -> Markup:
    """The box above a refused form: how many things, each a link to its field. Empty without errors."""
    failing = list(_failing(form))
    if not failing:
        return Markup()
    count = len(failing)
    kept = _("已经填的内容都还在。")
    if any(isinstance(field, FileField | MultipleFileField) for field in form):
        kept += _("文件要重新选一次。")
    return component(
        "error-summary",
        titleText=ngettext("还差%(num)s处没有填好", "还差%(num)s处没有填好", count),
        descriptionText=kept,
        errorList=[{"text": text, "href": f"#{id_}" if id_ else None} for id_, text in failing],
        attributes={"tabindex": "-1"},
    )


def title_prefix(form: Any) -> str:
    """错误： before the title of a page whose form was refused."""
    return str(_("错误：")) if form is not None and form.errors else ""
