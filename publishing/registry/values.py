"""Values of the other columns: nature, counts, sponsor, annual check. Pure; nothing here raises."""

import re
from collections.abc import Mapping

from publishing.registry.rules import Nature
from publishing.registry.text import clean_text

_ORGANISATION = re.compile(
    r"公司|集团|委员会|村委|居委|村民|学校|小学|中学|大学|学院|幼儿园|中心校|政府|局|厂|矿|协会|学会|基金|医院|街道|办事处|"
    r"合作社|农场|研究[院所]|社区|办公室|教办|部队|工会|妇联|联合会|教育中心|服务中心|事务所|有限|企业"
)
_ANNUAL_CHECKS = ("基本合格", "不合格", "合格", "暂缓", "未参检", "停办")

# Words in a cell, most telling first: 普惠 outweighs 非营利, which holds 营利.
_NATURE_WORDS: tuple[tuple[str, Nature], ...] = (
    ("教育部门", Nature.PUBLIC_EDUCATION),
    ("集体", Nature.PUBLIC_COLLECTIVE),
    ("村办", Nature.PUBLIC_COLLECTIVE),
    ("事业单位", Nature.PUBLIC_INSTITUTION),
    ("国企", Nature.PUBLIC_ENTERPRISE),
    ("国有企业", Nature.PUBLIC_ENTERPRISE),
    ("企业办", Nature.PUBLIC_ENTERPRISE),
    ("公办", Nature.PUBLIC),
    ("公立", Nature.PUBLIC),
    ("普惠", Nature.PRIVATE_INCLUSIVE),
    ("非营利", Nature.PRIVATE_NONPROFIT),
    ("非盈利", Nature.PRIVATE_NONPROFIT),
    ("营利", Nature.PRIVATE_PROFIT),
    ("盈利", Nature.PRIVATE_PROFIT),
    ("民办", Nature.PRIVATE),
    ("私立", Nature.PRIVATE),
    ("民营", Nature.PRIVATE),
    ("个人", Nature.PRIVATE),
)
_CODES: Mapping[str, Nature] = {nature.value: nature for nature in Nature}


def read_nature(text: str) -> Nature | None:
    """办园性质 from words like 普惠性民办 and 公办（教育部门办）, or our codes; None otherwise."""
    text = clean_text(text)
    if text in _CODES:
        return _CODES[text]
    if "民办" in text:
        return next(
            (nature for word, nature in _NATURE_WORDS if word in text and not nature.is_public),
            Nature.PRIVATE,
        )
    return next((nature for word, nature in _NATURE_WORDS if word in text), None)


def read_count(cell: object, *, most: int) -> int | None:
    """A count from 0 to `most` in `cell` (12, 12.0, "12个班", "约120人"); None without a single one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if 0 <= cell <= most and cell == int(cell) else None
    found = re.fullmatch(r"\D{0,2}?(\d{1,6})(?:\.0+)?\s?(?:个?班|个|人|名|辆|台|所)?", clean_text(str(cell)))
    return int(found[1]) if found and int(found[1]) <= most else None


def read_organisation(text: str) -> str | None:
    """`text` if it names an organisation; None for what may be a person, whose name is not published."""
    text = clean_text(text)
    return text if _ORGANISATION.search(text) else None


def read_annual_check(text: str) -> str | None:
    """The conclusion of the annual check, one of the six words in use; None for anything else."""
    text = clean_text(text)
    return next((word for word in _ANNUAL_CHECKS if word in text), None)
