"""The tree of divisions as pure values: levels, paths, and the short forms people use of official names."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The four levels of the tree, highest first."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def depth(self) -> int:
        """0 for the city, 3 for a village."""
        return tuple(Level).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Division:
    """One node of the tree.

    `path` is the codes from the city down to this node, each followed by "/", so that a node lies in the
    subtree of another exactly when its path starts with the other's. `provisional` marks a place that the
    statistical table does not have yet and that a county added under a local code; `closed` one that left
    the table.
    """

    code: str
    name: str
    level: Level
    parent_code: str | None
    path: str
    provisional: bool = False
    closed: bool = False


def path_of(parent_path: str | None, code: str) -> str:
    """The path of a node `code` below `parent_path` (None for the city itself)."""
    return f"{parent_path or ''}{code}/"


def covers(office_path: str, path: str) -> bool:
    """Whether the subtree of `office_path` holds `path`; a node covers itself. Both end with "/"."""
    return path.startswith(office_path)


def county_code_of(path: str) -> str | None:
    """The code of the county in a path; None for the city's own."""
    codes = [code for code in path.split("/") if code]
    return codes[Level.COUNTY.depth] if len(codes) > Level.COUNTY.depth else None


def local_code(township_code: str, number: int) -> str:
    """The code of the `number`th provisional node of a township: P410822102-001, never twelve digits."""
    return f"P{township_code[:9]}-{number:03}"


def local_number(code: str) -> int:
    """The number in a local code; 0 for an official one."""
    found = re.fullmatch(r"P\d{9}-(\d{3,})", code)
    return int(found.group(1)) if found else 0


_COMMITTEE = re.compile(r"(村民委员会|居民委员会|村委会|居委会)$")
_COUNTY_PREFIX = re.compile(r"^[\u4e00-\u9fff]{2,3}?[县市区](?=[\u4e00-\u9fff]{2,}(?:镇|乡|街道)$)")
_OFFICE = re.compile(r"(街道)?(办事处|办公处)$")


def committee_kind(name: str) -> str:
    """Which committee runs a village-level unit: "村", "社区", or "" (虚拟社区 and other units)."""
    found = _COMMITTEE.search(name)
    if found is None:
        return ""
    return "村" if found.group().startswith("村") else "社区"


def _without_committee(name: str) -> str:
    return _COMMITTEE.sub("", name)


def _short_village(name: str) -> str:
    base = _without_committee(name)
    kind = committee_kind(name)
    if kind == "村":
        return base if base.endswith("村") else f"{base}村"
    if kind == "社区" and not base.endswith("社区"):
        return f"{base}居委会"
    return base


def _short_township(name: str) -> str:
    base = _COUNTY_PREFIX.sub("", _OFFICE.sub(r"\1", name))
    if base.endswith("镇街道"):
        return base.removesuffix("街道")
    return base


def short_name(name: str, level: Level) -> str:
    """The name as written in an address: 花园村村民委员会 gives 花园村, 博爱县清化镇街道 gives 清化镇.

    A residents' committee without 社区 in its name keeps 居委会 (三街居委会), because the same township
    may hold a village of that core name (三街村). City and county names are used in full.
    """
    if level is Level.VILLAGE:
        return _short_village(name)
    if level is Level.TOWNSHIP:
        return _short_township(name)
    return name


_CORE_SUFFIXES = {
    Level.VILLAGE: ("虚拟生活区", "虚拟社区", "居委会", "社区", "村"),
    Level.TOWNSHIP: ("街道", "镇", "乡"),
    Level.COUNTY: ("县", "市", "区"),
    Level.CITY: ("市",),
}


def core_name(name: str, level: Level) -> str:
    """The name without the word for its kind: 花园村民委员会 gives 花园, 博爱县 gives 博爱.

    A single character alone names nothing, so 郭村 and 温县 stay as they are.
    """
    short = short_name(name, level)
    for suffix in _CORE_SUFFIXES[level]:
        core = short.removesuffix(suffix)
        if core != short and len(core) > 1:
            return core
    return short
