"""Signing in and out: one sentence for every refusal, nothing lost, limits that lock nobody out."""

import json
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from demo_city import PASSWORD, USERNAMES, settings_in
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from publishing.kernel.accounts.signing_in import ABSOLUTE, IDLE
from publishing.kernel.clock import utc_now
from publishing.kernel.permissions import Role

EDITOR = USERNAMES[Role.COUNTY_EDITOR]
SignedIn = Callable[[Role], FlaskClient]


def token_of(page: str) -> str:
    return page.split('name="csrf_token" type="hidden" value="')[1].split('"', maxsplit=1)[0]


def sign_in(client: FlaskClient, username: str, password: str, **more: str):
    fields = {"csrf_token": token_of(client.get("/office/sign-in").text), **more}
    return client.post("/office/sign-in", data={**fields, "username": username, "password": password})


def test_the_right_pair_opens_the_work_list(app: Flask) -> None:
    response = sign_in(app.test_client(), EDITOR, PASSWORD)
    assert response.status_code == HTTPStatus.FOUND
    assert response.location == "/office/work/"


def test_the_cookie_holds_only_a_token_and_scripts_cannot_read_it(app: Flask) -> None:
    cookie = next(
        value
        for value in sign_in(app.test_client(), EDITOR, PASSWORD).headers.getlist("Set-Cookie")
        if value.startswith("office=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert EDITOR not in cookie


@pytest.mark.parametrize(
    ("username", "password"), [(EDITOR, "wrong-password-1"), ("nobody-of-that-name", PASSWORD)]
)
def test_every_wrong_pair_is_refused_in_the_same_words(app: Flask, username: str, password: str) -> None:
    response = sign_in(app.test_client(), username, password)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "用户名或密码不对，请重新填写" in response.text
    assert password not in response.text


def test_a_missing_password_is_named(app: Flask) -> None:
    response = sign_in(app.test_client(), EDITOR, "")
    assert "请填写密码" in response.text
    assert f'value="{EDITOR}"' in response.text


def test_many_attempts_from_one_address_are_stopped_for_that_name_only(app: Flask) -> None:
    client = app.test_client()
    statuses = [sign_in(client, "somebody-guessed", "wrong-password").status_code for _ in range(11)]
    assert statuses[:10] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 10
    assert statuses[10] == HTTPStatus.TOO_MANY_REQUESTS
    assert sign_in(client, USERNAMES[Role.CUSTODIAN], PASSWORD).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:1"]
)
def test_signing_in_never_leads_to_another_site(app: Flask, target: str) -> None:
    response = sign_in(app.test_client(), USERNAMES[Role.CITY_ADMIN], PASSWORD, next=target)
    assert response.location == "/office/work/"


def test_a_page_asked_for_is_reached_after_signing_in(app: Flask) -> None:
    client = app.test_client()
    asked = client.get("/office/register/?page=2")
    assert asked.status_code == HTTPStatus.FOUND
    assert asked.location == "/office/sign-in?next=/office/register/?page%3D2"
    response = sign_in(client, EDITOR, PASSWORD, next="/office/register/?page=2")
    assert response.location == "/office/register/?page=2"


def test_a_form_sent_after_the_session_ended_is_kept(app: Flask) -> None:
    """Nothing entered is lost: the sign-in page carries it, and gives it back to be sent again."""
    client = app.test_client()
    entered = {"title": "一个标题", "body": "第一段\n第二段"}
    asked = client.post("/office/register/announcements/new", data=entered)
    assert asked.status_code == HTTPStatus.UNAUTHORIZED
    assert "您刚才填写的内容还在" in asked.text
    held = json.dumps(list(entered.items()), ensure_ascii=False)
    resumed = sign_in(client, EDITOR, PASSWORD, next="/office/register/announcements/new", held=held)
    assert resumed.status_code == HTTPStatus.OK
    assert 'action="/office/register/announcements/new"' in resumed.text
    for value in entered.values():
        assert f'value="{value}"' in resumed.text


def test_a_held_password_is_not_echoed(app: Flask) -> None:
    response = app.test_client().post(
        "/office/people/", data={"name": "某人", "password": "a-new-password-1"}
    )
    assert "某人" in response.text
    assert "a-new-password-1" not in response.text


def test_signing_out_ends_the_session_on_the_server(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_EDITOR)
    page = client.get("/office/register/")
    stolen = client.get_cookie("office")
    assert stolen is not None
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/office/sign-out", data={"csrf_token": token}).status_code == HTTPStatus.FOUND
    thief = app.test_client()
    thief.set_cookie("office", stolen.value)
    assert thief.get("/office/register/").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("passed", "status"),
    [
        (IDLE - timedelta(minutes=1), HTTPStatus.OK),
        (IDLE + timedelta(minutes=1), HTTPStatus.FOUND),
        (ABSOLUTE + timedelta(minutes=1), HTTPStatus.FOUND),
    ],
)
def test_sessions_end_when_idle_and_at_the_latest_after_a_shift(
    demo_home: Path, passed: timedelta, status: HTTPStatus
) -> None:
    began = utc_now()
    clock = [began]
    app = create_app(settings_in(demo_home), clock=lambda: clock[0])
    client = app.test_client()
    sign_in(client, EDITOR, PASSWORD)
    clock[0] = began + passed
    assert client.get("/office/register/").status_code == status
    app.extensions["mingyuan.database"].close()


def test_a_session_that_is_used_ends_all_the_same_after_a_shift(demo_home: Path) -> None:
    began = utc_now()
    clock = [began]
    app = create_app(settings_in(demo_home), clock=lambda: clock[0])
    client = app.test_client()
    sign_in(client, EDITOR, PASSWORD)
    while clock[0] + timedelta(minutes=20) < began + ABSOLUTE:
        clock[0] += timedelta(minutes=20)
        assert client.get("/office/work/").status_code == HTTPStatus.OK
    clock[0] = began + ABSOLUTE + timedelta(minutes=1)
    assert client.get("/office/work/").status_code == HTTPStatus.FOUND
    app.extensions["mingyuan.database"].close()
