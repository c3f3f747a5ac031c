"""我的账号 and the second step of signing in, through the pages."""

import dataclasses
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pyotp
import pytest
from demo_city import PASSWORD, USERNAMES, settings_in
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from publishing.kernel.clock import utc_now
from publishing.kernel.permissions import Role

USER = USERNAMES[Role.COUNTY_APPROVER]


@dataclasses.dataclass
class Clocked:
    """The real application, where a second factor is asked of everybody, and its clock."""

    app: Flask
    now: datetime

    def later(self, **time: int) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture
def strict(demo_home: Path, tmp_path: Path) -> Iterator[Clocked]:
    # a copy: the other tests' people need no second factor
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    clocked = Clocked(app=None, now=utc_now())  # type: ignore[arg-type]
    settings = dataclasses.replace(settings_in(home), demo=False)
    clocked.app = create_app(settings, clock=lambda: clocked.now)
    yield clocked
    clocked.app.extensions["mingyuan.database"].close()


@pytest.fixture
def lenient(app: Flask) -> FlaskClient:
    """Somebody of the demonstration, where no second factor is enforced, signed in."""
    client = app.test_client()
    post(client, "/office/sign-in", username=USERNAMES[Role.CITY_AUDITOR], password=PASSWORD)
    return client


def post(client: FlaskClient, page: str, *, to: str = "", **fields: str) -> TestResponse:
    """Fills in the form of `page` that goes `to` an address."""
    return send(client, client.get(page).text, to or page, **fields)


def send(client: FlaskClient, page: str, to: str, **fields: str) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    return client.post(to, data={"csrf_token": token[1] if token else "", **fields})


def secret_in(page: str) -> str:
    found = re.search(r'<code class="ming-secret">([A-Z2-7 ]+)</code>', page)
    assert found is not None, page
    return found[1].replace(" ", "")


def codes_in(page: str) -> list[str]:
    return re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", page)


def test_a_first_factor_is_set_up_before_anything_opens(strict: Clocked) -> None:
    client = strict.app.test_client()
    entered = post(client, "/office/sign-in", username=USER, password=PASSWORD, next="/office/register/")
    assert "先设好两步验证" in entered.text
    assert client.get("/office/register/").status_code == HTTPStatus.FOUND
    app = pyotp.TOTP(secret_in(entered.text))
    wrong = send(client, entered.text, "/office/sign-in/set-up", code="12345", next="/office/register/")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "验证码不对" in wrong.text
    right = send(
        client, wrong.text, "/office/sign-in/set-up", code=app.at(strict.now), next="/office/register/"
    )
    assert len(codes_in(right.text)) == 10
    went = send(client, right.text, "/office/sign-in/go-on", next="/office/register/")
    assert went.location == "/office/register/"
    assert client.get("/office/register/").status_code == HTTPStatus.OK

    # the next time the password alone is not enough, and each code counts once
    again = strict.app.test_client()
    asked = post(again, "/office/sign-in", username=USER, password=PASSWORD)
    assert "再确认一次是您本人" in asked.text
    assert again.get("/office/work/").status_code == HTTPStatus.FOUND
    replayed = send(again, asked.text, "/office/sign-in/second", code=app.at(strict.now))
    assert "每个验证码只能用一次" in replayed.text
    later = strict.later(minutes=1)
    assert send(again, asked.text, "/office/sign-in/second", code=app.at(later)).location == "/office/work/"

    # without the telephone a recovery code opens, once
    third = strict.app.test_client()
    asked = post(third, "/office/sign-in", username=USER, password=PASSWORD)
    recovery = codes_in(right.text)[0]
    assert send(third, asked.text, "/office/sign-in/second", code=recovery).location == "/office/work/"
    fourth = strict.app.test_client()
    asked = post(fourth, "/office/sign-in", username=USER, password=PASSWORD)
    assert "验证码不对" in send(fourth, asked.text, "/office/sign-in/second", code=recovery).text


def test_a_form_that_was_being_sent_survives_both_steps(strict: Clocked) -> None:
    client = strict.app.test_client()
    user = USERNAMES[Role.HOTLINE]
    held = '[["title", "一个标题"]]'
    entered = post(
        client, "/office/sign-in", username=user, password=PASSWORD, next="/office/phone/record", held=held
    )
    app = pyotp.TOTP(secret_in(entered.text))
    codes = send(
        client,
        entered.text,
        "/office/sign-in/set-up",
        code=app.at(strict.now),
        next="/office/phone/record",
        held=held,
    )
    resumed = send(client, codes.text, "/office/sign-in/go-on", next="/office/phone/record", held=held)
    assert 'value="一个标题"' in resumed.text


