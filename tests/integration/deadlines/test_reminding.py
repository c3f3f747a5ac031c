"""Reminders and escalation from rows: each once, to those who may know, with leave, vacancy and recusal."""

from datetime import datetime, timedelta

import pytest
from case_desk import FOUND, SECRET, Desk
from ledger_steps import noticed
from small_city import NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.cases.reminding import StepToTake, remind, steps_to_take
from intake.deadlines.owing import STANDARD
from intake.deadlines.periods import Period
from intake.deadlines.setting import set_period
from intake.grid.leaving import record_leave
from intake.tips.handing_over import recuse_oneself
from intake.tips.orders import Order, keep_order, mark_answered, orders_of
from intake.tips.owed import owed_tips
from intake.tips.routing import recuse
from intake.tips.thread import take_up_danger, withdraw
from intake.tips.values import Unlocked
from publishing.kernel.audit import entries_of
from publishing.kernel.clock import day_start
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notices_of

VERIFY = STANDARD.due("verify", path="", since=TODAY, track="tip")


def at(days: int) -> datetime:
    """Nine in the morning so many days after the day on which a tip of today is to be verified."""
    return day_start(VERIFY + timedelta(days=days)) + timedelta(hours=9)


def sweep(session: Session, now: datetime) -> list[StepToTake]:
    return [step for step in steps_to_take(session, now=now) if remind(session, step, now=now)]


def told(session: Session, city: City, steps: list[StepToTake], step: str, code: str = "verify") -> set[str]:
    names = {who.user_id: name for name, who in city.people.items()}
    return {names[person] for s in steps if (s.step, s.code) == (step, code) for person in s.people}


def kinds(session: Session, city: City, who: str) -> list[str]:
    return [n.kind for n in notices_of(session, city.people[who].user_id or 0, limit=50)]


def test_nothing_is_told_while_there_is_time(session: Session, desk: Desk) -> None:
    desk.verifying()
    assert sweep(session, NOW) == []


def test_the_officer_is_reminded_before_and_on_the_day(session: Session, desk: Desk) -> None:
    desk.verifying()
    before = sweep(session, at(-1))
    assert told(session, desk.city, before, "soon") == {"wang"}
    assert told(session, desk.city, sweep(session, at(0)), "today") == {"wang"}


