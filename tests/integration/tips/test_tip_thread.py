"""The thread: answering, adding, withdrawing with and without danger, and reopening to another officer."""

import pytest
from sending import SECRET, Send
from small_city import HOUQIAO, NOW, TODAY, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.grid.leaving import record_leave
from intake.tips import codes, thread
from intake.tips.handing_over import hand_over_absent, recuse_oneself
from intake.tips.models import Tip
from intake.tips.queries import (
    counts_by_county,
    find_by_code,
    get_tip,
    load_tip,
    recused_people,
    similar_open,
    thread_of,
    work_of,
)
from intake.workflows import TIP
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.transition import move

CODE = codes.derive_code(SECRET, "mine")


def step(session: Session, row: Tip, action: str, actor: Actor, **facts: str) -> None:
    move(session, row, TIP, action, actor=actor, facts=facts, now=NOW)
    session.flush()


@pytest.fixture
def tip(session: Session, send: Send) -> Tip:
    """A tip that the rule gave to 王海军."""
    return load_tip(session, send(token="mine").tip_id)


def started(session: Session, row: Tip, actor: Actor) -> Tip:
    step(session, row, "start", actor)
    return row


def concluded(session: Session, row: Tip, officer: Actor, reviewer: Actor) -> None:
    step(session, row, "start", officer)
    row.handled_by_id, row.handled_at, row.outcome = officer.user_id, NOW, "unsubstantiated"
    step(session, row, "report", officer, outcome="unsubstantiated", visit="1")
    row.concluded_by_id, row.concluded_at = reviewer.user_id, NOW
    step(session, row, "conclude", reviewer, conclusion="recorded")


def test_an_answer_to_a_question_goes_back_to_the_officer(session: Session, city: City, tip: Tip) -> None:
    started(session, tip, city.wang)
    step(session, tip, "ask", city.wang, question="asked")
    thread.post(session, tip, direction="question", body="几点到？", account_id=city.wang.user_id, now=NOW)
    view = find_by_code(session, CODE, secret=SECRET)
    assert view is not None
    assert view.can_answer
    thread.answer(session, CODE, "七点半，电话13800001234", secret=SECRET, now=NOW)
    assert tip.state == "verifying"
    assert thread_of(session, tip.id)[-1].body == "七点半，电话［电话］"
    assert all("七点半" not in str(entry.details) for entry in entries_of(session, f"tip:{tip.id}"))


def test_the_same_answer_sent_twice_is_kept_once(session: Session, tip: Tip) -> None:
    thread.answer(session, CODE, "还有一个后门", secret=SECRET, now=NOW)
    thread.answer(session, CODE, "还有一个后门", secret=SECRET, now=NOW)
    assert [m.direction for m in thread_of(session, tip.id)].count("answer") == 1
    assert tip.state == "assigned"


@pytest.mark.parametrize("body", ["", "  ", "长" * 5001])
def test_an_empty_or_endless_answer_is_refused(session: Session, tip: Tip, body: str) -> None:
    with pytest.raises(Invalid):
        thread.answer(session, CODE, body, secret=SECRET, now=NOW)


def test_an_unknown_code_answers_nothing(session: Session, tip: Tip) -> None:
    with pytest.raises(NotFound):
        thread.answer(session, codes.derive_code(SECRET, "nobody"), "你好", secret=SECRET, now=NOW)


def test_withdrawing_ends_an_ordinary_tip(session: Session, city: City, tip: Tip) -> None:
    thread.withdraw(session, CODE, secret=SECRET, now=NOW)
    thread.withdraw(session, CODE, secret=SECRET, now=NOW)
    assert (tip.state, tip.danger_goes_on) == ("withdrawn", False)
    assert thread_of(session, tip.id)[-1].body == thread.WITHDRAWN
    assert work_of(session, actor=city.wang, now=NOW) == ()
    with pytest.raises(WrongState):
        thread.answer(session, CODE, "等等", secret=SECRET, now=NOW)


