"""Months of patrols in two counties, and the first months of the others, which began later: most supervisors
were out, and most found nothing."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from intake.cases.patrolling import record_patrol
from intake.grid.queries import grids_of
from intake.patrols.duties import month_duties, waivers_of
from intake.patrols.owing import DUE, MISSED
from intake.patrols.rules import PlaceForm, VisitForm
from intake.patrols.waiving import month_allowed, waive, withdraw_waiver
from publishing.divisions.queries import division_names
from publishing.divisions.rules import Level, short_name
from publishing.kernel.accounts.queries import find_person, get_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor

OLD_HANDS = ("boai", "wuzhi")
_SHARE = 0.8
_DAYS_BACK = 60


def play_patrols(database: Database, *, now: datetime) -> None:
    """Patrols of the last months in two counties, as their supervisors recorded them; most are done, some
    were waived and some missed."""
    random = Random(6)
    with database.begin() as session:
        for login in OLD_HANDS:
            leader = find_person(session, f"{login}-leader")
            if leader is None:
                raise LookupError(login)
            today = local_day(now)
            for grid in grids_of(session, on=today, within=leader.office.division_path):
                if grid.supervisor_id is None or random.random() > _SHARE:
                    continue
                officer = get_person(session, grid.supervisor_id).actor()
                names = division_names(session, grid.villages[:3])
                places = tuple(
                    PlaceForm(kind="village", code=code, name=short_name(names[code], Level.VILLAGE))
                    for code in grid.villages[:3]
                )
                earlier = [
                    (30 * n + random.randrange(0, 25)) for n in range(2, 7) if random.random() < _SHARE
                ]
                for back in (random.randrange(0, 20), random.randrange(25, _DAYS_BACK), *earlier):
                    at = now - timedelta(days=back)
                    form = VisitForm(
                        submission=f"demo-patrol-{grid.id}-{back}",
                        visited_on=local_day(at),
                        scope="、".join(place.name for place in places),
                        places=places,
                        found_nothing=True,
                        handling="未发现问题",
                        grid_id=grid.id,
                    )
                    record_patrol(session, form, actor=officer, now=at, today=local_day(at))
            _waive(session, f"{login}-leader", now)
        _play_beginners(session, random, now)


def _play_beginners(session: Session, random: Random, now: datetime) -> None:
    """One patrol of most grids of the counties that began with the month before this one."""
    today = local_day(now)
    last = today.replace(day=1) - timedelta(days=1)
    begun = [grid for grid in grids_of(session, on=today) if grid.valid_from == beginners_begin(today)]
    for grid in begun:
        if grid.supervisor_id is None or random.random() > _SHARE:
            continue
        at = now - timedelta(days=(today - last).days + random.randrange(0, 28))
        form = VisitForm(
            submission=f"demo-first-patrol-{grid.id}",
            visited_on=local_day(at),
            scope=grid.name,
            found_nothing=True,
            handling="未发现问题",
            grid_id=grid.id,
        )
        officer = get_person(session, grid.supervisor_id).actor()
        record_patrol(session, form, actor=officer, now=at, today=local_day(at))


def beginners_begin(today: date) -> date:
    """The day from which the grids of the other counties are in force: the first of last month."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _waive(session: Session, login: str, now: datetime) -> None:
    """The county lets grids off August, and three off this month, and takes one of these waivers back."""
    leader = find_person(session, login)
    if leader is None:
        raise LookupError(login)
    today = local_day(now)
    duties = month_duties(
        session, year=today.year, number=today.month, today=today, within=leader.office.division_path
    )
    _waive_summer(session, leader.actor(), now)
    chosen = [one.grid.id for one in duties if one.duty.state == DUE][:3]
    if not chosen:
        return
    first, actor = today.replace(day=1), leader.actor()
    reason = "辖区内幼儿园本月全部停园维修"
    waive(session, chosen, first=first, reason=reason, actor=actor, now=now, today=today)
    waivers = waivers_of(session, first, chosen)
    withdraw_waiver(session, waivers[-1].id, "有一所幼儿园提前恢复开园", actor=actor, now=now)


def _waive_summer(session: Session, actor: Actor, now: datetime) -> None:
    """Nobody needed to go out in the last August that is over, where nobody went."""
    today = local_day(now)
    august = date(today.year if today > date(today.year, 8, 31) else today.year - 1, 8, 1)
    duties = month_duties(session, year=august.year, number=8, today=today, within=actor.division_path)
    chosen = [one.grid.id for one in duties if one.duty.state == MISSED]
    if chosen and month_allowed(august, today=today):
        reason = "暑假，辖区内幼儿园全部放假"
        waive(session, chosen, first=august, reason=reason, actor=actor, now=now, today=today)
