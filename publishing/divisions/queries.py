"""Reading the division tree. Lists hold what may be chosen today; a code leads to its node for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from publishing.divisions.comparing import Twin, twins
from publishing.divisions.models import DivisionAlias, DivisionRow
from publishing.divisions.reading import Alias, AliasKind
from publishing.divisions.resolving import Gazetteer
from publishing.divisions.rules import Division, Level, core_name
from publishing.kernel.errors import NotFound
from publishing.kernel.remembering import remembered


@dataclass(frozen=True, kw_only=True, slots=True)
class AliasValue:
    """A word for a node. `source`: `table`, `office`, `renamed`, `merged`; an office's can be removed."""

    id: int
    alias: str
    kind: str
    note: str
    source: str


@remembered
def get_division(session: Session, code: str) -> Division:
    """The node of `code`, or the one that it was merged into; raises NotFound."""
    row = session.get(DivisionRow, code)
    if row is not None and row.successor_code is not None:
        row = session.get(DivisionRow, row.successor_code)
    if row is None:
        raise NotFound(what="division")
    return _value(row)


@remembered
def own_division(session: Session, code: str) -> Division:
    """The node of `code` itself, merged or not; raises NotFound."""
    row = session.get(DivisionRow, code)
    if row is None:
        raise NotFound(what="division")
    return _value(row)


@remembered
def list_children(session: Session, parent_code: str) -> tuple[Division, ...]:
    """The nodes right below `parent_code`, in the order of their codes."""
    found = session.scalars(
        select(DivisionRow)
        .where(DivisionRow.parent_code == parent_code, DivisionRow.closed_on.is_(None))
        .order_by(DivisionRow.code)
    )
    return tuple(_value(row) for row in found)


@remembered
def list_level(session: Session, level: Level, *, within: str = "") -> tuple[Division, ...]:
    """All nodes of a level whose path starts with `within`, in the order of their paths."""
    query = (
        select(DivisionRow)
        .where(DivisionRow.level == level.value, DivisionRow.closed_on.is_(None))
        .order_by(DivisionRow.path)
    )
    if within:
        query = query.where(DivisionRow.path.startswith(within, autoescape=True))
    return tuple(_value(row) for row in session.scalars(query))


def list_counties(session: Session) -> tuple[Division, ...]:
    """The county units of the city."""
    return list_level(session, Level.COUNTY)


