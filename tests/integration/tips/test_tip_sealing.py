"""Sealed contacts: sealed on receipt, opened only by a custodian's passphrase with a reason."""

import pytest
from sending import Send
from small_city import CITY, COUNTY, NOW, OTHER_COUNTY, City
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.custody.founding import create_key
from intake.custody.models import CustodianKey, KeyShare
from intake.custody.telling import overseers
from intake.custody.unlocking import unlock
from intake.tips.queries import get_tip, load_tip
from intake.tips.routing import recuse
from intake.tips.sealing import Contact, add_contact, can_seal
from intake.tips.unsealing import openings_of, unseal
from publishing.kernel.accounts.models import Account
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.notices import notices_of

pytestmark = pytest.mark.usefixtures("quick_passphrases")
PASSPHRASE = "五月的槐花开满了后山的坡上"


@pytest.fixture
def key(session: Session, city: City) -> int:
    """博爱县's key, for its custodian."""
    return make_key(session, city, COUNTY)


def make_key(session: Session, city: City, division: str) -> int:
    holder = city.city_custodian if division == CITY else city.custodian
    assert holder.user_id is not None
    return create_key(session, division, custodians={holder.user_id: PASSPHRASE}, actor=SYSTEM, now=NOW)


def opened(
    session: Session, city: City, tip_id: int, *, passphrase: str = PASSPHRASE, **changes: str
) -> Contact:
    keyring = unlock(session, passphrase, actor=city.custodian, now=NOW)
    answers = {"cause": "contact", "reason": "需要当面核实", "form": "once", **changes}
    return unseal(session, tip_id, keyring=keyring, actor=city.custodian, now=NOW, **answers)


def test_a_contact_is_sealed_and_opens_with_passphrase_and_reason(
    session: Session, city: City, key: int, send: Send
) -> None:
    received = send(contact_name="赵大妈", contact="13800001234")
    row = load_tip(session, received.tip_id)
    assert row.sealing_key_id == key
    assert row.sealed_contact is not None
    assert "赵大妈".encode() not in row.sealed_contact
    assert get_tip(session, received.tip_id, actor=city.wang).has_contact
    assert opened(session, city, row.id) == Contact(name="赵大妈", contact="13800001234")
    last = entries_of(session, f"tip:{row.id}")[-1]
    assert (last.action, last.details["reason"], last.user_id) == (
        "identity.unseal", "需要当面核实", city.custodian.user_id,
    )  # fmt: skip


def test_the_sealed_length_tells_nothing_of_the_name(session: Session, key: int, send: Send) -> None:
    sizes = {
        len(load_tip(session, send(contact_name=name).tip_id).sealed_contact or b"")
        for name in ("李", "李" * 20)
    }
    assert len(sizes) == 1


def test_a_wrong_passphrase_opens_nothing(session: Session, city: City, key: int, send: Send) -> None:
    tip_id = send(contact="13800001234").tip_id
    with pytest.raises(Invalid) as refused:
        opened(session, city, tip_id, passphrase="不对不对不对不对不对不对")
    assert refused.value.values == {"field": "passphrase", "reason": "wrong"}


def test_opening_without_a_reason_is_refused(session: Session, city: City, key: int, send: Send) -> None:
    tip_id = send(contact="13800001234").tip_id
    with pytest.raises(Invalid):
        opened(session, city, tip_id, reason="  ")


@pytest.mark.parametrize("who", ["wang", "head", "triage", "leader", "admin", "auditor"])
def test_nobody_but_a_custodian_opens_it(
    session: Session, city: City, key: int, send: Send, who: str
) -> None:
    tip_id = send(contact="13800001234").tip_id
    with pytest.raises(Forbidden):
        unlock(session, PASSPHRASE, actor=city.people[who], now=NOW)
    keyring = unlock(session, PASSPHRASE, actor=city.custodian, now=NOW)
    with pytest.raises(Forbidden):
        unseal(session, tip_id, keyring=keyring, cause="contact", reason="想看看", form="once",
               actor=city.people[who], now=NOW)  # fmt: skip


def test_a_tip_without_a_contact_has_nothing_to_open(
    session: Session, city: City, key: int, send: Send
) -> None:
    tip_id = send().tip_id
    with pytest.raises(NotFound):
        opened(session, city, tip_id)


def test_a_new_key_seals_from_then_on_and_the_old_one_still_opens(
    session: Session, city: City, key: int, send: Send
) -> None:
    before = send(contact="13800001234").tip_id
    newer = make_key(session, city, COUNTY)
    after = load_tip(session, send(contact="13900001234").tip_id)
    assert after.sealing_key_id == newer
    assert opened(session, city, before).contact == "13800001234"


def test_a_county_without_a_key_seals_to_the_citys(session: Session, city: City, send: Send) -> None:
    key_id = make_key(session, city, CITY)
    assert load_tip(session, send(contact="13800001234").tip_id).sealing_key_id == key_id


@pytest.mark.parametrize(
    ("passphrase", "reason"), [("太短", "too_short"), ("啊啊啊啊啊啊啊啊啊啊啊啊啊啊", "too_simple")]
)
def test_a_poor_passphrase_makes_no_key(session: Session, city: City, passphrase: str, reason: str) -> None:
    custodian = int(city.custodian.user_id or 0)
    with pytest.raises(Invalid) as refused:
        create_key(session, COUNTY, custodians={custodian: passphrase}, actor=SYSTEM, now=NOW)
    assert (refused.value.values["field"], refused.value.values["reason"]) == ("new_passphrase", reason)
    assert not can_seal(session, city.paths[COUNTY])


