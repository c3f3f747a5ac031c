"""Findings and visits at a place that was merged into another one."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake.patrols.models import Finding, SpotCheckPlace, Urging, Visit, VisitPlace
from publishing.divisions.rules import Division


def count_findings_at(session: Session, division_code: str) -> int:
    """How many findings point at the place."""
    query = select(func.count()).select_from(Finding).where(Finding.division_code == division_code)
    return session.scalar(query) or 0


def move_findings(session: Session, source: Division, target: Division) -> int:
    """Findings at the source are at the target, and so are visits to nothing else, papers asked for and
    places of spot checks; what was written down, and what was drawn by lot, stays as it was."""
    moved = count_findings_at(session, source.code)
    session.execute(
        update(Finding).where(Finding.division_code == source.code).values(division_code=target.code)
    )
    session.execute(update(VisitPlace).where(VisitPlace.code == source.code).values(code=target.code))
    session.execute(update(Visit).where(Visit.division_path == source.path).values(division_path=target.path))
    session.execute(
        update(Urging).where(Urging.division_path == source.path).values(division_path=target.path)
    )
    session.execute(
        update(SpotCheckPlace)
        .where(SpotCheckPlace.division_code == source.code)
        .values(division_code=target.code, division_path=target.path)
    )
    return moved
