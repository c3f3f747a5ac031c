"""人员: an administrator adds accounts; who may not be a supervisor is told why."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publishing.kernel.permissions import Role

SignedIn = Callable[[Role], FlaskClient]


def send(client: FlaskClient, **changes: str):
    page = client.get("/office/people/").text
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    fields = {
        "csrf_token": token,
        "name": "毋海军",
        "username": "wu-haijun",
        "role": "supervisor",
        "office_id": page.split("月山镇中心校</option>")[0].rsplit('value="', 1)[1].split('"')[0],
        "position": "party_member",
    }
    return client.post("/office/people/", data={**fields, **changes})


def act(client: FlaskClient, page: str, deed: str):
    """Presses a button of an account's page."""
    token = client.get(page).text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    return client.post(f"{page}/{deed}", data={"csrf_token": token})


def page_of(client: FlaskClient, username: str) -> str:
    found = re.search(r'href="(/office/people/\d+)"', client.get(f"/office/people/?q={username}").text)
    assert found is not None
    return found[1]


def test_an_account_is_added_and_its_person_enters_by_invitation(signed_in: SignedIn, app: Flask) -> None:
    client = signed_in(Role.CITY_ADMIN)
    added = send(client)
    assert added.status_code == HTTPStatus.OK
    code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){4}", added.text)
    assert code is not None
    assert "/office/first-sign-in?username=wu-haijun" in added.text
    assert "毋海军" in client.get("/office/people/?q=wu-haijun").text
    newcomer = app.test_client()
    form = newcomer.get("/office/first-sign-in?username=wu-haijun").text
    assert 'value="wu-haijun"' in form
    password = "一句只有我知道的话，很长"
    fields = {
        "username": "wu-haijun",
        "code": code[0],
        "new_password": password,
        "again": "",
    }
    token = form.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    refused = newcomer.post("/office/first-sign-in", data={**fields, "csrf_token": token})
    assert "请再输一遍新密码" in refused.text
    fields["again"] = password
    entered = newcomer.post("/office/first-sign-in", data={**fields, "csrf_token": token})
    assert entered.location == "/office/work/"
    assert newcomer.get("/office/work/").status_code == HTTPStatus.OK
    used = app.test_client().post("/office/first-sign-in", data={**fields, "csrf_token": token})
    assert used.status_code == HTTPStatus.BAD_REQUEST  # another browser has no such token


def test_a_person_is_invited_again_closed_and_opened(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    send(client, username="wu-third", name="毋春玲")
    page = page_of(client, "wu-third")
    assert "邀请码" in act(client, page, "invite").text
    assert act(client, page, "close").status_code == HTTPStatus.FOUND
    assert "已停用" in client.get(page).text
    assert act(client, page, "open").status_code == HTTPStatus.FOUND
    assert "使用中" in client.get(page).text


def test_ones_own_account_is_closed_by_another_administrator(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    page = page_of(client, "city-admin")
    assert "停用账号</button>" not in client.get(page).text
    act(client, page, "close")
    assert "不能停用自己的账号" in client.get(page).text


def test_an_account_that_is_none_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in(Role.CITY_ADMIN).get("/office/people/999999").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"position": ""}, "监管责任人必须是班子成员、中层干部或党员，请选择职务"),
        ({"username": "boai-triage"}, "这个用户名已经有人用了，请换一个"),
        ({"name": ""}, "请填写姓名，例如王海军"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_entered(
    signed_in: SignedIn, changes: dict[str, str], words: str
) -> None:
    response = send(signed_in(Role.CITY_ADMIN), **{"username": "wu-second", **changes})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.text.count(words) == 2
    assert changes.get("username", "wu-second") in response.text
