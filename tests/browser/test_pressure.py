"""Many reports at once, in a browser: with script the report goes on without waiting, without script it is
received all the same and waits for a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import steps
from axe_playwright_python.sync_playwright import Axe
from demo_city import settings_in
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from portal.app import create_app
from portal.bench.tips import OLD_ENOUGH
from portal.limits import EVERYBODY, tip_site
from publishing.kernel.db import Database
from publishing.kernel.web import counts

SEEN = "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。"


@pytest.fixture
def pressure(site: str, demo_home: Path) -> Iterator[None]:
    """More reports than usual. The server is another process: both count in the same file."""
    app = create_app(settings_in(demo_home))
    with app.test_request_context("/"):
        for _report in range(40):
            counts().hit(tip_site(), EVERYBODY)
    yield
    app.extensions["mingyuan.limits"]._shared.limiter.storage.reset()
    app.extensions["mingyuan.database"].close()


@pytest.fixture
def complaints() -> list[str]:
    return []


def visitor(browser: Browser, site: str, complaints: list[str], *, script: bool) -> Page:
    context = browser.new_context(
        base_url=site, java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(20_000)
    return page


def fill_in(page: Page, sign: str) -> BrowserContext:
    """Everything up to the check, at a person's pace: a quick machine fills six pages in so few seconds that
    the report would be held as a program's, and not for what a test looks at."""
    page.goto(f"/report/?name={sign}")
    steps.press(page, "开始举报")
    steps.say_what(page, "无证幼儿园")
    steps.say_where_from_lists(page)
    steps.say_what_was_seen(page, SEEN, name=sign)
    steps.press(page, "继续")
    page.wait_for_timeout(OLD_ENOUGH * 1000)
    steps.press(page, "继续")
    steps.see(page, "提交前请核对")
    return page.context


def hold_of(demo_home: Path, sign: str) -> str:
    database = Database(settings_in(demo_home).database_url)
    with database.read() as session:
        found = session.scalar(text("SELECT hold FROM tips WHERE kindergarten_name = :sign"), {"sign": sign})
    database.close()
    return str(found)


@pytest.mark.usefixtures("pressure")
def test_with_script_the_browser_does_the_work_and_nobody_waits(
    browser: Browser, site: str, demo_home: Path, complaints: list[str]
) -> None:
    page = visitor(browser, site, complaints, script=True)
    context = fill_in(page, "晨曦小苗班")
    expect(page.get_by_role("status")).to_have_text("自动验证好了，您的举报不用排队。", timeout=60_000)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    steps.press(page, "提交举报")
    steps.see(page, "查询码")
    assert hold_of(demo_home, "晨曦小苗班") == ""
    assert complaints == []
    context.close()


@pytest.mark.usefixtures("pressure")
def test_one_who_sends_at_once_is_sent_as_soon_as_the_work_is_done(
    browser: Browser, site: str, demo_home: Path, complaints: list[str]
) -> None:
    page = visitor(browser, site, complaints, script=True)
    page.add_init_script("navigator.__defineGetter__('hardwareConcurrency', () => 1)")
    context = fill_in(page, "急急小苗班")
    steps.press(page, "提交举报")
    expect(page).to_have_url(f"{site}/report/sent", timeout=60_000)
    assert hold_of(demo_home, "急急小苗班") == ""
    assert complaints == []
    context.close()


@pytest.mark.usefixtures("pressure")
def test_without_script_the_report_is_received_at_once_and_waits_for_a_person(
    browser: Browser, site: str, demo_home: Path, complaints: list[str]
) -> None:
    page = visitor(browser, site, complaints, script=False)
    context = fill_in(page, "暮云小苗班")
    steps.see(page, "您的举报照样马上收下，马上给查询码", "可能先由工作人员看过")
    steps.press(page, "提交举报")
    steps.see(page, "查询码")
    assert hold_of(demo_home, "暮云小苗班") == "over_limit"
    assert complaints == []
    context.close()


@pytest.mark.usefixtures("pressure")
def test_a_browser_that_cannot_do_the_work_takes_the_slow_lane(
    browser: Browser, site: str, demo_home: Path, complaints: list[str]
) -> None:
    page = visitor(browser, site, complaints, script=True)
    page.route("**/report/proof", lambda route: route.fulfill(status=503, body=""))
    context = fill_in(page, "旧机小苗班")
    expect(page.get_by_role("status")).to_contain_text("可能先由工作人员看过")
    steps.press(page, "提交举报")
    steps.see(page, "查询码")
    assert hold_of(demo_home, "旧机小苗班") == "over_limit"
    context.close()
