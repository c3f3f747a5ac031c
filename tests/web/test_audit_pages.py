"""操作记录: filters in the address, words for codes, the proof, and nobody but auditors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tips_desk_sample import Desk, tips_desk

from portal.pages import audit as audit_pages
from portal.sweeps import heads_file, write_audit_head
from publishing.kernel.settings import Settings

AUDIT = "/office/audit/"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    if audit_pages.blueprint.name not in desk.app.blueprints:
        desk.app.register_blueprint(audit_pages.blueprint)
    desk.tip()
    yield desk
    desk.database.close()


def settings_of(desk: Desk) -> Settings:
    settings: Settings = desk.app.extensions["mingyuan.settings"]
    return settings


def test_codes_are_read_as_words_and_lead_to_their_thing(desk: Desk) -> None:
    page = desk.signed_in(desk.city.auditor).get(AUDIT).text
    for word in ("收到举报", "受理", "交办", "举报 1"):
        assert word in page
    assert f"{AUDIT}?subject=tip:1" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=tip", True),
        ("kind=ledger", False),
        ("subject=tip:1", True),
        ("subject=tip:2", False),
        ("actor=系统", True),
        ("actor=王", False),
        ("since=2026-11-23&until=2026年11月23日", True),
        ("since=2026.11.24", False),
        ("until=20261122", False),
        ("kind=no-such-kind", True),
    ],
)
def test_the_address_narrows_the_log(desk: Desk, query: str, found: bool) -> None:
    page = desk.signed_in(desk.city.auditor).get(f"{AUDIT}?{query}").text
    assert ("tip:1" in page.split("</form>")[-1]) == found
    assert ("没有符合条件的记录" in page) != found


def test_a_day_that_is_none_is_told_with_how_to_write_it(desk: Desk) -> None:
    response = desk.signed_in(desk.city.auditor).get(f"{AUDIT}?since=昨天&actor=系统")
    assert response.status_code == 422
    assert "“从”要写成日期，例如2026-11-24" in response.text
    assert 'value="昨天"' in response.text
    assert 'value="系统"' in response.text


def test_the_whole_log_is_proved_on_request(desk: Desk) -> None:
    write_audit_head(desk.database, settings_of(desk), now=desk.now)
    page = desk.signed_in(desk.city.auditor).send(AUDIT, {})
    assert "前后相连，没有被改动；与库外留底的1个校验值都相符。" in page.text


def test_a_log_that_does_not_bear_out_a_kept_head_is_reported(desk: Desk) -> None:
    head = write_audit_head(desk.database, settings_of(desk), now=desk.now)
    assert head is not None
    file = heads_file(settings_of(desk))
    file.write_text(file.read_text().replace(head.head, "0" * 64))
    page = desk.signed_in(desk.city.auditor).send(AUDIT, {})
    assert "可能被整体改写" in page.text


def test_nobody_but_an_auditor_reads_it(desk: Desk) -> None:
    for actor in (desk.city.triage, desk.city.leader, desk.city.admin, desk.city.custodian):
        assert desk.signed_in(actor).get(AUDIT).status_code == 403


def test_the_pages_read_in_english(desk: Desk) -> None:
    page = desk.signed_in(desk.city.auditor).get(f"/en{AUDIT}").text
    assert "Assign" in page
    assert "Check every entry now" in page
