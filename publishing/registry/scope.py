"""The county that a workbook belongs to: its townships and villages, and finding them in what people write.

Pure. Made from division rows; the register never asks the database where a place lies.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publishing.registry.text import clean_text

_TOWNSHIP_TAIL = re.compile(
    r"(?:中心校|中心学校|教办|教育办公室|学区|人民政府|政府|街道办事处|街道办|办事处|街道|街|办|镇|乡)$"
)
_VILLAGE_TAIL = re.compile(
    r"(?:村民委员会|居民委员会|社区居委会|村委会|居委会|委员会|社区|虚拟社区|生活区|行政村|村)$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class VillageRef:
    """A village or community: 12-digit code, full name, and the ways people shorten it."""

    code: str
    name: str
    short_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TownshipRef:
    """A township or subdistrict: 12-digit code, full name, the ways people shorten it, and its villages."""

    code: str
    name: str
    short_names: tuple[str, ...] = ()
    villages: tuple[VillageRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CountyScope:
    """A county unit and its townships; rows of other counties are refused."""

    code: str
    name: str
    townships: tuple[TownshipRef, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DivisionRow:
    """One row of the division table, as the division folder or a file gives it."""

    code: str
    name: str
    level: str
    parent_code: str


def township_core(name: str, county_name: str) -> str:
    """`name` without the county in front and 镇, 乡, 街道, 中心校 behind: 博爱县柏山镇中心校 gives 柏山."""
    text = _without_county(clean_text(name), county_name)
    while len(text) > 2 and (shorter := _TOWNSHIP_TAIL.sub("", text)) != text and len(shorter) >= 2:
        text = shorter
    return text


def _without_county(text: str, county_name: str) -> str:
    # 博爱县 and 博爱 both stand in front of names; 焦作市 may stand before either
    text = re.sub(r"^(?:河南省)?(?:焦作市)?", "", text) or text
    short = re.sub(r"[县市区]$", "", county_name)
    for prefix in (county_name, short):
        if len(text) > len(prefix) + 1 and text.startswith(prefix):
            return text[len(prefix) :]
    return text


def village_core(name: str) -> str:
    """`name` without 村民委员会, 社区居委会, 村: 花园村民委员会 gives 花园."""
    text = clean_text(name)
    while (shorter := _VILLAGE_TAIL.sub("", text)) != text and len(shorter) >= 2:
        text = shorter
    return text


def county_scope(rows: Iterable[DivisionRow], county_code: str) -> CountyScope:
    """The scope of the county with `county_code` (6 or 12 digits) from division rows; KeyError without it."""
    prefix = county_code[:6]
    # a community under a local code is told by the township it lies in
    mine = [row for row in rows if prefix in (row.code[:6], (row.parent_code or "")[:6])]
    county = next((row for row in mine if row.level == "county"), None)
    if county is None:
        raise KeyError(county_code)
    villages: dict[str, list[VillageRef]] = {}
    for row in mine:
        if row.level == "village":
            core = village_core(row.name)
            shorts = tuple(dict.fromkeys((core, f"{core}村", f"{core}社区")))
            ref = VillageRef(code=row.code, name=row.name, short_names=shorts)
            villages.setdefault(row.parent_code, []).append(ref)
    townships = tuple(
        TownshipRef(
            code=row.code,
            name=row.name,
            short_names=(_without_county(row.name, county.name), township_core(row.name, county.name)),
            villages=tuple(villages.get(row.code, ())),
        )
        for row in mine
        if row.level == "township"
    )
    return CountyScope(code=county.code, name=county.name, townships=townships)


def find_township(text: str, county: CountyScope) -> TownshipRef | None:
    """The one township of `county` that a cell names; None when there is none, or more than one."""
    text = clean_text(text)
    for wanted in (text, _without_county(text, county.name), township_core(text, county.name)):
        matches = [ref for ref in county.townships if wanted == ref.name or wanted in ref.short_names]
        if len(matches) == 1:
            return matches[0]
    # 清化镇街道 is called 清化街道, 清化镇 and 清化
    core = township_core(text, county.name)
    matches = [ref for ref in county.townships if township_core(ref.name, county.name) == core]
    return matches[0] if len(matches) == 1 else None


def township_in(text: str, county: CountyScope) -> TownshipRef | None:
    """The one township whose name (with its 镇, 乡 or 街道) stands in a longer text, such as an address."""
    text = clean_text(text)
    matches = [
        ref
        for ref in county.townships
        if any(len(name) >= 3 and name in text for name in (ref.name, *ref.short_names))
        or f"{township_core(ref.name, county.name)}办事处" in text
    ]
    return matches[0] if len(matches) == 1 else None


def village_in(text: str, township: TownshipRef) -> VillageRef | None:
    """The one village of `township` named in `text`; the longest name wins, None when two are as long."""
    text = clean_text(text)
    best: list[VillageRef] = []
    longest = 0
    for village in township.villages:
        length = max((len(name) for name in (village.name, *village.short_names) if name in text), default=0)
        if length > longest:
            best, longest = [village], length
        elif length and length == longest:
            best.append(village)
    return best[0] if len(best) == 1 else None
