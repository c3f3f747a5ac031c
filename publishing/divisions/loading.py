"""Loading the division table and its aliases into the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from publishing.divisions.comparing import Differences, compare
from publishing.divisions.models import DivisionAlias, DivisionRow
from publishing.divisions.queries import all_divisions
from publishing.divisions.reading import Alias, AliasKind, UnreadableTable
from publishing.divisions.rules import Division
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor


def differences(session: Session, divisions: Sequence[Division]) -> Differences:
    """What loading the table would change."""
    known, merged = all_divisions(session)
    return compare(known, merged, divisions)


def load_divisions(
    session: Session, divisions: Sequence[Division], aliases: Sequence[Alias], *, actor: Actor, now: datetime
) -> Differences:
    """Adds nodes that are new, renames, closes those that the table lost (of the counties that it holds),
    opens again what came back, and replaces the packaged aliases. Nothing is deleted: tips and licences point
    at it, and an earlier name stays as an alias.

    Raises UnreadableTable where a known code has another parent or level, and where an alias names no node.
    """
    changes = differences(session, divisions)
    problems = [f"代码{node.code}（{node.name}）的上级或级别与已有的不同" for node in changes.moved]
    known = {code for (code,) in session.execute(select(DivisionRow.code))} | {d.code for d in divisions}
    problems += [
        f"别名“{alias.alias}”的代码{alias.code}不在区划表里"
        for alias in aliases
        if alias.code and alias.code not in known
    ]
    if problems:
        raise UnreadableTable(tuple(problems))
    _store(session, changes, now)
    session.execute(delete(DivisionAlias).where(DivisionAlias.source == "table"))
    session.add_all(
        DivisionAlias(alias=a.alias, code=a.code or None, kind=a.kind.value, note=a.note, source="table")
        for a in aliases
    )
    if not changes.nothing:
        record(
            session,
            actor=actor,
            action="divisions.load",
            subject="divisions",
            details={
                "read": changes.read,
                "added": len(changes.added),
                "renamed": [[one.code, one.before, one.after] for one in changes.renamed],
                "closed": [node.code for node in changes.vanished],
                "returned": [node.code for node in changes.returned],
            },
            now=now,
        )
    return changes


def _store(session: Session, changes: Differences, now: datetime) -> None:
    session.add_all(
        DivisionRow(
            code=node.code,
            name=node.name,
            level=node.level.value,
            parent_code=node.parent_code,
            path=node.path,
            provisional=node.provisional,
        )
        for node in changes.added
    )
    session.flush()
    for renamed in changes.renamed:
        session.get_one(DivisionRow, renamed.code).name = renamed.after
        session.add(
            DivisionAlias(
                alias=renamed.before,
                code=renamed.code,
                kind=AliasKind.OLD_NAME.value,
                note=f"{local_day(now):%Y-%m-%d}以前的名称",
                source="renamed",
            )
        )
    for node in changes.vanished:
        session.get_one(DivisionRow, node.code).closed_on = local_day(now)
    for node in changes.returned:
        session.get_one(DivisionRow, node.code).closed_on = None
    session.flush()