def test_a_danger_to_children_goes_on_after_a_withdrawal(session: Session, city: City, send: Send) -> None:
    row = load_tip(session, send(token="mine", categories=("child_harm",)).tip_id)
    thread.withdraw(session, CODE, secret=SECRET, now=NOW)
    assert (row.state, row.danger_goes_on) == ("withdrawn", True)
    assert [t.id for t in work_of(session, actor=city.triage, now=NOW)] == [row.id]
    with pytest.raises(Invalid):
        thread.take_up_danger(session, row.id, note=" ", actor=city.triage, now=NOW)
    thread.take_up_danger(session, row.id, note="已通知派出所", actor=city.triage, now=NOW)
    assert work_of(session, actor=city.triage, now=NOW) == ()
    assert entries_of(session, f"tip:{row.id}")[-1].action == "tip.danger_taken_up"


def test_not_fixed_goes_to_another_officer_who_sees_it_and_the_first_does_not(
    session: Session, city: City, tip: Tip
) -> None:
    concluded(session, tip, city.wang, city.head)
    view = find_by_code(session, CODE, secret=SECRET)
    assert view is not None
    assert (view.can_reopen, view.public_step) == (True, "concluded")
    thread.not_fixed(session, CODE, "昨天还在办", secret=SECRET, now=NOW)
    thread.not_fixed(session, CODE, "昨天还在办", secret=SECRET, now=NOW)
    assert (tip.state, tip.responsible_user_id) == ("assigned", city.head.user_id)
    assert recused_people(session, tip.id) == {city.wang.user_id}
    assert get_tip(session, tip.id, actor=city.head).route_code == "head"
    with pytest.raises(NotFound):
        get_tip(session, tip.id, actor=city.wang)


def test_the_second_round_may_be_handled_by_whoever_concluded_the_first(
    session: Session, city: City, send: Send
) -> None:
    # an unlicensed place would wait for triage the second time
    tip = load_tip(session, send(token="mine", categories=("fire",)).tip_id)
    concluded(session, tip, city.wang, city.head)
    thread.not_fixed(session, CODE, "昨天还在办", secret=SECRET, now=NOW)
    concluded(session, tip, city.head, city.triage)
    thread.not_fixed(session, CODE, "今天也在办", secret=SECRET, now=NOW)
    assert (tip.responsible_user_id, tip.route["code"]) == (None, "county")


def test_an_open_tip_cannot_be_reopened(session: Session, tip: Tip) -> None:
    with pytest.raises(WrongState):
        thread.not_fixed(session, CODE, "还没来", secret=SECRET, now=NOW)


def test_a_heads_own_report_is_reviewed_by_the_county(session: Session, city: City, tip: Tip) -> None:
    tip.responsible_user_id = city.head.user_id
    started(session, tip, city.head)
    tip.handled_by_id = city.head.user_id
    step(session, tip, "report", city.head, outcome="invalid", visit="1")
    assert work_of(session, actor=city.head, now=NOW) == ()
    assert [t.id for t in work_of(session, actor=city.triage, now=NOW)] == [tip.id]


def test_an_officer_who_declares_a_tie_is_out(session: Session, city: City, tip: Tip) -> None:
    recuse_oneself(session, tip.id, actor=city.wang, now=NOW)
    assert tip.responsible_user_id == city.head.user_id
    with pytest.raises(NotFound):
        get_tip(session, tip.id, actor=city.wang)
    assert "tip.hand_over" in [entry.action for entry in entries_of(session, f"tip:{tip.id}")]


def test_a_tip_stays_where_it_is_when_somebody_else_steps_aside(
    session: Session, city: City, tip: Tip
) -> None:
    tip.responsible_user_id = city.head.user_id
    recuse_oneself(session, tip.id, actor=city.leader, now=NOW)
    assert tip.responsible_user_id == city.head.user_id
    with pytest.raises(NotFound):
        get_tip(session, tip.id, actor=city.leader)


