"""Loading the division table and its aliases into the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from publishing.divisions.models import DivisionAlias, DivisionRow
from publishing.divisions.reading import Alias
from publishing.divisions.rules import Division
from publishing.kernel.audit import record
from publishing.kernel.identity import Actor


def load_divisions(
    session: Session, divisions: Sequence[Division], aliases: Sequence[Alias], *, actor: Actor, now: datetime
) -> int:
    """Adds nodes that are new, renames those whose name changed, replaces the aliases; returns how many nodes
    were added or renamed. A node that the table lacks stays: tips and licences may point at it."""
    known = {row.code: row for row in session.scalars(select(DivisionRow))}
    changed = 0
    for division in divisions:
        row = known.get(division.code)
        if row is None:
            session.add(
                DivisionRow(
                    code=division.code,
                    name=division.name,
                    level=division.level.value,
                    parent_code=division.parent_code,
                    path=division.path,
                    provisional=division.provisional,
                )
            )
            changed += 1
        elif row.name != division.name:
            row.name = division.name
            changed += 1
    session.flush()
    session.execute(delete(DivisionAlias))
    session.add_all(
        DivisionAlias(alias=a.alias, code=a.code or None, kind=a.kind.value, note=a.note) for a in aliases
    )
    if changed:
        record(
            session,
            actor=actor,
            action="divisions.load",
            subject="divisions",
            details={"changed": changed},
            now=now,
        )
    return changed
