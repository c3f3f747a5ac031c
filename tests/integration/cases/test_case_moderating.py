"""Quarantined tips: apart from the work, the likeliest first, accepted singly, declined together."""

from datetime import timedelta

import pytest
from case_desk import Desk
from small_city import NOW, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.cases.moderating import MOST, decline_together
from intake.tips.quarantine import Apart, apart_among, count_apart, list_apart
from intake.tips.queries import count_work, list_tips, thread_of, work_of
from intake.tips.routing import recuse
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import SYSTEM

ADVERTISING = "加微信vx12345，低息贷款，代开发票，日赚三百"
REASON = "内容重复，看不出是哪里的什么事"


def apart_ids(session: Session, city: City) -> list[int]:
    return [tip.id for tip in list_apart(session, actor=city.triage, offset=0, limit=MOST)]


def test_what_came_over_a_limit_or_looks_like_advertising_lies_apart(
    desk: Desk, session: Session, city: City
) -> None:
    clear = desk.waiting()
    many = desk.send(limited=True).tip_id
    advert = desk.send(text=ADVERTISING).tip_id
    assert {tip.id for tip in work_of(session, actor=city.triage, now=NOW)} == {clear}
    assert count_work(session, actor=city.triage) == 1
    assert set(apart_ids(session, city)) == {many, advert}
    assert count_apart(session, actor=city.triage) == Apart(total=2, urgent=0)
    assert list_tips(session, actor=city.triage)[1] == 3


def test_those_that_name_place_and_kindergarten_come_first(desk: Desk, session: Session, city: City) -> None:
    nothing = {"division_code": None, "place_words": ""}
    order = [
        desk.send(limited=True, **nothing).tip_id,
        desk.send(limited=True, **nothing, kindergarten_name="小星芽").tip_id,
        desk.send(limited=True, kindergarten_name="小星芽").tip_id,
        desk.send(limited=True, kindergarten_name="小星芽", now=NOW - timedelta(hours=1)).tip_id,
        desk.send(limited=True, **nothing, categories=("child_harm",)).tip_id,
    ]
    neither, one_of_them, both, both_and_older, harm = order
    seen = [tip.id for tip in list_apart(session, actor=city.city_triage, offset=0, limit=MOST)]
    assert seen == [harm, both_and_older, both, one_of_them, neither]


def test_harm_to_a_child_is_on_the_work_list_too_but_a_flood_of_it_does_not_bury_it(
    desk: Desk, session: Session, city: City
) -> None:
    for _number in range(23):
        desk.send(limited=True, categories=("child_harm",))
    clear = desk.waiting()
    work = [tip.id for tip in work_of(session, actor=city.triage, now=NOW)]
    assert clear in work
    assert len(work) == 21
    assert count_apart(session, actor=city.triage) == Apart(total=23, urgent=23)


def test_an_accepted_one_is_work_like_any_other(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.send(limited=True).tip_id
    desk.accept(tip_id, city.triage)
    assert desk.row(tip_id).state == "assigned"
    assert apart_ids(session, city) == []
    assert [tip.id for tip in work_of(session, actor=city.wang, now=NOW)] == [tip_id]


def test_several_are_declined_together_each_told_and_each_in_the_log(
    desk: Desk, session: Session, city: City
) -> None:
    tips = [desk.send(limited=True).tip_id for _number in range(3)]
    assert decline_together(session, tips[:2], reason=REASON, actor=city.triage, now=NOW) == 2
    for tip_id in tips[:2]:
        assert desk.row(tip_id).state == "not_accepted"
        assert REASON in thread_of(session, tip_id)[-1].body
        last = entries_of(session, f"tip:{tip_id}")[-1]
        assert (last.action, last.details["reason"]) == ("tip.decline", REASON)
    assert desk.row(tips[2]).state == "received"
    assert list_tips(session, actor=city.triage)[1] == 3


def test_one_that_a_colleague_took_up_meanwhile_stays(desk: Desk, session: Session, city: City) -> None:
    first, second = (desk.send(limited=True).tip_id for _number in range(2))
    desk.accept(first, city.triage)
    ordinary = desk.waiting()
    assert (
        decline_together(session, [first, second, ordinary], reason=REASON, actor=city.triage, now=NOW) == 1
    )
    assert desk.row(first).state == "assigned"
    assert desk.row(ordinary).state == "received"


def test_a_recused_officer_neither_sees_nor_declines_them(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.send(limited=True).tip_id
    recuse(session, desk.row(tip_id), city.triage.user_id or 0, reason="named", actor=SYSTEM, now=NOW)
    assert apart_among(session, [tip_id], actor=city.triage) == ()
    assert decline_together(session, [tip_id], reason=REASON, actor=city.triage, now=NOW) == 0
    assert desk.row(tip_id).state == "received"


@pytest.mark.parametrize(("tips", "reason", "field"), [([], REASON, "tips"), ([1], " ", "reason")])
def test_without_tips_or_reason_nothing_is_done(
    session: Session, city: City, tips: list[int], reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decline_together(session, tips, reason=reason, actor=city.triage, now=NOW)
    assert refused.value.values["field"] == field


def test_no_more_than_a_page_at_once(session: Session, city: City) -> None:
    with pytest.raises(Invalid) as refused:
        decline_together(session, range(1, MOST + 2), reason=REASON, actor=city.triage, now=NOW)
    assert refused.value.values["reason"] == "too_many"


def test_a_supervisor_sees_none_of_them(desk: Desk, session: Session, city: City) -> None:
    desk.send(limited=True)
    assert count_apart(session, actor=city.wang) == Apart(total=0, urgent=0)
    desk.send(limited=True, division_code=TOWNSHIP)
    assert count_apart(session, actor=city.head) == Apart(total=0, urgent=0)
