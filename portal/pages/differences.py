"""What changed between two versions of a kindergarten's published facts, in words."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.i18n import day, word
from portal.pages.showing import Words, fill, together, zh
from publishing.registry.rules import KindergartenFacts, Nature

_FIELDS: tuple[tuple[str, object], ...] = (
    ("name", _l("园名")),
    ("township_name", _l("所在乡镇（办事处）")),
    ("address", _l("地址")),
    ("nature", _l("办园性质")),
    ("licence_no", _l("许可证号")),
    ("valid_from", _l("有效期开始")),
    ("valid_until", _l("有效期至")),
    ("uscc", _l("统一社会信用代码")),
    ("sponsor", _l("举办者")),
    ("phone", _l("园所电话")),
    ("grade", _l("办园等级")),
    ("classes", _l("班数")),
    ("enrolled", _l("在园幼儿")),
    ("bus_count", _l("校车")),
    ("annual_check", _l("年检")),
    ("note", _l("备注")),
)


def differences(before: KindergartenFacts, after: KindergartenFacts) -> Markup:
    """One sentence for each published field that changed; empty where none did."""
    return together(_sentences(before, after))


def _sentences(before: KindergartenFacts, after: KindergartenFacts) -> Iterator[Markup]:
    for field, label in _FIELDS:
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            continue
        was, now = Markup("<del>{}</del>").format(shown(old)), Markup("<ins>{}</ins>").format(shown(new))
        if old is None:
            yield fill(_("补充了%(what)s：%(now)s。"), what=label, now=now)
        elif new is None:
            yield fill(_("不再列出%(what)s（原为%(was)s）。"), what=label, was=was)
        else:
            yield fill(_("%(what)s由%(was)s改为%(now)s。"), what=label, was=was, now=now)


def shown(value: object) -> Words:
    """A published value as a page says it."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Nature):
        return word("nature", value.value)
    return zh(str(value))
