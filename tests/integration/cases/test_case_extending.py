"""More time: asked for by whoever checks, granted by a leader once a round, told to the reporter with the
reason."""

from datetime import date, timedelta

import pytest
from case_desk import Desk
from small_city import NOW, TODAY
from sqlalchemy.orm import Session

from intake.cases import conclude, reopen
from intake.cases.extending import ask_extension, grant_extension, may_extend, record_first_visit
from intake.tips.queries import get_tip, thread_of
from intake.tips.routing import recuse
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notices_of

REASON = "正在等消防救援部门的检测结果"


def grant(desk: Desk, tip_id: int, *, days: int = 15, reason: str = REASON, who: str = "leader") -> date:
    actor = desk.city.people[who]
    return grant_extension(desk.session, tip_id, days=days, reason=reason, actor=actor, now=NOW)


def test_a_leader_moves_the_day_and_the_reporter_reads_the_reason(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    before = desk.row(tip_id).conclude_by
    due = grant(desk, tip_id)
    assert before is not None
    assert (due - before).days >= 15
    tip = get_tip(session, tip_id, actor=desk.city.leader)
    assert next(d.due for d in tip.deadlines if d.code == "conclude") == due
    told = thread_of(session, tip_id)[-1]
    assert told.direction == "notice"
    assert REASON in told.body
    assert f"{due.month}月{due.day}日" in told.body
    assert [n.kind for n in notices_of(session, desk.city.wang.user_id or 0, limit=1)] == ["extended"]


def test_it_is_granted_once_a_round(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    grant(desk, tip_id)
    with pytest.raises(Invalid) as refused:
        grant(desk, tip_id)
    assert refused.value.values["reason"] == "twice"
    assert not may_extend(get_tip(session, tip_id, actor=desk.city.leader), desk.city.leader)


def test_a_reopened_tip_may_be_extended_again(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    grant(desk, tip_id)
    desk.report(tip_id)
    row = desk.row(tip_id)
    conclude(session, tip_id, conclusion="核查属实", actor=desk.city.head, now=NOW)
    reopen(session, tip_id, reason="还在招生", actor=desk.city.triage, now=NOW + timedelta(days=9))
    assert row.extended_days == 0


@pytest.mark.parametrize("days", [0, -3, 31])
def test_more_than_thirty_days_or_none_is_refused(desk: Desk, days: int) -> None:
    tip_id = desk.verifying()
    with pytest.raises(Invalid) as refused:
        grant(desk, tip_id, days=days)
    assert refused.value.values["field"] == "days"


def test_a_reason_is_needed(desk: Desk) -> None:
    with pytest.raises(Invalid):
        grant(desk, desk.verifying(), reason=" ")


@pytest.mark.parametrize("who", ["wang", "head", "triage", "city_triage"])
def test_nobody_but_a_leader_grants_it(desk: Desk, who: str) -> None:
    with pytest.raises(Forbidden):
        grant(desk, desk.verifying(), who=who)


def test_what_is_concluded_is_not_extended(desk: Desk) -> None:
    with pytest.raises(WrongState):
        grant(desk, desk.concluded())


def test_a_recused_leader_is_not_asked_and_cannot_grant(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    recuse(session, desk.row(tip_id), desk.city.leader.user_id or 0, reason="named", actor=SYSTEM, now=NOW)
    ask_extension(session, tip_id, days=10, reason=REASON, actor=desk.city.wang, now=NOW)
    assert notices_of(session, desk.city.leader.user_id or 0, limit=5) == ()
    with pytest.raises(NotFound):
        grant(desk, tip_id)


def test_the_officer_asks_and_the_leader_is_told(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    before = desk.row(tip_id).conclude_by
    ask_extension(session, tip_id, days=10, reason=REASON, actor=desk.city.wang, now=NOW)
    assert desk.row(tip_id).conclude_by == before
    notice = notices_of(session, desk.city.leader.user_id or 0, limit=1)[0]
    assert (notice.kind, notice.values["days"]) == ("extension_asked", 10)


def test_only_whoever_checks_asks(session: Session, desk: Desk) -> None:
    with pytest.raises(Forbidden):
        ask_extension(session, desk.verifying(), days=10, reason=REASON, actor=desk.city.head, now=NOW)


def test_a_first_visit_stops_its_own_clock_only(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    record_first_visit(session, tip_id, on=TODAY, actor=desk.city.wang, now=NOW)
    owed = {d.code for d in get_tip(session, tip_id, actor=desk.city.wang).deadlines}
    assert "visit" not in owed
    assert {"verify", "conclude"} <= owed
    assert entries_of(session, f"tip:{tip_id}")[-1].details == {"on": TODAY.isoformat()}


@pytest.mark.parametrize("away", [-1, 1])
def test_a_first_visit_lies_between_receipt_and_today(session: Session, desk: Desk, away: int) -> None:
    with pytest.raises(Invalid):
        record_first_visit(
            session, desk.verifying(), on=TODAY + timedelta(days=away), actor=desk.city.wang, now=NOW
        )
