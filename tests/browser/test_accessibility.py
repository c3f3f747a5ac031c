"""Every page as visitors meet it: no axe violation, nothing that scrolls sideways, light on a slow line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import steps
from axe_playwright_python.sync_playwright import Axe
from demo_city import settings_in
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from portal.demo.casework import codes_to_try
from publishing.kernel.db import Database

PUBLIC = (
    "/",
    "/search?q=小博士",
    "/search?q=小星芽宝贝之家",
    "/search?q=",
    "/kindergartens/{kindergarten}",
    "/kindergartens/K00000000",
    "/counties/",
    "/counties/410822",
    "/announcements/",
    "/announcements/6",
    "/outcomes/",
    "/statistics/",
    "/report/?name=小星芽宝贝之家",
    "/follow-up/",
    "/about/",
    "/about/accessibility",
    "/about/privacy",
    "/about/site-errors",
    "/about/open311",
    "/about/receipts",
    "/verify",
    "/office/sign-in",
    "/nothing-here",
)
OFFICE = {
    "boai-triage": (
        "/office/work/",
        "/office/tips/",
        "/office/tips/quarantine/",
        "/office/tips/1",
        "/office/tips/9",
        "/office/tips/9/decline",
        "/office/phone/record",
        "/office/phone/orders/",
        "/office/phone/orders/1",
        "/office/patrols/",
        "/office/patrols/record?grid=120",
        "/office/ledger/",
        "/office/ledger/8",
    ),
    "boai-editor": ("/office/register/", "/office/register/upload", "/office/register/announcements/12"),
    "boai-custodian": (
        "/office/identities/",
        "/office/identities/key",
        "/office/identities/custodians/",
        "/office/identities/custodians/410822000000/propose",
        "/office/identities/custodians/410822000000/rotate",
    ),
    "boai-custodian2": ("/office/identities/proposals/1",),
    "city-auditor": ("/office/audit/",),
    "city-admin": ("/office/people/",),
}
WIDTHS = (390, 1280)
HEAVIEST = 100 * 1024


@pytest.fixture(scope="module")
def kindergarten(demo_home: Path) -> str:
    database = Database(settings_in(demo_home).database_url)
    with database.read() as session:
        found = session.scalar(text("SELECT id FROM kindergartens ORDER BY id LIMIT 1"))
    database.close()
    return str(found)


@pytest.fixture(params=WIDTHS, ids=[f"{width}px" for width in WIDTHS])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


def hold(page: Page, path: str) -> None:
    """No violation, no sideways scroll."""
    page.goto(path)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], path  # type: ignore[index]


@pytest.mark.parametrize("language", ["", "/en"], ids=["chinese", "english"])
def test_public_pages_can_be_used_by_everybody(page: Page, kindergarten: str, language: str) -> None:
    for path in PUBLIC:
        hold(page, language + path.format(kindergarten=kindergarten))


@pytest.mark.parametrize("language", ["", "/en"], ids=["chinese", "english"])
@pytest.mark.parametrize("username", OFFICE)
def test_office_pages_can_be_used_by_everybody(page: Page, username: str, language: str) -> None:
    steps.sign_in(page, username)
    for path in OFFICE[username]:
        hold(page, language + path)


@pytest.mark.parametrize(
    ("path", "button"), [("/report/what", "继续"), ("/follow-up/", "查进度"), ("/office/sign-in", "登录")]
)
def test_a_refused_form_can_be_used_by_everybody(page: Page, path: str, button: str) -> None:
    if path == "/report/what":
        page.goto("/report/")
        steps.press(page, "开始举报")
    page.goto(path)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    steps.see(page, "没有填好")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_scrolls_sideways_on_the_narrowest_phone(
    browser: Browser, site: str, kindergarten: str
) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide = {}
    for path in PUBLIC:
        for size in ("100", "150"):
            address = path.format(kindergarten=kindergarten)
            page.goto(f"{address}{'&' if '?' in address else '?'}text={size}")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide[path, size] = width
    context.close()
    assert wide == {}


def test_public_pages_are_light(browser: Browser, site: str, kindergarten: str) -> None:
    """Everything that a first visit loads, as sent over the line, before pictures."""
    heavy = {}
    for path in PUBLIC:
        context = browser.new_context(base_url=site)
        page = context.new_page()
        sizes: list[int] = []
        page.on(
            "requestfinished", lambda request, sizes=sizes: sizes.append(request.sizes()["responseBodySize"])
        )
        page.goto(path.format(kindergarten=kindergarten), wait_until="networkidle")
        if sum(sizes) > HEAVIEST:
            heavy[path] = sum(sizes)
        context.close()
    assert heavy == {}


def test_nothing_is_asked_of_anybody_else(page: Page, kindergarten: str, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PUBLIC:
        page.goto(path.format(kindergarten=kindergarten))
    assert [url for url in asked if not re.match(re.escape(site), url)] == []


@pytest.mark.parametrize("language", ["", "/en"], ids=["chinese", "english"])
def test_the_question_whether_it_is_solved_can_be_used_by_everybody(
    page: Page, demo_home: Path, language: str
) -> None:
    page.goto(f"{language}/follow-up/")
    page.locator("#code").fill(codes_to_try(settings_in(demo_home))[0])
    page.locator("main form button[type=submit]").click()
    question = page.locator(".ming-question")
    for answer in (None, page.locator(".govuk-error-summary")):
        if answer is not None:
            question.get_by_role("button").click()
            expect(answer).to_be_visible()
        expect(question).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
