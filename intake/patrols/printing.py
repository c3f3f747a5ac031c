"""The official 巡查表 of one person and one half-year (notice 60, annex)."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.patrols.queries import FindingValue, VisitValue, visits_of_person
from intake.patrols.rules import Half
from publishing.divisions.queries import path_divisions
from publishing.divisions.rules import Level, short_name
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.document_values import PatrolRow, PatrolSheetDocument
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.words import word


def patrol_sheet(
    session: Session, account_id: int, *, year: int, half: Half, actor: Actor, now: datetime
) -> PatrolSheetDocument:
    """The sheet; a supervisor gets only the own one, others those of their jurisdiction.

    Raises Forbidden without PATROL_READ, NotFound for a person who is not this actor's to see.
    """
    actor.require(Permission.PATROL_READ)
    person = get_person(session, account_id)
    own = actor.user_id == account_id
    if not own and (actor.role is Role.SUPERVISOR or not actor.covers(person.office.division_path)):
        raise NotFound(what="account")
    divisions = path_divisions(session, person.office.division_path)
    names = {division.level: short_name(division.name, division.level) for division in divisions}
    return PatrolSheetDocument(
        county=names.get(Level.COUNTY, ""),
        township=names.get(Level.TOWNSHIP, ""),
        school=person.office.name,
        supervisor=person.name,
        year=year,
        half=half,
        rows=tuple(_row(visit) for visit in visits_of_person(session, account_id, year=year, half=half)),
        created_at=now,
    )


def _row(visit: VisitValue) -> PatrolRow:
    return PatrolRow(
        patrolled_on=visit.visited_on,
        scope=visit.scope,
        problems="；".join(_problem(finding) for finding in visit.findings),
        results=visit.handling or "；".join(word("finding_mode", f.handling) for f in visit.findings),
    )


def _problem(finding: FindingValue) -> str:
    """An item of 发现问题: kind, severity where it is major, place, what was seen."""
    kind = word("category", finding.category)
    if finding.severity == "major":
        kind = f"{kind}，{word('severity', finding.severity)}"
    return f"{finding.premises}（{kind}）：{finding.description}"
