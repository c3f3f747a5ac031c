"""身份启封: with passphrase and reason, once, recorded; nothing of the report is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import FAR
from tips_desk_sample import PASSPHRASE, TEXT, Desk, tips_desk

pytestmark = pytest.mark.usefixtures("quick_passphrases")
PAGE = "/office/identities/"
ASKED = {
    "number": "博爱2026-0001",
    "cause": "authority",
    "reason": "公安机关依法调取",
    "passphrase": PASSPHRASE,
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    desk.sealing_key()
    yield desk
    desk.database.close()


@pytest.fixture
def sealed(desk: Desk) -> int:
    return desk.tip(contact_name="李某", contact="13812345678")


def test_the_contact_is_shown_once_and_nothing_of_the_report(desk: Desk, sealed: int) -> None:
    opened = desk.signed_in(desk.city.custodian).send(PAGE, ASKED)
    assert opened.status_code == 200
    assert "李某" in opened.text
    assert "13812345678" in opened.text
    assert TEXT not in opened.text
    assert "花园" not in opened.text
    assert opened.headers["Cache-Control"] == "no-store"
    (row,) = [entry for entry in desk.entries(sealed) if entry.action == "identity.unseal"]
    assert (row.actor, row.details["reason"]) == ("何平", "公安机关依法调取")


def test_a_wrong_passphrase_is_refused_not_sent_back_and_recorded(desk: Desk, sealed: int) -> None:
    refused = desk.signed_in(desk.city.custodian).send(PAGE, {**ASKED, "passphrase": "wrong horse battery"})
    assert refused.status_code == 422
    assert "口令不对" in refused.text
    assert "wrong horse battery" not in refused.text
    assert "13812345678" not in refused.text
    assert desk.actions(sealed)[-1] == "identity.refused"


def test_a_form_sent_again_shows_nothing_and_leaves_no_second_record(desk: Desk, sealed: int) -> None:
    """What a reload does: the browser sends the same form."""
    browser = desk.signed_in(desk.city.custodian)
    hidden = browser.hidden(PAGE)
    assert "13812345678" in browser.post(PAGE, hidden, ASKED).text
    again = browser.post(PAGE, hidden, ASKED)
    assert again.status_code == 409
    assert "已经显示过一次" in again.text
    assert "13812345678" not in again.text
    assert "李某" not in again.text
    assert desk.actions(sealed).count("identity.unseal") == 1


def test_a_wrong_passphrase_is_told_alike_whatever_the_number(desk: Desk, sealed: int) -> None:
    browser = desk.signed_in(desk.city.custodian)
    for number in ("博爱2026-0001", "博爱2026-9999"):
        refused = browser.send(PAGE, {**ASKED, "number": number, "passphrase": "wrong horse battery"})
        assert refused.status_code == 422
        assert "口令不对" in refused.text
        assert "您的辖区里没有这个编号" not in refused.text


def test_too_many_wrong_passphrases_are_answered_429_and_others_go_on(desk: Desk) -> None:
    desk.sealing_key(desk.city.custodian2)
    desk.tip(contact="13812345678")
    browser = desk.signed_in(desk.city.custodian)
    for _try in range(5):
        assert browser.send(PAGE, {**ASKED, "passphrase": "wrong horse battery"}).status_code == 422
    waits = browser.send(PAGE, ASKED)
    assert waits.status_code == 429
    assert "请过15分钟再试" in waits.text
    assert "13812345678" not in waits.text
    other = desk.signed_in(desk.city.custodian2).send(PAGE, ASKED)
    assert "13812345678" in other.text


def test_a_recused_custodian_is_answered_as_for_no_number(desk: Desk) -> None:
    desk.tip(contact="13812345678", text="管这事的何平是园长的亲戚，不要让他知道。")
    refused = desk.signed_in(desk.city.custodian).send(PAGE, ASKED)
    assert refused.status_code == 422
    assert "您的辖区里没有这个编号" in refused.text
    assert "13812345678" not in refused.text


def test_the_leader_has_a_notice_that_leads_to_the_report_and_names_nobody(desk: Desk, sealed: int) -> None:
    desk.signed_in(desk.city.custodian).send(PAGE, ASKED)
    notices = desk.signed_in(desk.city.leader).get("/office/notices/").text
    assert "博爱2026-0001的举报人身份已由何平启封" in notices
    assert f"/office/tips/{sealed}" in notices
    assert "李某" not in notices


def test_a_custodian_without_a_passphrase_is_sent_to_set_one(desk: Desk, sealed: int) -> None:
    refused = desk.signed_in(desk.city.custodian3).send(PAGE, ASKED)
    assert refused.status_code == 422
    assert "请先打开“我的密钥”" in refused.text


@pytest.mark.parametrize("number", ["博爱2026-9999", "武陟2026-0001"])
def test_unknown_numbers_and_those_of_another_county_are_answered_alike(desk: Desk, number: str) -> None:
    desk.tip(division_code=FAR)
    refused = desk.signed_in(desk.city.custodian).send(PAGE, {**ASKED, "number": number})
    assert refused.status_code == 422
    assert "您的辖区里没有这个编号" in refused.text


def test_a_tip_without_contact_has_nothing_to_open(desk: Desk) -> None:
    desk.tip()
    refused = desk.signed_in(desk.city.custodian).send(PAGE, ASKED)
    assert refused.status_code == 422
    assert "没有可以启封的" in refused.text


def test_a_reason_is_needed(desk: Desk, sealed: int) -> None:
    refused = desk.signed_in(desk.city.custodian).send(PAGE, {**ASKED, "reason": " "})
    assert refused.status_code == 422
    assert desk.actions(sealed)[-1] != "identity.unseal"


@pytest.mark.parametrize("who", ["triage", "wang", "leader", "admin", "hotline"])
def test_only_a_custodian_opens_identities_and_sees_no_tip(desk: Desk, sealed: int, who: str) -> None:
    assert desk.signed_in(desk.city.people[who]).get(PAGE).status_code == 403
    assert desk.signed_in(desk.city.custodian).get(f"/office/tips/{sealed}").status_code == 403
