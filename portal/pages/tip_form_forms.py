"""The forms of a report, one a page, with the words that a reporter reads."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import Length, StopValidation

from intake.desk.numbers_form import NumbersForm
from intake.tips.codes import LENGTH
from intake.tips.photos import MOST
from intake.tips.rules import LONGEST_TEXT
from portal.pages.tip_form_code import digits_of, mistake_in, suspects
from publishing.kernel.forms import (
    CheckboxField,
    Form,
    MultipleFileField,
    Needed,
    PhoneField,
    RadioField,
    SelectField,
    TextArea,
    TextField,
)

CATEGORY_WORDS = {
    "unlicensed": _l("无证幼儿园"),
    "full_day_training": _l("变相全日制培训"),
    "fire": _l("消防"),
    "food": _l("食品"),
    "security": _l("安防"),
    "bus": _l("校车"),
    "premises": _l("校舍"),
    "child_harm": _l("疑似伤害幼儿"),
    "other": _l("其他"),
}
CATEGORY_HINTS = {
    "unlicensed": _l("没有办学许可证，就收3到6岁的孩子"),
    "full_day_training": _l("挂培训班、托管班的牌子，全天收3到6岁的孩子"),
    "fire": _l("没有灭火器，通道堵住，煤气罐放在屋里"),
    "food": _l("饭菜不新鲜，厨房很脏，孩子吃坏肚子"),
    "security": _l("没有保安，大门不关，外人随便进"),
    "bus": _l("超载，用面包车、三轮车接送"),
    "premises": _l("房屋开裂，楼梯没有护栏，用民房改建"),
    "child_harm": _l("打骂、体罚、恐吓、猥亵。正在发生，请马上拨打110"),
    "other": _l("上面没有的，到第三步写清楚"),
}
"""What belongs to a category, in examples."""
USE, ELSEWHERE, DROP = "use", "elsewhere", "drop"
_FEW = 3
"""Of the six groups of a code: naming more of them helps nobody."""
PHOTO_KINDS = "image/jpeg,image/png,image/webp,image/heic,image/heif"


def category_words(codes: tuple[str, ...]) -> str:
    """The ticked problems in the reader's language, one after the other."""
    return str(_("；")).join(str(CATEGORY_WORDS[code]) for code in codes if code in CATEGORY_WORDS)


class StartForm(Form):
    """Begins a report; carries over what a verdict page knew."""

    name = TextField()
    kindergarten = TextField()


class WhatForm(Form):
    """第1步: which problems."""

    categories = CheckboxField(
        _l("有什么问题？"),
        validators=[Needed(_l("请至少选一项，例如“无证幼儿园”"))],
        choices=list(CATEGORY_WORDS.items()),
        description=_l("可以选几项。"),
        render_kw={"hints": CATEGORY_HINTS, "heading": True},
    )


class WhereForm(Form):
    """第2步: the place in the reporter's words."""

    county = SelectField(_l("县（市、区）"), validators=[Needed(_l("请选择县（市、区）"))])
    town = TextField(
        _l("乡镇（办事处）或村、社区"),
        validators=[Length(max=100)],
        description=_l("写平时的叫法就行，例如“清化”“后圪垱村”。"),
        render_kw={"autocomplete": "off"},
    )
    detail = TextArea(
        _l("具体位置"),
        validators=[
            Needed(_l("请写清楚具体位置，例如村名、路名或附近的标志物")),
            Length(max=1000),
        ],
        description=_l("例如“大队院东边第二家，门口有蓝色招牌”。不要写孩子的姓名。"),
        render_kw={"rows": 3},
    )


class PinnedWhereForm(WhereForm):
    """The same with a position given: what is around it helps, and is no longer needed."""

    detail = TextArea(
        _l("具体位置"),
        validators=[Length(max=1000)],
        description=_l("例如“大队院东边第二家，门口有蓝色招牌”。不要写孩子的姓名。"),
        render_kw={"rows": 3},
    )


class WhichForm(Form):
    """Which of several places is meant."""

    place = RadioField(
        _l("是哪一个？"),
        validators=[Needed(_l("请选一个；都不是或不知道，也请选上"))],
        render_kw={"heading": True},
    )


