"""A generated year in the small city: visits, findings, ledger items and tips on many days, as rows."""

import random
from datetime import UTC, date, datetime, timedelta

from small_city import HUAYUAN, MOTOU, NOW, TOWNSHIP, City
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.ledger.models import LedgerItem, Letter, Notice
from intake.patrols.models import Finding, PatrolWaiver, Visit
from intake.tips.models import FixedAnswer, Tip
from publishing.kernel.audit import record

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
GONE = "state NOT IN ('merged', 'withdrawn', 'not_accepted', 'transferred')"
"""Tips that owe nothing more, in SQL."""
KINDS = ("patrol", "patrol", "patrol", "tip", "recheck", "spot_check")
CATEGORIES = ("unlicensed", "fire", "food", "security", "bus", "premises", "licence_gap", "other")


def fill(session: Session, city: City, *, seed: int = 7, visits: int = 90, tips: int = 40) -> None:
    """Rows from December 2025 to November 2026, on the edges of half-years and of Shanghai's days too."""
    dice = random.Random(seed)
    edges = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 23)]
    for number in range(tips):
        received = _moment(dice, edges)
        concluded = received + timedelta(days=dice.randrange(1, 90)) if dice.random() < 0.7 else None
        row = Tip(
            number=f"博爱2026-{number:04}",
            state=dice.choice(("replied", "archived"))
            if concluded
            else dice.choice(("received", "verifying", "not_accepted", "merged", "withdrawn")),
            submission=f"s{number}",
            code_digest=f"c{number}",
            channel="web",
            category=dice.choice(CATEGORIES[:6]),
            text="-",
            place_words="-",
            division_code=HUAYUAN,
            division_path=dice.choice((city.paths[HUAYUAN], city.paths[MOTOU], city.paths[TOWNSHIP])),
            place_certainty="chosen",
            received_at=received,
            accepted_at=received if dice.random() < 0.9 else None,
            concluded_at=concluded,
            replied_at=concluded + timedelta(days=dice.randrange(9)) if concluded else None,
            conclude_by=(received + timedelta(days=dice.choice((20, 60)))).date(),
            outcome=dice.choice(("substantiated", "partly_substantiated", "unsubstantiated", "invalid"))
            if concluded
            else "",
            responsible_office_id=city.head.office_id,
            responsible_user_id=city.wang.user_id,
            route={},
            concluded_by_id=city.head.user_id if concluded else None,
            handled_by_id=city.wang.user_id if concluded else None,
        )
        session.add(row)
        session.flush()
        if concluded and dice.random() < 0.6:
            for answer in range(dice.randrange(1, 3)):
                session.add(
                    FixedAnswer(
                        tip_id=row.id,
                        round=1,
                        ask=("two_weeks", "six_weeks")[answer],
                        answer="fixed",
                        satisfaction=dice.choice(("satisfied", "mostly", "dissatisfied")),
                        at=concluded + timedelta(days=15 + answer),
                    )
                )
    for month in range(1, 12, 2):
        for grid_id in city.grids.values():
            session.add(
                PatrolWaiver(
                    grid_id=grid_id,
                    month=date(2026, month, 1),
                    reason="寒暑假",
                    waived_by_id=city.triage.user_id,
                    waived_at=NOW,
                )
            )
    struck: list[int] = []
    for number in range(visits):
        grid = dice.choice(("wang", "chen", "motou", "motou", ""))
        actor = city.people[grid or "triage"]
        day = (
            dice.choice(edges)
            if dice.random() < 0.2
            else date(2025, 12, 1) + timedelta(days=dice.randrange(358))
        )
        visit = Visit(
            submission=f"v{number}",
            kind=dice.choice(KINDS),
            grid_id=city.grids.get(grid),
            office_id=actor.office_id,
            division_path=actor.division_path,
            visited_by_id=actor.user_id,
            visited_on=day,
            scope=dice.choice(("花园村", "后乔村、花园村", "磨头村", "镇区")),
            found_nothing=False,
            recorded_at=NOW,
        )
        session.add(visit)
        session.flush()
        for _ in range(dice.choice((0, 0, 1, 2))):
            category = dice.choice(CATEGORIES)
            finding = Finding(
                visit_id=visit.id,
                category=category,
                severity=dice.choice(("general", "general", "major")),
                handling=dice.choice(("on_spot", "deadline", "long_term")),
                premises="某园",
                division_code=HUAYUAN,
                description="-",
            )
            session.add(finding)
            session.flush()
            if finding.handling != "on_spot":
                _item(session, city, dice, visit=visit, finding=finding, struck=struck)
    session.flush()


