"""The office's search: grouped, within what each role may read, on every office page."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from small_city import FAR
from tips_desk_sample import Desk, tips_desk

from publishing.kernel.permissions import ROLE_PERMISSIONS, Permission, Role


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """博爱2026-0001 lies with 王海军, 武陟2026-0001 in the county next door."""
    desk = tips_desk(tmp_path_factory.mktemp("search"))
    desk.tip(kindergarten_name="小星芽宝贝之家")
    desk.tip(kindergarten_name="小星芽分园", division_code=FAR)
    yield desk
    desk.database.close()


def search(desk: Desk, who: str, words: str) -> str:
    response = desk.signed_in(desk.city.people[who]).get(f"/office/search/?q={words}")
    assert response.status_code == 200
    return response.text


def test_every_office_page_has_the_box(desk: Desk) -> None:
    page = desk.signed_in(desk.city.wang).get("/office/work/").text
    assert 'action="/office/search/"' in page
    assert 'id="office-q"' in page


@pytest.mark.parametrize("words", ["2026-0001", "小星芽", "花园村", "没见墙上", "月山 无证"])
def test_a_report_is_found_by_number_name_place_and_words(desk: Desk, words: str) -> None:
    page = search(desk, "triage", words)
    assert "博爱2026-0001" in page
    assert "武陟2026-0001" not in page


def test_each_role_finds_what_it_may_read_and_nothing_else(desk: Desk) -> None:
    sees = {"wang": "博爱", "head": "博爱", "triage": "博爱", "leader": "博爱", "far_triage": "武陟"}
    for who, actor in desk.city.people.items():
        page = search(desk, who, "小星芽")
        both = {"博爱", "武陟"} if who == "city_triage" else {sees[who]} if who in sees else set()
        assert {county for county in ("博爱", "武陟") if f"{county}2026-0001" in page} == both, who
        reads_tips = Permission.TIP_READ in ROLE_PERMISSIONS[actor.role]
        assert ('id="tips"' in page) == bool(both), who
        assert reads_tips or "举报线索" not in page.split("<main")[1], who


def test_people_are_found_in_ones_own_part_of_the_line(desk: Desk) -> None:
    page = search(desk, "triage", "王海军")
    assert "月山镇中心校" in page
    assert f"/office/tips/?person={desk.city.wang.user_id}" in page
    assert 'id="people"' not in search(desk, "far_triage", "王海军")
    assert 'id="people"' not in search(desk, "hotline", "王海军")
    assert "/office/people/" in search(desk, "admin", "王海军")


def test_what_names_nothing_says_so_and_an_empty_box_asks(desk: Desk) -> None:
    assert "没有找到。" in search(desk, "triage", "查无此物")
    assert "在页面上方的框里写要找的内容" in search(desk, "triage", "")


def test_what_was_typed_is_never_markup_and_bad_bytes_are_no_fault(desk: Desk) -> None:
    page = search(desk, "triage", "<b>'%22%00_%25")
    assert "<b>'" not in page
    assert "没有找到。" in page


def test_the_results_are_in_english_too(desk: Desk) -> None:
    page = desk.signed_in(desk.city.triage).get("/en/office/search/?q=小星芽").text
    assert "Results for" in page
    assert 'action="/en/office/search/"' in page


def test_kindergartens_are_found_by_the_registers_own_search(
    signed_in: Callable[[Role], FlaskClient],
) -> None:
    page = signed_in(Role.COUNTY_TRIAGE).get("/office/search/?q=月山镇幼儿园").text
    assert 'id="kindergartens"' in page
    assert 'href="/kindergartens/' in page
