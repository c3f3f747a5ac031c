"""Building the search index from the register: into a folder of its own, then put in force at one stroke."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from publishing.divisions.queries import division_names
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings
from publishing.registry.queries import KindergartenValue, former_names, iter_all
from publishing.search.engines import WhooshEngine
from publishing.search.terms import SearchDocument


def rebuild(database: Database, settings: Settings, *, today: date) -> Path:
    """Builds the index of the register as it stands `today` and puts it in force; returns the index folder.

    A build that is interrupted leaves the former index in force; building twice gives the same answers.
    """
    with database.read() as session:
        WhooshEngine().build(settings.index, documents(session, city_name=settings.city_name, today=today))
    return settings.index


def documents(session: Session, *, city_name: str, today: date) -> Iterator[SearchDocument]:
    """Every kindergarten of the register, as the search sees it."""
    values = list(iter_all(session, today=today))
    former = former_names(session)
    yield from documents_of(session, values, former, city_name=city_name)


def documents_of(
    session: Session,
    values: list[KindergartenValue],
    former: dict[str, tuple[str, ...]],
    *,
    city_name: str,
) -> Iterator[SearchDocument]:
    """These kindergartens as the search sees them, in the same order."""
    names = place_names(session, values)
    for value in values:
        facts = value.facts
        yield SearchDocument(
            id=value.id,
            name=facts.name,
            former_names=former.get(value.id, ()),
            city_name=city_name,
            county_code=value.county_code,
            county_name=names.get(value.county_code, ""),
            township_name=names.get(value.township_code, facts.township_name),
            village_name=names.get(facts.village_code or "", ""),
            address=facts.address or "",
            licence_no=facts.licence_no or "",
            uscc=facts.uscc or "",
            phone=facts.phone or "",
            status=value.status.value,
        )


def place_names(session: Session, values: list[KindergartenValue]) -> dict[str, str]:
    """Names of the counties, townships and villages of these kindergartens."""
    codes = {v.county_code for v in values} | {v.township_code for v in values}
    codes |= {v.facts.village_code for v in values if v.facts.village_code}
    return division_names(session, codes)
