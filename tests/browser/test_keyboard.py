"""The office without a mouse: past the navigation by one key, to a row, to several rows, to the search; what
has the focus can be seen."""

from collections.abc import Iterator

import pytest
from demo_city import PASSWORD
from playwright.sync_api import Browser, Page, expect

_MOST_KEYS = 60
_SEEN = """() => {
  const element = document.activeElement, ticked = element.type === "checkbox";
  const look = () => {
    const s = ticked ? getComputedStyle(element.nextElementSibling, "::before") : getComputedStyle(element);
    return [s.outline, s.boxShadow, s.backgroundColor, s.border].join("|");
  };
  const focused = look();
  element.blur();
  const without = look();
  element.focus({focusVisible: true});
  return focused !== without;
}"""
"""Whether what has the focus looks otherwise than without it."""


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """County triage, signed in with keys alone."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto("/office/sign-in")
    page.get_by_label("用户名").focus()
    page.keyboard.type("boai-triage")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/work/")
    yield page
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Goes on with Tab until what the selector names has the focus; everything on the way can be seen."""
    for _key in range(_MOST_KEYS):
        page.keyboard.press("Tab")
        assert page.evaluate(_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no key leads to {selector}")


def test_one_key_leads_past_the_navigation(page: Page) -> None:
    page.goto("/office/tips/")
    tab_to(page, ".govuk-skip-link")
    page.keyboard.press("Enter")
    tab_to(page, "main a, main input")
    assert page.evaluate("document.activeElement.closest('nav') === null")


def test_several_rows_are_picked_and_given_with_keys_alone(page: Page) -> None:
    page.goto("/office/tips/?state=assigned")
    tab_to(page, "input[name=tips]")
    page.keyboard.press("Space")
    tab_to(page, "main button.govuk-button--secondary")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1件一起交给一个人")


def test_a_row_and_the_search_open_with_enter(page: Page) -> None:
    page.goto("/office/work/")
    tab_to(page, "#office-q")
    page.keyboard.type("月山")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("“月山”的查找结果")
    tab_to(page, ".ming-hits a")
    page.keyboard.press("Enter")
    expect(page.locator(".ming-timeline").first).to_be_visible()
