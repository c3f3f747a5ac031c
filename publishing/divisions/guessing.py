"""Guessing a mistyped village or township from letters in common; a guess is offered, never settled on."""

import re
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from publishing.divisions.evidence import Evidence
from publishing.divisions.mentions import Mention, Spelling
from publishing.divisions.rules import Division, Level, core_name
from publishing.divisions.spelling import normalise, sounds
from publishing.divisions.weighing import Weighed

_TOKEN = re.compile(r"[/，,、的]?([\u4e00-\u9fff]{2,6}?)(?:村|社区|居委会|大队|镇|乡|街道|办事处|$)")
_SHORT_QUERY = 10
_ALIKE = 84.0
_ALIKE_APART = 92.0
"""A name with a syllable more or less must sound closer, or 学校对面 is like 薛小段."""
_GUESS_POINTS = 40.0
_ONE_OFF = 70.0
_PART = 90.0
_FEW = 3


def _similar(token: str, core: str) -> float:
    """0 to 100; 0 unless one is part of the other, all but one character agree, or the sounds nearly do."""
    if len(core) < 2:
        return 0.0
    if core != token and (core.endswith(token) or core.startswith(token)):
        return _PART
    if abs(len(token) - len(core)) > 1:
        return 0.0
    by_sound = fuzz.ratio(" ".join(sounds(token)), _spoken(core))
    if Levenshtein.distance(token, core) == 1 and (len(core) > 2 or _same_ends(token, core)):
        return max(by_sound, _ONE_OFF)
    return by_sound if by_sound >= (_ALIKE if len(token) == len(core) else _ALIKE_APART) else 0.0


def _same_ends(token: str, core: str) -> bool:
    """Of two-character names: as long, or with one character between (狮子口 for 狮口)."""
    return len(token) == len(core) or (token[0], token[-1]) == (core[0], core[-1])


@cache
def _core(name: str, level: Level) -> str:
    return normalise(core_name(name, level))


@cache
def _spoken(core: str) -> str:
    return " ".join(sounds(core))


def _ranked(token: str, divisions: Iterable[Division]) -> list[Weighed]:
    found = [
        Weighed(node, _GUESS_POINTS * score / 100, doubtful=True)
        for node in divisions
        if (score := _similar(token, _core(node.name, node.level))) > 0
    ]
    close = [weighed for weighed in found if weighed.points > _GUESS_POINTS * _ONE_OFF / 100]
    # one character in common proves little where many names share it (X庄): then only sounds count
    offered = found if len(found) <= _FEW else close
    return sorted(offered, key=lambda weighed: (-weighed.points, weighed.division.code))


def last_parents(evidence: Evidence) -> list[Mention]:
    """The townships or counties that the last such name may mean (two for 太行街道)."""
    parents = [
        mention
        for mention in evidence.mentions
        if mention.division.level in (Level.TOWNSHIP, Level.COUNTY) and mention.spelling is Spelling.EXACT
    ]
    return [mention for mention in parents if mention.end == max(parent.end for parent in parents)]


def guesses(evidence: Evidence, divisions: Iterable[Division], *, scoped: bool) -> list[Weighed]:
    """Places whose name resembles the word behind the last named township or county, best first.

    Without such a place (`scoped` false) only a text that is nothing but a short name is compared, and
    only names of three and more characters.
    """
    parents = last_parents(evidence)
    if parents:
        token = _TOKEN.match(evidence.text, parents[0].end)
        below = [node for node in divisions if any(evidence.above(p.division, node) for p in parents)]
        return _ranked(token.group(1), below) if token else []
    if evidence.outside or len(evidence.text) > _SHORT_QUERY:
        return []
    token = _TOKEN.match(evidence.text)
    if token is None or (len(token.group(1)) < 3 and not scoped):
        return []
    return _ranked(token.group(1), divisions)
