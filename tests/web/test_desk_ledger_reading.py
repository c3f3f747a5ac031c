"""The ledger as it is read: the list and its filters, clocks, printed sheets, and who sees what."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_sample import LEDGER, NOTICE, Browser, Desk, detail, item_in, ledger_app
from ledger_steps import DUE, GAS, UNLICENSED, noticed, opened
from small_city import NOW, TODAY


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return ledger_app(tmp_path)


def listed(browser: Browser, query: str) -> int:
    return browser.get(f"{LEDGER}?{query}").text.count('data-label="状态"')


def test_filters_narrow_the_list(desk: Desk) -> None:
    with desk.begin() as session:
        opened(session, desk.city, GAS, mark="one")
        overdue = opened(session, desk.city, UNLICENSED, mark="two")
        noticed(session, desk.city, overdue)
    wang = desk.signed_in(desk.city.wang)
    assert listed(wang, "") == 2
    assert listed(wang, "state=opened") == 1
    assert listed(wang, "kind=unlicensed") == 1
    assert listed(wang, "category=fire") == 1
    assert listed(wang, f"q={overdue.number}") == 1
    assert listed(wang, "q=100%25") == 0
    assert listed(wang, "overdue=1") == 0
    desk.now = NOW + timedelta(days=7)
    late = desk.signed_in(desk.city.wang)
    assert listed(late, "overdue=1") == 1
    assert "超期1个工作日" in late.get(f"{LEDGER}?overdue=1").text
    assert "没有符合条件的台账事项" in late.get(f"{LEDGER}?state=closed_out").text


def test_the_clock_says_the_time_left_in_words(desk: Desk) -> None:
    item_id = item_in(desk, "notice_issued")
    wang = desk.signed_in(desk.city.wang)
    assert "整改期限：剩4个工作日（11月27日）" in wang.get(f"{LEDGER}{item_id}").text
    desk.now = NOW + (DUE - TODAY)
    assert "今天到期" in desk.signed_in(desk.city.wang).get(f"{LEDGER}{item_id}").text


def test_pdfs_are_to_be_saved_and_belong_to_their_item(desk: Desk) -> None:
    item_id = item_in(desk, "notice_issued")
    notice = detail(desk, item_id).notices[0]
    wang = desk.signed_in(desk.city.wang)
    for path in (f"{item_id}/notices/{notice.id}.pdf", "sheet.pdf?state=all&category=fire&q=小星芽"):
        answer = wang.get(f"{LEDGER}{path}")
        assert answer.data.startswith(b"%PDF"), path
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert wang.get(f"{LEDGER}{item_id + 1}/notices/{notice.id}.pdf").status_code == 404
    far = desk.signed_in(desk.city.far_triage)
    assert far.get(f"{LEDGER}{item_id}/notices/{notice.id}.pdf").status_code == 404


def test_items_elsewhere_are_not_found(desk: Desk) -> None:
    item_id = item_in(desk, "opened")
    for actor in (desk.city.motou, desk.city.chen, desk.city.far_triage):
        browser = desk.signed_in(actor)
        assert browser.get(f"{LEDGER}{item_id}").status_code == 404
        assert listed(browser, "state=all") == 0
    assert desk.signed_in(desk.city.motou).get(f"{LEDGER}{item_id}/notice").status_code == 404


def test_what_people_wrote_is_never_markup(desk: Desk) -> None:
    item_id = item_in(desk, "opened")
    wang = desk.signed_in(desk.city.wang)
    wang.send(f"{LEDGER}{item_id}/notice", {**NOTICE, "service_note": "<b>签收</b>\n<script>"})
    page = wang.get(f"{LEDGER}{item_id}").text
    assert "&lt;b&gt;签收" in page
    assert "<b>签收" not in page


def test_in_english_the_steps_are_english(desk: Desk) -> None:
    item_id = item_in(desk, "notice_issued")
    wang = desk.signed_in(desk.city.wang)
    page = wang.get(f"/en{LEDGER}{item_id}").text
    assert f'href="/en{LEDGER}{item_id}/rectify"' in page
    assert "4 working days left" in page
    assert "整改通知书" not in page.replace("整改通知书-", "")


def test_every_id_that_is_pointed_to_is_on_the_page_once(desk: Desk) -> None:
    open_id = item_in(desk, "filed_up")
    wang, triage = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.triage)
    blank = {"findings-0-premises": "小星芽", "findings-1-premises": "花园村"}
    for page in (
        wang.send("/office/patrols/record", blank).text,
        wang.get("/office/patrols/").text,
        wang.get(LEDGER).text,
        triage.get(f"{LEDGER}{open_id}").text,
        triage.send(f"{LEDGER}{open_id}/coordinate", {"letters-0-department": ""}).text,
        triage.send(f"{LEDGER}{open_id}/hand-over", {}).text,
    ):
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        pointed = " ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page)).split()
        pointed += re.findall(r'<label[^>]*\bfor="([^"]+)"', page) + re.findall(r'href="#([^"]+)"', page)
        assert set(pointed) <= set(ids)
