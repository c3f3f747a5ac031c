"""Lists of tips as queries: what is over, whose turn it is, and what is found, on each database."""

import random
from datetime import date, timedelta

import pytest
from case_desk import Desk
from small_city import CITY, COUNTY, FAR, HOUQIAO, HUAYUAN, MOTOU, NOW, TODAY, TOWNSHIP, City
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.deadlines.models import ClockSetting
from intake.deadlines.owing import Clocks
from intake.deadlines.periods import TRACKS
from intake.deadlines.queries import clocks_of
from intake.tips.finding import NOBODY, Wanted, find_tips
from intake.tips.models import Tip, TipRecusal
from intake.tips.overdue import overdue
from intake.tips.owed import punctuality
from intake.tips.queries import count_work, recused_people, work_of
from intake.tips.rules import waits_for
from intake.tips.showing import deadlines_of, facts_of, heads_among
from intake.workflows import TIP
from publishing.divisions.queries import list_counties
from publishing.kernel.clock import day_start

CLOCKS_WITH_TRACKS = ("start", "visit", "verify", "review", "conclude", "reply")


def many(session: Session, city: City, rolled: random.Random, number: int) -> list[Tip]:
    """Tips in every state with days of every kind, as no sequence of steps would make them all."""
    hands = [city.wang, city.chen, city.head, city.triage, city.city_triage]
    rows = []
    for n in range(number):
        code = rolled.choice([CITY, COUNTY, TOWNSHIP, HUAYUAN, HOUQIAO, MOTOU, FAR])
        began = NOW - timedelta(days=rolled.randrange(130), hours=rolled.randrange(24))
        later = [began + timedelta(hours=rolled.randrange(900)) for _ in range(4)]
        some = [at if rolled.random() < 0.7 else None for at in later]
        held, worked = rolled.choice(hands), rolled.choice(hands)
        state = rolled.choice(TIP.states())
        row = Tip(
            number=f"T{n}",
            state=state,
            submission=f"s{n}",
            code_digest=f"c{n}",
            channel="web",
            category="fire",
            text="烟雾",
            place_words="",
            division_code=code,
            division_path=city.paths[code],
            place_certainty="chosen",
            track=rolled.choice(["", *TRACKS]),
            hold=rolled.choice(["", "harm", "place", "by_hand"]),
            quarantined=rolled.random() < 0.2,
            urgency=rolled.choice(["ordinary", "urgent"]),
            received_at=began,
            assigned_at=some[0],
            handled_at=some[1],
            concluded_at=some[2],
            reopened_at=some[3] if rolled.random() < 0.4 else None,
            visited_on=rolled.choice([None, TODAY]),
            accept_by=rolled.choice([None, TODAY - timedelta(days=rolled.randrange(-9, 9))]),
            conclude_by=rolled.choice([None, TODAY - timedelta(days=rolled.randrange(-9, 9))]),
            responsible_office_id=held.office_id,
            responsible_user_id=held.user_id
            if state in ("verifying", "need_info", "handled") or rolled.random() < 0.6
            else None,
            handled_by_id=worked.user_id if rolled.random() < 0.7 else None,
            danger_goes_on=rolled.random() < 0.5,
            route={"code": "grid", "values": {}, "words": ""},
        )
        rows.append(row)
    session.add_all(rows)
    session.flush()
    for row in rows[::7]:
        session.add(
            TipRecusal(tip_id=row.id, account_id=rolled.choice(hands).user_id or 0, reason="declared")
        )
    session.flush()
    return rows


def settings(session: Session, rolled: random.Random, number: int) -> None:
    """Periods that counties and the city set, shortened, lengthened and taken back on days of the past."""
    for n in range(number):
        clock = rolled.choice([*CLOCKS_WITH_TRACKS, "accept", "assign", "place"])
        amount = rolled.choice([None, 1, 2, 8, 30])
        session.add(
            ClockSetting(
                division_code=rolled.choice([CITY, COUNTY]),
                track=rolled.choice(TRACKS) if clock in CLOCKS_WITH_TRACKS else "",
                clock=clock,
                amount=amount,
                unit=rolled.choice(["working", "calendar"]) if amount else "",
                valid_from=TODAY - timedelta(days=rolled.randrange(100)),
                reason=f"{n}",
                set_by_id=None,
                set_at=NOW,
            )
        )
    session.flush()


