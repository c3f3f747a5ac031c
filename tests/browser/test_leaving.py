"""快速离开 as somebody does it whose door opens: by the button, by the keyboard; and then Back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, site: str, javascript: bool) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site, java_script_enabled=javascript, viewport={"width": 390, "height": 844}
    )
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def write(page: Page) -> None:
    """A report with words in it."""
    page.goto("/report/")
    page.get_by_role("button", name="开始").click()
    page.get_by_label("无证幼儿园").check()
    page.get_by_role("button", name="继续").click()
    page.get_by_label("县（市、区）").select_option("410822000000")
    page.get_by_label("具体位置").fill("大队院东边第二家")


def is_away(page: Page) -> None:
    expect(page).to_have_url(re.compile("/healthz$"))


@pytest.mark.parametrize("steps", [1, 2])
def test_back_after_leaving_shows_nothing(page: Page, steps: int) -> None:
    write(page)
    page.get_by_role("button", name="快速离开").click()
    is_away(page)
    for _step in range(steps):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("大队院")
        expect(page.locator("body")).not_to_contain_text("第2步")


@pytest.mark.parametrize("javascript", [True], indirect=True)
@pytest.mark.parametrize("field", ["具体位置", ""])
def test_three_presses_of_esc_lead_away_wherever_one_is(page: Page, field: str) -> None:
    write(page)
    if field:
        page.get_by_label(field).focus()
    for _press in range(3):
        page.keyboard.press("Escape")
    is_away(page)


@pytest.mark.parametrize("javascript", [True], indirect=True)
def test_shift_leads_away_only_where_nothing_is_typed(page: Page) -> None:
    write(page)
    page.get_by_label("具体位置").focus()
    for _press in range(4):
        page.keyboard.press("Shift")
    expect(page.get_by_label("具体位置")).to_have_value("大队院东边第二家")
    page.get_by_role("link", name="快速离开").or_(page.get_by_role("button", name="快速离开")).focus()
    for _press in range(3):
        page.keyboard.press("Shift")
    is_away(page)


@pytest.mark.parametrize("javascript", [True], indirect=True)
def test_two_presses_and_another_key_do_nothing(page: Page) -> None:
    write(page)
    for key in ("Escape", "Escape", "ArrowLeft", "Escape", "Escape"):
        page.keyboard.press(key)
    expect(page.get_by_label("具体位置")).to_have_value("大队院东边第二家")


def test_the_way_out_stays_in_sight(page: Page) -> None:
    page.goto("/report/")
    page.mouse.wheel(0, 3000)
    expect(page.get_by_role("button", name="快速离开")).to_be_in_viewport()