def test_a_day_gone_by_climbs_the_ladder_each_rung_once(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    first = sweep(session, at(1))
    assert told(session, desk.city, first, "over") == {"wang", "head"}
    assert told(session, desk.city, first, "county") == set()
    later = sweep(session, at(20))
    assert told(session, desk.city, later, "over") == set()
    assert told(session, desk.city, later, "county") == {"triage", "leader"}
    assert told(session, desk.city, later, "city") == {"city_triage"}
    assert sweep(session, at(20)) == []
    logged = [e.details["step"] for e in entries_of(session, f"tip:{tip_id}") if e.action == "tip.deadline"]
    assert {"over", "county", "city"} <= set(logged)


def test_a_sweep_that_comes_late_takes_every_step_up_and_no_stale_reminder(
    session: Session, desk: Desk
) -> None:
    desk.verifying()
    steps = {s.step for s in sweep(session, at(30)) if s.code == "verify"}
    assert steps == {"over", "county", "city"}


def test_a_notice_names_the_tip_and_nothing_that_was_reported(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    sweep(session, at(1))
    notice = notices_of(session, desk.city.wang.user_id or 0, limit=1)[0]
    assert notice.subject == f"tip:{tip_id}"
    assert set(notice.values) == {"number", "clock", "due"}


def test_somebody_recused_is_never_told_and_the_next_rung_is(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    row = desk.row(tip_id)
    for who in ("head", "triage", "leader"):
        person = desk.city.people[who].user_id
        assert person is not None
        recuse(session, row, person, reason="declared", actor=SYSTEM, now=NOW)
    steps = sweep(session, at(30))
    assert told(session, desk.city, steps, "over") == {"wang"}
    assert told(session, desk.city, steps, "county") == {"city_triage"}
    for who in ("head", "triage", "leader"):
        assert kinds(session, desk.city, who) == []


def test_an_officer_who_stands_aside_hears_no_more(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    recuse_oneself(session, tip_id, actor=desk.city.wang, now=NOW)
    sweep(session, at(30))
    assert kinds(session, desk.city, "wang") == []


@pytest.mark.parametrize(("cover", "reached"), [("chen", {"chen"}), (None, {"head"})])
def test_for_an_officer_on_leave_the_cover_is_told_or_the_head(
    session: Session, desk: Desk, cover: str | None, reached: set[str]
) -> None:
    desk.verifying()
    record_leave(
        session,
        desk.city.wang.user_id or 0,
        starts_on=VERIFY - timedelta(days=3),
        ends_on=VERIFY + timedelta(days=3),
        cover_id=desk.city.people[cover].user_id if cover else None,
        actor=desk.city.wang,
        now=NOW,
    )
    assert told(session, desk.city, sweep(session, at(0)), "today") == reached


def test_a_recused_cover_is_passed_over(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    chen = desk.city.chen.user_id or 0
    record_leave(
        session,
        desk.city.wang.user_id or 0,
        starts_on=VERIFY,
        ends_on=VERIFY,
        cover_id=chen,
        actor=desk.city.wang,
        now=NOW,
    )
    recuse(session, desk.row(tip_id), chen, reason="relative", actor=SYSTEM, now=NOW)
    assert told(session, desk.city, sweep(session, at(0)), "today") == {"head"}


def test_the_reviewer_not_the_officer_is_reminded_of_the_review(session: Session, desk: Desk) -> None:
    desk.handled()
    due = STANDARD.due("review", path="", since=TODAY, track="tip")
    steps = sweep(session, day_start(due) + timedelta(hours=9))
    assert told(session, desk.city, steps, "today", "review") == {"head"}


def test_what_waits_with_the_county_is_told_to_triage_not_to_a_school(session: Session, desk: Desk) -> None:
    desk.waiting()
    due = STANDARD.due("accept", path="", since=TODAY)
    steps = sweep(session, day_start(due + timedelta(days=1)) + timedelta(hours=9))
    assert told(session, desk.city, steps, "over", "accept") == {"triage"}


def test_a_countys_ladder_is_its_own(session: Session, desk: Desk) -> None:
    set_period(
        session,
        clock="to_county",
        period=Period(amount=1, unit="working"),
        valid_from=TODAY,
        reason="抓紧",
        actor=desk.city.leader,
        now=NOW,
        today=TODAY,
    )
    desk.verifying()
    monday = at(3) if VERIFY.weekday() == 4 else at(1)
    assert told(session, desk.city, sweep(session, monday), "county") == {"triage", "leader"}


def test_harm_is_told_to_triage_at_once_and_to_the_leader_after_two_hours(
    session: Session, desk: Desk
) -> None:
    tip_id = desk.send(categories=("child_harm",)).tip_id
    assert kinds(session, desk.city, "triage") == ["harm_received"]
    assert kinds(session, desk.city, "wang") == []
    early = sweep(session, NOW + timedelta(minutes=119))
    assert told(session, desk.city, early, "unanswered", "harm") == set()
    late = sweep(session, NOW + timedelta(minutes=121))
    assert told(session, desk.city, late, "unanswered", "harm") == {"triage", "leader"}
    desk.accept(tip_id, desk.city.triage, category="child_harm", urgency="urgent")
    assert "deadline_unanswered" in kinds(session, desk.city, "leader")


def test_harm_that_was_accepted_in_time_is_not_escalated(session: Session, desk: Desk) -> None:
    tip_id = desk.send(categories=("child_harm",)).tip_id
    desk.accept(tip_id, desk.city.triage, category="child_harm", urgency="urgent")
    steps = sweep(session, NOW + timedelta(hours=3))
    assert told(session, desk.city, steps, "unanswered", "harm") == set()


def test_a_ledger_item_past_its_day_climbs_the_same_ladder(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    item = desk.report(tip_id, visit=FOUND, outcome="substantiated").items[0]
    noticed(session, desk.city, item)
    steps = sweep(session, NOW + timedelta(days=60))
    assert told(session, desk.city, steps, "over", "rectify") == {"wang", "head"}
    assert told(session, desk.city, steps, "county", "rectify") == {"triage", "leader"}


def test_a_flood_that_lies_apart_makes_one_notice_for_all_of_it(session: Session, desk: Desk) -> None:
    for _number in range(6):
        desk.send(limited=True)
    harm = desk.send(limited=True, categories=("child_harm",)).tip_id
    due = day_start(STANDARD.due("accept", path="", since=TODAY)) + timedelta(hours=9)
    steps = [step for step in sweep(session, due) if (step.code, step.step) == ("accept", "today")]
    assert {(step.subject.partition(":")[0], step.many) for step in steps} == {("quarantine", 6), ("tip", 0)}
    assert f"tip:{harm}" in {step.subject for step in steps}
    about = [
        n for n in notices_of(session, desk.city.triage.user_id or 0, limit=50) if n.kind == "apart_today"
    ]
    assert [notice.values["n"] for notice in about] == [6]
    desk.send(limited=True)
    assert [step for step in sweep(session, due) if step.many] == []


def test_danger_that_goes_on_after_a_withdrawal_has_a_clock_and_climbs_the_ladder(
    session: Session, desk: Desk
) -> None:
    received = desk.send(categories=("child_harm",))
    withdraw(session, Unlocked(received.tip_id), secret=SECRET, now=NOW)
    due = STANDARD.due("danger", path="", since=TODAY)
    assert [d.code for d in owed_tips(session)[0].deadlines] == ["danger"]
    assert told(session, desk.city, sweep(session, day_start(due)), "today", "danger") == {"triage"}
    later = sweep(session, day_start(due + timedelta(days=20)))
    assert told(session, desk.city, later, "county", "danger") == {"triage", "leader"}
    take_up_danger(session, received.tip_id, note="已通知派出所", actor=desk.city.triage, now=NOW)
    assert owed_tips(session) == ()


def test_the_time_of_an_order_is_reminded_of_until_it_is_answered(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    due_at = NOW + timedelta(days=4)
    order = Order(number="DH-1", dispatched_at=NOW, due_at=due_at)
    keep_order(session, tip_id, channel="hotline", order=order, actor=desk.city.triage, now=NOW)
    steps = [step for step in sweep(session, due_at) if step.code == "order"]
    assert told(session, desk.city, steps, "today", "order") == {"triage", "hotline", "wang"}
    assert steps[0].number == "DH-1（博爱2026-0001）"
    late = [step for step in sweep(session, due_at + timedelta(days=9)) if step.code == "order"]
    assert {step.step for step in late} == {"over", "county", "city"}
    mark_answered(session, orders_of(session, tip_id)[0].id, actor=desk.city.triage, now=NOW)
    assert [s for s in sweep(session, due_at + timedelta(days=40)) if s.code == "order"] == []