@pytest.mark.parametrize("seed", range(4))
def test_what_is_over_is_the_same_read_forwards_and_as_a_query(
    session: Session, city: City, seed: int
) -> None:
    rolled = random.Random(seed)
    settings(session, rolled, seed * 15)
    rows = many(session, city, rolled, 150)
    clocks: Clocks = clocks_of(session)
    counties = [county.path for county in list_counties(session)]
    for today in (TODAY, date(2026, 10, 8), date(2026, 11, 1)):
        forwards = {row.id for row in rows if any(d.due < today for d in deadlines_of(row, clocks))}
        asked = select(Tip.id).where(overdue(clocks, today, counties=counties))
        assert set(session.scalars(asked)) == forwards
        assert forwards
    late = sum(figures.overdue for figures in punctuality(session, today=TODAY).values())
    assert late > 0


def test_whose_turn_it_is_is_the_same_as_a_rule_and_as_a_query(session: Session, city: City) -> None:
    rows = many(session, city, random.Random(5), 200)
    heads = heads_among(session, rows)
    for who in city.people.values():
        waiting = {
            row.id
            for row in rows
            if waits_for(who, facts_of(row, heads), recused_people(session, row.id))
            and not (row.quarantined and row.state == "received" and row.urgency != "urgent")
        }
        listed = {tip.id for tip in work_of(session, actor=who, now=NOW)}
        assert listed == waiting
        assert count_work(session, actor=who) == len(waiting)


def found(session: Session, city: City, who: str = "triage", **wanted: object) -> set[int]:
    tips, total = find_tips(
        session,
        Wanted(**wanted),  # type: ignore[arg-type]
        actor=city.people[who],
        limit=50,
    )
    assert total == len(tips)
    return {tip.id for tip in tips}


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("2026-0001", True),
        ("博爱2026－0001", True),
        ("小星芽宝贝", True),
        ("卫生室", True),
        ("煤气罐", True),
        ("花园村", True),
        ("月山镇花园村", True),
        ("月山 消防 煤气罐", True),
        ("月山 校车", False),
        ("磨头", False),
        ("煤气_罐", False),
        ("%", False),
        ("\0", True),
    ],
)
def test_a_tip_is_found_by_number_name_words_place_and_category(
    session: Session, desk: Desk, words: str, there: bool
) -> None:
    tip = desk.send(
        categories=("fire", "unlicensed"),
        text="教室里放着煤气罐，二十多个孩子。",
        kindergarten_name="小星芽 宝贝之家",
        place_words="村卫生室旁边",
    ).tip_id
    assert (tip in found(session, desk.city, words=words)) is there


def test_nothing_is_found_that_may_not_be_read(session: Session, desk: Desk) -> None:
    far = desk.send(division_code=FAR, text="花园村的人说，煤气罐").tip_id
    named = desk.send(text="王海军家开的，煤气罐").tip_id
    assert found(session, desk.city, words="煤气罐") == {named}
    assert found(session, desk.city, "wang", words="煤气罐") == set()
    assert found(session, desk.city, "auditor", words="煤气罐") == set()
    assert found(session, desk.city, "far_triage", words="煤气罐") == {far}


def test_a_list_is_narrowed_by_person_place_and_day(session: Session, desk: Desk) -> None:
    here, there = desk.assigned(), desk.send(division_code=HOUQIAO).tip_id
    loose = desk.waiting(now=NOW + timedelta(days=3))
    city = desk.city
    assert found(session, city, person=city.wang.user_id) == {here}
    assert found(session, city, person=NOBODY) == {loose}
    assert found(session, city, within=city.paths[HOUQIAO]) == {there}
    assert found(session, city, until=TODAY) == {here, there}
    assert found(session, city, since=TODAY + timedelta(days=3)) == {loose}
    assert day_start(TODAY) <= NOW
