"""Leading a node to the one that took its place; `intake.cases.moving_places` moves what points at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from publishing.divisions.models import DivisionAlias, DivisionRow
from publishing.divisions.reading import AliasKind
from publishing.divisions.rules import Level, county_code_of, short_name
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class Merging:
    """Two nodes that may be merged. `done`: they are merged already."""

    source_code: str
    source_path: str
    target_code: str
    target_path: str
    done: bool


def check_merge(session: Session, source_code: str, target_code: str, *, actor: Actor) -> Merging:
    """The two nodes, if the one may be merged into the other.

    Raises NotFound, Forbidden and OutsideJurisdiction for either place, and Invalid(target, reason): `same`,
    `not_village`, `other_county`, `closed` (not in force itself), `provisional` (only official codes are
    merged into), `merged` (the source went elsewhere, with `code`), `official` (the source is in the table).
    """
    source = session.get(DivisionRow, source_code)
    target = session.get(DivisionRow, target_code)
    if source is None or target is None:
        raise NotFound(what="division")
    for row in (source, target):
        actor.require(Permission.PLACE_MANAGE, row.path)
    reason = _why_not(source, target)
    if reason:
        raise Invalid(field="target", reason=reason, code=source.successor_code)
    return Merging(
        source_code=source.code,
        source_path=source.path,
        target_code=target.code,
        target_path=target.path,
        done=source.successor_code == target.code,
    )


def _why_not(source: DivisionRow, target: DivisionRow) -> str:
    village = Level.VILLAGE.value
    wrong = {
        "same": source.code == target.code,
        "not_village": (source.level, target.level) != (village, village),
        "other_county": county_code_of(source.path) != county_code_of(target.path),
        "closed": target.closed_on is not None,
        "provisional": target.provisional,
        "merged": source.successor_code not in (None, target.code),
        "official": not source.provisional and source.closed_on is None,
    }
    return next((reason for reason, true in wrong.items() if true), "")


def lead_to(session: Session, merging: Merging, *, actor: Actor, now: datetime) -> int:
    """The source's code and names lead to the target from now on; returns how many other names moved.

    Its name becomes an earlier name of the target, and what was merged into it before follows."""
    source = session.get_one(DivisionRow, merging.source_code)
    target = session.get_one(DivisionRow, merging.target_code)
    known = set(session.scalars(select(DivisionAlias.alias).where(DivisionAlias.code == target.code)))
    known |= {target.name, short_name(target.name, Level.VILLAGE)}
    moved = 0
    for alias in session.scalars(select(DivisionAlias).where(DivisionAlias.code == source.code)).all():
        if alias.alias in known:
            session.delete(alias)
            continue
        alias.code = target.code
        moved += 1
    if source.name not in known:
        session.add(
            DivisionAlias(
                alias=source.name, code=target.code, kind=AliasKind.OLD_NAME.value, source="merged", note=""
            )
        )
        moved += 1
    session.execute(
        update(DivisionRow)
        .where(DivisionRow.successor_code == source.code)
        .values(successor_code=target.code)
    )
    source.successor_code = target.code
    source.closed_on = source.closed_on or local_day(now)
    session.flush()
    record(
        session,
        actor=actor,
        action="division.merge",
        subject=f"division:{source.code}",
        details={"into": target.code, "names": moved},
        now=now,
    )
    return moved
