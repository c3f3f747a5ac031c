"""保管员 and 我的密钥: choosing a passphrase, proposing and confirming, removing, changing the key."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import COUNTY
from tips_desk_sample import PASSPHRASE, Browser, Desk, tips_desk

from publishing.kernel.identity import Actor

pytestmark = pytest.mark.usefixtures("quick_passphrases")
KEY, LIST, OPEN = "/office/identities/key", "/office/identities/custodians/", "/office/identities/"
AT = f"{LIST}{COUNTY}"
NEW = {"new_passphrase": "a quiet river at dusk", "again": "a quiet river at dusk"}
REASON = {"reason": "许宁下月退休", "passphrase": PASSPHRASE}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """何平 and 许宁 open 博爱县."""
    desk = tips_desk(tmp_path)
    desk.sealing_key(desk.city.custodian2)
    yield desk
    desk.database.close()


def entered(desk: Desk, who: str) -> Browser:
    person: Actor = desk.city.people[who]
    return desk.signed_in(person)


def opens(desk: Desk, who: str, passphrase: str = PASSPHRASE) -> bool:
    asked = {"number": "博爱2026-0001", "cause": "contact", "reason": "核实", "passphrase": passphrase}
    return "13812345678" in entered(desk, who).send(OPEN, asked).text


def proposal_of(page: str) -> str:
    found = re.search(r"/office/identities/proposals/\d+", page)
    assert found is not None
    return found[0]


def proposed(desk: Desk) -> str:
    """程雪 has chosen a passphrase and is proposed by 何平: the proposal's address."""
    assert entered(desk, "custodian3").send(KEY, NEW).status_code == 303
    browser = entered(desk, "custodian")
    fields = {**REASON, "custodian": str(desk.city.custodian3.user_id)}
    assert browser.send(f"{AT}/propose", fields).status_code == 303
    return proposal_of(browser.get(LIST).text)


def test_the_whole_way_of_a_new_custodian(desk: Desk) -> None:
    desk.tip(contact="13812345678")
    address = proposed(desk)
    digits = r"核对码</dt><dd>([\d ]{29})</dd>"
    own = re.search(digits, entered(desk, "custodian3").get(KEY).text)
    other = entered(desk, "custodian2")
    shown = re.search(digits, other.get(address).text)
    assert own is not None
    assert shown is not None
    assert own[1] == shown[1], "what the two compare face to face"
    done = other.send(address, {"passphrase": PASSPHRASE})
    assert done.location == LIST
    assert "程雪现在可以启封" in other.get(LIST).text
    assert opens(desk, "custodian3", NEW["new_passphrase"])
    told = entered(desk, "leader").get("/office/notices/").text
    assert "程雪" in told
    assert address not in told, "it is no page of the leader's"
    assert address in entered(desk, "custodian").get("/office/notices/").text


def test_a_wrong_passphrase_confirms_nothing_and_is_recorded(desk: Desk) -> None:
    address = proposed(desk)
    refused = entered(desk, "custodian2").send(address, {"passphrase": "wrong horse battery"})
    assert refused.status_code == 422
    assert "口令不对" in refused.text
    assert "wrong horse" not in refused.text
    assert "确认或不同意" in entered(desk, "custodian2").get(LIST).text


@pytest.mark.parametrize("who", ["custodian", "custodian3"])
def test_who_proposed_or_is_proposed_is_offered_no_confirmation(desk: Desk, who: str) -> None:
    address = proposed(desk)
    browser = entered(desk, who)
    page = browser.get(address).text
    assert 'name="passphrase"' not in page
    token = browser.hidden(KEY)
    browser.post(address, token, {"passphrase": PASSPHRASE})
    assert "程雪现在可以启封" not in entered(desk, "custodian").get(LIST).text


def test_a_proposal_can_be_turned_down_and_taken_back(desk: Desk) -> None:
    address = proposed(desk)
    other = entered(desk, "custodian2")
    assert other.post(f"{address}/turn-down", other.hidden(address), {}).location == LIST
    assert "没有得到同意" in other.get(address).text
    again = other.post(f"{address}/turn-down", other.hidden(KEY), {})
    assert again.status_code == 409
    assert "没有得到同意" in again.text