def test_guessing_codes_is_stopped(strict: Clocked) -> None:
    user = USERNAMES[Role.COUNTY_EDITOR]
    client = strict.app.test_client()
    page = post(client, "/office/sign-in", username=user, password=PASSWORD).text
    code = pyotp.TOTP(secret_in(page)).at(strict.now)
    send(client, page, "/office/sign-in/set-up", code=code)
    guesser = strict.app.test_client()
    asked = post(guesser, "/office/sign-in", username=user, password=PASSWORD).text
    answers = [send(guesser, asked, "/office/sign-in/second", code=f"{n:06d}").text for n in range(11)]
    assert "验证码不对" in answers[0]
    assert "试得太多了" in answers[10]


def test_the_second_step_without_a_password_leads_back(strict: Clocked) -> None:
    client = strict.app.test_client()
    assert "/office/sign-in" in client.get("/office/sign-in/second").location
    page = client.get("/office/sign-in").text
    assert send(client, page, "/office/sign-in/second", code="123456").location == "/office/sign-in"
    assert send(client, page, "/office/sign-in/passkey", answer="{}").location == "/office/sign-in"


def test_ones_own_account_on_one_page(lenient: FlaskClient) -> None:
    page = lenient.get("/office/account/").text
    for words in ("我的账号", "city-auditor", "还没有设两步验证", "就是这一台"):
        assert words in page
    assert 'href="/office/account/"' in lenient.get("/office/work/").text
    assert "My account" in lenient.get("/en/office/account/").text


def test_a_password_is_changed_with_the_present_one_only(app: Flask) -> None:
    client = app.test_client()
    user = "boai-triage2"
    post(client, "/office/sign-in", username=user, password=PASSWORD)
    fields = {"new_password": "另一句只有我知道的话，很长", "again": "另一句只有我知道的话，很长"}
    page = "/office/account/password"
    assert "密码不对" in post(client, page, password="wrong-password", **fields).text
    assert "不一样" in post(client, page, password=PASSWORD, **{**fields, "again": "x"}).text
    weak = {"new_password": f"{user}-{user}", "again": f"{user}-{user}"}
    assert "密码里不要包含用户名" in post(client, page, password=PASSWORD, **weak).text
    assert post(client, page, password=PASSWORD, **fields).location == "/office/account/"
    stranger = app.test_client()
    assert "不对" in post(stranger, "/office/sign-in", username=user, password=PASSWORD).text
    new = post(stranger, "/office/sign-in", username=user, password=fields["new_password"])
    assert new.location == "/office/work/"


def test_an_app_is_added_and_removed_and_devices_end(app: Flask) -> None:
    client, other = app.test_client(), app.test_client()
    user = "city-custodian"
    for browser in (client, other):
        post(browser, "/office/sign-in", username=user, password=PASSWORD)
    page = client.get("/office/account/app").text
    code = pyotp.TOTP(secret_in(page)).now()
    assert secret_in(client.get("/office/account/app").text) == secret_in(page)
    added = send(client, page, "/office/account/app", code=code, password=PASSWORD)
    assert len(codes_in(added.text)) == 10
    shown = client.get("/office/account/").text
    assert "备用码还剩10个" in shown
    assert shown.count("退出这台") == 1
    send(client, shown, "/office/account/devices/end-others")
    assert other.get("/office/account/").status_code == HTTPStatus.FOUND
    removal = re.search(r'href="(/office/account/factors/\d+/remove)"', shown)
    assert removal is not None
    assert "密码不对" in post(client, removal[1], password="wrong-password").text
    assert post(client, removal[1], password=PASSWORD).location == "/office/account/"
    assert "还没有设两步验证" in client.get("/office/account/").text


def test_a_channel_is_set_refused_with_what_is_wrong_and_ended(lenient: FlaskClient) -> None:
    page = "/office/account/channel"
    wrong = post(lenient, page, kind="wecom", address="https://example.com/x")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "企业微信机器人的key是36位" in wrong.text
    assert "本站还没有设置发信服务" in post(lenient, page, kind="email", address="a@example.cn").text
    key = "693a91f6-7aaa-4bc4-97a0-0ec2aa5aaa11"
    assert post(lenient, page, kind="wecom", address=key).location == "/office/account/"
    shown = lenient.get("/office/account/").text
    assert "提醒到：企业微信群机器人" in shown
    assert key not in shown + lenient.get(page).text
    assert post(lenient, page, kind="", address="").location == "/office/account/"
    assert "可以提醒到企业微信" in lenient.get("/office/account/").text
