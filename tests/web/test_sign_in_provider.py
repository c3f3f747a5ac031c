"""Signing in with the identity provider: by a binding only, by a true answer only, and never in the way."""

import dataclasses
import html
import logging
import re
import shutil
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
import requests
from demo_city import PASSWORD, USERNAMES, settings_in
from flask import Flask
from flask.testing import FlaskClient
from oidc_provider import CLIENT, SECRET, FakeProvider, served
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.app import create_app
from publishing.kernel.permissions import Role

USER = USERNAMES[Role.COUNTY_EDITOR]
REFUSED = "没有登录成功"
DOWN = "统一身份认证现在连不上"
START = "/office/sign-in/provider"


@pytest.fixture(scope="module")
def running() -> Iterator[FakeProvider]:
    with served() as fake:
        yield fake


@pytest.fixture
def fake(running: FakeProvider) -> FakeProvider:
    running.as_new()
    return running


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    # a copy: the other tests' people are bound to nobody
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("provider") / "home"))


def make(home: Path, fake: FakeProvider, **changes: object) -> Flask:
    return create_app(
        dataclasses.replace(
            settings_in(home),
            oidc_issuer=fake.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            **changes,  # type: ignore[arg-type]
        )
    )


@pytest.fixture(scope="module")
def lenient(home: Path, running: FakeProvider) -> Iterator[Flask]:
    """The demonstration with a provider, and the editor bound to `u-1001`."""
    app = make(home, running)
    bind(app, running, USER, "u-1001")
    yield app
    app.extensions["mingyuan.database"].close()


@pytest.fixture
def other_app(home: Path, fake: FakeProvider, lenient: Flask) -> Iterator[object]:
    """Makes an application over the same city with other settings."""
    made: list[Flask] = []

    def build(**changes: object) -> Flask:
        made.append(make(home, fake, **changes))
        return made[-1]

    yield build
    for each in made:
        each.extensions["mingyuan.database"].close()


def send(client: FlaskClient, page: str, to: str, **fields: str) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token is not None, page
    return client.post(to, data={"csrf_token": token[1], **fields})


def sign_in(client: FlaskClient, user: str) -> TestResponse:
    page = client.get("/office/sign-in").text
    return send(client, page, "/office/sign-in", username=user, password=PASSWORD)


def leave(client: FlaskClient, page: str, to: str, **fields: str) -> str:
    """Presses the button that leads to the provider; the address it leads to."""
    going = send(client, page, to, **fields)
    assert going.status_code == HTTPStatus.OK, going.text
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', going.text)
    assert found is not None, going.text
    return html.unescape(found[1])


