"""人员: an administrator adds accounts; who may not be a supervisor is told why."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
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
        "password": "a-first-password",
    }
    return client.post("/office/people/", data={**fields, **changes})


def test_an_account_is_added_and_listed(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    assert send(client).status_code == HTTPStatus.FOUND
    assert "毋海军" in client.get("/office/people/?q=wu-haijun").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"position": ""}, "监管责任人必须是班子成员、中层干部或党员，请选择职务"),
        ({"password": "short"}, "密码至少要12个字，请再长一些"),
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
