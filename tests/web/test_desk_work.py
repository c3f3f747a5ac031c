"""我的待办 and the clocks on it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tips_desk_sample import NOTHING_KNOWN, Desk, tips_desk

from intake.desk.work_clocks import group_of, left

MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def test_the_office_begins_with_ones_work(desk: Desk) -> None:
    response = desk.signed_in(desk.city.triage).get("/office/")
    assert response.status_code == 302
    assert response.location.endswith("/office/work/")


def test_a_tip_stands_on_the_list_of_the_one_whose_step_is_next(desk: Desk) -> None:
    desk.tip()
    assert "博爱2026-0001" in desk.signed_in(desk.city.wang).get("/office/work/").text
    assert "博爱2026-0001" not in desk.signed_in(desk.city.chen).get("/office/work/").text


def test_harm_to_a_child_is_due_today_urgent_and_told_so(desk: Desk) -> None:
    desk.tip(categories=("child_harm",))
    page = desk.signed_in(desk.city.triage).get("/office/work/").text
    assert "今天到期 1" in page
    assert "紧急　已接收" in page
    assert "马上受理，并告知县级负责人" in page


def test_an_overdue_tip_comes_first(desk: Desk) -> None:
    desk.tip()
    desk.now += timedelta(days=9)
    desk.tip()
    page = desk.signed_in(desk.city.wang).get("/office/work/").text
    assert page.index("超期 1") < page.index("博爱2026-0001") < page.index("博爱2026-0002")


def test_the_kind_stands_in_the_address(desk: Desk) -> None:
    desk.tip(categories=("child_harm",))
    triage = desk.signed_in(desk.city.triage)
    assert "博爱2026-0001" in triage.get("/office/work/?kind=accept").text
    other = triage.get("/office/work/?kind=review").text
    assert "博爱2026-0001" not in other
    assert "“要我审核”里现在没有事项。" in other


def test_a_tip_of_unknown_place_is_said_to_have_none(desk: Desk) -> None:
    desk.tip(**NOTHING_KNOWN)
    page = desk.signed_in(desk.city.city_triage).get("/office/work/").text
    assert "地点不明" in page
    assert "先确定地点" in page


@pytest.mark.parametrize(
    ("who", "link"),
    [("hotline", "/office/phone/record"), ("custodian", "/office/identities/"), ("admin", "/office/people/")],
)
def test_who_handles_no_tips_is_shown_what_there_is_to_do(desk: Desk, who: str, link: str) -> None:
    page = desk.signed_in(desk.city.people[who]).get("/office/work/").text
    assert "您可以做的事" in page
    assert f'href="{link}"' in page
    assert "现在没有等您办理的事项" not in page


def test_an_empty_list_says_so(desk: Desk) -> None:
    assert "现在没有等您办理的事项。" in desk.signed_in(desk.city.wang).get("/office/work/").text


@pytest.mark.parametrize(
    ("due", "words", "group"),
    [
        (MONDAY, "今天", "today"),
        (MONDAY + timedelta(days=3), "剩3个工作日", "week"),
        (MONDAY + timedelta(days=7), "剩5个工作日", "later"),
        (MONDAY - timedelta(days=3), "超期1个工作日", "over"),
        (None, "尽快", "today"),
    ],
)
def test_the_time_left_is_said_in_words(desk: Desk, due: date | None, words: str, group: str) -> None:
    with desk.app.test_request_context():
        assert left(due, MONDAY).text == words
    assert group_of(due, MONDAY) == group


def test_a_day_that_passed_over_the_weekend_is_overdue_without_a_working_day(desk: Desk) -> None:
    with desk.app.test_request_context():
        assert left(MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)).text == "已超期"
