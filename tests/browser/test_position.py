"""Marking the position and asking the register, on a telephone's screen: without script, and with it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import steps
from axe_playwright_python.sync_playwright import Axe
from demo_city import settings_in
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from portal.app import create_app
from publishing.divisions.positions import Datum, Point, from_wgs84
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database
from publishing.registry.queries import list_kindergartens
from publishing.registry.rules import LicenceStatus

PHONE = {"width": 390, "height": 844}
HERE = Point(latitude=35.17234, longitude=113.06178)
"""In 博爱县."""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def begin(page: Page) -> None:
    """A report up to the question of the place."""
    page.goto("/report/")
    steps.press(page, "开始举报")
    steps.say_what(page, "消防")


def fits(page: Page) -> None:
    """Nothing scrolls sideways, and everybody can use it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_pasted_link_finds_its_county_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    begin(page)
    steps.press(page, "用坐标或地图标出位置")
    steps.see(page, "标出位置（选填）", "不要标您自己的家")
    assert not page.get_by_text("只有您现在就站在").is_visible()
    page.get_by_label("坐标或地图链接").fill("35.1723,113.0617 100米")
    steps.press(page, "用这个位置")
    steps.see(page, "还差1处没有填好", "这个坐标是从哪里来的？")
    shifted = from_wgs84(HERE, Datum.GCJ02)
    link = f"https://uri.amap.com/marker?position={shifted.longitude:.6f},{shifted.latitude:.6f}&name=x"
    page.get_by_label("坐标或地图链接").fill(link)
    steps.press(page, "用这个位置")
    steps.see(page, HERE.text, "县（市、区）按位置先选上了，不对请改。")
    county = page.get_by_label("县（市、区）")
    assert county.locator("option:checked").inner_text() == "博爱县"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    county.select_option(label="修武县")
    steps.press(page, "继续")
    page.get_by_label("乡镇（办事处）").select_option(label="不清楚")
    steps.press(page, "列出村（社区）")
    page.get_by_label("看到的情况").fill("楼梯间堆着煤气罐")
    steps.press(page, "继续")
    steps.press(page, "继续")
    steps.press(page, "继续")
    steps.see(page, HERE.text, "位置在博爱县，您选的是修武县，请核对。")
    context.close()


@pytest.fixture
def licensed(demo_home: Path) -> str:
    """The name of a kindergarten of 博爱县 that is licensed and like no other."""
    database = Database(settings_in(demo_home).database_url)
    with database.read() as session:
        found, _total = list_kindergartens(
            session, county_code="410822000000", status=LicenceStatus.LICENSED, today=local_day(utc_now())
        )
    database.close()
    return max((value.facts.name for value in found), key=len)


def test_the_register_answers_while_the_name_is_typed(browser: Browser, site: str, licensed: str) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/report/")
    steps.press(page, "开始举报")
    steps.say_what(page, "无证幼儿园")
    page.get_by_label("县（市、区）").select_option(label="博爱县")
    page.get_by_label("乡镇（办事处）或村、社区").fill("月山镇花园村")
    page.get_by_label("具体位置").fill("大队院东边")
    steps.press(page, "继续")
    page.get_by_label("看到的情况").fill("楼梯间堆着煤气罐")
    page.get_by_label("幼儿园叫什么名字？").press_sequentially(licensed)
    answer = page.locator("#matches")
    expect(answer).to_contain_text(f"名单里有“{licensed}”")
    assert {url for url in asked if "matches" in url} == {f"{site}/report/matches"}
    fits(page)
    answer.get_by_role("button", name="就是这一所").first.click()
    steps.see(page, "这所有证。您反映的是它的安全问题吗？")
    fits(page)
    page.get_by_label("是，反映里面的问题").check()
    steps.press(page, "继续")
    steps.see(page, "请勾选它有什么问题")
    steps.say_what(page, "消防")
    page.goto("/report/seen")
    expect(page.get_by_label("看到的情况")).to_have_value("楼梯间堆着煤气罐")
    expect(page.get_by_label("幼儿园叫什么名字？")).to_have_value(licensed)
    assert complaints == []
    context.close()


