"""Sealed contacts: sealed on receipt, opened only by a custodian's passphrase with a reason."""

import pytest
from sending import Send
from small_city import CITY, COUNTY, NOW, City
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips import sealing
from intake.tips.models import WrappedKey
from intake.tips.queries import get_tip, load_tip
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import SYSTEM

PASSPHRASE = "五月的槐花开满了后山的坡上"


@pytest.fixture
def key(session: Session, city: City) -> int:
    """博爱县's key, for its custodian."""
    return make_key(session, city, COUNTY)


def make_key(session: Session, city: City, division: str) -> int:
    assert city.custodian.user_id is not None
    return sealing.create_key(
        session, division, custodians={city.custodian.user_id: PASSPHRASE}, actor=SYSTEM, now=NOW
    )


def opened(session: Session, city: City, tip_id: int, **changes: str) -> sealing.Contact:
    answers = {"passphrase": PASSPHRASE, "reason": "需要当面核实", **changes}
    return sealing.unseal(session, tip_id, actor=city.custodian, now=NOW, **answers)


def test_a_contact_is_sealed_and_opens_with_passphrase_and_reason(
    session: Session, city: City, key: int, send: Send
) -> None:
    received = send(contact_name="赵大妈", contact="13800001234")
    row = load_tip(session, received.tip_id)
    assert row.sealing_key_id == key
    assert row.sealed_contact is not None
    assert "赵大妈".encode() not in row.sealed_contact
    assert get_tip(session, received.tip_id, actor=city.wang).has_contact
    assert opened(session, city, row.id) == sealing.Contact(name="赵大妈", contact="13800001234")
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
        sealing.unseal(session, tip_id, passphrase=PASSPHRASE, reason="想看看",
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


def test_a_short_passphrase_makes_no_key(session: Session, city: City) -> None:
    assert city.custodian.user_id is not None
    with pytest.raises(Invalid):
        sealing.create_key(
            session, COUNTY, custodians={city.custodian.user_id: "太短"}, actor=SYSTEM, now=NOW
        )


def test_the_private_key_is_kept_only_wrapped(session: Session, city: City, key: int) -> None:
    row = session.scalars(select(WrappedKey)).one()
    assert len(row.wrapped) == 24 + 16 + 32  # nonce, tag, key
