"""A county's own texts: kept by permission, filled in from the case, seen before they are sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tips_desk_sample import NOTHING_KNOWN, Desk, tips_desk

PAGE = "/office/wordings/"
SAID = {
    "title": "属实",
    "step": "reply",
    "outcome": "",
    "body": "【举报编号】：【地点】的【反映的问题】【核查结论】。",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def concluded(desk: Desk) -> int:
    tip = desk.tip(kindergarten_name="张三丰的小星芽")
    wang, head = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.head)
    wang.send(f"/office/tips/{tip}/start", {})
    found = {"visited_on": "2026-11-23", "scope": "花园村", "found_nothing": "y"}
    wang.send(f"/office/tips/{tip}/report", {**found, "outcome": "unsubstantiated", "text": "门锁着"})
    head.send(f"/office/tips/{tip}/conclude", {"conclusion": "同意"})
    return tip


def test_a_text_is_filled_in_from_the_case_and_goes_out_as_it_was_seen(desk: Desk) -> None:
    triage, head = desk.signed_in(desk.city.triage), desk.signed_in(desk.city.head)
    assert triage.send(f"{PAGE}add", SAID).status_code == 303
    tip = concluded(desk)
    filled = "博爱2026-0001：博爱县月山镇的无证不属实。"
    offered = head.get(f"/office/tips/{tip}/reply").text
    assert filled in offered
    assert "张三丰" not in offered.split("常用答复")[1]
    chosen = head.get(f"/office/tips/{tip}/reply?words=1").text
    assert f">{filled}</textarea>" in chosen.replace("\r\n", "").replace("\n", "")
    assert head.send(f"/office/tips/{tip}/reply", {"wording": filled}).status_code == 303
    assert filled in head.get(f"/office/tips/{tip}").text


def test_a_gap_that_nobody_filled_is_not_sent(desk: Desk) -> None:
    tip = concluded(desk)
    head = desk.signed_in(desk.city.head)
    answer = head.send(f"/office/tips/{tip}/reply", {"wording": "您反映的【承办单位】"})
    assert answer.status_code == 422
    assert "还有没有填的空：【承办单位】" in answer.text
    assert "tip.reply" not in desk.actions(tip)


def test_declining_shows_first_what_the_reporter_will_read(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    triage.send(f"{PAGE}add", {**SAID, "step": "decline", "body": "【收到日期】收到，请补充地点"})
    tip = desk.tip(**NOTHING_KNOWN, text="博爱县有个地方，二十多个孩子")
    browser = desk.signed_in(desk.city.city_triage)
    assert "请补充地点" not in browser.get(f"/office/tips/{tip}/decline").text
    shown = browser.send(f"/office/tips/{tip}/decline", {"reason": "请补充地点", "preview": "1"})
    assert "您的举报不予受理。理由：请补充地点。" in shown.text
    assert "tip.decline" not in desk.actions(tip)


def test_a_text_is_changed_taken_out_of_use_and_each_change_is_in_the_log(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    triage.send(f"{PAGE}add", SAID)
    assert triage.send(f"{PAGE}1", {**SAID, "body": "改过的"}).status_code == 303
    stale = triage.post(f"{PAGE}1", {**triage.hidden(f"{PAGE}1"), "version": "1"}, {**SAID, "body": "旧页"})
    assert stale.status_code == 409
    hidden = triage.hidden(f"{PAGE}1")
    assert triage.post(f"{PAGE}1/use", hidden, {"use": "no"}).status_code == 303
    assert "已停用" in triage.get(PAGE).text
    tip = concluded(desk)
    assert "改过的" not in desk.signed_in(desk.city.head).get(f"/office/tips/{tip}/reply").text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "请写一个好认的名称"),
        ({"body": "【举报人】"}, "没有【举报人】这个空"),
        ({"body": "请打13812345678"}, "里面有身份证号或电话号码"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    desk: Desk, said: dict[str, str], sentence: str
) -> None:
    answer = desk.signed_in(desk.city.triage).send(f"{PAGE}add", {**SAID, **said})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ({**SAID, **said})["body"] in answer.text


def test_another_countys_texts_are_not_found_and_officers_have_none(desk: Desk) -> None:
    desk.signed_in(desk.city.triage).send(f"{PAGE}add", SAID)
    assert desk.signed_in(desk.city.far_triage).get(f"{PAGE}1").status_code == 404
    assert desk.signed_in(desk.city.wang).get(PAGE).status_code == 403
    assert desk.signed_in(desk.city.leader).get(f"{PAGE}1").status_code == 200
