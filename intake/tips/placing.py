"""From what a reporter picked and wrote to the smallest division that is known for certain."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from publishing.divisions.queries import get_division, list_level
from publishing.divisions.resolving import Gazetteer
from publishing.divisions.rules import Level
from publishing.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A division and how sure it is: `chosen`, `confident`, `ambiguous` or `unknown`."""

    code: str
    path: str
    certainty: str


def place_of(session: Session, gazetteer: Gazetteer, picked: str | None, words: str) -> Place:
    """The place of a report. A picked village stands; a picked county or township is narrowed by the words
    where they name one place in it; without either it is the city, and unknown.

    Raises Invalid(field="division_code") for a code that is no division."""
    if picked:
        try:
            division = get_division(session, picked)
        except NotFound as error:
            raise Invalid(field="division_code", reason="unknown", value=picked) from error
    else:
        division = list_level(session, Level.CITY)[0]
    if division.level is Level.VILLAGE or not words.strip():
        certainty = "chosen" if division.level is Level.VILLAGE else "unknown"
        return Place(code=division.code, path=division.path, certainty=certainty)
    found = gazetteer.resolve(words, within=division.code)
    if found.decision == "one" and found.code is not None:
        resolved = get_division(session, found.code)
        certainty = "confident" if resolved.level is Level.VILLAGE else "ambiguous"
        return Place(code=resolved.code, path=resolved.path, certainty=certainty)
    certainty = "ambiguous" if found.decision == "several" else "unknown"
    return Place(code=division.code, path=division.path, certainty=certainty)