def division_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Names by code; a merged code has the name of its successor, unknown codes are left out."""
    wanted = list(set(codes))
    current = current_codes(session, wanted)
    reached = {*wanted, *current.values()}
    found = session.execute(select(DivisionRow.code, DivisionRow.name).where(DivisionRow.code.in_(reached)))
    names = {row.code: row.name for row in found}
    return {code: names[current.get(code, code)] for code in wanted if current.get(code, code) in names}


def current_codes(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """For those of these codes that were merged: the code of what they were merged into."""
    found = session.execute(
        select(DivisionRow.code, DivisionRow.successor_code).where(
            DivisionRow.code.in_(list(set(codes))), DivisionRow.successor_code.is_not(None)
        )
    )
    return {row.code: row.successor_code for row in found}


@remembered
def path_divisions(session: Session, path: str) -> tuple[Division, ...]:
    """The nodes of a path, from the city down."""
    codes = [code for code in path.split("/") if code]
    found = {
        row.code: _value(row)
        for row in session.scalars(select(DivisionRow).where(DivisionRow.code.in_(codes)))
    }
    return tuple(found[code] for code in codes if code in found)


def list_aliases(session: Session, code: str) -> tuple[AliasValue, ...]:
    """Other words for one node, oldest first."""
    rows = session.scalars(
        select(DivisionAlias)
        .where(DivisionAlias.code == code, DivisionAlias.kind != AliasKind.FORMER_COUNTY.value)
        .order_by(DivisionAlias.id)
    )
    return tuple(_alias(row) for row in rows)


def list_provisional(session: Session, within: str) -> tuple[Division, ...]:
    """Provisional nodes in force below a path, in the order of their paths."""
    return _values(
        session,
        select(DivisionRow).where(DivisionRow.provisional, DivisionRow.closed_on.is_(None)),
        within,
    )


def list_gone(session: Session, within: str) -> tuple[Division, ...]:
    """Villages below a path that left the official table and were not led to another one."""
    gone = DivisionRow.closed_on.is_not(None) & DivisionRow.successor_code.is_(None)
    return _values(session, select(DivisionRow).where(gone, DivisionRow.level == Level.VILLAGE), within)


def aliases_within(session: Session, within: str) -> tuple[tuple[Division, AliasValue], ...]:
    """Words that offices added below a path, with their nodes."""
    found = session.execute(
        select(DivisionRow, DivisionAlias)
        .join(DivisionAlias, DivisionAlias.code == DivisionRow.code)
        .where(DivisionAlias.source == "office", DivisionRow.path.startswith(within, autoescape=True))
        .order_by(DivisionRow.path, DivisionAlias.id)
    )
    return tuple((_value(row), _alias(alias)) for row, alias in found)


def probable_twins(session: Session, within: str) -> tuple[Twin, ...]:
    """Nodes below a path that are not in the table and share their name with one official village there."""
    known, merged = all_divisions(session)
    near = [node for code, node in known.items() if node.path.startswith(within) and code not in merged]
    return twins([node for node in near if node.provisional or node.closed], near)


def _values(session: Session, query: Select[DivisionRow], within: str) -> tuple[Division, ...]:
    below = query.where(DivisionRow.path.startswith(within, autoescape=True)).order_by(DivisionRow.path)
    return tuple(_value(row) for row in session.scalars(below))


def all_divisions(session: Session) -> tuple[dict[str, Division], frozenset[str]]:
    """Every node there ever was by its code, and the codes of those that were merged into others."""
    rows = list(session.scalars(select(DivisionRow).order_by(DivisionRow.path)))
    merged = frozenset(row.code for row in rows if row.successor_code is not None)
    return {row.code: _value(row) for row in rows}, merged


@remembered
def load_gazetteer(session: Session) -> Gazetteer:
    """Nodes and aliases, ready to resolve words into places; costs about a quarter of a second.

    A node that left the official table is still found by its name, unless another one of its township bears
    that name now.
    """
    rows = list(session.scalars(select(DivisionRow).order_by(DivisionRow.path)))
    named = {(row.parent_code, _core(row)) for row in rows if row.closed_on is None}
    divisions = tuple(
        _value(row)
        for row in rows
        if row.successor_code is None
        and (
            row.closed_on is None or row.level != Level.VILLAGE or (row.parent_code, _core(row)) not in named
        )
    )
    moved = tuple((row.code, row.successor_code) for row in rows if row.successor_code is not None)
    aliases = tuple(
        Alias(alias=row.alias, code=row.code or "", kind=AliasKind(row.kind), note=row.note)
        for row in session.scalars(select(DivisionAlias).order_by(DivisionAlias.id))
    )
    return _gazetteer(divisions, aliases, moved)


@lru_cache(maxsize=2)
def _gazetteer(
    divisions: tuple[Division, ...], aliases: tuple[Alias, ...], moved: tuple[tuple[str, str], ...]
) -> Gazetteer:
    """Built anew only where a row that it speaks of is another one: most changes of the tables are not."""
    return Gazetteer(divisions, aliases, moved=dict(moved))


def _core(row: DivisionRow) -> str:
    return core_name(row.name, Level(row.level))


def _alias(row: DivisionAlias) -> AliasValue:
    return AliasValue(id=row.id, alias=row.alias, kind=row.kind, note=row.note, source=row.source)


def _value(row: DivisionRow) -> Division:
    return Division(
        code=row.code,
        name=row.name,
        level=Level(row.level),
        parent_code=row.parent_code,
        path=row.path,
        provisional=row.provisional,
        closed=row.closed_on is not None,
    )
