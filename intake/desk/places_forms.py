"""The forms of 村和社区, and why a value was refused."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, Needed, SelectField, TextArea, TextField

_SENTENCES: Mapping[tuple[str, str], object] = {
    ("name", "required"): _l("请填写名称，例如“阳光新城社区”"),
    ("name", "spelling"): _l("名称只写汉字、字母和数字，例如“阳光新城社区”"),
    ("name", "kind"): _l("名称要以“村”“社区”或“居委会”结尾，例如“阳光新城社区”"),
    ("alias", "required"): _l("请填写叫法，例如“老机械厂家属院”"),
    ("alias", "spelling"): _l("叫法至少两个字，只写汉字、字母和数字，例如“老机械厂家属院”"),
    ("target", "same"): _l("这就是它自己，请选择另一个"),
    ("target", "not_village"): _l("只能并入村或社区"),
    ("target", "other_county"): _l("只能并入本县（市、区）的村或社区"),
    ("target", "closed"): _l("那里已经不在区划表里，请选择现在的村或社区"),
    ("target", "provisional"): _l("那里也是补登的，请选择区划表里的村或社区"),
    ("target", "merged"): _l("这里已经并入了别处"),
    ("target", "official"): _l("这里在区划表里，不用并入别处"),
}


class AddPlaceForm(Form):
    """补登新社区."""

    township = SelectField(_l("在哪个乡镇（街道）"), [Needed(_l("请选择乡镇（街道）"))], choices=[("", "")])
    name = TextField(
        _l("名称"),
        [Needed(_l("请填写名称，例如“阳光新城社区”"))],
        description=_l("写当地正式的叫法，以“村”“社区”或“居委会”结尾。"),
        render_kw={"maxlength": 40},
    )
    alias = TextArea(
        _l("群众还怎么叫"),
        description=_l("每行写一个，例如小区名、老单位名。举报人这样写也能认出来。"),
        render_kw={"rows": 3, "maxlength": 400},
    )

    def words(self) -> list[str]:
        """What stands in each line."""
        return (self.alias.data or "").replace("、", "\n").replace("，", "\n").split("\n")


class AliasForm(Form):
    """添加叫法."""

    alias = TextField(
        _l("叫法"),
        [Needed(_l("请填写叫法，例如“老机械厂家属院”"))],
        description=_l("旧名、俗称、方言写法、小区名都可以。"),
        render_kw={"maxlength": 40},
    )
    kind = SelectField(_l("是哪一种"), choices=[("", "")], render_kw={"mark_optional": False})


def refused(form: Any, refusal: Invalid) -> str:
    """The sentence of a refusal, written at its field where there is a form."""
    field, reason = str(refusal.values["field"]), str(refusal.values["reason"])
    if reason == "exists":
        said = _("这个乡镇（街道）已经有%(place)s了，请直接选用它", place=refusal.values["place"])
    elif reason == "everyday":
        said = _("“%(word)s”是日常用语，许多举报里都有，不能作叫法", word=refusal.values["value"])
    else:
        said = str(_SENTENCES.get((field, reason)) or _("这一项不能采用，请改正"))
    if form is not None:
        form[field].errors = [said]
    return str(said)
