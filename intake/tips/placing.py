"""From what a reporter picked and wrote to the smallest division that is known for certain."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from intake.tips.locating import county_of_point
from publishing.divisions.positions import Point
from publishing.divisions.queries import get_division, list_level
from publishing.divisions.resolving import NOTHING, Gazetteer, Resolution
from publishing.divisions.rules import Division, Level, covers
from publishing.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A division and how sure it is: `chosen`, `confident`, `ambiguous` or `unknown`."""

    code: str
    path: str
    certainty: str


def place_of(
    session: Session,
    gazetteer: Gazetteer,
    picked: str | None,
    words: str,
    *,
    point: Point | None = None,
) -> Place:
    """The place of a report. A picked village stands; a picked county or township is narrowed by the words
    where they name one place in it; without either it is the city, and unknown.

    Where the words leave the county open too, the point says it, and the place stays as uncertain as it was:
    a point alone gives no tip to anybody but county triage.

    Raises Invalid(field="division_code") for a code that is no division."""
    if picked:
        try:
            division = get_division(session, picked)
        except NotFound as error:
            raise Invalid(field="division_code", reason="unknown", value=picked) from error
    else:
        division = list_level(session, Level.CITY)[0]
    if division.level is Level.VILLAGE:
        return Place(code=division.code, path=division.path, certainty="chosen")
    found = gazetteer.resolve(words, within=division.code) if words.strip() else NOTHING
    if found.decision == "one" and found.code is not None:
        resolved = get_division(session, found.code)
        certainty = "confident" if resolved.level is Level.VILLAGE else "ambiguous"
        return Place(code=resolved.code, path=resolved.path, certainty=certainty)
    certainty = "ambiguous" if found.decision == "several" else "unknown"
    if division.level is Level.CITY and point is not None:
        division = _county_at(session, point, found) or division
    return Place(code=division.code, path=division.path, certainty=certainty)


def _county_at(session: Session, point: Point, found: Resolution) -> Division | None:
    """The county of the point, unless the words speak of other counties only."""
    county = county_of_point(session, point)
    if county is None or not found.candidates:
        return county
    return county if any(covers(county.path, each.path) for each in found.candidates) else None
