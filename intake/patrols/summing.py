"""Visits of an area in a period, as reports and indicators count them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.patrols.models import Finding, SpotCheckPlace, Visit, VisitPlace
from intake.patrols.values import FoundFact, SpotFact, VisitFact


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
    places: dict[tuple[int, str], set[str]] = {}
    went = select(VisitPlace).join(Visit, Visit.id == VisitPlace.visit_id).where(*chosen)
    for place in session.scalars(went):
        places.setdefault((place.visit_id, place.kind), set()).add(place.code)
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
            villages=frozenset(places.get((row.id, "village"), ())),
            kindergartens=frozenset(places.get((row.id, "kindergarten"), ())),
        )
        for row in visits
        if row.tip_id is None or row.tip_id not in but_tips
    )


def spot_facts(session: Session, *, within: str, first: date, last: date) -> tuple[SpotFact, ...]:
    """The results of spot checks of places below a path, by visits between two days, in their order."""
    rows = session.execute(
        select(SpotCheckPlace, Visit.visited_on)
        .join(Visit, Visit.id == SpotCheckPlace.visit_id)
        .where(
            SpotCheckPlace.division_path.startswith(within, autoescape=True),
            Visit.visited_on.between(first, last),
        )
        .order_by(Visit.visited_on, SpotCheckPlace.id)
    )
    return tuple(
        SpotFact(
            spot_check_id=row.spot_check_id,
            name=row.name,
            division_path=row.division_path,
            visited_on=visited_on,
            agrees=row.result == "agrees",
        )
        for row, visited_on in rows
    )
