"""The form of the position, and what is wrong with a text that is none."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import Length, StopValidation

from intake.tips.locating import UNKNOWN_DATUM
from publishing.divisions.position_texts import LONGEST, NoPosition, Pasted, read_position
from publishing.divisions.positions import Datum
from publishing.kernel.forms import Form, HiddenField, Needed, RadioField, TextArea

_BY_SCRIPT = ("map", "device")


class PositionForm(Form):
    """A position as text. `pasted`, `way_given` and `datum_given` hold what was read, once it is valid."""

    pasted: Pasted

    text = TextArea(
        _l("坐标或地图链接"),
        validators=[Needed(_l("请粘贴坐标或地图链接，例如35.17012,113.06034")), Length(max=LONGEST)],
        description=_l(
            "在高德、百度、腾讯等地图上找到那个地方，点“分享”后复制过来；或者写“纬度,经度”，例如35.17012,113.06034。"
        ),
        render_kw={"rows": 2, "spellcheck": "false", "autocomplete": "off"},
    )
    way = HiddenField()
    """`map` or `device`, set by script together with the text; anything else was typed."""
    datum = RadioField(
        _l("这个坐标是从哪里来的？"),
        validate_choice=False,
        choices=[
            (Datum.GCJ02.value, _l("高德、腾讯（微信）或苹果地图")),
            (Datum.BD09.value, _l("百度地图")),
            (Datum.WGS84.value, _l("天地图、手机指南针或GPS工具")),
            (UNKNOWN_DATUM, _l("不清楚")),
        ],
        description=_l("不同的地图会差几百米，知道来源才能换算准。"),
        render_kw={"mark_optional": False},
    )

    def validate_text(self, field: Field) -> None:
        """Reads the position. Raises StopValidation saying what to do instead."""
        words = {
            "none": _("没有找到坐标。请写“纬度,经度”，例如35.17012,113.06034，或者粘贴地图链接"),
            "short_link": _("这个链接里没有坐标。请打开它，在地图上长按那个地方，复制坐标再粘贴"),
            "metres": _("百度地图网页的地址不是经纬度。请在地图上点右键选“在此处分享”，或者复制坐标再粘贴"),
            "outside": _("这个坐标不在国内。请核对数字，例如35.17012,113.06034"),
            "several": _("这里有几个不同的坐标。请只留下一个"),
        }
        try:
            self.pasted = read_position(field.data or "")
        except NoPosition as refused:
            raise StopValidation(str(words[refused.reason])) from refused

    def validate_datum(self, field: Field) -> None:
        """Numbers without a map need an answer. Raises StopValidation without one."""
        if self.asks_for_datum and field.data not in dict(self._known()):
            raise StopValidation(str(_("请选择坐标是从哪里来的；不清楚也请选上")))

    def _known(self) -> list[tuple[str, str]]:
        return [(choice.value, choice.label) for choice in self.datum.choices]

    @property
    def asks_for_datum(self) -> bool:
        """Whether nothing but the reporter can say which map the numbers are of."""
        read = getattr(self, "pasted", None)
        return read is not None and read.datum is None and self.way_given == "typed"

    @property
    def way_given(self) -> str:
        """How the position was given."""
        return self.way.data if self.way.data in _BY_SCRIPT else "typed"

    @property
    def datum_given(self) -> str:
        """What the numbers are measured against: a phone and our map say WGS-84."""
        if self.way_given != "typed":
            return Datum.WGS84.value
        return self.pasted.datum.value if self.pasted.datum else str(self.datum.data)
