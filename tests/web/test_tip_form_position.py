"""Marking the position without script: pasted, understood, proposed, doubted, changed and taken back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_sample import BOAI, SEEN, WHERE, WUZHI, Reporter, World, open_world

from intake.tips.locating import Position, positions_of
from portal.app import create_app
from publishing.divisions.outlines import packaged_outlines

HERE = "35.17234,113.06178"
"""In 博爱县, as GPS has it."""
IN_WUZHI = "35.04123,113.39456"
FAR = "34.74780,113.61929"
PAGE = "/report/where/position"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    reporter = world.reporter()
    reporter.begin()
    reporter.post("/report/what", {"categories": ["fire"]})
    return reporter


def kept(world: World) -> Position | None:
    with world.database.read() as session:
        return positions_of(session, [world.tip().id]).get(world.tip().id)


def go_on(reporter: Reporter, where: dict[str, object]) -> None:
    """From the place to the check."""
    reporter.post("/report/where", where)
    reporter.post("/report/seen", {"text": SEEN})
    reporter.world.pass_time(minutes=3)


def test_a_pasted_position_proposes_its_county_and_goes_with_the_tip(
    world: World, reporter: Reporter
) -> None:
    answer = reporter.post(PAGE, {"text": HERE, "datum": "wgs84"})
    assert answer.location == "/report/where?placed=1"
    page = reporter.text(answer.location)
    assert f'value="{BOAI}" selected' in page
    assert "县（市、区）按位置先选上了，不对请改。" in page
    go_on(reporter, WHERE)
    check = reporter.text("/report/check")
    assert HERE in check
    assert "在博爱县一带" in check
    assert "请核对" not in check.split("名单核对")[0].replace("提交前请核对", "")
    reporter.send()
    assert kept(world) == Position(latitude=35.17234, longitude=113.06178, way="typed", datum="wgs84")


def test_a_link_says_its_datum_itself(world: World, reporter: Reporter) -> None:
    link = "https://uri.amap.com/marker?position=113.068286,35.171934&name=x"
    assert reporter.post(PAGE, {"text": link}).status_code == 303
    go_on(reporter, WHERE)
    reporter.send()
    assert kept(world) == Position(latitude=35.17234, longitude=113.06178, way="typed", datum="gcj02")


def test_bare_numbers_are_asked_about_and_kept_while_asking(world: World, reporter: Reporter) -> None:
    asked = reporter.post(PAGE, {"text": HERE})
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "这个坐标是从哪里来的？" in page
    assert page.count("请选择坐标是从哪里来的；不清楚也请选上") == 2
    assert HERE in page
    assert reporter.post(PAGE, {"text": HERE, "datum": "unknown"}).status_code == 303
    go_on(reporter, WHERE)
    reporter.send()
    position = kept(world)
    assert position is not None
    assert position.datum == "unknown"
    # read as a map app's: some hundred metres from what GPS would mean by these numbers
    assert position.longitude == pytest.approx(113.0553, abs=1e-3)


def test_the_page_asks_nothing_before_there_is_something_to_ask(reporter: Reporter) -> None:
    assert "这个坐标是从哪里来的？" not in reporter.text(PAGE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "请粘贴坐标或地图链接，例如35.17012,113.06034"),
        ("花园村大队院东边", "没有找到坐标。请写“纬度,经度”"),
        ("https://surl.amap.com/4xkJ2", "这个链接里没有坐标。请打开它"),
        ("https://map.baidu.com/@12586098.5,4173245.1,15z", "百度地图网页的地址不是经纬度。"),
        ("48.85837,2.29448", "这个坐标不在国内。"),
        (f"{HERE} {IN_WUZHI}", "这里有几个不同的坐标。请只留下一个"),
    ],
)
def test_what_is_no_position_is_refused_with_what_to_do(reporter: Reporter, text: str, said: str) -> None:
    answer = reporter.post(PAGE, {"text": text})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count(said) == 2
    assert "这个坐标是从哪里来的？" not in page
    assert "<title>错误：" in page
    assert not text or text in page.replace("&amp;", "&")


def test_words_that_were_begun_wait_while_the_position_is_marked(reporter: Reporter) -> None:
    begun = {"county": BOAI, "town": "月山镇花园村", "detail": "大队院", "go": "position"}
    assert reporter.post("/report/where", begun).location == PAGE
    answer = reporter.post(PAGE, {"text": HERE, "datum": "wgs84"})
    page = reporter.text(answer.location)
    assert 'value="月山镇花园村"' in page
    assert "大队院</textarea>" in page


def test_with_a_position_words_around_it_are_not_needed(world: World, reporter: Reporter) -> None:
    without = reporter.post("/report/where", {"county": BOAI})
    assert without.status_code == 422
    reporter.post(PAGE, {"text": HERE, "datum": "wgs84"})
    assert reporter.post("/report/where", {"county": BOAI}).location == "/report/where/list?unread=1"
    assert reporter.post("/report/where/list", {"township": "unknown"}).location == "/report/seen"
    reporter.post("/report/seen", {"text": SEEN})
    world.pass_time(minutes=3)
    assert "没有填写" in reporter.text("/report/check")
    assert reporter.send().location == "/report/sent"
    assert (world.tip().division_code, world.tip().hold) == (BOAI, "place")


def test_not_knowing_the_county_sends_it_where_the_position_lies(world: World, reporter: Reporter) -> None:
    reporter.post(PAGE, {"text": IN_WUZHI, "datum": "wgs84"})
    go_on(reporter, {"county": "unknown"})
    assert "先按位置送到武陟县，由教育局核对" in reporter.text("/report/check")
    reporter.send()
    tip = world.tip()
    assert (tip.division_code, tip.place_certainty, tip.hold) == (WUZHI, "unknown", "place")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (IN_WUZHI, "位置在武陟县，您选的是博爱县，请核对。"),
        (FAR, "位置不在焦作市的范围里，请核对。"),
    ],
)
def test_a_position_elsewhere_is_doubted_and_never_stops_the_report(
    world: World, reporter: Reporter, text: str, said: str
) -> None:
    reporter.post(PAGE, {"text": text, "datum": "wgs84"})
    go_on(reporter, WHERE)
    assert said in reporter.text("/report/check")
    assert reporter.send().location == "/report/sent"
    assert world.tip().state == "assigned"


def test_a_position_can_be_taken_back(world: World, reporter: Reporter) -> None:
    reporter.post(PAGE, {"text": HERE, "datum": "wgs84"})
    assert HERE in reporter.text(PAGE)
    assert reporter.post(PAGE, {"go": "remove"}).location == "/report/where"
    go_on(reporter, WHERE)
    assert "没有标出" in reporter.text("/report/check")
    reporter.send()
    assert kept(world) is None


def test_from_the_check_page_it_leads_back_there(reporter: Reporter) -> None:
    go_on(reporter, WHERE)
    assert f"{PAGE}?then=check" in reporter.text("/report/check")
    changed = reporter.post(f"{PAGE}?then=check", {"text": HERE, "datum": "wgs84"})
    assert changed.location == "/report/check"


@pytest.mark.parametrize("way", ["map", "device"])
def test_the_phone_and_our_map_speak_wgs84(world: World, reporter: Reporter, way: str) -> None:
    assert reporter.post(PAGE, {"text": HERE, "way": way}).status_code == 303
    go_on(reporter, WHERE)
    reporter.send()
    assert kept(world) == Position(latitude=35.17234, longitude=113.06178, way=way, datum="wgs84")


def test_an_unknown_way_counts_as_typed(reporter: Reporter) -> None:
    assert reporter.post(PAGE, {"text": HERE, "way": "telepathy"}).status_code == 422


def test_another_browser_does_not_see_the_position(world: World, reporter: Reporter) -> None:
    reporter.post(PAGE, {"text": HERE, "datum": "wgs84"})
    other = world.reporter()
    other.begin()
    other.post("/report/what", {"categories": ["fire"]})
    assert HERE not in other.text(PAGE)


def test_only_this_page_may_ask_the_browser_where_it_is(reporter: Reporter) -> None:
    assert "geolocation=(self)" in reporter.get(PAGE).headers["Permissions-Policy"]
    refused = reporter.post(PAGE, {"text": "nothing"})
    assert "geolocation=(self)" in refused.headers["Permissions-Policy"]
    for path in ("/report/where", "/report/what", "/"):
        assert "geolocation=()" in reporter.get(path).headers["Permissions-Policy"]


def test_without_map_pictures_no_map_is_offered(reporter: Reporter) -> None:
    answer = reporter.get(PAGE)
    page = answer.get_data(as_text=True)
    assert "打开地图" not in page
    assert "leaflet" not in page
    assert "img-src 'self';" in answer.headers["Content-Security-Policy"]


def test_with_map_pictures_this_page_may_load_them_and_nothing_else_may(tmp_path: Path) -> None:
    with open_world(tmp_path) as plain:
        tiles = "https://t{s}.tiles.example.cn/{z}/{x}/{y}"
        settings = replace(plain.settings, map_tiles=tiles, map_attribution="审图号：GS（2026）0000号")
        app = create_app(settings, database=plain.database, clock=plain.clock)
        reporter = replace(plain, app=app).reporter()
        reporter.begin()
        reporter.post("/report/what", {"categories": ["fire"]})
        answer = reporter.get(PAGE)
        policy = answer.headers["Content-Security-Policy"]
        hosts = " ".join(f"https://t{n}.tiles.example.cn" for n in range(8))
        assert f"; img-src 'self' {hosts}; " in policy
        assert policy.replace(f" {hosts}", "") == reporter.get("/").headers["Content-Security-Policy"]
        assert "审图号：GS（2026）0000号" in answer.get_data(as_text=True)
        assert "example.cn" not in reporter.get("/report/where").headers["Content-Security-Policy"]


def test_the_outlines_stay_on_the_server(reporter: Reporter) -> None:
    reporter.post(PAGE, {"text": HERE, "datum": "wgs84"})
    corners = {f"{corner[0]}" for outline in packaged_outlines() for corner in outline.polygons[0][0]}
    for path in (PAGE, "/report/where"):
        page = reporter.text(path)
        assert not [corner for corner in corners if corner in page]
    assert reporter.get("/static/build/jiaozuo_counties.geojson").status_code == 404


def test_words_with_quotes_reach_script_whole_in_english(reporter: Reporter) -> None:
    found = re.search(r'data-found="([^"]*)"', reporter.text(f"/en{PAGE}"))
    assert found is not None
    assert found[1].endswith("when you choose &#34;Use this position&#34;.")