def test_strangers_see_no_proposal_and_change_nothing(desk: Desk) -> None:
    address = proposed(desk)
    for who in ("far_custodian", "city_custodian"):
        stranger = entered(desk, who)
        for path in (address, f"{AT}/propose", f"{AT}/rotate", f"{AT}/remove/{desk.city.custodian.user_id}"):
            assert stranger.get(path).status_code == 404, (who, path)
    for who in ("leader", "triage", "admin", "wang"):
        for path in (address, KEY, LIST, f"{AT}/propose", f"{AT}/rotate"):
            assert entered(desk, who).get(path).status_code == 403, (who, path)


def test_removing_takes_access_and_changes_the_key(desk: Desk) -> None:
    desk.tip(contact="13812345678")
    browser = entered(desk, "custodian")
    page = f"{AT}/remove/{desk.city.custodian2.user_id}"
    assert "取消以后只剩您一位保管员" in browser.get(page).text
    assert browser.send(page, REASON).location == LIST
    listed = browser.get(LIST).text
    assert "许宁不再是保管员" in listed
    assert "只有一位保管员" in listed
    assert not opens(desk, "custodian2")
    assert opens(desk, "custodian")
    assert (
        "还没有设置启封口令"
        in entered(desk, "custodian2")
        .send(
            OPEN, {"number": "博爱2026-0001", "cause": "contact", "reason": "核实", "passphrase": PASSPHRASE}
        )
        .text
    )


def test_the_key_is_changed_and_everything_still_opens(desk: Desk) -> None:
    desk.tip(contact="13812345678")
    browser = entered(desk, "custodian2")
    assert browser.send(f"{AT}/rotate", REASON).location == LIST
    assert "前后共2把" in browser.get(LIST).text
    assert opens(desk, "custodian")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"new_passphrase": "太短", "again": "太短"}, "口令至少要12个字"),
        ({"new_passphrase": "啊" * 14, "again": "啊" * 14}, "口令太简单"),
        ({"new_passphrase": "a quiet river at dusk", "again": "a quiet river"}, "两次输入的口令不一样"),
        ({"new_passphrase": "", "again": ""}, "请设置启封口令"),
    ],
)
def test_what_is_wrong_with_a_new_passphrase_is_said_and_not_sent_back(
    desk: Desk, fields: dict[str, str], said: str
) -> None:
    refused = entered(desk, "custodian3").send(KEY, fields)
    assert refused.status_code == 422
    assert said in refused.text
    assert "quiet river" not in refused.text


def test_the_passphrase_is_changed_with_the_old_one(desk: Desk) -> None:
    desk.tip(contact="13812345678")
    browser = entered(desk, "custodian")
    wrong = browser.send(KEY, {**NEW, "passphrase": "wrong horse battery"})
    assert "口令不对" in wrong.text
    assert browser.send(KEY, {**NEW, "passphrase": PASSPHRASE}).location == KEY
    assert not opens(desk, "custodian")
    assert opens(desk, "custodian", NEW["new_passphrase"])


def test_who_holds_identities_is_not_offered_to_begin_anew(desk: Desk) -> None:
    browser = entered(desk, "custodian")
    assert "anew" not in browser.get(KEY).text
    browser.post(KEY, browser.hidden(KEY), {**NEW, "anew": "1"})
    desk.tip(contact="13812345678")
    assert opens(desk, "custodian")


def test_who_opens_nothing_yet_may_begin_anew(desk: Desk) -> None:
    browser = entered(desk, "custodian3")
    assert browser.send(KEY, NEW).location == KEY
    assert browser.send(f"{KEY}?anew=1", NEW, to=KEY).location == KEY


def test_one_without_access_reads_how_to_get_it(desk: Desk) -> None:
    page = entered(desk, "custodian3").get(LIST).text
    assert "您还不是这里的保管员" in page
    assert "/propose" not in page


def test_a_county_without_a_key_is_told_what_is_missing(desk: Desk) -> None:
    assert "这里还没有密封钥匙" in entered(desk, "far_custodian").get(LIST).text


def test_the_pages_speak_english(desk: Desk) -> None:
    browser = entered(desk, "custodian")
    for path, words in ((OPEN, "Kind of reason"), (LIST, "Change the sealing key"), (KEY, "Check digits")):
        assert words in browser.get(f"/en{path}").text