def test_private_keys_are_kept_only_wrapped_and_sealed(session: Session, city: City, key: int) -> None:
    assert len(session.scalars(select(CustodianKey)).one().wrapped) == 24 + 16 + 32  # nonce, tag, key
    assert len(session.scalars(select(KeyShare)).one().sealed) == 32 + 16 + 32  # one-time key, tag, key


def test_full_width_digits_of_a_chinese_keyboard_are_the_same_passphrase(
    session: Session, city: City, send: Send
) -> None:
    custodian = int(city.custodian.user_id or 0)
    create_key(session, COUNTY, custodians={custodian: "院里有十二只白鹅2026"}, actor=SYSTEM, now=NOW)
    tip_id = send(contact="13800001234").tip_id
    assert opened(session, city, tip_id, passphrase="院里有十二只白鹅２０２６").contact == "13800001234"


def test_a_recused_custodian_is_answered_as_for_a_tip_that_is_none(
    session: Session, city: City, key: int, send: Send
) -> None:
    tip_id = send(contact="13800001234").tip_id
    recuse(session, load_tip(session, tip_id), int(city.custodian.user_id or 0), reason="relative",
           actor=SYSTEM, now=NOW)  # fmt: skip
    with pytest.raises(NotFound) as refused:
        opened(session, city, tip_id)
    with pytest.raises(NotFound) as unknown:
        opened(session, city, 99999)
    assert refused.value.values == unknown.value.values == {"what": "tip"}


def test_a_custodian_whom_the_report_names_is_recused(
    session: Session, city: City, key: int, send: Send
) -> None:
    tip_id = send(contact="13800001234", text="县里的何平收了这家园的钱，不管。").tip_id
    with pytest.raises(NotFound):
        opened(session, city, tip_id)


def notices(session: Session, who: Actor) -> list[tuple[str, str]]:
    return [(n.kind, n.subject) for n in notices_of(session, int(who.user_id or 0), limit=50)]


def test_the_county_leader_is_told_of_an_opening(session: Session, city: City, key: int, send: Send) -> None:
    tip_id = send(contact="13800001234").tip_id
    opened(session, city, tip_id)
    assert notices(session, city.leader) == [("identity_opened", f"tip:{tip_id}")]
    assert notices(session, city.auditor) == []


def test_a_leader_whom_the_tip_names_is_not_told_and_the_city_is(
    session: Session, city: City, key: int, send: Send
) -> None:
    tip_id = send(contact="13800001234", text="教育局的周正是这家园老板的亲戚，一直护着。").tip_id
    opened(session, city, tip_id)
    assert notices(session, city.leader) == []
    assert notices(session, city.auditor) == [("identity_opened", f"tip:{tip_id}")]


def test_a_county_without_a_leader_tells_the_city(session: Session, city: City, send: Send) -> None:
    key_id = make_key(session, city, CITY)
    tip_id = send(contact="13800001234", division_code=None, place_words="").tip_id
    assert load_tip(session, tip_id).sealing_key_id == key_id
    assert overseers(session, city.paths[OTHER_COUNTY]) == (city.auditor.user_id,)


def test_the_log_of_an_opening_holds_nothing_that_was_sealed(
    session: Session, city: City, key: int, send: Send
) -> None:
    tip_id = send(contact_name="赵大妈", contact="13800001234").tip_id
    opened(session, city, tip_id)
    written = str([(e.details, e.subject) for e in entries_of(session, f"tip:{tip_id}")])
    told = str([n.values for n in notices_of(session, int(city.leader.user_id or 0), limit=9)])
    assert "赵大妈" not in written + told
    assert "13800001234" not in written + told


def test_the_same_form_sent_again_opens_nothing(session: Session, city: City, key: int, send: Send) -> None:
    tip_id = send(contact="13800001234").tip_id
    opened(session, city, tip_id)
    with pytest.raises(WrongState):
        opened(session, city, tip_id)
    assert len(openings_of(session, tip_id)) == 1
    assert opened(session, city, tip_id, form="another").contact == "13800001234"
    assert [o.cause for o in openings_of(session, tip_id)] == ["contact", "contact"]


def test_an_unknown_cause_is_refused(session: Session, city: City, key: int, send: Send) -> None:
    with pytest.raises(Invalid):
        opened(session, city, send(contact="13800001234").tip_id, cause="curious")


def test_what_was_added_later_opens_with_the_rest(session: Session, city: City, key: int, send: Send) -> None:
    tip_id = send(contact_name="赵大妈", contact="13800001234").tip_id
    make_key(session, city, COUNTY)
    add_contact(session, load_tip(session, tip_id), "0391-1234567", now=NOW)
    contact = opened(session, city, tip_id)
    assert contact == Contact(name="赵大妈", contact="13800001234；0391-1234567")


def test_a_key_that_no_active_custodian_opens_takes_no_contact(
    session: Session, city: City, key: int
) -> None:
    assert can_seal(session, city.paths[COUNTY])
    session.get_one(Account, city.custodian.user_id).active = False
    session.flush()
    assert not can_seal(session, city.paths[COUNTY])
