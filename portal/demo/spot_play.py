"""A spot check of the county, half visited, and a unit whose missing papers are being followed."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.cases.patrolling import record_patrol
from intake.cases.spot_checking import record_spot_visit
from intake.grid.queries import grids_of
from intake.patrols.rules import FindingForm, PlaceForm, VisitForm, month_before
from intake.patrols.spot_checks import get_spot_check
from intake.patrols.spot_drawing import DrawForm, draw_spot_check
from intake.patrols.urging import CheckForm, check_urging
from intake.patrols.urgings import urgings_of_findings
from publishing.divisions.queries import division_names
from publishing.divisions.rules import Level, short_name
from publishing.kernel.accounts.queries import find_person, get_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor

_SIZE = 5


def play_spot_checks(database: Database, *, now: datetime) -> None:
    """Drawn a week ago; three of five places visited, one of which the record did not tell of."""
    with database.begin() as session:
        triage = _person(session, "boai-triage")
        _urge(session, triage, now)
        began = now - timedelta(days=7)
        since = month_before(local_day(began).replace(day=1))
        form = DrawForm(subject="village", size=_SIZE, since=since, reason="秋季学期第二次抽查")
        check_id = draw_spot_check(
            session, form, actor=triage, now=began, today=local_day(began), seed="2f6c1d0b9a8e4735"
        )
        places = get_spot_check(session, check_id, actor=triage).places
        for number, place in enumerate(places[:3]):
            at = began + timedelta(days=1 + number)
            differs = number == 1
            finding = FindingForm(
                category="unlicensed",
                severity="general",
                handling="deadline",
                premises=f"{place.name}卫生室后院看护点",
                description="没有办学许可证，收托幼儿7名，附近群众说已经开了两个多月。",
                division_code=place.code,
            )
            visit = VisitForm(
                submission=f"demo-spot-{place.code}",
                kind="spot_check",
                visited_on=local_day(at),
                scope=place.name,
                places=(PlaceForm(kind="village", code=place.code, name=place.name),),
                found_nothing=not differs,
                findings=(finding,) if differs else (),
                handling="已当场告知，要求停止收托" if differs else "",
            )
            record_spot_visit(
                session,
                place.id,
                visit,
                result="differs" if differs else "agrees",
                note="群众反映这个看护点已经开了两个多月，巡查记录里没有。" if differs else "",
                actor=triage,
                now=at,
                today=local_day(at),
            )


def _urge(session: Session, triage: Actor, now: datetime) -> None:
    """A kindergarten without a food licence was urged three weeks ago, and has applied since."""
    at = now - timedelta(days=21)
    grids = grids_of(session, on=local_day(now), within=triage.division_path)
    grid = [one for one in grids if one.supervisor_id is not None][-1]
    officer = get_person(session, int(grid.supervisor_id or 0)).actor()
    village = grid.villages[0]
    name = short_name(division_names(session, [village])[village], Level.VILLAGE)
    finding = FindingForm(
        category="licence_gap",
        severity="general",
        handling="deadline",
        premises=f"{name}小太阳幼儿园",
        description="食堂没有食品经营许可证，两名教师没有健康证明。",
        division_code=village,
        operator="靳春玲",
    )
    visit = VisitForm(
        submission="demo-urging",
        visited_on=local_day(at),
        scope=name,
        places=(PlaceForm(kind="village", code=village, name=name),),
        found_nothing=False,
        findings=(finding,),
        handling="已督促办理",
        grid_id=grid.id,
    )
    reported = record_patrol(session, visit, actor=officer, now=at, today=local_day(at))
    later = now - timedelta(days=9)
    heard = CheckForm(
        checked_on=local_day(later), result="applied", note="已向县市场监管局提交申请，预计两周内现场核查。"
    )
    for urging_id in urgings_of_findings(session, [reported.visit.findings[0].id]).values():
        check_urging(session, urging_id, heard, actor=officer, now=later, today=local_day(later))


def _person(session: Session, login: str) -> Actor:
    person = find_person(session, login)
    if person is None:
        raise LookupError(login)
    return person.actor()
