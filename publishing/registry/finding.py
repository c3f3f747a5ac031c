"""A plain look-up in the table of kindergartens, for the time while there is no index."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from publishing.registry.models import Kindergarten


def find_by_words(
    session: Session, *, words: Iterable[str], codes: Iterable[str], county_code: str | None, limit: int
) -> list[str]:
    """Ids of at most `limit` kindergartens with one of `words` in the name, or one of `codes` in the licence
    number or credit code; the shortest names first. Reads the whole table: no substitute for an index.
    """
    said: list[ColumnElement[bool]] = [Kindergarten.name.contains(word, autoescape=True) for word in words]
    for code in codes:
        said += [Kindergarten.licence_no.contains(code, autoescape=True), Kindergarten.uscc == code]
    if not said:
        return []
    query = select(Kindergarten.id).where(or_(*said))
    if county_code is not None:
        query = query.where(Kindergarten.county_code == county_code)
    return list(session.scalars(query.order_by(func.length(Kindergarten.name), Kindergarten.id).limit(limit)))
