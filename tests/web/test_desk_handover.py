"""The pages of handing over: after grids changed, and to another county."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from publishing.kernel.permissions import Role

SignedIn = Callable[[Role], FlaskClient]


@pytest.mark.parametrize("role", [Role.COUNTY_TRIAGE, Role.CENTRAL_SCHOOL])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_who_manages_grids_sees_the_page(signed_in: SignedIn, role: Role, prefix: str) -> None:
    assert signed_in(role).get(f"{prefix}/office/handover/").status_code == 200


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COUNTY_LEADER, Role.CITY_ADMIN])
def test_nobody_else_does(signed_in: SignedIn, role: Role) -> None:
    assert signed_in(role).get("/office/handover/").status_code == 403


def test_a_handover_needs_its_reason_and_is_done_once(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    address = "/office/handover/"

    def send(reason: str) -> tuple[int, str]:
        token = client.get(address).text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        response = client.post(address, data={"csrf_token": token, "reason": reason})
        return response.status_code, response.text

    assert "等您移交" in client.get("/office/work/").text
    status, page = send("")
    assert status == 422
    assert "请写明理由" in page
    assert send("责任区换了监管责任人")[0] == 303
    done = client.get(address).text
    assert "已移交" in done.split("<main")[1], done.split("<main")[1]
    assert "等您移交" not in client.get("/office/work/").text
