"""电话来访登记: a form of one page, a receipt once, one tip however often it is sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import COUNTY, HOUQIAO
from tips_desk_sample import TEXT, Desk, tips_desk

from intake.tips.following import find_by_code
from intake.tips.queries import list_tips
from publishing.kernel.settings import secret

PAGE = "/office/phone/record"
CALL = {
    "channel": "phone",
    "categories": "unlicensed",
    "county": COUNTY,
    "place_words": "月山镇花园村，大队院东边第二家",
    "text": TEXT,
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def codes_on(page: str) -> list[str]:
    return re.findall(r"\d{4}(?: \d{4}){5}", page)


def tips_in(desk: Desk) -> int:
    with desk.database.read() as session:
        return list_tips(session, actor=desk.city.city_triage)[1]


def test_a_call_is_received_assigned_and_acknowledged_by_a_working_code(desk: Desk) -> None:
    receipt = desk.signed_in(desk.city.hotline).send(PAGE, CALL)
    assert receipt.status_code == 200
    assert receipt.headers["Cache-Control"] == "no-store"
    assert "博爱2026-0001" in receipt.text
    assert "月山镇中心校" in receipt.text
    (code,) = codes_on(receipt.text)
    key = secret(desk.app.extensions["mingyuan.settings"], "receipts")
    with desk.database.read() as session:
        found = find_by_code(session, code, secret=key)
    assert found is not None
    assert found.number == "博爱2026-0001"
    assert [e.actor for e in desk.entries(1) if e.action == "tip.record"] == ["吴霞"]


def test_a_call_sent_twice_is_one_tip_with_one_code(desk: Desk) -> None:
    hotline = desk.signed_in(desk.city.hotline)
    hidden = hotline.hidden(PAGE)
    first, second = hotline.post(PAGE, hidden, CALL), hotline.post(PAGE, hidden, CALL)
    assert codes_on(first.text) == codes_on(second.text)
    assert tips_in(desk) == 1


def test_everything_that_is_missing_is_said_at_once_and_the_rest_is_kept(desk: Desk) -> None:
    refused = desk.signed_in(desk.city.hotline).send(
        PAGE, {"channel": "visit", "kindergarten_name": "小星芽"}
    )
    assert refused.status_code == 422
    for field in ("categories", "place_words", "text"):
        assert f'href="#{field}"' in refused.text
    assert 'value="小星芽"' in refused.text
    assert tips_in(desk) == 0


def test_a_contact_that_cannot_be_sealed_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    refused = desk.signed_in(desk.city.hotline).send(PAGE, {**CALL, "contact": "13812345678"})
    assert refused.status_code == 422
    assert "还没有身份密封钥匙" in refused.text
    assert tips_in(desk) == 0


def test_a_contact_is_sealed_and_the_line_only_learns_that_there_is_one(desk: Desk) -> None:
    desk.sealing_key()
    desk.signed_in(desk.city.hotline).send(PAGE, {**CALL, "contact": "13812345678"})
    page = desk.signed_in(desk.city.wang).get("/office/tips/1").text
    assert "举报人身份已密封" in page
    assert "13812345678" not in page


def test_numbers_in_what_was_written_down_are_asked_about_and_sealed(desk: Desk) -> None:
    desk.sealing_key()
    hotline = desk.signed_in(desk.city.hotline)
    told = {**CALL, "text": "院里有煤气罐，打我电话13812340000"}
    asked = hotline.send(PAGE, told)
    assert asked.status_code == 422
    assert "文字里的号码怎么办" in asked.text
    assert "13812340000" in asked.text, "nothing that was entered is lost"
    assert tips_in(desk) == 0
    assert hotline.send(PAGE, {**told, "numbers": "move"}).status_code == 200
    page = desk.signed_in(desk.city.wang).get("/office/tips/1").text
    assert "13812340000" not in page
    assert "举报人身份已密封" in page


def test_numbers_that_a_caller_does_not_want_kept_are_hidden(desk: Desk) -> None:
    told = {**CALL, "text": "院里有煤气罐，老板电话13812340000", "numbers": "mask"}
    assert desk.signed_in(desk.city.hotline).send(PAGE, told).status_code == 200
    page = desk.signed_in(desk.city.wang).get("/office/tips/1").text
    assert "13812340000" not in page
    assert "［电话］" in page
    assert "举报人身份已密封" not in page


def test_words_that_mean_several_places_are_asked_about_until_one_is_chosen(desk: Desk) -> None:
    hotline = desk.signed_in(desk.city.hotline)
    vague = {**CALL, "place_words": "花园村或者后乔村"}
    refused = hotline.send(PAGE, vague)
    assert refused.status_code == 422
    assert "博爱县月山镇花园村" in refused.text
    assert "博爱县月山镇后乔村" in refused.text
    assert tips_in(desk) == 0
    assert "月山镇中心校" in hotline.send(PAGE, {**vague, "place": HOUQIAO}).text


def test_a_caller_who_cannot_say_which_place_is_still_received(desk: Desk) -> None:
    vague = {**CALL, "place_words": "花园村或者后乔村", "place": "unsure"}
    receipt = desk.signed_in(desk.city.hotline).send(PAGE, vague)
    assert receipt.status_code == 200
    assert "先由县里看过再交办。" in receipt.text


def test_a_supervisor_may_not_record_calls(desk: Desk) -> None:
    assert desk.signed_in(desk.city.wang).get(PAGE).status_code == 403