class ListForm(Form):
    """Township and village from the list; villages are listed once the township is chosen."""

    township = SelectField(
        _l("乡镇（办事处）"), validators=[Needed(_l("请选择乡镇（办事处），不知道就选“不清楚”"))]
    )
    village = SelectField(_l("村（社区）"), validate_choice=False, render_kw={"mark_optional": False})
    listed = TextField()
    """The township whose villages the page showed."""


class SeenForm(NumbersForm):
    """第3步: the kindergarten's name and what was seen."""

    written = ("text", "kindergarten_name")

    kindergarten_name = TextField(
        _l("幼儿园叫什么名字？"),
        validators=[Length(max=100)],
        description=_l("照门口牌子上的字写。没有牌子就空着。"),
        render_kw={"autocomplete": "off"},
    )
    text = TextArea(
        _l("您看到了什么？"),
        validators=[
            Needed(_l("请写一写您看到的情况，例如多少孩子、几点到几点、有什么危险")),
            Length(max=LONGEST_TEXT),
        ],
        description=_l("什么时候、多少孩子、有什么危险。不要写孩子和您自己的姓名、电话。"),
        render_kw={"rows": 8},
    )


class MeantForm(Form):
    """A licensed one was reported as unlicensed: which of the two is meant."""

    meant = RadioField(
        _l("这所有证。您反映的是它的安全问题吗？"),
        validators=[Needed(_l("请选一项，例如“是，反映里面的问题”"))],
        choices=[
            ("danger", _l("是，反映里面的问题")),
            (
                "unlicensed",
                _l("是这一所，但还是要按无证反映"),
            ),
            ("another", _l("不是这一所")),
        ],
        render_kw={
            "heading": True,
            "hints": {
                "danger": _l("例如消防、食品、校车。"),
                "unlicensed": _l("例如搬了地方、换了人办，证是别处的。"),
            },
        },
    )


class PhotosForm(Form):
    """第4步: photos."""

    photos = MultipleFileField(
        _l("选择照片"),
        description=_l("JPG、PNG、WebP或HEIC，每张不超过10 MB，最多%(most)s张。", most=MOST),
        render_kw={"mark_optional": False, "accept": PHOTO_KINDS},
    )
    offer = RadioField(
        _l("要告诉我们这个位置吗？"),
        validate_choice=False,
        default=DROP,
        choices=[
            (USE, _l("要，这就是幼儿园的位置")),
            (ELSEWHERE, _l("照片不是在那里拍的，我另外标位置")),
            (DROP, _l("不要，去掉这个位置")),
        ],
        render_kw={"mark_optional": False},
    )
    """What to do with the position that a photo brought along."""


class ContactForm(Form):
    """第5步: who reports, if they want to say."""

    contact_name = TextField(_l("姓名"), validators=[Length(max=50)], render_kw={"autocomplete": "name"})
    contact = PhoneField(
        _l("电话"),
        validators=[Length(max=200)],
        description=_l("只在核查需要时由专人打给您。"),
        render_kw={"autocomplete": "tel"},
    )


class CheckForm(Form):
    """第6步: sending."""

    website = TextField()
    """No person sees this field; programs that fill in everything do."""
    proof = TextField()
    """A solved challenge, put there by the page's script under pressure."""


class CodeForm(Form):
    """The receipt code, typed."""

    code = TextField(
        _l("查询码"),
        validators=[Needed(_l("请输入查询码，例如4827 1903 5561 0812 3344 5597"))],
        description=_l("24位数字，有没有空格都可以。"),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    )

    def validate_code(self, field: Field) -> None:
        """Tells the ways of mistyping apart. Raises StopValidation."""
        mistake = mistake_in(field.data or "")
        count = len(digits_of(field.data or ""))
        words = {
            "letters": _("查询码里只有数字，请检查有没有多写别的字"),
            "length": _("查询码是%(length)s位数字，您输入了%(count)s位", length=LENGTH, count=count),
            "digits": self._slip(suspects(field.data or "")),
        }
        if mistake:
            raise StopValidation(str(words[mistake]))

    def _slip(self, groups: tuple[int, ...]) -> str:
        """Where to look first, if few groups come into question."""
        if not 0 < len(groups) <= _FEW:
            return str(_("查询码有一位抄错了，请对照原来的再看一遍"))
        places = str(_("、")).join(str(_("第%(n)s组", n=n)) for n in groups)
        return str(_("查询码有一位抄错了，最可能在%(places)s，请对照原来的再看一遍", places=places))