def _item(
    session: Session,
    city: City,
    dice: random.Random,
    *,
    visit: Visit,
    finding: Finding,
    struck: list[int],
) -> None:
    opened = datetime.combine(visit.visited_on, datetime.min.time(), tzinfo=UTC) + timedelta(
        hours=dice.randrange(24)
    )
    kind = "unlicensed" if finding.category == "unlicensed" else "hazard"
    off = visit.visited_on + timedelta(days=dice.randrange(2, 120)) if dice.random() < 0.5 else None
    if off is not None and off > date(2026, 11, 23):
        off = None
    item = LedgerItem(
        number=f"台账{finding.id}",
        state="closed_out" if off else "notice_issued",
        kind=kind,
        category=finding.category,
        severity=finding.severity,
        source="patrol",
        finding_id=finding.id,
        grid_id=visit.grid_id,
        office_id=visit.office_id,
        division_code=HUAYUAN,
        division_path=visit.division_path,
        premises="某园",
        problem="-",
        found_on=visit.visited_on,
        opened_at=opened,
        due_on=visit.visited_on + timedelta(days=15) if dice.random() < 0.8 else None,
        handled_by_id=city.wang.user_id,
        evidence="照片" if off else "",
        disposal="ban" if off and kind == "unlicensed" else "",
        children_to="公办园" if off and kind == "unlicensed" else "",
        struck_off_by_id=city.head.user_id if off else None,
        struck_off_on=off,
        relapse_of_id=dice.choice(struck) if struck and dice.random() < 0.15 else None,
    )
    session.add(item)
    session.flush()
    if off:
        struck.append(item.id)
    for sheet in range(dice.randrange(3)):
        issued = visit.visited_on + timedelta(days=sheet * 20)
        session.add(
            Notice(
                item_id=item.id,
                number=f"整{item.id}-{sheet}",
                issued_on=issued,
                due_on=issued,
                addressee="某园",
                problems="-",
                requirements="-",
                service="signed",
                issued_by_id=city.wang.user_id,
            )
        )
    if dice.random() < 0.3:
        at = opened + timedelta(days=dice.randrange(1, 40))
        record(
            session, actor=city.wang, action="ledger.file_up", subject=f"ledger:{item.id}", details={}, now=at
        )
        sent = at.date() + timedelta(days=2)
        session.add(
            Letter(
                item_id=item.id,
                department="消防救援大队",
                sent_on=sent,
                reply_due_on=sent + timedelta(days=10),
                replied_on=sent + timedelta(days=dice.randrange(30)) if dice.random() < 0.6 else None,
            )
        )
        if not off and dice.random() < 0.4:
            item.state = "handed_over"
            record(
                session,
                actor=city.triage,
                action="ledger.hand_over",
                subject=f"ledger:{item.id}",
                details={},
                now=at + timedelta(days=15),
            )


def _moment(dice: random.Random, edges: list[date]) -> datetime:
    day = (
        dice.choice(edges) if dice.random() < 0.3 else date(2025, 12, 1) + timedelta(days=dice.randrange(358))
    )
    # 16:00 UTC is midnight in Shanghai
    hour = dice.choice((1, 15, 16, 17, 23))
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def ask(session: Session, sql: str, **values: object) -> int:
    """The one number that a plain SQL sentence answers."""
    return int(session.execute(text(sql), values).scalar() or 0)
