"""Several reports to one officer: each decided alone, and the page says which went through and why not."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from small_city import COUNTY, TOWNSHIP
from tips_desk_sample import NOTHING_KNOWN, Desk, tips_desk

from intake.tips.models import AcceptByHand
from intake.tips.queries import load_tip
from intake.tips.routing import recuse
from publishing.kernel.identity import SYSTEM

TOGETHER = "/office/tips/together"
LIST = "/office/tips/"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def ask(desk: Desk, who: str, *tips: int) -> tuple[str, dict[str, object]]:
    """The page that asks for the officer, and what its form holds."""
    browser = desk.signed_in(desk.city.people[who])
    page = browser.post(TOGETHER, browser.hidden(LIST), {"tips": [str(tip) for tip in tips]})
    with desk.database.read() as session:
        versions = [f"{tip}:{load_tip(session, tip).version}" for tip in tips]
    filled = {"confirmed": "yes", "tips": versions, "track": "tip", "reason": "一个人一起查"}
    return page.text, filled


def give(desk: Desk, who: str, filled: Mapping[str, object], to: str) -> str:
    browser = desk.signed_in(desk.city.people[who])
    person = desk.city.people[to].user_id
    answer = browser.post(TOGETHER, browser.hidden(LIST), {**filled, "person_id": str(person)})
    return answer.text


def held_by(desk: Desk, tip: int) -> int | None:
    with desk.database.read() as session:
        return load_tip(session, tip).responsible_user_id


def test_all_of_them_go_to_the_one_officer_and_the_log_says_why(desk: Desk) -> None:
    in_hand = desk.tip()
    with desk.database.begin() as session:
        session.add(AcceptByHand(division_code=COUNTY, category="unlicensed"))
    waiting = desk.tip()
    page, filled = ask(desk, "triage", in_hand, waiting)
    assert "2件一起交给一个人" in page
    assert "办理方式" in page
    done = give(desk, "triage", filled, "chen")
    assert "2件都已交办" in done
    assert [held_by(desk, tip) for tip in (in_hand, waiting)] == [desk.city.chen.user_id] * 2
    assert "tip.hand_over" in desk.actions(in_hand)
    assert desk.actions(waiting)[-2:] == ["tip.accept", "tip.assign"]


def test_one_that_is_refused_keeps_none_of_the_others_back(desk: Desk) -> None:
    fine, recused, moved, harm, nowhere = (
        desk.tip(),
        desk.tip(),
        desk.tip(),
        desk.tip(categories=("child_harm",)),
        desk.tip(**{**NOTHING_KNOWN, "division_code": TOWNSHIP, "text": "有个地方"}),
    )
    with desk.database.begin() as session:
        row = load_tip(session, recused)
        recuse(session, row, desk.city.chen.user_id or 0, reason="relative", actor=SYSTEM, now=desk.now)
    _page, filled = ask(desk, "triage", fine, recused, moved, harm, nowhere)
    desk.signed_in(desk.city.wang).send(f"/office/tips/{moved}/start", {})
    done = give(desk, "triage", filled, "chen")
    assert held_by(desk, fine) == desk.city.chen.user_id
    assert held_by(desk, recused) == held_by(desk, moved) == desk.city.wang.user_id
    assert "这个人需要回避，请换一个人" in done
    assert "您打开页面以后别人办过这一件" in done
    assert "疑似伤害幼儿的要逐件受理" in done


def test_the_same_press_twice_gives_nothing_twice(desk: Desk) -> None:
    tip = desk.tip()
    _page, filled = ask(desk, "triage", tip)
    give(desk, "triage", filled, "chen")
    assert "没有交办" in give(desk, "triage", filled, "chen")
    assert desk.actions(tip).count("tip.hand_over") == 1


def test_who_may_not_take_it_from_an_officer_is_told_so(desk: Desk) -> None:
    tip = desk.tip()
    _page, filled = ask(desk, "head", tip)
    assert "您没有从现在的核查人手里收回的权限" in give(desk, "head", filled, "chen")
    assert held_by(desk, tip) == desk.city.wang.user_id


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(desk: Desk) -> None:
    tip = desk.tip()
    _page, filled = ask(desk, "triage", tip)
    triage = desk.signed_in(desk.city.triage)
    answer = triage.post(TOGETHER, triage.hidden(LIST), {**filled, "reason": ""})
    assert answer.status_code == 422
    assert "请选择由谁核查" in answer.text
    assert "请写明理由" in answer.text
    assert "博爱2026-0001" in answer.text


def test_nothing_ticked_is_said_above_the_list_and_its_filters_stay(desk: Desk) -> None:
    desk.tip()
    triage = desk.signed_in(desk.city.triage)
    answer = triage.post(f"{TOGETHER}?q=花园", triage.hidden(LIST), {})
    assert answer.status_code == 422
    assert "请先勾选要一起交办的举报" in answer.text
    assert 'value="花园"' in answer.text


@pytest.mark.parametrize("value", ["0", "999999", "x", "1:x", "99999999999999999999", ""])
def test_a_tip_that_is_none_or_not_ones_own_is_as_good_as_not_ticked(desk: Desk, value: str) -> None:
    desk.tip()
    far = desk.signed_in(desk.city.far_triage)
    answer = far.post(TOGETHER, far.hidden(LIST), {"tips": ["1", value]})
    assert answer.status_code == 422
    assert "博爱2026-0001" not in answer.text


def test_whoever_may_not_assign_is_offered_no_ticks(desk: Desk) -> None:
    desk.tip()
    wang = desk.signed_in(desk.city.wang)
    assert "选中的交给一个人核查" not in wang.get(LIST).text
    assert wang.post(TOGETHER, wang.hidden("/office/work/"), {"tips": ["1"]}).status_code == 403
    assert "选中的交给一个人核查" in desk.signed_in(desk.city.triage).get(LIST).text
