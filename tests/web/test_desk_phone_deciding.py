"""电话来访登记: what is decided while the caller speaks, and 12345工单 with the answer to send back."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from small_city import COUNTY, NOW
from tips_desk_sample import REPORT, TEXT, Desk, tips_desk

from intake.tips.queries import get_tip, list_tips
from intake.tips.values import TipValue

PAGE = "/office/phone/record"
CALL = {
    "channel": "phone",
    "categories": "unlicensed",
    "county": COUNTY,
    "place_words": "月山镇花园村，大队院东边第二家",
    "text": TEXT,
}
FROM_12345 = {
    **CALL,
    "channel": "hotline",
    "order_number": "JZ20261123-0417",
    "dispatched_at": "2026-11-22 16:30",
    "due_at": "2026年11月27日",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def tips_in(desk: Desk) -> list[TipValue]:
    with desk.database.read() as session:
        return list(list_tips(session, actor=desk.city.city_triage)[0])[::-1]


def errors(page: str) -> str:
    found = re.search(r'class="govuk-error-summary.*?</ul>', page, re.DOTALL)
    return found[0] if found else ""


def test_a_similar_open_case_is_shown_once_without_a_word_of_it_and_the_call_is_kept(desk: Desk) -> None:
    desk.tip(text="别人说的话")
    hotline = desk.signed_in(desk.city.hotline)
    asked = hotline.send(PAGE, {**CALL, "kindergarten_name": "小星芽", "contact_name": "申小满"})
    assert asked.status_code == 200
    assert "博爱2026-0001，无证，博爱县月山镇" in asked.text
    assert "别人说的话" not in asked.text
    for kept in ("大队院东边第二家", TEXT, 'value="小星芽"', 'value="申小满"'):
        assert kept in asked.text
    assert len(tips_in(desk)) == 1
    looked = re.search(r'name="looked"[^>]*value="(\w+)"', asked.text)
    assert looked is not None
    sent = hotline.send(PAGE, {**CALL, "looked": looked[1]})
    assert "博爱2026-0002" in sent.text
    assert len(tips_in(desk)) == 2


def decided(desk: Desk, who: str, call: dict[str, str], **choices: str) -> str:
    """The page after a call was sent, looked at, and decided."""
    browser = desk.signed_in(desk.city.people[who])
    hidden = browser.hidden(PAGE)
    asked = browser.post(PAGE, hidden, call).text
    looked = re.search(r'name="looked"[^>]*value="(\w*)"', asked)
    return browser.post(PAGE, {**hidden, "looked": looked[1] if looked else ""}, {**call, **choices}).text


def test_triage_ties_the_call_to_the_case_and_reads_out_an_own_code(desk: Desk) -> None:
    first = desk.tip()
    receipt = decided(desk, "triage", CALL, same_as=str(first))
    assert "已并入博爱2026-0001一并办理" in receipt
    assert re.search(r"\d{4}(?: \d{4}){5}", receipt)
    assert [tip.state for tip in tips_in(desk)] == ["assigned", "merged"]


def test_the_hotline_asks_the_county_whether_two_are_one(desk: Desk) -> None:
    first = desk.tip()
    receipt = decided(desk, "hotline", CALL, same_as=str(first))
    assert "已请县里核对是不是与博爱2026-0001同一件事" in receipt
    case = desk.signed_in(desk.city.triage).get("/office/tips/2").text
    assert "与博爱2026-0001是同一件事。" in case
    merge = desk.signed_in(desk.city.triage).get("/office/tips/2/merge").text
    assert re.search(r'name="survivor_id" type="radio" value="1" checked', merge)
    assert "可能与博爱2026-0001是同一件事" in desk.signed_in(desk.city.triage).get("/office/notices/").text


def test_none_of_these_is_an_own_case(desk: Desk) -> None:
    desk.tip()
    decided(desk, "triage", CALL, same_as="none")
    assert [tip.state for tip in tips_in(desk)] == ["assigned", "assigned"]


def test_a_choice_that_was_not_offered_is_none(desk: Desk) -> None:
    desk.tip(division_code="410823001002")
    decided(desk, "triage", CALL, same_as="1", kindergarten_id="nothere", known_order="join")
    assert [tip.merged_into_id for tip in tips_in(desk)] == [None, None]


def test_looking_first_records_nothing_and_loses_nothing(desk: Desk) -> None:
    looked = desk.signed_in(desk.city.hotline).send(
        PAGE, {"channel": "phone", "place_words": "月山镇花园村", "county": COUNTY, "look": "1"}
    )
    assert looked.status_code == 200
    assert "地点：博爱县月山镇花园村。" in looked.text
    assert errors(looked.text) == ""
    assert tips_in(desk) == []


def test_an_order_keeps_its_number_and_its_clock_beside_ours(desk: Desk) -> None:
    receipt = desk.signed_in(desk.city.hotline).send(PAGE, FROM_12345)
    assert "工单号JZ20261123-0417，11月27日 23:59前回复" in receipt.text
    case = desk.signed_in(desk.city.triage).get("/office/tips/1").text
    assert "JZ20261123-0417" in case
    assert "11月27日 23:59前回复" in case
    assert "剩4个工作日" in case
    assert "记下工单JZ20261123-0417" in case
    for words in ("jz2026 1123-0417", "0417"):
        found = desk.signed_in(desk.city.triage).get(f"/office/tips/?q={words}").text
        assert "博爱2026-0001" in found
    assert "博爱2026-0001" not in desk.signed_in(desk.city.triage).get("/office/tips/?q=JZ9").text
    supervisor = desk.signed_in(desk.city.wang).get("/office/tips/1").text
    assert "JZ20261123-0417" in supervisor
    assert "/office/phone/orders/" not in supervisor


def test_the_same_order_number_shows_the_case_that_has_it_until_it_is_decided(desk: Desk) -> None:
    hotline = desk.signed_in(desk.city.hotline)
    hotline.send(PAGE, FROM_12345)
    refused = hotline.send(PAGE, {**FROM_12345, "order_number": "jz20261123 - 0417"})
    assert refused.status_code == 422
    assert "这个工单号已经登记过，请在下面选择怎么办" in errors(refused.text)
    assert "博爱2026-0001，无证，博爱县月山镇" in refused.text
    assert len(tips_in(desk)) == 1


def test_the_same_order_brings_new_times_and_no_second_report(desk: Desk) -> None:
    desk.signed_in(desk.city.hotline).send(PAGE, FROM_12345)
    again = {**FROM_12345, "due_at": "2026-12-02 17:00", "known_order": "update"}
    answer = desk.signed_in(desk.city.hotline).send(PAGE, {**again, "looked": ""})
    if answer.status_code == 200:  # the similar case was shown first
        looked = re.search(r'name="looked"[^>]*value="(\w+)"', answer.text)
        assert looked is not None
        answer = desk.signed_in(desk.city.hotline).send(PAGE, {**again, "looked": looked[1]})
    assert answer.location == "/office/phone/orders/1"
    page = desk.signed_in(desk.city.hotline).get(answer.location).text
    assert "2026年12月2日 17:00" in page
    assert len(tips_in(desk)) == 1


def test_another_person_of_the_same_order_gets_an_own_code(desk: Desk) -> None:
    desk.signed_in(desk.city.hotline).send(PAGE, FROM_12345)
    receipt = decided(desk, "triage", FROM_12345, known_order="join")
    assert "已并入博爱2026-0001一并办理" in receipt
    assert [tip.state for tip in tips_in(desk)] == ["assigned", "merged"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"order_number": ""}, "order_number", "请把工单号也写上"),
        ({"due_at": "2026-11-20 10:00"}, "due_at", "工单时限不能早于派单时间"),
        ({"dispatched_at": "2026-11-24 10:00"}, "dispatched_at", "派单时间不能晚于现在"),
        ({"dispatched_at": "2026-02-30 10:00"}, "dispatched_at", "没有“2026-02-30 10:00”这个时间"),
        ({"due_at": "下周"}, "due_at", "请写日期和时间，例如2026-11-23 16:30"),
        ({"channel": "letter", "letter_on": "2026-11-24"}, "letter_on", "来信日期不能晚于今天"),
    ],
)
def test_times_that_cannot_be_are_told_at_their_field(
    desk: Desk, changes: dict[str, str], field: str, words: str
) -> None:
    refused = desk.signed_in(desk.city.hotline).send(PAGE, {**FROM_12345, **changes})
    assert refused.status_code == 422
    assert f'href="#{field}"' in errors(refused.text)
    assert words in errors(refused.text)
    assert tips_in(desk) == []


def test_a_letter_shows_its_date(desk: Desk) -> None:
    desk.signed_in(desk.city.hotline).send(PAGE, {**CALL, "channel": "letter", "letter_on": "2026年11月20日"})
    case = desk.signed_in(desk.city.triage).get("/office/tips/1").text
    assert "来信日期" in case
    assert "2026年11月20日" in case


def test_the_code_is_read_out_group_by_group_and_printed_for_a_visitor(desk: Desk) -> None:
    receipt = desk.signed_in(desk.city.hotline).send(PAGE, {**CALL, "channel": "visit"}).text
    code = re.search(r"\d{4}(?: \d{4}){5}", receipt)
    assert code is not None
    spoken = re.findall(r"<li><b>([\d ]+)</b><span>([^<]+)</span></li>", receipt)
    assert ["".join(digits.split()) for digits, _words in spoken] == code[0].split(" ")
    for digits, words in spoken:
        assert len(words) == 4
        assert [word == "幺" for word in words] == [digit == "1" for digit in digits.split(" ")]
    assert "打印出来当面交给对方" in receipt
    english = (
        desk.signed_in(desk.city.hotline)
        .send(
            "/en" + PAGE,
            {**CALL, "categories": "bus", "place_words": "月山镇后乔村", "text": "七座车里坐了十五个"},
        )
        .text
    )
    assert "Read it out like this" in english
    assert "幺" not in english


def test_12345_is_answered_with_a_text_to_copy_and_the_order_is_done(desk: Desk) -> None:
    hotline, triage = desk.signed_in(desk.city.hotline), desk.signed_in(desk.city.triage)
    hotline.send(PAGE, {**FROM_12345, "text": "孩子很多，煤气罐在过道"})
    assert "还没有答复举报人" in hotline.get("/office/phone/orders/1").text
    officer = desk.signed_in(desk.city.wang)
    officer.send("/office/tips/1", {}, to="/office/tips/1/start")
    officer.send("/office/tips/1/report", REPORT)
    head = desk.signed_in(desk.city.head)
    head.send("/office/tips/1/conclude", {"conclusion": "同意办结", "interim": "y"})
    head.send("/office/tips/1/reply", {"wording": "经核查，情况属实，已责令停止招生。"})
    listed = hotline.get("/office/phone/orders/").text
    assert "可以回复了" in listed
    page = hotline.get("/office/phone/orders/1").text
    text = re.search(r'<textarea[^>]*id="answer"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    copied = html.unescape(text[1])
    for line in (
        "工单号：JZ20261123-0417",
        "承办单位：博爱县教育体育局",
        "办理结果：属实（阶段性）",
        "答复内容：经核查，情况属实，已责令停止招生。",
    ):
        assert line in copied
    assert "煤气罐" not in page
    assert "王海军" not in page
    done = hotline.send("/office/phone/orders/1", {}, to="/office/phone/orders/1/answered")
    assert done.status_code == 303
    assert "11月23日已回复" in hotline.get("/office/phone/orders/").text
    assert "回复了工单JZ20261123-0417" in triage.get("/office/tips/1").text


def test_orders_say_nothing_that_a_reporter_said_and_lead_the_hotline_to_no_case(desk: Desk) -> None:
    hotline = desk.signed_in(desk.city.hotline)
    assert "还没有登记过工单" in hotline.get("/office/phone/orders/").text
    hotline.send(PAGE, {**FROM_12345, "kindergarten_name": "小星芽宝贝之家"})
    for path in ("/office/phone/orders/", "/office/phone/orders/1", "/office/phone/orders/?q=0417"):
        page = hotline.get(path).text
        assert "JZ20261123-0417" in page
        assert TEXT not in page
        assert "小星芽" not in page
        assert "大队院" not in page
        assert 'href="/office/tips/1"' not in page
    assert 'href="/office/tips/1"' in desk.signed_in(desk.city.triage).get("/office/phone/orders/1").text
    assert "没有这个工单号" in hotline.get("/office/phone/orders/?q=nothing").text
    assert desk.signed_in(desk.city.far_triage).get("/office/phone/orders/1").status_code == 404
    assert desk.signed_in(desk.city.wang).get("/office/phone/orders/").status_code == 403


def test_an_order_that_is_over_says_so(desk: Desk) -> None:
    desk.signed_in(desk.city.hotline).send(PAGE, {**FROM_12345, "due_at": "2026-11-23 12:00"})
    page = desk.signed_in(desk.city.hotline).get("/office/phone/orders/").text
    assert "今天" in page
    desk.now = NOW + timedelta(hours=3)
    assert "已超期" in desk.signed_in(desk.city.hotline).get("/office/phone/orders/").text
    with desk.database.read() as session:
        assert get_tip(session, 1, actor=desk.city.triage).state == "assigned"
