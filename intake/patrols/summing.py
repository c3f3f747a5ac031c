"""Visits of an area in a period, as reports and indicators count them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.patrols.models import Finding, Visit
from intake.patrols.values import FoundFact, VisitFact


def visit_facts(
    session: Session, *, within: str, first: date, last: date, but_tips: Collection[int] = ()
) -> tuple[VisitFact, ...]:
    """All visits below the path `within` between two days, by day; without those made for `but_tips`."""
    chosen = (
        Visit.division_path.startswith(within, autoescape=True),
        Visit.visited_on.between(first, last),
    )
    found: dict[int, list[FoundFact]] = {}
    findings = select(Finding).join(Visit, Visit.id == Finding.visit_id).where(*chosen).order_by(Finding.id)
    for row in session.scalars(findings):
        fact = FoundFact(category=row.category, severity=row.severity, handling=row.handling)
        found.setdefault(row.visit_id, []).append(fact)
    visits = session.scalars(select(Visit).where(*chosen).order_by(Visit.visited_on, Visit.id))
    return tuple(
        VisitFact(
            id=row.id,
            kind=row.kind,
            grid_id=row.grid_id,
            division_path=row.division_path,
            visited_on=row.visited_on,
            scope=row.scope,
            found=tuple(found.get(row.id, ())),
            tip_id=row.tip_id,
        )
        for row in visits
        if row.tip_id is None or row.tip_id not in but_tips
    )
