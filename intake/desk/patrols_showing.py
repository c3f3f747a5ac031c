"""One visit: when, where, what was found, and the ledger item of each finding."""

from dataclasses import dataclass

from flask import render_template
from sqlalchemy.orm import Session

from intake.desk.patrols_photos import VisitPhotosForm
from intake.grid.queries import get_grid
from intake.ledger.queries import get_item, items_of_findings
from intake.ledger.values import ItemValue
from intake.patrols.photographing import may_remove, photos_of_visit
from intake.patrols.queries import FindingValue, VisitValue, get_visit
from intake.patrols.urgings import urgings_of_findings
from intake.tips.queries import get_tip
from publishing.divisions.queries import path_divisions
from publishing.divisions.rules import short_name
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, read, requires, today


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundLine:
    """A finding and its item, where this person may see it."""

    finding: FindingValue
    item: ItemValue | None


@requires(Permission.PATROL_READ)
def page(visit_id: int) -> str:
    """The visit; NotFound where it is not this person's to see."""
    actor = current_actor()
    with read() as session:
        visit = get_visit(session, visit_id, actor=actor)
        grid = get_grid(session, visit.grid_id, on=visit.visited_on) if visit.grid_id is not None else None
        return render_template(
            "intake/patrols/visit.html",
            visit=visit,
            grid=grid,
            place=place_words(session, visit.division_path),
            found=_found(session, visit, actor),
            tip=tip_number(session, visit.tip_id, actor),
            photos=photos_of_visit(session, visit_id),
            photo_form=VisitPhotosForm() if actor.user_id == visit.visited_by_id else None,
            may_remove=may_remove(visit, actor),
            urgings=urgings_of_findings(session, [one.id for one in visit.findings]),
        )


def place_words(session: Session, path: str) -> str:
    """County, township and village as an address begins; the city alone for the city."""
    divisions = path_divisions(session, path)
    return "".join(short_name(one.name, one.level) for one in divisions[1:] or divisions)


def tip_number(session: Session, tip_id: int | None, actor: Actor) -> str | None:
    """The number of a tip, where there is one and this person may see it."""
    if tip_id is None or not actor.may(Permission.TIP_READ):
        return None
    try:
        return get_tip(session, tip_id, actor=actor).number
    except NotFound:
        return None


def _found(session: Session, visit: VisitValue, actor: Actor) -> list[FoundLine]:
    items = {item.finding_id: item for item in items_of_findings(session, [f.id for f in visit.findings])}
    return [
        FoundLine(finding=finding, item=seen_item(session, items.get(finding.id), actor))
        for finding in visit.findings
    ]


def seen_item(session: Session, item: ItemValue | None, actor: Actor) -> ItemValue | None:
    """The item, where there is one and this person may see it."""
    if item is None or not actor.may(Permission.LEDGER_READ):
        return None
    try:
        return get_item(session, item.id, actor=actor, today=today()).item
    except NotFound:
        return None