def test_the_last_triage_officer_who_steps_aside_leaves_the_tip_to_the_city(
    session: Session, city: City, send: Send
) -> None:
    row = load_tip(session, send(categories=("child_harm",)).tip_id)
    recuse_oneself(session, row.id, actor=city.triage, now=NOW)
    assert [t.id for t in work_of(session, actor=city.city_triage, now=NOW)] == [row.id]


def test_a_tip_not_yet_started_does_not_wait_for_leave_to_end(session: Session, city: City, tip: Tip) -> None:
    assert city.wang.user_id is not None
    record_leave(session, city.wang.user_id, starts_on=TODAY, ends_on=TODAY, cover_id=None,
                 actor=city.wang, now=NOW)  # fmt: skip
    assert hand_over_absent(session, now=NOW) == 1
    assert hand_over_absent(session, now=NOW) == 0
    assert tip.responsible_user_id == city.head.user_id


def test_begun_work_waits_for_a_short_leave(session: Session, city: City, tip: Tip) -> None:
    started(session, tip, city.wang)
    assert city.wang.user_id is not None
    record_leave(session, city.wang.user_id, starts_on=TODAY, ends_on=TODAY, cover_id=None,
                 actor=city.wang, now=NOW)  # fmt: skip
    assert hand_over_absent(session, now=NOW) == 0
    assert tip.responsible_user_id == city.wang.user_id


def test_an_open_tip_on_the_same_village_and_matter_is_similar(
    session: Session, city: City, send: Send, tip: Tip
) -> None:
    other = send()
    send(categories=("fire",), text="楼道里堆满了纸箱，安全出口锁着。")
    assert [s.number for s in similar_open(session, tip.id, actor=city.triage)] == [other.number]


def test_an_open_tip_of_the_same_name_in_the_county_is_similar(
    session: Session, city: City, send: Send
) -> None:
    first = send(kindergarten_name="小星芽宝贝之家", categories=("food",))
    second = send(kindergarten_name="小星芽", division_code="410822105200")
    assert [s.number for s in similar_open(session, second.tip_id, actor=city.triage)] == [first.number]


def test_counts_are_by_county(session: Session, send: Send) -> None:
    send()
    send(token="mine")
    thread.withdraw(session, CODE, secret=SECRET, now=NOW)
    counts = {count.county_code: (count.received, count.open) for count in counts_by_county(session)}
    assert counts == {"410822000000": (2, 1), "410823000000": (0, 0)}


def test_a_likely_double_is_found_when_one_of_the_two_is_only_known_to_the_township(
    session: Session, city: City, send: Send
) -> None:
    words = "月山镇后乔村村北头，养鸡场旁边"
    first = send(division_code=HOUQIAO, place_words=words, text="没有牌子，早上七点半面包车往里送孩子。")
    second = send(
        division_code=TOWNSHIP,
        place_words="后桥村鸡场跟前",
        text="天天早上一面包车小孩拉进去，大门一锁谁也进不去。",
    )
    (alike,) = similar_open(session, second.tip_id, actor=city.triage)
    assert alike.number == first.number
    assert {"same_township", "same_category", "near_place"} <= set(alike.reasons)


def test_the_most_alike_stands_first_and_nobody_sees_what_is_not_theirs(
    session: Session, city: City, send: Send, tip: Tip
) -> None:
    close = send(kindergarten_name="小星芽宝贝之家")
    closer = send(kindergarten_name="小星芽", text="大门口养了一条狗")
    asked = send(kindergarten_name="小星芽", text="大门口养了一条狗，拴着")
    found = [one.number for one in similar_open(session, asked.tip_id, actor=city.triage)]
    assert found[:2] == [closer.number, close.number]
    assert similar_open(session, asked.tip_id, actor=city.chen) == ()
