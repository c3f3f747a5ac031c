"""身份启封: with passphrase and reason, once, recorded; nothing of the report is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import FAR
from tips_desk_sample import PASSPHRASE, TEXT, Desk, tips_desk

PAGE = "/office/identities/"
ASKED = {"number": "博爱2026-0001", "reason": "公安机关依法调取", "passphrase": PASSPHRASE}


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
