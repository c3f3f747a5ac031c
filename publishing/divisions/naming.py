"""The ways people write the name of a division: official, short, with another word for its kind, or bare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publishing.divisions.rules import Division, Level, committee_kind, core_name, short_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One way to write a name. `weight` (0 to 1) says how well it names the place.

    `bare`: the word for the kind (村, 镇 …) is missing. `partial`: so is what tells the place from its
    neighbours, a leading 东, 大, 前 … or a closing 一街, so that the form never settles a place alone.
    `marker`: how many last characters are the word for the kind.
    """

    text: str
    weight: float
    bare: bool = False
    partial: bool = False
    marker: int = 0


_VILLAGE_ENDINGS = ("村民委员会", "村委会", "村委", "村", "大队")
_COMMUNITY_ENDINGS = ("社区居民委员会", "社区居委会", "社区", "居民委员会", "居委会")
_TOWNSHIP_ENDINGS = {
    "街道": ("街道办事处", "街道办", "街道", "办事处", "办", "街道中心校", "中心校"),
    "镇": ("镇", "镇政府", "镇中心校", "中心校"),
    "乡": ("乡", "乡政府", "乡中心校", "中心校"),
}
_OTHER_TOWNSHIP_ENDINGS = ("镇", "乡", "街道", "办事处")
_NUMBERED = re.compile(r"(.{2,}?)[一二三四五六七八九十东西南北中](?:街|村)?")
LEADING = "东西南北中前后大小上下新老"
"""Characters that tell one of several villages of a name from the others: 东王庄, 小王庄."""

SAME_KIND = 1.0
OTHER_KIND = 0.8
"""A village that became a community is still called 村, and a community is expected where a village was."""


def _with_endings(core: str, endings: tuple[str, ...], weight: float) -> Iterator[Form]:
    for ending in endings:
        # 郭村 is a core of its own: 郭村村委会 and 郭村委会 are both written
        text = core + ending
        yield Form(text=text, weight=weight, marker=len(ending))
        if core.endswith("村") and ending.startswith("村") and len(ending) > 1:
            yield Form(text=core + ending[1:], weight=weight, marker=len(ending))


def tail(division: Division) -> str:
    """The core name of a village without its first character (大义 of 王大义); empty for a short name."""
    core = core_name(division.name, Level.VILLAGE)
    return core[1:] if len(core) > 2 else ""


def _village_forms(division: Division, *, shares_tail: bool) -> Iterator[Form]:
    name = division.name
    core = core_name(name, Level.VILLAGE)
    short = short_name(name, Level.VILLAGE)
    kind = committee_kind(name)
    yield Form(text=name, weight=SAME_KIND, marker=len(name) - len(core))
    yield Form(text=short, weight=SAME_KIND, marker=len(short) - len(core))
    village, community = (OTHER_KIND, SAME_KIND) if kind == "社区" else (SAME_KIND, OTHER_KIND)
    if kind:
        yield from _with_endings(core, _VILLAGE_ENDINGS, village)
        yield from _with_endings(core, _COMMUNITY_ENDINGS, community)
    if len(core) > 1:
        yield Form(text=core, weight=SAME_KIND, bare=True)
    rest = tail(division)
    if rest and (core[0] in LEADING or shares_tail):
        yield Form(text=f"{rest}村", weight=OTHER_KIND, partial=True, marker=1)
        yield Form(text=rest, weight=OTHER_KIND, partial=True, bare=True)
    numbered = _NUMBERED.fullmatch(core)
    if numbered is not None:
        yield Form(text=numbered.group(1), weight=OTHER_KIND, partial=True, bare=True)


def _township_forms(division: Division, *, only_of_its_name: bool) -> Iterator[Form]:
    short = short_name(division.name, Level.TOWNSHIP)
    core = core_name(division.name, Level.TOWNSHIP)
    yield Form(text=division.name, weight=SAME_KIND, marker=len(short) - len(core))
    yield Form(text=short, weight=SAME_KIND, marker=len(short) - len(core))
    if core == short:
        return
    yield Form(text=core, weight=SAME_KIND, bare=True)
    own = division.name[-2:] if division.name.endswith("街道") else division.name[-1]
    yield from _with_endings(core, _TOWNSHIP_ENDINGS[own], SAME_KIND)
    if short.endswith("镇") and own == "街道":
        yield from _with_endings(short, _TOWNSHIP_ENDINGS[own], SAME_KIND)
    if only_of_its_name:
        # townships became towns and towns subdistricts: the old word is still used
        endings = tuple(ending for ending in _OTHER_TOWNSHIP_ENDINGS if ending != own)
        yield from _with_endings(core, endings, OTHER_KIND)


def _county_forms(division: Division) -> Iterator[Form]:
    """Of a county or the city."""
    core = core_name(division.name, division.level)
    yield Form(text=division.name, weight=SAME_KIND, marker=len(division.name) - len(core))
    if division.name.endswith("区") and division.name.startswith("焦作"):
        return
    # 解放 and 马村 alone are a word and several other places
    if core not in ("解放", division.name):
        yield Form(text=core, weight=SAME_KIND, bare=True)


def forms(division: Division, *, only_of_its_name: bool, shares_tail: bool = False) -> Iterator[Form]:
    """Every form of a division's name, possibly some twice.

    `only_of_its_name`: no other township has its core name, so that 月山乡 could mean only this one.
    `shares_tail`: another village of the township differs only in the first character (王大义, 康大义).
    """
    if division.level is Level.VILLAGE:
        yield from _village_forms(division, shares_tail=shares_tail)
    elif division.level is Level.TOWNSHIP:
        yield from _township_forms(division, only_of_its_name=only_of_its_name)
    else:
        yield from _county_forms(division)
