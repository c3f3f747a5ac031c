"""Weighing the names found in a text against each other: which division they speak of, and how surely."""

import re
from dataclasses import dataclass

from publishing.divisions.evidence import Evidence
from publishing.divisions.mentions import Mention, Spelling
from publishing.divisions.rules import Division, Level

# Points are judged on portal/bench/places_labelled.json; only their order and the margins below matter.
_BASE = {Level.VILLAGE: 60.0, Level.TOWNSHIP: 56.0, Level.COUNTY: 40.0, Level.CITY: 0.0}
_BARE = {Level.VILLAGE: 48.0, Level.TOWNSHIP: 45.0, Level.COUNTY: 40.0, Level.CITY: 0.0}
_PARTIAL = 44.0
_TOWNSHIP_NAMED = 30.0
_COUNTY_NAMED = 20.0
_IN_ONE_ADDRESS = 14.0
_CONTRADICTED = 28.0
_FLOOR = 28.0
MARGIN = 12.0
"""Two places whose points differ by less are both possible."""
_FAR_MARGIN = 15.0
"""The same for places of two townships: a 小王庄社区 is still called 小王庄村, as another village is."""

_SEAT = re.compile(r"镇上|镇里|街上|街里|集上|乡里|乡上|镇子|村")
_STREET = "路街巷"
"""A bare 太行西路 is a road through many communities, not only the one named after it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A division with its points, and whether something speaks against being sure of it."""

    division: Division
    points: float
    doubtful: bool


def _at(evidence: Evidence, level: Level) -> list[Mention]:
    return [mention for mention in evidence.mentions if mention.division.level is level]


def _elsewhere(mention: Mention, other: Mention) -> bool:
    return other.end <= mention.start or mention.end <= other.start


def _parents_only(evidence: Evidence) -> set[tuple[int, int]]:
    """Spans read as a township or county because a village inside it is named as well (谢旗营后圪垱村)."""
    villages = _at(evidence, Level.VILLAGE)
    return {
        (higher.start, higher.end)
        for higher in evidence.mentions
        if higher.division.level in (Level.TOWNSHIP, Level.COUNTY) and higher.spelling is Spelling.EXACT
        for village in villages
        if _elsewhere(higher, village)
        and evidence.above(higher.division, village.division)
        and (village.firm or evidence.follows_kin(village))
        and (higher.end <= village.start or higher.firm)
    }


def _base(mention: Mention) -> float:
    form = mention.reading.form
    level = mention.division.level
    if form.partial:
        return _PARTIAL * mention.quality
    return (_BARE if form.bare else _BASE)[level] * mention.quality


@dataclass(frozen=True, slots=True)
class _Support:
    """What the rest of the text says about one mention."""

    points: float
    township: bool
    county: bool
    contradicted: bool


def _support(evidence: Evidence, mention: Mention) -> _Support:
    """Points for parents that are named, less points for others that are named instead."""
    points = 0.0
    confirmed = {Level.TOWNSHIP: False, Level.COUNTY: False}
    contradicted = False
    for level, worth in ((Level.TOWNSHIP, _TOWNSHIP_NAMED), (Level.COUNTY, _COUNTY_NAMED)):
        if level.depth >= mention.division.level.depth:
            continue
        others = [other for other in _at(evidence, level) if _elsewhere(mention, other)]
        kin = [other.quality for other in others if evidence.above(other.division, mention.division)]
        if kin:
            points += worth * max(kin)
            confirmed[level] = True
        elif any(
            other.spelling is Spelling.EXACT
            and (other.firm or level is Level.COUNTY)
            and not evidence.addresses_authority(other)
            for other in others
        ):
            points -= _CONTRADICTED
            contradicted = True
    if evidence.in_one_address(mention):
        points += _IN_ONE_ADDRESS
    return _Support(points, confirmed[Level.TOWNSHIP], confirmed[Level.COUNTY], contradicted)


def _misheard(mention: Mention, support: _Support) -> bool:
    """Whether a homophone lacks the township or county that would confirm it."""
    if mention.spelling is Spelling.FOLDED and not support.township:
        return mention.division.level is Level.VILLAGE or not support.county
    alike = mention.spelling in (Spelling.SOUND, Spelling.LETTERS)
    return alike and not (support.township or support.county)