def test_the_telephones_position_fills_the_field_and_keeps_nothing_by_itself(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(
        base_url=site,
        viewport=PHONE,  # type: ignore[arg-type]
        permissions=["geolocation"],
        geolocation={"latitude": HERE.latitude, "longitude": HERE.longitude, "accuracy": 12},
    )
    page = context.new_page()
    begin(page)
    steps.press(page, "用坐标或地图标出位置")
    steps.see(page, "只有您现在就站在那所幼儿园门口，才用手机定位")
    fits(page)
    steps.press(page, "用手机定位")
    steps.see(page, "误差约12米")
    expect(page.get_by_label("坐标或地图链接")).to_have_value(HERE.text)
    page.goto("/report/where")
    assert HERE.text not in page.content()
    page.goto("/report/where/position")
    steps.press(page, "用手机定位")
    steps.see(page, "误差约12米")
    steps.press(page, "用这个位置")
    steps.see(page, HERE.text, "（手机定位）")
    context.close()


def test_a_telephone_that_may_not_tell_says_what_to_do(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    begin(page)
    steps.press(page, "用坐标或地图标出位置")
    steps.press(page, "用手机定位")
    steps.see(page, "没有得到定位许可")
    context.close()


class _Tiles(BaseHTTPRequestHandler):
    """One grey pixel for every picture that is asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@pytest.fixture
def mapped(demo_home: Path, chromium: str) -> Iterator[tuple[str, str]]:
    """The address of a site with map pictures, and theirs."""
    tiles = ThreadingHTTPServer(("127.0.0.1", 0), _Tiles)
    pictures = f"http://127.0.0.1:{tiles.server_address[1]}"
    settings = replace(
        settings_in(demo_home),
        map_tiles=f"{pictures}/vec/{{z}}/{{x}}/{{y}} {pictures}/cva/{{z}}/{{x}}/{{y}}",
        map_attribution="测试地图 审图号：GS（2026）0000号",
    )
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threads = [threading.Thread(target=each.serve_forever) for each in (tiles, server)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{server.server_port}", pictures
    for each in (server, tiles):
        each.shutdown()
        each.server_close()
    for thread in threads:
        thread.join()
    app.extensions["mingyuan.database"].close()


def open_map(context: BrowserContext, complaints: list[str], asked: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    begin(page)
    steps.press(page, "用坐标或地图标出位置")
    return page


def test_a_pin_is_put_by_keyboard_on_a_map_that_is_opened_first(
    browser: Browser, mapped: tuple[str, str]
) -> None:
    address, pictures = mapped
    complaints: list[str] = []
    asked: list[str] = []
    context = browser.new_context(base_url=address, viewport=PHONE)  # type: ignore[arg-type]
    page = open_map(context, complaints, asked)
    steps.see(page, "打开后，对方能看到您的网络地址")
    assert not [url for url in asked if url.startswith(pictures)]
    page.get_by_role("button", name="打开地图").press("Enter")
    expect(page.locator(".ming-map")).to_be_focused()
    expect(page.locator(".ming-map")).to_contain_text("审图号：GS（2026）0000号")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="把图钉放在地图中心").press("Enter")
    steps.see(page, "已经标在")
    first = page.get_by_label("坐标或地图链接").input_value()
    fits(page)
    page.locator(".ming-map").click(position={"x": 60, "y": 60})
    expect(page.get_by_label("坐标或地图链接")).not_to_have_value(first)
    marked = page.get_by_label("坐标或地图链接").input_value()
    steps.press(page, "用这个位置")
    steps.see(page, marked, "（您在地图上标的）")
    assert [url for url in asked if url.startswith(pictures)]
    assert {url.split("/")[2] for url in asked} == {address.split("/")[2], pictures.split("/")[2]}
    assert complaints == []
    context.close()


def test_numbers_typed_over_the_pin_are_asked_about(browser: Browser, mapped: tuple[str, str]) -> None:
    context = browser.new_context(base_url=mapped[0], viewport=PHONE)  # type: ignore[arg-type]
    page = open_map(context, [], [])
    page.get_by_role("button", name="打开地图").click()
    page.get_by_role("button", name="把图钉放在地图中心").click()
    page.get_by_label("坐标或地图链接").fill(HERE.text)
    steps.press(page, "用这个位置")
    steps.see(page, "这个坐标是从哪里来的？")
    context.close()
