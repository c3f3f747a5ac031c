"""Sifting the names found in a text: everyday words, roads, places outside the city go."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from publishing.divisions.denying import without_denied
from publishing.divisions.evidence import Evidence
from publishing.divisions.mentions import Mention, NameIndex, Spelling
from publishing.divisions.reading import Alias, AliasKind
from publishing.divisions.rules import Level
from publishing.divisions.spelling import normalise

_MOST_MENTIONS = 120
"""Readings of names that are compared with each other; a tip has a few, a pasted list has thousands."""
_NOT_A_PLACE = re.compile(r"[东西南北中]?路(?!口)|大道|大街|公园|广场|大厦|宾馆|集团|公司")
_TOWN_ROAD = re.compile(r"[东西南北中]?路|大道|大街|公园|广场|大厦|宾馆|集团|公司")
_IN_THE_VILLAGES = re.compile(r"里|民(?!委)|口|头|上")
_PEOPLE = re.compile(r"市?县?的?(人|籍|户口|老板|口音|话|牌照|车牌|打工|上班|来的|回来)")
_LIVES_IN = re.compile(r"[是住在到去俺]$")
_VERB_BEFORE = re.compile(r"[家我俺居在]$")
_CLAUSE_END = re.compile(r"[，。；！？,;!?\n]")


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


def _turns_to(mention: Mention, found: Iterable[Mention]) -> bool:
    """Whether a county is named that takes a clause back into the city; bare 马村 may be any village."""
    if mention.division.level is not Level.COUNTY or mention.spelling is not Spelling.EXACT:
        return False
    span = (mention.start, mention.end)
    return mention.firm or all(
        other.division.level is not Level.VILLAGE or (other.start, other.end) != span for other in found
    )


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
            and not any(self._names_more(m) and m.start <= span[0] < m.end for m in (*exact, *found))
        ]
        inside = [m for m in found if not self._governed(text, m, outside, found)]
        evidence = Evidence(text, tuple(inside), bool(outside), self._former)
        # a bare word that was kept only for its neighbour goes when the neighbour went
        for _again in range(2):
            kept = tuple(m for m in evidence.mentions if self._speaks(evidence, m))
            evidence = replace(evidence, mentions=kept)
        said, denied = without_denied(text, evidence.mentions)
        return replace(evidence, mentions=tuple(said), denied=denied)

    @staticmethod
    def _names_more(mention: Mention) -> bool:
        """Whether a name that holds an outside place's is read as itself (安阳城, or 安阳成街道)."""
        if mention.spelling is Spelling.EXACT:
            return True
        return mention.spelling is Spelling.SOUND and mention.reading.form.marker > 0

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
            if not any(_turns_to(m, found) and end <= m.start <= mention.start for m in found):
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
            return mention.spelling is Spelling.LETTERS or (
                mention.spelling is Spelling.SOUND and not form.bare
            )
        if not form.marker and (mention.end - mention.start < 3 or level is Level.VILLAGE):
            return evidence.follows_kin(mention)
        return True

    @staticmethod
    def _ordinary_speaks(evidence: Evidence, mention: Mention) -> bool:
        """An everyday word is a place alone, next to its kin, or where someone says to live (俺是西村的)."""
        text = evidence.text
        if evidence.is_whole(mention) or evidence.in_one_address(mention):
            return True
        begins = not mention.start or _LIVES_IN.search(text, 0, mention.start)
        if text[mention.end - 1] == "村" and begins:
            return not text.startswith(("子", "庄", "里", "口"), mention.end)
        return mention.division.level is not Level.VILLAGE and evidence.precedes_kin(mention)