def come_back(client: FlaskClient, address: str) -> TestResponse:
    """The provider answers, and the browser follows it to our page."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}" == "http://127.0.0.1:8000"
    back = client.get(f"{parts.path}?{parts.query}")
    assert back.status_code == HTTPStatus.FOUND
    return client.get(back.location)


def enter(client: FlaskClient, prefix: str = "", **fields: str) -> TestResponse:
    page = client.get(f"{prefix}/office/sign-in").text
    return come_back(client, leave(client, page, prefix + START, **fields))


def bind(app: Flask, fake: FakeProvider, user: str, subject: str) -> TestResponse:
    fake.subject = subject
    client = app.test_client()
    sign_in(client, user)
    page = client.get("/office/account/provider").text
    shown = come_back(client, leave(client, page, "/office/account/provider", password=PASSWORD))
    confirm = client.get(shown.location)
    assert subject in confirm.text
    return send(client, confirm.text, "/office/account/provider/confirm")


def is_inside(client: FlaskClient) -> bool:
    return client.get("/office/work/").status_code == HTTPStatus.OK


def test_somebody_who_is_bound_comes_in_and_the_device_is_listed(lenient: Flask, fake: FakeProvider) -> None:
    client = lenient.test_client()
    assert enter(client, next="/office/register/?page=2").location == "/office/register/?page=2"
    assert client.get("/office/account/").text.count("就是这一台") == 1
    asked = fake.asked[-1]
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/office/sign-in/provider/callback"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert "openid" in asked["scope"].split()
    assert len(asked["state"]) > 40
    assert len(asked["nonce"]) > 40


def test_english_stays_english(lenient: Flask, fake: FakeProvider) -> None:
    client = lenient.test_client()
    assert enter(client, "/en").location == "/en/office/work/"
    fake.denies = True
    assert "Signing in did not work" in enter(lenient.test_client(), "/en").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": [CLIENT, "another"]}},
        {"claims": {"azp": "another"}},
        {"claims": {"iss": "https://another.example"}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 1}},
        {"claims": {"sub": None}},
        {"claims": {"sub": 1001}},
        {"foreign_key": True},
        {"unsigned": True},
        {"symmetric": True},
        {"denies": True},
        {"wrong_state": True},
        {"failing": "elsewhere"},
        {"subject": "nobody-is-bound-to-this"},
    ],
    ids=str,
)
def test_every_wrong_answer_is_refused_in_the_same_words(
    lenient: Flask, fake: FakeProvider, wrong: dict[str, object]
) -> None:
    for name, value in wrong.items():
        setattr(fake, name, value)
    client = lenient.test_client()
    refused = enter(client)
    words = DOWN if wrong.get("failing") else REFUSED
    assert words in refused.text
    assert not is_inside(client)


def test_names_and_addresses_bind_nobody(lenient: Flask, fake: FakeProvider) -> None:
    fake.subject = USER
    fake.claims = {"preferred_username": USER, "email": f"{USER}@example.cn", "email_verified": True}
    client = lenient.test_client()
    assert REFUSED in enter(client).text
    assert not is_inside(client)


def test_a_callback_counts_once_and_in_its_own_browser(lenient: Flask, fake: FakeProvider) -> None:
    client, thief = lenient.test_client(), lenient.test_client()
    address = leave(client, client.get("/office/sign-in").text, START)
    location = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    callback = location.removeprefix("http://127.0.0.1:8000")
    assert REFUSED in thief.get(thief.get(callback).location).text
    assert not is_inside(thief)
    assert client.get(client.get(callback).location).location == "/office/work/"
    client.delete_cookie("office")
    assert REFUSED in client.get(client.get(callback).location).text
    assert not is_inside(client)


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:1"]
)
def test_coming_back_never_leads_to_another_site(lenient: Flask, fake: FakeProvider, target: str) -> None:
    assert enter(lenient.test_client(), next=target).location == "/office/work/"


def test_a_form_that_was_being_sent_is_given_back(lenient: Flask, fake: FakeProvider) -> None:
    held, target = '[["title", "一个标题"]]', "/office/register/announcements/new"
    resumed = enter(lenient.test_client(), next=target, held=held)
    assert f'action="{target}"' in resumed.text
    assert 'value="一个标题"' in resumed.text
    fake.denies = True
    refused = enter(lenient.test_client(), next=target, held=held)
    assert "您刚才填写的内容还在" in refused.text
    assert "一个标题" in refused.text


@pytest.mark.parametrize("failing", ["openid-configuration", "token", "keys", "huge"])
def test_a_provider_that_fails_leaves_the_password(
    other_app: "object", fake: FakeProvider, failing: str
) -> None:
    app = other_app()  # type: ignore[operator]
    client = app.test_client()
    fake.failing = failing
    page = client.get("/office/sign-in").text
    if failing == "openid-configuration":
        refused = send(client, page, START)
        assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    else:
        refused = enter(client)
    assert DOWN in refused.text
    assert sign_in(client, USER).location == "/office/work/"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "http://internal.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_a_provider_that_names_other_places_is_not_followed(
    other_app: "object", fake: FakeProvider, metadata: dict[str, object]
) -> None:
    fake.metadata = metadata
    client = other_app().test_client()  # type: ignore[operator]
    refused = send(client, client.get("/office/sign-in").text, START)
    assert DOWN in refused.text


def test_the_second_factor_stays_unless_the_provider_is_believed_to_ask(
    other_app: "object", fake: FakeProvider
) -> None:
    bind(other_app(), fake, USERNAMES[Role.COUNTY_TRIAGE], "u-triage")  # type: ignore[operator]
    strict = other_app(demo=False)  # type: ignore[operator]
    fake.claims = {"amr": ["pwd", "otp"]}
    client = strict.test_client()
    asked = enter(client, next="/office/register/")
    assert "先设好两步验证" in asked.text
    assert not is_inside(client)
    secret = re.search(r'<code class="ming-secret">([A-Z2-7 ]+)</code>', asked.text)
    assert secret is not None
    code = pyotp.TOTP(secret[1].replace(" ", "")).now()
    codes = send(client, asked.text, "/office/sign-in/set-up", code=code, next="/office/register/")
    went = send(client, codes.text, "/office/sign-in/go-on", next="/office/register/")
    assert went.location == "/office/register/"
    assert is_inside(client)
    assert "再确认一次是您本人" in enter(strict.test_client()).text

    believing = other_app(demo=False, oidc_second_factor="amr=otp acr=high")  # type: ignore[operator]
    assert enter(believing.test_client()).location == "/office/work/"
    assert fake.asked[-1]["acr_values"] == "high"
    fake.claims = {"acr": "high"}
    assert enter(believing.test_client()).location == "/office/work/"
    fake.claims = {"amr": ["pwd"], "acr": "highest"}
    assert "再确认一次是您本人" in enter(believing.test_client()).text


def account_page(lenient: Flask, user: str) -> tuple[FlaskClient, str]:
    admin = lenient.test_client()
    sign_in(admin, USERNAMES[Role.CITY_ADMIN])
    found = re.search(r'href="(/office/people/\d+)"', admin.get(f"/office/people/?q={user}").text)
    assert found is not None
    return admin, found[1]


def test_a_closed_account_never_enters(lenient: Flask, fake: FakeProvider) -> None:
    user = USERNAMES[Role.COUNTY_LEADER]
    assert bind(lenient, fake, user, "u-leader").location == "/office/account/"
    admin, page = account_page(lenient, user)
    send(admin, admin.get(page).text, f"{page}/close")
    client = lenient.test_client()
    assert REFUSED in enter(client).text
    assert not is_inside(client)


def test_one_subject_is_one_account_and_one_account_is_bound_once(lenient: Flask, fake: FakeProvider) -> None:
    user = USERNAMES[Role.HOTLINE]
    taken = bind(lenient, fake, user, "u-1001")
    assert taken.location == "/office/account/provider"
    assert bind(lenient, fake, user, "u-hotline").location == "/office/account/"
    for subject, name in (("u-1001", USER), ("u-hotline", user)):
        fake.subject = subject
        client = lenient.test_client()
        assert enter(client).location == "/office/work/"
        assert name in client.get("/office/account/").text


def test_only_the_session_that_asked_may_confirm(lenient: Flask, fake: FakeProvider) -> None:
    fake.subject = "u-stranger"
    client = lenient.test_client()
    sign_in(client, USERNAMES[Role.CITY_AUDITOR])
    page = client.get("/office/account/provider").text
    shown = come_back(client, leave(client, page, "/office/account/provider", password=PASSWORD))
    sign_in(client, USERNAMES[Role.CUSTODIAN])
    assert client.get(shown.location).location == "/office/account/provider"
    assert "还没有绑定" in client.get("/office/account/").text


def test_binding_asks_for_the_password_and_is_ended_with_it(lenient: Flask, fake: FakeProvider) -> None:
    user = USERNAMES[Role.COUNTY_APPROVER]
    client = lenient.test_client()
    sign_in(client, user)
    page = "/office/account/provider"
    assert "密码不对" in send(client, client.get(page).text, page, password="wrong-password").text
    assert bind(lenient, fake, user, "u-approver").location == "/office/account/"
    assert fake.asked[-1]["prompt"] == "login"
    by_provider = lenient.test_client()
    assert enter(by_provider).location == "/office/work/"
    assert "解除绑定" in client.get(page).text
    assert send(client, client.get(page).text, page, password=PASSWORD).location == "/office/account/"
    assert not is_inside(by_provider)
    assert REFUSED in enter(lenient.test_client()).text
    assert is_inside(client)


def test_an_invitation_binds_without_a_password_and_a_new_one_ends_it(
    lenient: Flask, fake: FakeProvider
) -> None:
    user, fake.subject = "boai-triage2", "u-invited"
    admin, page = account_page(lenient, user)
    invited = send(admin, admin.get(page).text, f"{page}/invite")
    code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){4}", invited.text)
    assert code is not None
    client, first = lenient.test_client(), "/office/first-sign-in/provider"
    assert "绑定统一身份认证" in client.get("/office/first-sign-in").text
    form = client.get(f"{first}?username={user}").text
    assert "邀请码对不上" not in form
    wrong = send(client, form, first, username=user, code="AAAA-AAAA-AAAA-AAAA-AAAA")
    assert "用户名和邀请码对不上" in wrong.text
    confirm = come_back(client, leave(client, form, first, username=user, code=code[0]))
    looked = client.get(confirm.location).text
    assert "u-invited" in looked
    entered = send(client, looked, f"{first}/confirm")
    assert entered.location == "/office/work/"
    assert is_inside(client)
    assert enter(lenient.test_client()).location == "/office/work/"
    assert "没有设密码" in client.get("/office/account/").text
    recovery = client.get("/office/account/recovery").text
    assert "您的账号没有密码" in send(client, recovery, "/office/account/recovery", password="x").text
    only = client.get("/office/account/provider").text
    assert "解除绑定就不能登录了" in only
    again = lenient.test_client()
    used = send(again, again.get(first).text, first, username=user, code=code[0])
    assert "用户名和邀请码对不上" in used.text
    send(admin, admin.get(page).text, f"{page}/invite")
    assert not is_inside(client)
    assert REFUSED in enter(lenient.test_client()).text


def test_an_administrator_ends_a_binding(lenient: Flask, fake: FakeProvider) -> None:
    user = USERNAMES[Role.SUPERVISOR]
    bind(lenient, fake, user, "u-supervisor")
    client = lenient.test_client()
    assert enter(client).location == "/office/work/"
    admin, page = account_page(lenient, user)
    send(admin, admin.get(page).text, f"{page}/unbind")
    assert "没有绑定" in admin.get(page).text
    assert not is_inside(client)
    assert REFUSED in enter(lenient.test_client()).text


def test_no_token_is_kept_or_logged(
    lenient: Flask, fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    enter(lenient.test_client())
    fake.foreign_key = True
    enter(lenient.test_client())
    assert "identity provider: Refused: BadSignatureError" in caplog.text
    with lenient.extensions["mingyuan.database"].read() as session:
        kept = str(session.execute(text("SELECT * FROM provider_visits")).all())
        audited = str(session.execute(text("SELECT * FROM audit_rows")).all())
    for words in (caplog.text, kept, audited):
        assert "x-access" not in words
        assert "eyJ" not in words
        assert SECRET not in words
    assert "u-1001" not in kept


def test_without_a_provider_there_is_no_button_and_no_page(app: Flask) -> None:
    client = app.test_client()
    assert "统一身份认证" not in client.get("/office/sign-in").text
    assert client.get("/office/sign-in/provider/done").status_code == HTTPStatus.NOT_FOUND
    page = client.get("/office/sign-in").text
    assert send(client, page, START).status_code == HTTPStatus.NOT_FOUND
