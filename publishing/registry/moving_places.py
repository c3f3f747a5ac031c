"""Kindergartens in a village that was merged into another one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.registry.models import Kindergarten


def count_kindergartens_at(session: Session, county_code: str, village_code: str) -> int:
    """How many kindergartens of the county lie there by their newest facts."""
    return len(_at(session, county_code, village_code))


def move_kindergartens(session: Session, county_code: str, source_code: str, target_code: str) -> int:
    """The newest facts say the target, so that the next list is compared with it and announces no change.
    What was published stays as it was published."""
    rows = _at(session, county_code, source_code)
    for row in rows:
        row.facts = {**row.facts, "village_code": target_code}
    session.flush()
    return len(rows)


def _at(session: Session, county_code: str, village_code: str) -> list[Kindergarten]:
    rows = session.scalars(select(Kindergarten).where(Kindergarten.county_code == county_code))
    return [row for row in rows if row.facts.get("village_code") == village_code]
