"""The office's pages on deadlines: what is overdue, the periods, an extension that reaches the reporter."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.deadlines.periods import KINDS, TRACKS
from intake.desk.deadlines_periods import CLOCK_WORDS
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.permissions import Role

SignedIn = Callable[[Role], FlaskClient]


def token(page: str) -> str:
    return page.split('name="csrf_token" type="hidden" value="')[1].split('"', maxsplit=1)[0]


def change(client: FlaskClient, clock: str, **fields: str) -> tuple[int, str]:
    address = f"/office/deadlines/periods/{clock}?track=advice"
    given = {"csrf_token": token(client.get(address).text), "amount": "9", "unit": "working",
             "valid_from": local_day(utc_now()).isoformat(), "reason": "抓紧办理", **fields}  # fmt: skip
    response = client.post(address, data=given)
    return response.status_code, response.text


def test_every_clock_has_its_words() -> None:
    assert CLOCK_WORDS.keys() == KINDS.keys()


@pytest.mark.parametrize("role", [Role.COUNTY_LEADER, Role.COUNTY_TRIAGE])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_leader_and_triage_see_what_is_overdue_with_whom_it_lies(
    signed_in: SignedIn, role: Role, prefix: str
) -> None:
    page = signed_in(role).get(f"{prefix}/office/deadlines/").text
    assert "博爱台账" in page
    assert "中心校" in page


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CENTRAL_SCHOOL, Role.HOTLINE, Role.CITY_ADMIN])
@pytest.mark.parametrize("page", ["", "periods", "periods/verify"])
def test_nobody_else_does(signed_in: SignedIn, role: Role, page: str) -> None:
    assert signed_in(role).get(f"/office/deadlines/{page}").status_code == 403


@pytest.mark.parametrize("track", TRACKS)
def test_every_period_is_shown_with_its_source(signed_in: SignedIn, track: str) -> None:
    page = signed_in(Role.COUNTY_TRIAGE).get(f"/office/deadlines/periods?track={track}").text
    assert "信访工作条例第三十四条" in page
    assert page.count("系统默认") + page.count("本级规定") >= len(KINDS)


def test_a_change_is_shown_with_reason_and_name(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_LEADER)
    assert change(client, "review", reason="年底前加快审核")[0] == 303
    page = client.get("/office/deadlines/periods?track=advice").text
    assert "年底前加快审核" in page
    assert "9个工作日" in page
    assert "本级规定" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": "31"}, "最长30"),
        ({"amount": "0"}, "至少是1"),
        ({"amount": ""}, "请填写多长"),
        ({"reason": ""}, "请写明理由"),
        ({"valid_from": (local_day(utc_now()) - timedelta(days=2)).isoformat()}, "不能早于今天"),
        ({"unit": "weeks"}, ""),
    ],
)
def test_what_is_refused_says_so_at_its_field_and_keeps_the_rest(
    signed_in: SignedIn, fields: dict[str, str], said: str
) -> None:
    status, page = change(signed_in(Role.COUNTY_TRIAGE), "verify", **fields)
    assert status == 422
    assert said in page
    if "reason" not in fields:
        assert "抓紧办理" in page


def test_a_period_is_given_back_to_the_level_above(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    change(client, "start")
    assert change(client, "start", unit="inherit", amount="", reason="专项整治结束")[0] == 303
    assert "恢复上一级的规定" in client.get("/office/deadlines/periods?track=advice").text


def test_an_unknown_clock_is_no_page(signed_in: SignedIn) -> None:
    assert signed_in(Role.COUNTY_TRIAGE).get("/office/deadlines/periods/never").status_code == 404


def test_the_lists_can_be_narrowed_to_what_is_overdue(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    work = client.get("/office/work/?kind=late").text
    assert "超期" in work
    tips = client.get("/office/tips/?state=overdue")
    assert tips.status_code == 200
    clocks = re.findall(r'class="(ming-clock[^"]*)"', tips.text.split("<tbody>")[-1])
    assert clocks
    assert all("ming-clock--over" in clock for clock in clocks)


def test_the_public_reads_how_counties_keep_their_days(app: Flask) -> None:
    page = app.test_client().get("/statistics/").text
    assert "其中有超期的" in page
    assert "答应举报人的日期" in page
    assert "没有办结的举报" in app.test_client().get("/counties/410822").text
