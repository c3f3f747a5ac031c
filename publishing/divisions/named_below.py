"""Which divisions a word names, for searching in a jurisdiction: no guessing, only what stands in names."""

from sqlalchemy.orm import Session

from publishing.divisions.queries import list_level
from publishing.divisions.rules import Division, Level, short_name

MOST = 40
"""A word that stands in more names than these (村) names none of them."""


def paths_named(session: Session, word: str, *, within: str) -> tuple[str, ...]:
    """The paths below `within` of the divisions whose name holds the word, alone or after the names above it
    (月山镇花园村); none of their own parts."""
    if not word:
        return ()
    names: dict[str, str] = {}
    found: list[str] = []
    for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        for division in list_level(session, level, within=within):
            above = _above(division.path)
            names[division.path] = names.get(above, "") + short_name(division.name, division.level)
            if _holds(division, names[division.path], word) and not _among(division.path, found):
                found.append(division.path)
    return tuple(found) if len(found) <= MOST else ()


def _holds(division: Division, full: str, word: str) -> bool:
    return word in full or word in division.name


def _among(path: str, found: list[str]) -> bool:
    return any(path.startswith(other) for other in found)


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
