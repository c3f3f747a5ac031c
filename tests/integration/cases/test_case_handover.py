"""Redrawn grids: what is stranded, who sees it, one confirmed handover; and tips of another county."""

from datetime import timedelta

import pytest
from case_desk import FOUND, Desk
from small_city import COUNTY, FAR, HOUQIAO, HUAYUAN, NOW, OTHER_COUNTY, TODAY
from sqlalchemy.orm import Session

from intake.cases.handing_over import Pending, hand_over, pending_handovers
from intake.cases.moving_county import move_county
from intake.grid.assigning import set_supervisor
from intake.grid.loading import load_grids
from intake.ledger.queries import get_item
from intake.tips.queries import get_tip, thread_of
from intake.tips.routing import recuse
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notices_of

SWAPPED = ("月山镇,3,花园村,陈芳,党员", "月山镇,4,后乔村,王海军,党员")


def redraw(desk: Desk, *rows: str) -> None:
    data = "\n".join(("乡镇,责任区,村（社区）,监管责任人,职务", *rows)).encode()
    report = load_grids(desk.session, data, "g.csv", actor=desk.city.triage, now=NOW, today=TODAY)
    assert report.problems == ()


def pending(desk: Desk, who: str = "triage") -> tuple[Pending, ...]:
    return pending_handovers(desk.session, actor=desk.city.people[who], on=TODAY)


def give(desk: Desk, who: str = "triage", reason: str = "村子划到第4责任区") -> tuple[Pending, ...]:
    return hand_over(desk.session, reason=reason, actor=desk.city.people[who], now=NOW)


def test_nothing_is_pending_while_grids_stand(desk: Desk) -> None:
    desk.verifying()
    desk.assigned(division_code=HOUQIAO)
    assert pending(desk) == ()


@pytest.mark.parametrize("state", ["assigned", "verifying", "handled"])
def test_a_replaced_supervisor_keeps_the_tip_until_it_is_handed_over(desk: Desk, state: str) -> None:
    tip_id = getattr(desk, state)()
    redraw(desk, *SWAPPED)
    (waiting,) = pending(desk)
    assert (waiting.from_name, waiting.to_name) == ("王海军", "陈芳")
    assert desk.row(tip_id).responsible_user_id == desk.city.wang.user_id
    promised = desk.row(tip_id).conclude_by
    assert give(desk) == (waiting,)
    row = desk.row(tip_id)
    assert (row.responsible_user_id, row.state, row.conclude_by) == (desk.city.chen.user_id, state, promised)
    assert "村子划到第4责任区" in row.route["words"]
    assert pending(desk) == ()
    assert give(desk) == ()


def test_both_sides_are_told_once(session: Session, desk: Desk) -> None:
    desk.verifying()
    redraw(desk, *SWAPPED)
    give(desk)
    give(desk)
    for who, kind in (("wang", "handed_away"), ("chen", "handed_to_you")):
        kinds = [n.kind for n in notices_of(session, desk.city.people[who].user_id or 0, limit=9)]
        assert kinds == [kind]


def test_a_village_that_moves_into_the_neighbours_grid(desk: Desk) -> None:
    desk.verifying()
    redraw(desk, "月山镇,4,花园村、后乔村,陈芳,党员")
    assert [(p.from_name, p.to_name) for p in pending(desk)] == [("王海军", "陈芳")]


def test_a_vacant_post_hands_over_to_the_head(session: Session, desk: Desk) -> None:
    desk.verifying()
    set_supervisor(session, desk.city.grids["wang"], None, on=TODAY, actor=desk.city.triage, now=NOW)
    assert [p.to_name for p in pending(desk)] == ["刘建国"]


def test_a_recused_successor_is_passed_over(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    recuse(session, desk.row(tip_id), desk.city.chen.user_id or 0, reason="relative", actor=SYSTEM, now=NOW)
    redraw(desk, *SWAPPED)
    give(desk)
    assert desk.row(tip_id).responsible_user_id == desk.city.head.user_id


def test_whom_triage_named_by_hand_keeps_the_tip(session: Session, desk: Desk) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, desk.city.triage, person_id=desk.city.chen.user_id, reason="熟悉情况")
    redraw(desk, *SWAPPED)
    redraw(desk, "月山镇,3,花园村、后乔村,王海军,党员")
    assert pending(desk) == ()