def _doubtful(evidence: Evidence, mention: Mention, support: _Support) -> bool:
    """Whether a mention that is alone in fitting may still be another place."""
    form, level = mention.reading.form, mention.division.level
    if evidence.denied or support.contradicted or form.partial or evidence.boundary_doubtful(mention):
        return True
    if _misheard(mention, support) or (level is Level.COUNTY and evidence.outside):
        return True
    if level is Level.TOWNSHIP and evidence.leads_elsewhere(mention, county=support.county):
        return True
    # a bare name far from the county that is named may still be a chance sequence of characters
    alone = not (evidence.follows_kin(mention) or evidence.is_whole(mention))
    if not (form.bare and alone) or level is Level.COUNTY:
        return False
    return form.text[-1] in _STREET or not evidence.stands_free(mention)


def _weigh_mention(evidence: Evidence, mention: Mention) -> Weighed:
    support = _support(evidence, mention)
    points = _base(mention) + support.points
    return Weighed(mention.division, points, _doubtful(evidence, mention, support))


def _seat_meant(evidence: Evidence, mention: Mention) -> bool:
    """Whether a bare name of a township and of its main village means the village: "就是镇上那个"."""
    return bool(_SEAT.search(evidence.text, mention.end))


def _seats(evidence: Evidence) -> list[tuple[Mention, Mention]]:
    """Names read as a place and as one around it: bare 圪垱店 is the town, or its main village."""
    return [
        (higher, lower)
        for lower in evidence.mentions
        for higher in evidence.mentions
        if (higher.start, higher.end) == (lower.start, lower.end)
        and evidence.above(higher.division, lower.division)
    ]


def _best_of_each(evidence: Evidence) -> dict[str, Weighed]:
    parents = _parents_only(evidence)
    seats = {
        (lower.start, lower.end)
        for higher, lower in _seats(evidence)
        if higher.division.level is Level.TOWNSHIP and _seat_meant(evidence, lower)
    }
    best: dict[str, Weighed] = {}
    for mention in evidence.mentions:
        span, level = (mention.start, mention.end), mention.division.level
        if level is Level.VILLAGE and span in parents:
            continue
        if level is Level.TOWNSHIP and span in seats:
            continue
        weighed = _weigh_mention(evidence, mention)
        known = best.get(mention.division.code)
        # an unsure mention must not outweigh a sure one of the same place by its neighbours alone
        if known is None or (weighed.points, not weighed.doubtful) > (known.points, not known.doubtful):
            best[mention.division.code] = weighed
    return best


def weigh(evidence: Evidence) -> list[Weighed]:
    """The divisions a text may speak of, best first.

    A township or county that is named only to say where a village lies is left out.
    """
    best = [weighed for weighed in _best_of_each(evidence).values() if weighed.points >= _FLOOR]
    undecided = {
        (higher.division.code, lower.division.code)
        for higher, lower in _seats(evidence)
        if not _seat_meant(evidence, lower)
    }
    kept = [
        weighed
        for weighed in best
        if not any(
            evidence.above(weighed.division, other.division)
            and other.points >= weighed.points
            and (weighed.division.code, other.division.code) not in undecided
            for other in best
        )
    ]
    ranked = sorted(kept, key=lambda weighed: (-weighed.points, weighed.division.code))
    if evidence.outside and ranked and not _anchored(evidence):
        return []
    return ranked


def _anchored(evidence: Evidence) -> bool:
    """Whether a county or township of this city is named besides a place outside it."""
    return any(
        mention.spelling is Spelling.EXACT
        and (
            (mention.division.level is Level.COUNTY and not evidence.addresses_authority(mention))
            or (mention.division.level is Level.TOWNSHIP and mention.firm)
        )
        for mention in evidence.mentions
    )


def sure(ranked: list[Weighed]) -> bool:
    """Whether the first is the only one that fits, and nothing speaks against it."""
    if not ranked or ranked[0].doubtful:
        return False
    first = ranked[0]
    return not any(
        first.points - other.points
        < (MARGIN if other.division.parent_code == first.division.parent_code else _FAR_MARGIN)
        for other in ranked[1:]
    )
