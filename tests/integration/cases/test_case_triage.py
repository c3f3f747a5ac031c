"""Triage: accept and assign in one action, settle the place, name a person, decline, transfer, merge."""

import pytest
from case_desk import SECRET, Desk
from small_city import FAR, HOUQIAO, HUAYUAN, NOW, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.cases import assign, conclude, decline, merge, pull_back, reply, start, transfer
from intake.tips.codes import derive_code
from intake.tips.queries import find_by_code, thread_of
from intake.tips.routing import recuse
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction, StaleForm, WrongState


def last_words(session: Session, tip_id: int) -> str:
    return thread_of(session, tip_id)[-1].body


def test_accepting_settles_the_place_and_assigns_at_once(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, city.triage)
    row = desk.row(tip_id)
    assert (row.state, row.track, row.urgency, row.hold) == ("assigned", "tip", "ordinary", "")
    assert (row.division_code, row.place_certainty) == (HUAYUAN, "chosen")
    assert (row.responsible_user_id, row.grid_id) == (city.wang.user_id, city.grids["wang"])
    assert "王海军" in row.route["words"]
    assert [entry.action for entry in entries_of(session, f"tip:{tip_id}")][-2:] == [
        "tip.accept",
        "tip.assign",
    ]


def test_the_reporter_hears_who_checks_and_by_when_but_no_officers_name(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, city.triage)
    told = last_words(session, tip_id)
    assert "月山镇第3责任区" in told
    assert "2027年1月22日" in told
    assert "王海军" not in told


def test_triage_may_name_a_person_and_says_why(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, city.triage, person_id=city.chen.user_id, reason="王海军正在处理另一件急事")
    row = desk.row(tip_id)
    assert row.responsible_user_id == city.chen.user_id
    assert row.route["code"] == "named"
    assert "王海军正在处理另一件急事" in row.route["words"]


@pytest.mark.parametrize(
    ("who", "reason", "expected"),
    [
        ("chen", " ", ("reason", "required")),
        ("motou", "近", ("person_id", "outside")),
        ("hotline", "闲", ("person_id", "cannot_verify")),
    ],
)
def test_a_person_who_cannot_take_it_is_refused(
    desk: Desk, city: City, who: str, reason: str, expected: tuple[str, str]
) -> None:
    tip_id = desk.waiting()
    with pytest.raises(Invalid) as refused:
        desk.accept(tip_id, city.triage, person_id=city.people[who].user_id, reason=reason)
    assert (refused.value.values["field"], refused.value.values["reason"]) == expected


def test_a_recused_person_cannot_be_named(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting(text="月山镇陈芳办的园没有证")
    with pytest.raises(Invalid, match="recused"):
        desk.accept(tip_id, city.triage, person_id=city.chen.user_id, reason="离得近")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"track": "gossip"}, "track"),
        ({"category": "noise"}, "category"),
        ({"urgency": "later"}, "urgency"),
        ({"category": "child_harm"}, "urgency"),
        ({"division_code": "1"}, "division_code"),
    ],
)
def test_unknown_facts_are_refused_by_name(desk: Desk, city: City, said: dict[str, str], field: str) -> None:
    tip_id = desk.waiting()
    with pytest.raises(Invalid) as refused:
        desk.accept(tip_id, city.triage, **said)
    assert refused.value.values["field"] == field


def test_a_place_in_another_county_is_not_ones_own(desk: Desk, city: City) -> None:
    tip_id = desk.waiting()
    with pytest.raises(OutsideJurisdiction):
        desk.accept(tip_id, city.triage, division_code=FAR)


