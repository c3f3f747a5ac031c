"""Which names found in a text speak of a place: boundaries, everyday words, places outside the city."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publishing.divisions.mentions import Mention, NameIndex, Spelling
from publishing.divisions.naming import LEADING
from publishing.divisions.reading import Alias, AliasKind
from publishing.divisions.rules import Division, Level, covers
from publishing.divisions.spelling import normalise

_MOST_MENTIONS = 120
"""Readings of names that are compared with each other; a tip has a few, a pasted list has thousands."""
_GAP = re.compile(r"[/，,、·.\-—>＞：:的]{0,2}")
_CLAUSE_END = re.compile(r"[，。；！？,;!?\n]")
_NOT_A_PLACE = re.compile(r"[东西南北中]?路(?!口)|大道|大街|公园|广场|大厦|宾馆|集团|公司")
_TOWN_ROAD = re.compile(r"[东西南北中]?路|大道|大街|公园|广场|大厦|宾馆|集团|公司")
_IN_THE_VILLAGES = re.compile(r"里|民(?!委)|口|头|上")
_PEOPLE = re.compile(r"市?县?的?(人|籍|户口|老板|口音|话|牌照|车牌|打工|上班|来的|回来)")
_AUTHORITY = re.compile(r"[县市区]?(教育|教体|公安|消防|市场|卫健|政府|人民政府|领导)")
_UNKNOWN_PARENT = re.compile(r"[\u4e00-\u9fff]{2}(?:镇|乡|街道|办事处|县|市)的?$")
_OWN_PARENT = re.compile(r"(?:[我俺本咱这那全各哪].?|们)(?:镇|乡|街道|办事处|县|市)的?$")
_LIVES_IN = re.compile(r"[是住在到去俺]$")
_VERB_BEFORE = re.compile(r"[家我俺居在]$")
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

    def leads_elsewhere(self, mention: Mention) -> bool:
        """Whether a village that does not lie in this township is named right behind it."""
        return any(
            other.firm
            and other.division.level is Level.VILLAGE
            and other.start >= mention.end
            and _GAP.fullmatch(self.text, mention.end, other.start)
            and not self.above(mention.division, other.division)
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


def _is_contained(inner: Mention, outer: Mention) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and outer.end - outer.start > inner.end - inner.start
    )


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _may_start_with_verb(text: str, mention: Mention) -> bool:
    """家住郭庄村 is "lives in 郭庄" as well as the village 住郭庄."""
    return text[mention.start] == "住" and bool(_VERB_BEFORE.search(text, 0, mention.start))


def _longest(text: str, exact: list[Mention]) -> list[Mention]:
    """Without names inside longer names, and without bare names crossing one with its kind."""
    whole = [m for m in exact if not m.reading.form.partial and not _may_start_with_verb(text, m)]
    kept = [m for m in exact if not any(_is_contained(m, other) for other in whole)]
    firm = [mention for mention in kept if mention.firm]
    return [
        m
        for m in kept
        if m.firm
        or not any(_overlap(m, other) and (m.start, m.end) != (other.start, other.end) for other in firm)
    ]


def _by_sound(alike: Iterable[Mention], exact: list[Mention]) -> list[Mention]:
    """Homophones that stand beside the exact names, or hold one and complete it (冬王庄村 for 东王庄村)."""
    solid = [mention for mention in exact if not mention.reading.form.partial]

    def allowed(mention: Mention) -> bool:
        touching = [other for other in solid if _overlap(mention, other)]
        if not touching:
            return True
        completes = all(_is_contained(other, mention) for other in touching)
        return completes and mention.spelling is Spelling.SOUND and mention.reading.form.marker > 0

    kept = [mention for mention in alike if allowed(mention)]
    return [m for m in kept if not any(_is_contained(m, other) for other in kept)]


class Reader:
    """Turns a text into evidence. Built once from the tables."""

    def __init__(
        self,
        index: NameIndex,
        aliases: Iterable[Alias],
        ordinary: frozenset[str],
        former: Mapping[str, frozenset[str]],
    ) -> None:
        self._index = index
        self._ordinary = frozenset(normalise(word) for word in ordinary)
        self._former = former
        names = sorted((a.alias for a in aliases if a.kind is AliasKind.OUTSIDE), key=len, reverse=True)
        self._outside = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def read(self, text: str) -> Evidence:
        """The evidence in a normalised text."""
        exact = _longest(text, [m for m in self._index.exact(text) if not self._is_other_thing(text, m)])
        found = [*exact, *_by_sound(self._index.alike(text), exact)]
        found = sorted(found, key=lambda mention: (mention.start, mention.end))[:_MOST_MENTIONS]
        outside = [
            span
            for span in (match.span() for match in self._outside.finditer(text))
            if not _PEOPLE.match(text, span[1])
            and not _TOWN_ROAD.match(text, span[1])
            and not any(m.spelling is Spelling.EXACT and m.start <= span[0] < m.end for m in exact)
        ]
        inside = [m for m in found if not self._governed(text, m, outside, found)]
        evidence = Evidence(text, tuple(inside), bool(outside), self._former)
        kept = tuple(m for m in inside if self._speaks(evidence, m))
        # a bare word that was kept only for its neighbour goes when the neighbour went
        again = Evidence(text, kept, bool(outside), self._former)
        return Evidence(text, tuple(m for m in kept if self._speaks(again, m)), bool(outside), self._former)

    @staticmethod
    def _is_other_thing(text: str, mention: Mention) -> bool:
        """Roads, parks and firms named after a place; "镇村里" is not the village 祥云镇村."""
        form = mention.reading.form
        if text.startswith("镇村", mention.end - 2) and _IN_THE_VILLAGES.match(text, mention.end):
            return True
        if not form.bare:
            return False
        other = _TOWN_ROAD if mention.division.level is Level.TOWNSHIP else _NOT_A_PLACE
        return bool(other.match(text, mention.end))

    @staticmethod
    def _governed(text: str, mention: Mention, outside: list[tuple[int, int]], found: list[Mention]) -> bool:
        """Whether a place outside the city is named before this one in the same clause."""
        for start, end in outside:
            if start <= mention.start < end:
                return True
            if end > mention.start or _CLAUSE_END.search(text, end, mention.start):
                continue
            if not any(
                m.division.level is Level.COUNTY
                and m.spelling is Spelling.EXACT
                and end <= m.start <= mention.start
                for m in found
            ):
                return True
        return False

    def _speaks(self, evidence: Evidence, mention: Mention) -> bool:
        """Whether the name is used as a place: parts, homophones and everyday words need a neighbour."""
        form = mention.reading.form
        if form.bare and evidence.names_parent(mention):
            return False
        if form.bare and form.partial:
            return evidence.follows_kin(mention) and not evidence.is_township(mention)
        if mention.spelling is not Spelling.EXACT:
            return self._homophone_speaks(evidence, mention)
        if form.marker or evidence.text[mention.start : mention.end] not in self._ordinary:
            return True
        return self._ordinary_speaks(evidence, mention)

    @staticmethod
    def _homophone_speaks(evidence: Evidence, mention: Mention) -> bool:
        """A short homophone may be any word: it must stand right behind its county or township."""
        form, level = mention.reading.form, mention.division.level
        if mention.spelling is Spelling.FOLDED and not evidence.has_kin(mention):
            return False
        if level in (Level.CITY, Level.COUNTY):
            return mention.spelling is Spelling.SOUND and not form.bare
        if not form.marker and (mention.end - mention.start < 3 or level is Level.VILLAGE):
            return evidence.follows_kin(mention)
        return True

    @staticmethod
    def _ordinary_speaks(evidence: Evidence, mention: Mention) -> bool:
        """An everyday word is a place alone, next to its kin, or where someone says to live (俺是西村的)."""
        text = evidence.text
        if evidence.is_whole(mention) or evidence.follows_kin(mention):
            return True
        if text[mention.end - 1] == "村" and _LIVES_IN.search(text, 0, mention.start):
            return not text.startswith(("子", "庄", "里", "口"), mention.end)
        return mention.division.level is not Level.VILLAGE and evidence.precedes_kin(mention)
