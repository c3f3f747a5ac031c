"""A passkey is made and used in a real browser, with the browser's own virtual authenticator."""

from pathlib import Path
from urllib.parse import urlsplit

from demo_city import PASSWORD, settings_in
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete, select

from publishing.kernel.accounts.models import Account, SecondFactor
from publishing.kernel.db import Database

USER = "boai-leader"


def sign_in(page: Page) -> None:
    page.goto("/office/sign-in")
    page.get_by_label("用户名").fill(USER)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def test_a_passkey_opens_the_office_and_a_passwordless_stranger_stays_outside(
    browser: Browser, site: str, demo_home: Path
) -> None:
    context = browser.new_context(
        base_url=site.replace("127.0.0.1", "localhost"), viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    try:
        sign_in(page)
        page.goto("/office/account/passkey")
        page.get_by_label("给它起个名字").fill("办公室电脑")
        page.get_by_label("现在的密码").fill(PASSWORD)
        page.get_by_role("button", name="添加通行密钥").click()
        expect(page.get_by_role("heading", name="您的备用码")).to_be_visible()
        page.goto("/office/account/")
        expect(page.get_by_role("main")).to_contain_text("办公室电脑")

        context.clear_cookies()
        sign_in(page)
        expect(page.get_by_role("heading", name="再确认一次是您本人")).to_be_visible()
        page.get_by_role("button", name="使用通行密钥").click()
        page.wait_for_url("**/office/work/")
        assert urlsplit(page.url).path == "/office/work/"
        assert complaints == []
    finally:
        context.close()
        database = Database(settings_in(demo_home).database_url)
        with database.begin() as session:
            person = session.scalars(select(Account.id).where(Account.username == USER)).one()
            session.execute(delete(SecondFactor).where(SecondFactor.account_id == person))
        database.close()
