"""Reading the division tree."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from publishing.divisions.models import DivisionAlias, DivisionRow
from publishing.divisions.reading import Alias, AliasKind
from publishing.divisions.resolving import Gazetteer
from publishing.divisions.rules import Division, Level
from publishing.kernel.errors import NotFound


def get_division(session: Session, code: str) -> Division:
    """The node of `code`; raises NotFound."""
    row = session.get(DivisionRow, code)
    if row is None:
        raise NotFound(what="division")
    return _value(row)


def list_children(session: Session, parent_code: str) -> tuple[Division, ...]:
    """The nodes right below `parent_code`, in the order of their codes."""
    found = session.scalars(
        select(DivisionRow).where(DivisionRow.parent_code == parent_code).order_by(DivisionRow.code)
    )
    return tuple(_value(row) for row in found)


def list_level(session: Session, level: Level, *, within: str = "") -> tuple[Division, ...]:
    """All nodes of a level whose path starts with `within`, in the order of their paths."""
    query = select(DivisionRow).where(DivisionRow.level == level.value).order_by(DivisionRow.path)
    if within:
        query = query.where(DivisionRow.path.startswith(within, autoescape=True))
    return tuple(_value(row) for row in session.scalars(query))


def list_counties(session: Session) -> tuple[Division, ...]:
    """The county units of the city."""
    return list_level(session, Level.COUNTY)


def division_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Official names by code; unknown codes are left out."""
    wanted = list(set(codes))
    found = session.execute(select(DivisionRow.code, DivisionRow.name).where(DivisionRow.code.in_(wanted)))
    return {row.code: row.name for row in found}


def path_divisions(session: Session, path: str) -> tuple[Division, ...]:
    """The nodes of a path, from the city down."""
    codes = [code for code in path.split("/") if code]
    found = {
        row.code: _value(row)
        for row in session.scalars(select(DivisionRow).where(DivisionRow.code.in_(codes)))
    }
    return tuple(found[code] for code in codes if code in found)


def count_divisions(session: Session) -> int:
    """How many nodes there are; a gazetteer of another number is out of date."""
    return session.scalar(select(func.count()).select_from(DivisionRow)) or 0


def load_gazetteer(session: Session) -> Gazetteer:
    """All nodes and aliases, ready to resolve words into places; costs about a quarter of a second."""
    divisions = [_value(row) for row in session.scalars(select(DivisionRow).order_by(DivisionRow.path))]
    aliases = [
        Alias(alias=row.alias, code=row.code or "", kind=AliasKind(row.kind), note=row.note)
        for row in session.scalars(select(DivisionAlias).order_by(DivisionAlias.id))
    ]
    return Gazetteer(divisions, aliases)


def _value(row: DivisionRow) -> Division:
    return Division(
        code=row.code,
        name=row.name,
        level=Level(row.level),
        parent_code=row.parent_code,
        path=row.path,
        provisional=row.provisional,
    )
