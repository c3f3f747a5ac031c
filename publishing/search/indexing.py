"""Building the search index from the register: into a folder of its own, then put in force at one stroke."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from publishing.divisions.queries import division_names
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings
from publishing.registry.queries import KindergartenValue, count_all, former_names, iter_all
from publishing.search.opening import engine_of
from publishing.search.terms import SearchDocument

_AT_ONCE = 1000
"""Kindergartens whose places are looked up together; a nation's are not held in memory."""


def rebuild(
    database: Database, settings: Settings, *, today: date, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Builds the index of the register as it stands `today` and puts it in force; returns the index folder.

    A build that is interrupted leaves the former index in force; building twice gives the same answers.
    `progress` is told how many of how many are done, a thousand at a time and at the end.
    """
    with database.read() as session:
        found = documents(session, city_name=settings.city_name, today=today)
        if progress is not None:
            found = _counted(found, count_all(session), progress)
        engine_of(settings.search_engine).build(settings.index, found)
    return settings.index


def _counted(
    found: Iterator[SearchDocument], total: int, progress: Callable[[int, int], None]
) -> Iterator[SearchDocument]:
    done = 0
    for done, document in enumerate(found, 1):
        yield document
        if done % 1000 == 0 and done < total:
            progress(done, total)
    progress(done, total)


def documents(session: Session, *, city_name: str, today: date) -> Iterator[SearchDocument]:
    """Every kindergarten of the register, as the search sees it."""
    former = former_names(session)
    values = iter_all(session, today=today)
    while some := list(islice(values, _AT_ONCE)):
        yield from documents_of(session, some, former, city_name=city_name)


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
