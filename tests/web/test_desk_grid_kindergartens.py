"""Kindergartens in grids, over the demonstration: by their addresses, or as the office settled it."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from publishing.kernel.permissions import Role

SignedIn = Callable[[Role], FlaskClient]
REPORT = "/office/grids/coverage"


def test_a_kindergarten_of_unknown_village_is_settled_once_and_leaves_the_report(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    page = client.get(REPORT).text
    asked = re.findall(r"/office/grids/kindergartens/([^/\"]+)/village", page)
    assert asked, "the demonstration has kindergartens whose address leads to no village"
    address = f"/office/grids/kindergartens/{asked[0]}/village"
    form = client.get(address).text
    token = form.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    refused = client.post(address, data={"csrf_token": token, "village": ""})
    assert refused.status_code == 422
    assert "请选择村（社区）" in refused.text
    village = re.findall(r'<option value="(\d{12})"', form)[0]
    assert client.post(address, data={"csrf_token": token, "village": village}).status_code == 303
    assert f"/kindergartens/{asked[0]}/village" not in client.get(REPORT).text


def test_who_only_reads_is_offered_no_choice(signed_in: SignedIn) -> None:
    page = signed_in(Role.COUNTY_LEADER).get(REPORT).text
    assert "由中心校选定村（社区）" in page
    assert "/office/grids/kindergartens/" not in page


def test_the_demonstration_has_a_leading_group(signed_in: SignedIn) -> None:
    page = signed_in(Role.COUNTY_TRIAGE).get("/office/grids/leading-group").text
    assert "党组书记、局长" in page
    assert "以前的成员" in page
