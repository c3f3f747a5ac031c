"""The indicators of coverage, feedback, closing in time, spot checks and announcements against plain SQL."""
# ruff: noqa: S608 (every sentence is written here)

from datetime import UTC, date, datetime, timedelta
from itertools import cycle

import chinese_calendar
import pytest
from county_world import line, listed
from reports_year import FIRST, GONE, LAST, ask, fill
from small_city import COUNTY, FAR, HUAYUAN, MOTOU, NOW, TODAY, City, spot_check
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.patrols.models import SpotCheckPlace, VisitPlace
from intake.reports.indicators import ratio, rows_of
from intake.reports.measuring import gather_basis
from intake.tips.models import Tip
from publishing.announcements.approving import approve
from publishing.announcements.drafting import draft_from_batch, submit
from publishing.announcements.releasing import release
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.registry.importing import import_list


def numbers(session: Session, actor: Actor, code: str) -> tuple[int, int]:
    basis = gather_basis(session, actor=actor, first=FIRST, last=LAST, today=TODAY)
    found = ratio(rows_of(code, basis, FIRST, LAST))
    return found.numerator, found.denominator


def day_of(session: Session, column: str) -> str:
    """The day in Asia/Shanghai of a moment, as text, in the words of the database."""
    if session.get_bind().dialect.name == "sqlite":
        return f"date({column}, '+8 hours')"
    return f"to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"


def count(session: Session, sql: str, actor: Actor) -> int:
    given = {"path": f"{actor.division_path}%", "first": str(FIRST), "today": str(TODAY)}
    return ask(session, sql, **{name: value for name, value in given.items() if f":{name}" in sql})


def test_closing_in_time_agrees_with_a_recount(session: Session, city: City) -> None:
    fill(session, city)
    ended = "SELECT * FROM tips WHERE concluded_at IS NOT NULL ORDER BY concluded_at LIMIT 3"
    for tip in session.scalars(select(Tip).from_statement(text(ended))):
        tip.conclude_by = local_day(tip.concluded_at or NOW)  # on the last day is in time
    session.flush()
    closed = day_of(session, "concluded_at")
    promised = "CAST(conclude_by AS TEXT)"
    due = (
        f"SELECT count(*) FROM tips WHERE division_path LIKE :path AND {GONE} AND {promised} BETWEEN :first"
        f" AND :today AND ({promised} < :today OR concluded_at IS NOT NULL)"
    )
    kept = count(session, f"{due} AND {closed} <= {promised}", city.auditor)
    every = count(session, due, city.auditor)
    assert 0 < kept < every
    assert numbers(session, city.auditor, "ontime_close_rate") == (kept, every)


def test_feedback_in_time_agrees_with_a_recount(session: Session, city: City) -> None:
    """The reply is owed on the fifth working day after the conclusion."""
    fill(session, city, tips=120)
    days = [date(2025, 12, 1) + timedelta(days=n) for n in range(396)]
    working = ", ".join(f"('{day}')" for day in days if chinese_calendar.is_workday(day))
    closed, told = day_of(session, "concluded_at"), day_of(session, "replied_at")
    sql = (
        f"WITH working(day) AS (VALUES {working}), owed AS (SELECT {told} AS told, (SELECT day FROM working"
        f" WHERE day > {closed} ORDER BY day LIMIT 1 OFFSET 4) AS due FROM tips WHERE division_path LIKE"
        f" :path AND concluded_at IS NOT NULL AND {GONE}) SELECT count(*) FROM owed WHERE due BETWEEN :first"
        " AND :today AND (due < :today OR told IS NOT NULL)"
    )
    kept = count(session, f"{sql} AND told <= due", city.auditor)
    every = count(session, sql, city.auditor)
    assert 0 < kept < every
    assert numbers(session, city.auditor, "feedback_rate") == (kept, every)


