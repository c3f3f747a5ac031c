"""Role by route by jurisdiction: nobody of one county reads or does anything with a thing of another, and no
answer tells whether the thing is there. Routes come from the URL map, things from the demonstration."""
# ruff: noqa: S608 (every sentence is written here)

import re
from collections.abc import Iterator

import pytest
from demo_city import PASSWORD
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from publishing.kernel.db import Database

OWN, OTHER = "410800000000/410823000000/", "410800000000/410822000000/"
ROLES = (
    *("supervisor", "central_school", "county_triage", "county_editor", "county_approver"),
    *("county_leader", "custodian", "hotline"),
)
BELOW = "division_path LIKE :other"
NEWEST = {
    "account_id": "SELECT MAX(a.id) FROM accounts a JOIN offices o ON o.id = a.office_id WHERE o.kind = "
    "'central_school' AND a.role = 'supervisor' AND " + BELOW,
    "announcement_id": "SELECT MAX(id) FROM announcements WHERE " + BELOW,
    "batch_id": "SELECT MAX(batch_id) FROM announcements WHERE " + BELOW,
    "check_id": "SELECT MAX(spot_check_id) FROM spot_check_places WHERE " + BELOW,
    "code": "SELECT MAX(code) FROM divisions WHERE level = 'village' AND path LIKE :other",
    "division_code": "SELECT '410822000000'",
    "grid_id": "SELECT MAX(id) FROM grids WHERE " + BELOW,
    "item_id": "SELECT MAX(i.id) FROM ledger_items i JOIN notices n ON n.item_id = i.id WHERE " + BELOW,
    "kindergarten_id": "SELECT MAX(id) FROM kindergartens WHERE county_code = '410822000000'",
    "letter_id": "SELECT MAX(l.id) FROM letters l JOIN ledger_items i ON i.id = l.item_id WHERE " + BELOW,
    "notice_id": "SELECT MAX(n.id) FROM notices n JOIN ledger_items i ON i.id = n.item_id WHERE " + BELOW,
    "place_id": "SELECT MAX(id) FROM spot_check_places WHERE " + BELOW,
    "report_id": "SELECT MAX(id) FROM reports WHERE " + BELOW,
    "tip_id": "SELECT MAX(id) FROM tips WHERE " + BELOW,
    "urging_id": "SELECT MAX(id) FROM urgings WHERE " + BELOW,
    "visit_id": "SELECT MAX(id) FROM visits WHERE " + BELOW,
    "waiver_id": "SELECT MAX(w.id) FROM patrol_waivers w JOIN grids g ON g.id = w.grid_id WHERE " + BELOW,
    "wording_id": "SELECT MAX(id) FROM wordings WHERE division_code = '410822000000'",
}
"""By part of an address: where the newest such thing of the other county stands."""
FREE = {"ending": "pdf", "action": "assign", "change_id": "1", "photo_id": "1", "leave_id": "1"}
FREE |= {"tie_id": "1", "alias_id": "1"}
"""Parts that name nothing of their own, or lie below another part."""
ELSEWHERE = {"draft_id", "member_id", "order_id", "proposal_id", "clock", "factor_id", "device"}
"""Parts of which the demonstration's other county has none, and those of one's own account."""
NOT_THERE = {"kindergarten_id": "9" * 12, "code": "410899999999", "division_code": "410899000000"}
"""Of what everybody may know to be there: kindergartens and places are published."""


def rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        named = rule.arguments & NEWEST.keys()
        indicator = rule.endpoint.startswith("indicators.")
        if rule.rule.startswith("/office/") and named and not rule.arguments & ELSEWHERE and not indicator:
            yield rule


@pytest.fixture(scope="module")
def things(app: Flask) -> dict[str, str]:
    database: Database = app.extensions["mingyuan.database"]
    with database.read() as session:
        found = {name: _scalar(session, sql) for name, sql in NEWEST.items()}
    assert None not in found.values(), found
    return {name: str(value) for name, value in found.items()}


def _scalar(session: Session, sql: str) -> object:
    given = {"other": f"{OTHER}%"} if ":other" in sql else {}
    return session.execute(text(sql), given).scalar()


@pytest.fixture(scope="module", params=ROLES)
def stranger(app: Flask, request: pytest.FixtureRequest) -> FlaskClient:
    """Somebody of the role in the one county."""
    database: Database = app.extensions["mingyuan.database"]
    sql = (
        "SELECT a.username FROM accounts a JOIN offices o ON o.id = a.office_id WHERE a.role = :role"
        " AND a.active AND division_path LIKE :own ORDER BY a.id"
    )
    with database.read() as session:
        username = session.execute(text(sql), {"role": request.param, "own": f"{OWN}%"}).scalars().first()
    client = app.test_client()
    page = client.get("/office/sign-in").text
    fields = {"csrf_token": _token(page), "username": username, "password": PASSWORD}
    assert client.post("/office/sign-in", data=fields).status_code == 302
    return client


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _addresses(app: Flask, given: dict[str, str]) -> Iterator[tuple[Rule, str]]:
    with app.test_request_context():
        for rule in rules(app):
            values = {name: given.get(name) or FREE[name] for name in rule.arguments}
            yield rule, app.url_map.bind("localhost").build(rule.endpoint, values)


def _answers(app: Flask, client: FlaskClient, given: dict[str, str]) -> dict[tuple[str, str], int]:
    token = _token(client.get("/office/account/").text)
    found = {}
    for rule, address in _addresses(app, given):
        methods = rule.methods or set()
        if "GET" in methods:
            found["GET", rule.rule] = client.get(address).status_code
        if "POST" in methods:
            # a step that only leads on to a page is as good as that page
            sent = client.post(address, data={"csrf_token": token}, follow_redirects=True)
            found["POST", rule.rule] = sent.status_code
    return found


def test_nothing_of_another_county_is_read_done_or_told_of(
    app: Flask, stranger: FlaskClient, things: dict[str, str]
) -> None:
    answers = _answers(app, stranger, things)
    assert len(answers) > 60
    assert {asked: code for asked, code in answers.items() if code not in (403, 404)} == {}
    absent = {name: NOT_THERE.get(name, "99999999") for name in things}
    nothing = _answers(app, stranger, absent)
    told = {
        asked: (code, nothing[asked])
        for asked, code in answers.items()
        if nothing[asked] != code and not any(f"{name}>" in asked[1] for name in NOT_THERE)
    }
    assert told == {}