def test_declining_tells_the_reporter_why(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    decline(session, tip_id, reason="没有说明地点，也联系不上", actor=city.triage, now=NOW)
    assert desk.row(tip_id).state == "not_accepted"
    assert "没有说明地点，也联系不上" in last_words(session, tip_id)


def test_declining_needs_a_reason(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    with pytest.raises(Invalid, match="reason"):
        decline(session, tip_id, reason=" ", actor=city.triage, now=NOW)


def test_a_transfer_names_the_authority(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    transfer(
        session, tip_id, authority="博爱县卫生健康委员会", reason="属三岁以下托育", actor=city.triage, now=NOW
    )
    assert desk.row(tip_id).state == "transferred"
    assert "博爱县卫生健康委员会" in last_words(session, tip_id)


def test_merged_tips_are_answered_together_each_in_its_own_thread(
    desk: Desk, session: Session, city: City
) -> None:
    survivor, other, third = desk.verifying(), desk.waiting(), desk.waiting()
    merge(session, third, survivor_id=other, actor=city.triage, now=NOW)
    merge(session, other, survivor_id=survivor, actor=city.triage, now=NOW)
    assert (desk.row(other).state, desk.row(third).merged_into_id) == ("merged", survivor)
    desk.report(survivor)
    conclude(session, survivor, conclusion="不属实", actor=city.head, now=NOW)
    reply(session, survivor, wording="经查未发现办园行为。", actor=city.head, now=NOW)
    for tip_id in (survivor, other, third):
        assert last_words(session, tip_id) == "经查未发现办园行为。"


def test_both_reporters_of_merged_tips_follow_up_to_the_outcome_by_their_own_codes(
    desk: Desk, session: Session, city: City
) -> None:
    mine = desk.send(token="mine")
    theirs = desk.send(token="theirs", division_code=TOWNSHIP, place_words="大队院")
    codes = [derive_code(SECRET, token) for token in ("mine", "theirs")]
    start(session, mine.tip_id, actor=city.wang, now=NOW)
    merge(session, theirs.tip_id, survivor_id=mine.tip_id, actor=city.triage, now=NOW)
    desk.report(mine.tip_id)
    conclude(session, mine.tip_id, conclusion="不属实", actor=city.head, now=NOW)
    reply(session, mine.tip_id, wording="经查未发现办园行为。", actor=city.head, now=NOW)
    views = [find_by_code(session, code, secret=SECRET) for code in codes]
    for view in views:
        assert view is not None
        assert (view.public_step, view.outcome) == ("concluded", "unsubstantiated")
        assert "经查未发现办园行为。" in view.messages[-1].body
    numbers = [view.number for view in views if view is not None]
    assert numbers == [mine.number, theirs.number]
    assert len({view.messages[0].id for view in views if view is not None}) == 2, "two threads"


def test_a_tip_cannot_be_merged_into_itself_or_a_merged_one(desk: Desk, session: Session, city: City) -> None:
    first, second, third = desk.waiting(), desk.waiting(), desk.waiting()
    merge(session, second, survivor_id=first, actor=city.triage, now=NOW)
    for survivor_id, reason in ((third, "same"), (second, "not_open"), (999, "unknown")):
        with pytest.raises(Invalid, match=reason):
            merge(session, third, survivor_id=survivor_id, actor=city.triage, now=NOW)


def test_a_tip_is_not_merged_into_one_whose_officer_must_not_see_it(
    desk: Desk, session: Session, city: City
) -> None:
    survivor, other = desk.verifying(), desk.waiting()
    recuse(session, desk.row(other), city.wang.user_id or 0, reason="named", actor=city.triage, now=NOW)
    with pytest.raises(Invalid, match="recused"):
        merge(session, other, survivor_id=survivor, actor=city.triage, now=NOW)


def test_a_stale_form_is_refused(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    with pytest.raises(StaleForm):
        decline(
            session, tip_id, reason="晚了", version=desk.row(tip_id).version + 1, actor=city.triage, now=NOW
        )


def test_a_recused_triage_officer_does_not_find_the_tip(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting(text="李静的亲戚办的园没有证")
    with pytest.raises(NotFound):
        decline(session, tip_id, reason="无证据", actor=city.triage, now=NOW)


def test_neighbours_do_not_find_the_tip(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    for blind in (city.far_triage, city.motou_head, city.hotline, city.admin, city.auditor):
        with pytest.raises(NotFound):
            decline(session, tip_id, reason="无证据", actor=blind, now=NOW)


def test_a_leader_sees_but_does_not_accept(desk: Desk, city: City) -> None:
    tip_id = desk.waiting()
    with pytest.raises(Forbidden):
        desk.accept(tip_id, city.leader)


def test_an_assigned_tip_is_not_assigned_again(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.assigned()
    with pytest.raises(WrongState):
        assign(session, tip_id, actor=city.triage, now=NOW)


def test_another_village_brings_another_supervisor(desk: Desk, city: City) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, city.triage, division_code=HOUQIAO)
    assert desk.row(tip_id).responsible_user_id == city.chen.user_id


def test_triage_pulls_a_tip_back_and_gives_it_to_somebody_else(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = desk.verifying()
    chen = city.chen.user_id or 0
    pull_back(session, tip_id, person_id=chen, reason="王海军病假", actor=city.triage, now=NOW)
    row = desk.row(tip_id)
    assert (row.state, row.responsible_user_id) == ("verifying", chen)
    last = entries_of(session, f"tip:{tip_id}")[-1]
    assert last.action == "tip.hand_over"
    assert "王海军病假" in last.details["reason"]
    desk.report(tip_id, who="chen")
    assert desk.row(tip_id).handled_by_id == chen


def test_only_triage_pulls_back_and_only_what_is_in_hand(desk: Desk, session: Session, city: City) -> None:
    chen = city.chen.user_id or 0
    with pytest.raises(Forbidden):
        pull_back(session, desk.verifying(), person_id=chen, reason="忙", actor=city.head, now=NOW)
    with pytest.raises(WrongState):
        pull_back(session, desk.waiting(), person_id=chen, reason="忙", actor=city.triage, now=NOW)
    motou, tip_id = city.motou.user_id or 0, desk.verifying()
    with pytest.raises(Invalid, match="outside"):
        pull_back(session, tip_id, person_id=motou, reason="忙", actor=city.triage, now=NOW)