@pytest.mark.parametrize("who", ["auditor", "triage", "head"])
def test_coverage_agrees_with_a_recount(session: Session, city: City, who: str) -> None:
    actor = city.people[who]
    fill(session, city, visits=20)
    motou = {"grid": city.grids["motou"]}  # where nobody patrolled
    session.execute(text("UPDATE visits SET kind = 'tip' WHERE grid_id = :grid"), motou)
    announce(session, city, on=date(2026, 2, 10))
    listed_id = session.execute(text("SELECT min(id) FROM kindergartens")).scalar_one()
    went = cycle((("village", HUAYUAN), None, ("kindergarten", listed_id), ("other", ""), ("village", FAR)))
    for visit_id in session.execute(text("SELECT id FROM visits ORDER BY id")).scalars().all():
        if place := next(went):
            kind, code = place
            session.add(VisitPlace(visit_id=visit_id, kind=kind, code=code, name="某处"))
    session.flush()
    within = "division_path LIKE :path"
    named = "SELECT p.visit_id FROM visit_places p WHERE p.kind <> 'other'"
    seen = (
        "(x.code IN (SELECT p.code FROM visit_places p JOIN visits v ON v.id = p.visit_id WHERE p.kind <>"
        f" 'other' AND v.{within} AND v.visited_on BETWEEN :first AND :today) OR x.code IN (SELECT"
        " g.village_code FROM grid_villages g JOIN visits v ON v.grid_id = g.grid_id WHERE v.kind = 'patrol'"
        f" AND v.id NOT IN ({named}) AND v.{within} AND v.visited_on BETWEEN :first AND :today))"
    )
    units = (
        "SELECT count(*) FROM (SELECT code FROM divisions WHERE level = 'village' AND path LIKE :path UNION"
        " ALL SELECT k.id FROM kindergartens k JOIN divisions d ON d.code = k.township_code"
        " WHERE d.path LIKE :path) x"
    )
    visited, every = count(session, f"{units} WHERE {seen}", actor), count(session, units, actor)
    assert 0 < visited <= every
    assert numbers(session, actor, "coverage_rate") == (visited, every)


def test_spot_checks_agree_with_a_recount(session: Session, city: City) -> None:
    fill(session, city)
    check = spot_check(session, city, HUAYUAN)
    results = cycle(("agrees", "agrees", "differs"))
    visits = session.execute(text("SELECT id FROM visits WHERE kind = 'spot_check' ORDER BY id")).scalars()
    places = [
        SpotCheckPlace(
            spot_check_id=check.id,
            position=position,
            code=HUAYUAN,
            name="花园村",
            division_code=HUAYUAN,
            division_path=city.paths[(HUAYUAN, MOTOU)[position % 2]],
            visit_id=visit_id,
            result=next(results),
            note="-",
        )
        for position, visit_id in enumerate(visits.all(), 1)
    ]
    not_visited = SpotCheckPlace(
        spot_check_id=check.id,
        position=99,
        code=MOTOU,
        name="磨头村",
        division_code=MOTOU,
        division_path=city.paths[MOTOU],
    )
    session.add_all([*places, not_visited])
    session.flush()
    sql = (
        "SELECT count(*) FROM spot_check_places p JOIN visits v ON v.id = p.visit_id WHERE p.division_path"
        " LIKE :path AND v.visited_on BETWEEN :first AND :today"
    )
    for actor in (city.auditor, city.head):
        agreed, every = count(session, f"{sql} AND p.result = 'agrees'", actor), count(session, sql, actor)
        assert 0 < agreed < every
        assert numbers(session, actor, "spotcheck_match_rate") == (agreed, every)


def announce(session: Session, city: City, *, on: date) -> None:
    """The county publishes a list of one on a day."""
    now = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    summary = import_list(
        session,
        data=listed(line("小博士幼儿园", address="花园村1号")),
        filename="名单.csv",
        county_code=COUNTY,
        actor=city.editor,
        now=now,
        today=local_day(now),
    )
    drafted = draft_from_batch(session, summary.batch_id, actor=city.editor, now=now)
    submit(session, drafted.id, actor=city.editor, now=now)
    approve(session, drafted.id, actor=city.approver, now=now)
    release(session, drafted.id, actor=city.approver, now=now)


def test_announcements_in_time_agree_with_a_recount(session: Session, city: City) -> None:
    """Two counties of which one announced in February and in October."""
    for day in (date(2026, 2, 10), date(2026, 10, 31)):
        announce(session, city, on=day)
    ends = [date(2026, month + 1, 1) - timedelta(days=1) for month in range(1, 11)]
    sql = (
        "SELECT count(DISTINCT county_code) FROM announcements WHERE state = 'released' AND batch_id IS NOT"
        " NULL AND dated_on BETWEEN :since AND :until"
    )
    fresh = sum(ask(session, sql, since=str(end - timedelta(days=184)), until=str(end)) for end in ends)
    assert fresh == 7  # February to July, and October
    assert numbers(session, city.auditor, "announce_ontime_rate") == (fresh, 2 * len(ends))
    assert numbers(session, city.triage, "announce_ontime_rate") == (fresh, len(ends))
