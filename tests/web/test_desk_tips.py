"""The list of tips, the page of a case, its photos, and standing aside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import FAR, HUAYUAN, TOWNSHIP
from tips_desk_sample import Desk, small_photo, tips_desk

from intake.tips.locating import Position


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def test_the_list_holds_only_what_is_visible(desk: Desk) -> None:
    desk.tip()
    desk.tip(division_code=FAR)
    page = desk.signed_in(desk.city.triage).get("/office/tips/").text
    assert "博爱2026-0001" in page
    assert "武陟2026-0001" not in page


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("state=open", True),
        ("state=done", False),
        ("state=assigned", True),
        ("state=received", False),
        ("category=unlicensed", True),
        ("category=fire", False),
        ("q=2026-0001", True),
        ("q=小星芽", True),
        ("q=大太阳", False),
    ],
)
def test_the_filters_stand_in_the_address(desk: Desk, query: str, there: bool) -> None:
    desk.tip(kindergarten_name="小星芽宝贝之家")
    page = desk.signed_in(desk.city.triage).get(f"/office/tips/?{query}").text
    assert ("博爱2026-0001" in page) is there
    assert ("没有符合条件的举报。" in page) is not there


def test_the_list_goes_on_on_a_second_page_and_no_further(desk: Desk) -> None:
    for _ in range(31):
        desk.tip()
    triage = desk.signed_in(desk.city.triage)
    assert "博爱2026-0001" not in triage.get("/office/tips/").text
    assert "博爱2026-0001" in triage.get("/office/tips/?page=2").text
    assert triage.get("/office/tips/?page=3").status_code == 404


def test_a_case_shows_the_report_masked_and_the_reason_for_who_answers(desk: Desk) -> None:
    tip = desk.tip(text="里头有二十多个孩子，联系我13812345678")
    page = desk.signed_in(desk.city.wang).get(f"/office/tips/{tip}").text
    assert '<span class="ming-cell">［电话］</span>' in page
    assert "13812345678" not in page
    assert "花园村属月山镇第3责任区" in page


def test_what_a_reporter_wrote_is_never_markup(desk: Desk) -> None:
    tip = desk.tip(text="<b>里头有二十多个孩子</b>", kindergarten_name="<i>星</i>")
    page = desk.signed_in(desk.city.wang).get(f"/office/tips/{tip}").text
    assert "<b>里头" not in page
    assert "<i>星" not in page


@pytest.mark.parametrize("who", ["chen", "motou_head", "far_triage"])
def test_who_is_outside_gets_a_404_for_the_case_and_each_of_its_pages(desk: Desk, who: str) -> None:
    tip = desk.tip()
    browser = desk.signed_in(desk.city.people[who])
    for path in ("", "/start", "/report", "/recuse"):
        assert browser.get(f"/office/tips/{tip}{path}").status_code == 404, path


def test_an_officer_named_in_the_report_does_not_see_it(desk: Desk) -> None:
    tip = desk.tip(text="王海军家开的，二十多个孩子，没有证。")
    assert desk.signed_in(desk.city.wang).get(f"/office/tips/{tip}").status_code == 404
    assert "举报中提到本人" in desk.signed_in(desk.city.triage).get(f"/office/tips/{tip}").text


def test_standing_aside_takes_the_case_away_and_gives_it_to_the_next(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    response = wang.send(f"/office/tips/{tip}/recuse", {})
    assert response.status_code == 303
    assert "已登记回避" in wang.get("/office/work/").text
    assert wang.get(f"/office/tips/{tip}").status_code == 404
    assert "刘建国" in desk.signed_in(desk.city.head).get(f"/office/tips/{tip}").text


def test_a_photo_goes_out_as_a_sandboxed_download_to_who_may_see_the_tip(desk: Desk) -> None:
    tip = desk.tip(photos=(small_photo(),))
    wang = desk.signed_in(desk.city.wang)
    assert f"/office/tips/{tip}/photos/1" in wang.get(f"/office/tips/{tip}").text
    response = wang.get(f"/office/tips/{tip}/photos/1")
    assert response.data == small_photo().jpeg
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert desk.signed_in(desk.city.chen).get(f"/office/tips/{tip}/photos/1").status_code == 404


def test_a_photo_is_not_found_under_another_tip(desk: Desk) -> None:
    desk.tip(photos=(small_photo(),))
    other = desk.tip()
    assert desk.signed_in(desk.city.wang).get(f"/office/tips/{other}/photos/1").status_code == 404


def test_the_next_steps_are_those_of_the_table(desk: Desk) -> None:
    tip = desk.tip(categories=("child_harm",))
    page = desk.signed_in(desk.city.triage).get(f"/office/tips/{tip}").text
    offered = [code for code in ("accept", "decline", "transfer", "merge") if f'id="act-{code}"' in page]
    assert offered == ["accept", "decline", "transfer", "merge"]
    assert 'id="act-report"' not in page
    leader = desk.signed_in(desk.city.leader).get(f"/office/tips/{tip}").text
    assert 'id="act-' not in leader
    assert "没有等您办的步骤" in leader


def test_a_case_reads_in_english(desk: Desk) -> None:
    tip = desk.tip()
    page = desk.signed_in(desk.city.wang).get(f"/en/office/tips/{tip}").text
    assert "What happened" in page
    assert f'action="/en/office/tips/{tip}/start"' in page


def test_a_position_stands_ready_for_every_map_app(desk: Desk) -> None:
    position = Position(latitude=35.17012, longitude=113.06034, way="photo", datum="wgs84")
    page = desk.signed_in(desk.city.triage).get(f"/office/tips/{desk.tip(position=position)}").text
    for shown in (
        "35.17012,113.06034",
        "高德、腾讯、苹果地图",
        "百度地图",
        "在博爱县一带",
        "照片里的拍摄位置",
    ):
        assert shown in page
    assert "35.16971,113.06684" in page
    assert "有的国产手机在照片里写的是偏移后的坐标，可能差几百米。" in page
    assert "与举报的县（市、区）不一致" not in page


def test_a_position_that_speaks_against_the_place_is_pointed_out(desk: Desk) -> None:
    position = Position(latitude=35.04123, longitude=113.39456, way="typed", datum="unknown")
    page = desk.signed_in(desk.city.triage).get(f"/office/tips/{desk.tip(position=position)}").text
    assert "在武陟县一带" in page
    assert "与举报的县（市、区）不一致，以核实的地点为准。" in page
    assert "举报人不清楚坐标是哪种地图的，可能差几百米。" in page


def test_a_tip_without_a_position_says_nothing_of_it(desk: Desk) -> None:
    page = desk.signed_in(desk.city.triage).get(f"/office/tips/{desk.tip()}").text
    assert "百度地图" not in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=下周", "“收到日期从”要写成日期"),
        ("until=2026-02-30", "“收到日期到”要写成日期"),
        ("since=2026-11-20&until=2026-11-10", "“收到日期到”早于“收到日期从”"),
    ],
)
def test_a_day_that_is_none_is_said_and_kept(desk: Desk, query: str, sentence: str) -> None:
    response = desk.signed_in(desk.city.triage).get(f"/office/tips/?q=花园&{query}")
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="花园"' in response.text


def test_the_list_offers_the_places_below_ones_own_and_the_people_who_hold_tips(desk: Desk) -> None:
    desk.tip()
    county = desk.signed_in(desk.city.triage).get("/office/tips/").text
    assert f'<option value="{TOWNSHIP}">月山镇</option>' in county
    assert f'<option value="{desk.city.wang.user_id}">王海军</option>' in county
    assert "花园村</option>" not in county
    opened = desk.signed_in(desk.city.triage).get(f"/office/tips/?place={TOWNSHIP}").text
    assert f'<option value="{HUAYUAN}">　花园村</option>' in opened
    officer = desk.signed_in(desk.city.wang).get("/office/tips/").text
    assert 'name="person"' not in officer
    elsewhere = desk.signed_in(desk.city.triage).get(f"/office/tips/?place={FAR}").text
    assert "博爱2026-0001" in elsewhere
