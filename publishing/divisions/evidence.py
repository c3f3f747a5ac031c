"""What the names in a text say about each other: which hold which, where one may be cut wrongly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from publishing.divisions.mentions import Mention, Spelling
from publishing.divisions.naming import LEADING
from publishing.divisions.rules import Division, Level, county_code_of, covers

_GAP = re.compile(r"[/，,、·.\-—>＞：:的]{0,2}")
_LISTED_WITH = re.compile(r".{0,3}")
"""、和, 或者, 往: two villages with hardly a word between are two places."""
_AUTHORITY = re.compile(r"[县市区]?(教育|教体|公安|消防|市场|卫健|政府|人民政府|领导)")
_UNKNOWN_PARENT = re.compile(r"[\u4e00-\u9fff]{2}(?:镇|乡|街道|办事处|县|市)的?$")
_OWN_PARENT = re.compile(r"(?:[我俺本咱这那全各哪].?|们)(?:镇|乡|街道|办事处|县|市)的?$")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭郎鲁马苗花方任袁柳史唐薛雷贺倪汤"
    "罗毕郝安常于齐康伍余顾孟黄穆萧尹姚邵汪毛米贝明臧计成戴宋庞熊纪舒屈项祝董梁杜阮蓝席季贾路江童颜郭梅林刁钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万柯管卢莫房丁邓洪包石崔龚程邢裴陆翁靳焦段侯武刘詹龙叶司白蒲索赖卓屠乔申冉桑桂牛边尚温庄晏柴瞿阎廖耿寇"
)
_LEFT_OPEN = frozenset("在到去是住俺我咱们来从离叫家往给回个省市县区镇乡道查报园于就位经过的有，。")
_RIGHT_OPEN = frozenset("的有那这里村东西南北上大小学幼附旁路口办开边一在老家后前对新还和与跟及街两三几")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a normalised text says about places."""

    text: str
    mentions: tuple[Mention, ...]
    outside: bool
    """A place outside the city is named."""
    former: Mapping[str, frozenset[str]]
    denied: bool = False
    """Every place that is named is ruled out ("不在花园村")."""

    def above(self, higher: Division, lower: Division) -> bool:
        """Whether `higher` holds `lower`, or held its township in the past and is still written."""
        if higher.code == lower.code:
            return False
        if covers(higher.path, lower.path):
            return True
        return any(higher.code in self.former.get(code, ()) for code in lower.path.split("/"))

    def follows_kin(self, mention: Mention) -> bool:
        """Whether a place that holds this one is named right before it."""
        return any(
            other.end <= mention.start
            and other.division.level is not Level.CITY
            and other.spelling is not Spelling.FOLDED
            and self.above(other.division, mention.division)
            and _GAP.fullmatch(self.text, other.end, mention.start)
            for other in self.mentions
        )

    def in_one_address(self, mention: Mention) -> bool:
        """Whether a name stands right behind a place that holds it, or is listed with one that does
        (月山镇花园村和乔村)."""
        return self.follows_kin(mention) or any(
            other.end <= mention.start
            and other.division.level is mention.division.level
            and other.division.parent_code == mention.division.parent_code
            and _LISTED_WITH.fullmatch(self.text, other.end, mention.start)
            and self.follows_kin(other)
            for other in self.mentions
        )

    def has_kin(self, mention: Mention) -> bool:
        """Whether a place that holds this one, or one inside it, is written exactly anywhere in the text."""
        return any(
            other.spelling is Spelling.EXACT
            and other.division.level is not Level.CITY
            and (other.end <= mention.start or other.start >= mention.end)
            and (self.above(other.division, mention.division) or self.above(mention.division, other.division))
            for other in self.mentions
        )

    def is_township(self, mention: Mention) -> bool:
        """Whether the same characters name a township or county (西向, of which 西向一街 is part)."""
        return any(
            (other.start, other.end) == (mention.start, mention.end)
            and other.division.level is not Level.VILLAGE
            for other in self.mentions
        )

    def names_parent(self, mention: Mention) -> bool:
        """Whether the same characters are the full name of the place around it (祥云镇 of 祥云镇村)."""
        return any(
            other.firm
            and (other.start, other.end) == (mention.start, mention.end)
            and self.above(other.division, mention.division)
            for other in self.mentions
        )

    def leads_elsewhere(self, mention: Mention, *, county: bool) -> bool:
        """Whether a village that does not lie in this township is named right behind it. With the `county` of
        the township named, only one of that county counts."""
        own = county_code_of(mention.division.path)
        return any(
            other.firm
            and other.division.level is Level.VILLAGE
            and other.start >= mention.end
            and _GAP.fullmatch(self.text, mention.end, other.start)
            and not self.above(mention.division, other.division)
            and (not county or county_code_of(other.division.path) == own)
            for other in self.mentions
        ) and not self.precedes_kin(mention)

    def precedes_kin(self, mention: Mention) -> bool:
        """Whether a place inside this one is named right after it."""
        return any(
            other.start >= mention.end
            and self.above(mention.division, other.division)
            and _GAP.fullmatch(self.text, mention.end, other.start)
            for other in self.mentions
        )

    def is_whole(self, mention: Mention) -> bool:
        """Whether the text is nothing but this name."""
        return mention.start == 0 and mention.end == len(self.text)

    def boundary_doubtful(self, mention: Mention) -> bool:
        """Whether the name may be the tail of a longer, unknown one, or stand under an unknown parent.

        "赵王庄" holds 王庄 and is not it; "克井镇花园村" is a 花园村 of another town.
        """
        before = self.text[: mention.start]
        if not before or any(other.end == mention.start for other in self.mentions):
            return False
        one_apart = any(other.end == mention.start - 1 for other in self.mentions)
        if one_apart and before[-1].isalpha():
            # "武陟县被贾村": the one character between may be the mistyped first of the name (北贾村)
            return before[-1] != "的"
        if _UNKNOWN_PARENT.search(before) and not _OWN_PARENT.search(before):
            return True
        return before[-1] in LEADING or before[-1] in _SURNAMES

    def stands_free(self, mention: Mention) -> bool:
        """Whether a bare name is set off by words that surround a place, and is no chance sequence."""
        before, after = self.text[: mention.start], self.text[mention.end :]
        left = not before or before[-1] in _LEFT_OPEN or not before[-1].isalnum()
        left = left or any(other.end == mention.start for other in self.mentions)
        return left and (not after or after[0] in _RIGHT_OPEN or not after[0].isalnum())

    def addresses_authority(self, mention: Mention) -> bool:
        """Whether the name belongs to an authority ("博爱县教育局") rather than to the place reported."""
        return bool(_AUTHORITY.match(self.text, mention.end))
