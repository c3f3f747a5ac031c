"""责任区 in the office: the list and its filters, one grid, and the report of gaps and overlaps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import COUNTY, NOW, TODAY, City
from tips_desk_sample import Browser, Desk, tips_desk

from intake.grid.assigning import set_supervisor
from publishing.kernel.identity import SYSTEM

LIST = "/office/grids/"
REPORT = "/office/grids/coverage"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Nobody writes here: the tests share it."""
    home: Path = tmp_path_factory.mktemp("grids")
    desk = tips_desk(home)
    with desk.database.begin() as session:
        set_supervisor(session, desk.city.grids["chen"], None, on=TODAY, actor=SYSTEM, now=NOW)
    yield desk
    desk.database.close()


@pytest.fixture(scope="module")
def city(desk: Desk) -> City:
    return desk.city


def seen(desk: Desk, who: str) -> Browser:
    return desk.signed_in(desk.city.people[who])


def main(page: str) -> str:
    return page.split("<main", 1)[1]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("wang", ("月山镇第3责任区",)),
        ("chen", ()),
        ("head", ("月山镇第3责任区", "月山镇第4责任区")),
        ("motou_head", ("磨头镇第1责任区",)),
        ("triage", ("月山镇第3责任区", "月山镇第4责任区", "磨头镇第1责任区")),
        ("leader", ("月山镇第3责任区", "月山镇第4责任区", "磨头镇第1责任区")),
        ("far_triage", ()),
        ("auditor", ("月山镇第3责任区", "月山镇第4责任区", "磨头镇第1责任区")),
        ("admin", ("月山镇第3责任区", "月山镇第4责任区", "磨头镇第1责任区")),
    ],
)
def test_everybody_sees_the_grids_of_their_own_place(desk: Desk, who: str, names: tuple[str, ...]) -> None:
    page = main(seen(desk, who).get(LIST).text)
    every = ("月山镇第3责任区", "月山镇第4责任区", "磨头镇第1责任区")
    assert tuple(name for name in every if name in page) == names


@pytest.mark.parametrize(
    ("who", "grid", "status"),
    [
        ("wang", "wang", 200),
        ("wang", "motou", 404),
        ("wang", "chen", 404),
        ("chen", "chen", 200),
        ("head", "chen", 200),
        ("head", "motou", 404),
        ("triage", "motou", 200),
        ("far_triage", "wang", 404),
        ("auditor", "wang", 200),
        ("editor", "wang", 403),
        ("hotline", "wang", 403),
    ],
)
def test_a_grid_outside_ones_place_is_not_there(desk: Desk, who: str, grid: str, status: int) -> None:
    assert seen(desk, who).get(f"{LIST}{desk.city.grids[grid]}").status_code == status


def test_the_filters_stand_in_the_address(desk: Desk) -> None:
    triage = seen(desk, "triage")
    vacant = main(triage.get(f"{LIST}?duty=vacant").text)
    assert "月山镇第4责任区" in vacant
    assert "月山镇第3责任区" not in vacant
    assert "花园村" in main(triage.get(f"{LIST}?q=花园").text)
    assert "没有符合条件的责任区" in triage.get(f"{LIST}?q=不存在的村").text
    assert "这里还没有划分责任区" in seen(desk, "far_triage").get(LIST).text
    assert "没有符合条件的责任区" in triage.get(f"{LIST}?on=2025-06-01").text
    assert triage.get(f"{LIST}?on=not-a-day&page=99&duty=no&township=no").status_code == 200


def test_the_page_of_a_grid_says_who_answered_for_it_and_when(desk: Desk) -> None:
    page = seen(desk, "triage").get(f"{LIST}{desk.city.grids['chen']}").text
    assert "这个责任区现在无人负责" in page
    assert "2026年1月1日至2026年11月22日" in page
    assert "后乔村" in page
    assert "党员" in seen(desk, "triage").get(f"{LIST}{desk.city.grids['wang']}").text


def test_the_report_names_gaps_and_blind_spots_by_place(desk: Desk) -> None:
    county = main(seen(desk, "triage").get(REPORT).text)
    assert "盲点：月山镇第4责任区空缺" in county
    assert "死角：" not in county
    city = main(seen(desk, "auditor").get(REPORT).text)
    assert "武陟县" in city
    far = main(seen(desk, "auditor").get(f"{REPORT}?county=410823000000").text)
    assert "死角：没有归入责任区" in far
    assert "和平社区" in far
    assert "没有死角，没有盲点" in main(seen(desk, "motou_head").get(REPORT).text)
    # another county's code is none that one may choose
    assert "和平社区" not in main(seen(desk, "triage").get(f"{REPORT}?county=410823000000").text)
    assert seen(desk, "wang").get(REPORT).status_code == 404


@pytest.mark.parametrize("path", [LIST, REPORT, f"{REPORT}?county={COUNTY}"])
def test_the_pages_speak_english(desk: Desk, path: str) -> None:
    page = seen(desk, "auditor").get(f"/en{path}").text
    assert "Gaps and overlaps" in page
    assert "死角" not in main(page)