def test_a_recused_triage_officer_sees_nothing_of_it(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    recuse(session, desk.row(tip_id), desk.city.triage.user_id or 0, reason="named", actor=SYSTEM, now=NOW)
    redraw(desk, *SWAPPED)
    assert pending(desk) == ()
    assert give(desk) == ()
    assert [p.subject for p in pending(desk, "city_triage")] == [f"tip:{tip_id}"]


def test_open_ledger_items_go_along(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    item = desk.report(tip_id, visit=FOUND, outcome="substantiated").items[0]
    redraw(desk, *SWAPPED)
    assert {p.subject for p in pending(desk)} == {f"tip:{tip_id}", f"ledger:{item.id}"}
    give(desk)
    detail = get_item(session, item.id, actor=desk.city.chen, today=TODAY)
    assert detail.item.handled_by == "陈芳"
    assert entries_of(session, f"ledger:{item.id}")[-1].action == "ledger.handler"
    assert pending(desk) == ()


def test_the_head_of_another_school_hands_over_nothing_here(desk: Desk) -> None:
    desk.verifying()
    redraw(desk, *SWAPPED)
    assert pending(desk, "motou_head") == ()


@pytest.mark.parametrize("who", ["wang", "leader", "hotline"])
def test_only_who_manages_grids_hands_over(desk: Desk, who: str) -> None:
    with pytest.raises(Forbidden):
        give(desk, who)


def test_a_reason_is_needed(desk: Desk) -> None:
    desk.verifying()
    redraw(desk, *SWAPPED)
    with pytest.raises(Invalid):
        give(desk, reason=" ")


def move(desk: Desk, tip_id: int, place: str, who: str = "triage") -> bool:
    actor = desk.city.people[who]
    later = NOW + timedelta(minutes=1)
    return move_county(
        desk.session, tip_id, division_code=place, reason="在县界那边", actor=actor, now=later
    ).disputed


def test_a_waiting_tip_of_another_county_goes_to_its_triage_and_the_reporter_is_told(
    session: Session, desk: Desk
) -> None:
    tip_id = desk.waiting()
    promised = desk.row(tip_id).conclude_by
    assert not move(desk, tip_id, OTHER_COUNTY)
    tip = get_tip(session, tip_id, actor=desk.city.far_triage)
    assert (tip.state, tip.responsible_office_name, tip.waits_for_me) == ("received", "武陟县教育局", True)
    assert desk.row(tip_id).conclude_by == promised
    assert "武陟县教育局" in thread_of(session, tip_id)[-1].body
    with pytest.raises(NotFound):
        get_tip(session, tip_id, actor=desk.city.triage)


def test_a_tip_in_hand_goes_to_the_line_of_the_new_place(session: Session, desk: Desk) -> None:
    tip_id = desk.verifying()
    move(desk, tip_id, FAR)
    row = desk.row(tip_id)
    assert row.responsible_user_id == desk.city.far_triage.user_id
    assert [n.kind for n in notices_of(session, desk.city.wang.user_id or 0, limit=1)] == ["to_county"]


def test_a_second_handing_is_a_dispute_that_the_city_decides(session: Session, desk: Desk) -> None:
    tip_id = desk.waiting()
    move(desk, tip_id, FAR)
    assert move(desk, tip_id, HUAYUAN, "far_triage")
    assert get_tip(session, tip_id, actor=desk.city.city_triage).waits_for_me
    assert not move(desk, tip_id, FAR, "city_triage")
    assert get_tip(session, tip_id, actor=desk.city.far_triage).waits_for_me
    with pytest.raises(Forbidden) as refused:
        move(desk, tip_id, HUAYUAN, "far_triage")
    assert refused.value.values["reason"] == "designated"


def test_a_person_named_in_the_report_is_not_given_it_in_the_new_county(session: Session, desk: Desk) -> None:
    tip_id = desk.waiting(text="马超知道这件事，二十多个孩子没有证")
    move(desk, tip_id, FAR)
    assert desk.row(tip_id).responsible_office_id == desk.city.city_triage.office_id


@pytest.mark.parametrize(
    ("place", "reason"), [(COUNTY, "same"), ("410800000000", "no_county"), ("999", "unknown")]
)
def test_a_place_that_is_none_is_refused(desk: Desk, place: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        move(desk, desk.waiting(), place)
    assert refused.value.values["reason"] == reason


@pytest.mark.parametrize("who", ["wang", "head", "leader"])
def test_a_school_does_not_hand_tips_to_counties(desk: Desk, who: str) -> None:
    with pytest.raises((Forbidden, NotFound)):
        move(desk, desk.verifying(), FAR, who)


def test_what_is_concluded_stays(desk: Desk) -> None:
    with pytest.raises(WrongState):
        move(desk, desk.concluded(), FAR)
