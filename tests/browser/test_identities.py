"""An opened identity is shown once: reloading and going back show nothing of it, with and without script."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import steps
from playwright.sync_api import Browser, Page, expect

from portal.demo.staffing import PASSPHRASE

CONTACT = "15400010017"
"""What the reporter of the demonstration's first story left (`portal.demo.stories`)."""


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def custodian(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site, java_script_enabled=request.param, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    steps.sign_in(page, "boai-custodian")
    yield page
    context.close()


@pytest.fixture
def number(demo_home: Path) -> str:
    """The number of the report whose contact is known."""
    query = (
        "SELECT number FROM tips WHERE kindergarten_name = '小星芽宝贝之家' AND sealed_contact IS NOT NULL"
    )
    with closing(sqlite3.connect(demo_home / "mingyuan.sqlite3")) as database:
        return str(database.execute(query).fetchone()[0])


def test_it_is_shown_once(custodian: Page, number: str) -> None:
    custodian.goto("/office/identities/")
    custodian.get_by_label("举报编号").fill(number)
    custodian.get_by_label("向举报人了解情况").check()
    custodian.get_by_label("启封的理由").fill("核实孩子去向")
    custodian.get_by_label("您本人的启封口令").fill(PASSPHRASE)
    custodian.get_by_role("button", name="启封", exact=True).click()
    expect(custodian.get_by_text(CONTACT)).to_be_visible()
    custodian.reload()
    expect(custodian.get_by_role("heading", name="已经显示过一次")).to_be_visible()
    expect(custodian.get_by_text(CONTACT)).to_have_count(0)
    custodian.go_back()
    expect(custodian.get_by_role("heading", name="身份启封")).to_be_visible()
    expect(custodian.get_by_label("您本人的启封口令")).to_have_value("")
    expect(custodian.get_by_text(CONTACT)).to_have_count(0)
