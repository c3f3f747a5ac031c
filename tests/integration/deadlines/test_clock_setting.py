"""Setting periods: by whom, from when, with the reason on record; promises stand."""

from datetime import date, timedelta

import pytest
from case_desk import Desk
from small_city import COUNTY, NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.cases import reopen
from intake.deadlines.periods import Period
from intake.deadlines.queries import clocks_of, settings_of
from intake.deadlines.setting import set_period
from intake.tips.queries import get_tip
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.identity import Actor


def shorter(session: Session, actor: Actor, *, clock: str = "verify", **changes: object) -> None:
    given: dict[str, object] = {
        "track": "tip",
        "period": Period(amount=10, unit="working"),
        "valid_from": TODAY,
        "reason": "秋季专项整治期间",
        **changes,
    }
    set_period(session, clock=clock, **given, actor=actor, now=NOW, today=TODAY)  # type: ignore[arg-type]


def due(session: Session, desk: Desk, tip_id: int, code: str) -> date:
    tip = get_tip(session, tip_id, actor=desk.city.triage)
    return next(deadline.due for deadline in tip.deadlines if deadline.code == code)


@pytest.mark.parametrize("who", ["triage", "leader"])
def test_triage_and_leader_set_the_periods_of_their_county(session: Session, desk: Desk, who: str) -> None:
    before = due(session, desk, desk.assigned(), "verify")
    shorter(session, desk.city.people[who])
    assert due(session, desk, desk.assigned(), "verify") < before
    (setting,) = settings_of(session, COUNTY)
    assert (setting.reason, setting.set_by_id) == ("秋季专项整治期间", desk.city.people[who].user_id)
    assert entries_of(session, f"division:{COUNTY}")[-1].action == "clock.set"


def test_the_citys_setting_holds_in_every_county(session: Session, desk: Desk) -> None:
    shorter(session, desk.city.city_triage)
    path = desk.city.paths[COUNTY]
    found = clocks_of(session).periods.find("verify", path=path, on=TODAY, track="tip")
    assert (found.period.amount, found.since) == (10, TODAY)


@pytest.mark.parametrize("who", ["wang", "head", "hotline", "auditor", "admin"])
def test_nobody_else_sets_them(session: Session, city: City, who: str) -> None:
    with pytest.raises(Forbidden):
        shorter(session, city.people[who])


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from", "past"),
        ({"reason": " "}, "reason", "required"),
        ({"reason": "长" * 401}, "reason", "too_long"),
        ({"period": Period(amount=99, unit="working")}, "amount", "too_long"),
        ({"period": None, "track": "nothing"}, "track", "unknown"),
        ({"period": None, "clock": "nothing"}, "clock", "unknown"),
    ],
)
def test_what_is_refused_says_where(
    session: Session, city: City, changes: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        shorter(session, city.triage, **changes)  # type: ignore[arg-type]
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)


def test_a_promise_to_a_reporter_stands_when_the_county_changes_its_periods(
    session: Session, desk: Desk
) -> None:
    tip_id = desk.assigned()
    promised = due(session, desk, tip_id, "conclude")
    shorter(session, desk.city.triage, clock="conclude")
    assert due(session, desk, tip_id, "conclude") == promised
    assert due(session, desk, desk.assigned(), "conclude") < promised


def test_accepting_on_a_shorter_track_tells_the_earlier_day(session: Session, desk: Desk) -> None:
    tip_id = desk.waiting()
    promised = desk.row(tip_id).conclude_by
    desk.accept(tip_id, desk.city.triage, track="advice")
    row = desk.row(tip_id)
    assert promised is not None
    assert row.conclude_by is not None
    assert row.conclude_by < promised
    due(session, desk, tip_id, "conclude")


def test_reopening_promises_a_day_anew(session: Session, desk: Desk) -> None:
    tip_id = desk.replied()
    first = desk.row(tip_id).conclude_by
    later = NOW + timedelta(days=30)
    reopen(session, tip_id, reason="还在招生", actor=desk.city.triage, now=later)
    row = desk.row(tip_id)
    assert first is not None
    assert row.conclude_by is not None
    assert row.conclude_by > first
    assert row.visited_on is None
    assert due(session, desk, tip_id, "assign") > TODAY + timedelta(days=30)
