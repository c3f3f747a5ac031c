"""A custodian's own key, wrong passphrases, and shares of the first version."""

from datetime import timedelta

import pytest
from custody_people import PASSPHRASES, Custodians
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random
from small_city import COUNTY, NOW, OTHER_COUNTY
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.custody.enrolling import change_passphrase
from intake.custody.founding import create_key, rotate
from intake.custody.models import CustodianKey, KeyShare, SealingKey, WrappedKey
from intake.custody.queries import custody_of, own_key
from intake.custody.rules import MOST_WRONG, WRONG_WITHIN
from intake.custody.unlocking import record_refusal, settle, unlock
from intake.custody.wrapping import wrap
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import SYSTEM

WRONG = "不是这一句不是这一句不是这一句"


def test_a_changed_passphrase_opens_and_the_old_one_does_not(
    session: Session, custodians: Custodians
) -> None:
    tip_id = custodians.tip()
    shares = session.scalars(select(KeyShare.sealed)).all()
    keyring = custodians.keyring("custodian")
    assert keyring.personal is not None
    rewrapped = wrap(keyring.personal, "新的一句话只有我自己知道")
    change_passphrase(session, keyring, rewrapped, actor=custodians.actor("custodian"), now=NOW)
    assert custodians.opens("custodian", tip_id, passphrase="新的一句话只有我自己知道") == "13800001234"
    with pytest.raises(Invalid):
        custodians.opens("custodian", tip_id)
    assert custodians.opens("custodian2", tip_id) == "13800001234"
    assert session.scalars(select(KeyShare.sealed)).all() == shares, "no county key is touched"


def test_who_enrolled_opens_nothing_yet(custodians: Custodians) -> None:
    tip_id = custodians.tip()
    custodians.enrol("custodian3")
    with pytest.raises(NotFound) as refused:
        custodians.opens("custodian3", tip_id)
    assert refused.value.values == {"what": "sealing_key"}


def test_who_opens_nothing_may_choose_another_passphrase(session: Session, custodians: Custodians) -> None:
    custodians.enrol("custodian3")
    before = own_key(session, custodians.id_of("custodian3")).fingerprint
    custodians.enrol("custodian3")
    assert own_key(session, custodians.id_of("custodian3")).fingerprint != before


def test_who_holds_keys_does_not_lose_them_by_enrolling_again(custodians: Custodians) -> None:
    tip_id = custodians.tip()
    with pytest.raises(Invalid) as refused:
        custodians.enrol("custodian")
    assert refused.value.values["reason"] == "holds_keys"
    assert custodians.opens("custodian", tip_id) == "13800001234"


@pytest.mark.parametrize("who", ["wang", "triage", "leader", "admin", "auditor"])
def test_nobody_else_has_anything_to_unlock(session: Session, custodians: Custodians, who: str) -> None:
    with pytest.raises(Forbidden):
        unlock(session, WRONG, actor=custodians.actor(who), now=NOW)


def wrong(session: Session, custodians: Custodians, who: str) -> None:
    with pytest.raises(Invalid) as refused:
        custodians.keyring(who, passphrase=WRONG)
    assert refused.value.values == {"field": "passphrase", "reason": "wrong"}
    record_refusal(session, subject="tip:1", actor=custodians.actor(who), now=NOW)


def test_too_many_wrong_passphrases_make_one_person_wait(session: Session, custodians: Custodians) -> None:
    tip_id = custodians.tip()
    for _try in range(MOST_WRONG):
        wrong(session, custodians, "custodian")
    with pytest.raises(Invalid) as refused:
        custodians.opens("custodian", tip_id)
    assert refused.value.values["reason"] == "too_often", "even the right one waits"
    assert custodians.opens("custodian2", tip_id) == "13800001234", "nobody else does"
    later = NOW + WRONG_WITHIN + timedelta(seconds=1)
    assert custodians.opens("custodian", tip_id, now=later) == "13800001234"


def first_version(session: Session, division: str, passphrases: dict[int, str]) -> int:
    """A county's key as the first version made it: wrapped by each custodian's passphrase."""
    private = PrivateKey.generate()
    key = SealingKey(division_code=division, public_key=bytes(private.public_key), created_at=NOW)
    session.add(key)
    session.flush()
    for account_id, passphrase in passphrases.items():
        salt = random(argon2id.SALTBYTES)
        derived = argon2id.kdf(32, passphrase.encode(), salt, opslimit=3, memlimit=64 * 1024 * 1024)
        wrapped = bytes(SecretBox(derived).encrypt(bytes(private)))
        session.add(WrappedKey(sealing_key_id=key.id, account_id=account_id, salt=salt, wrapped=wrapped))
    session.flush()
    return key.id


@pytest.fixture
def old(session: Session, custodians: Custodians) -> Custodians:
    """The county as the first version left it: no key of anybody's own."""
    for table in (KeyShare, CustodianKey, SealingKey):
        session.execute(table.__table__.delete())
    both = {custodians.id_of(who): PASSPHRASES[who] for who in ("custodian", "custodian2")}
    first_version(session, COUNTY, both)
    return custodians


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_share_of_the_first_version_opens_and_becomes_one_of_this(
    session: Session, old: Custodians
) -> None:
    tip_id = old.tip()
    assert old.opens("custodian", tip_id) == "13800001234"
    assert (count(session, WrappedKey), count(session, KeyShare), count(session, CustodianKey)) == (1, 1, 1)
    assert old.opens("custodian", tip_id) == "13800001234", "by the new share, with the same passphrase"
    assert old.opens("custodian2", tip_id) == "13800001234"
    assert (count(session, WrappedKey), count(session, KeyShare)) == (0, 2)


def test_a_wrong_passphrase_brings_nothing_up_to_date(session: Session, old: Custodians) -> None:
    with pytest.raises(Invalid):
        old.keyring("custodian", passphrase=WRONG)
    assert (count(session, WrappedKey), count(session, CustodianKey)) == (2, 0)


def test_no_key_is_changed_while_somebody_could_not_follow(session: Session, old: Custodians) -> None:
    with pytest.raises(Invalid) as refused:
        rotate(session, COUNTY, reason="", actor=SYSTEM, now=NOW)
    assert refused.value.values["names"] == ["何平", "许宁"]
    for who in ("custodian", "custodian2"):
        settle(session, old.keyring(who), now=NOW)
    before = old.tip()
    rotate(session, COUNTY, reason="", actor=SYSTEM, now=NOW)
    assert old.opens("custodian", before) == old.opens("custodian2", old.tip()) == "13800001234"


def test_members_of_the_first_version_are_listed_as_such(session: Session, old: Custodians) -> None:
    old.opens("custodian", old.tip())
    members = custody_of(session, COUNTY, now=NOW).members
    assert [(m.name, m.enrolled) for m in members] == [("何平", True), ("许宁", False)]


def test_two_old_passphrases_of_one_person_are_brought_up_to_date_one_by_one(
    session: Session, old: Custodians
) -> None:
    who = old.id_of("custodian")
    tip_id = old.tip()
    first_version(session, COUNTY, {who: "另一把钥匙用的是另外一句话"})
    assert old.opens("custodian", tip_id) == "13800001234"
    settle(session, old.keyring("custodian", passphrase="另一把钥匙用的是另外一句话"), now=NOW)
    remaining = session.scalars(select(WrappedKey.account_id)).all()
    assert who not in remaining
    assert old.opens("custodian", tip_id) == "13800001234", (
        "the passphrase of the own key stays the first one"
    )


def test_a_custodian_of_another_county_can_hold_no_share(session: Session, custodians: Custodians) -> None:
    with pytest.raises(Invalid) as refused:
        create_key(
            session,
            COUNTY,
            custodians={custodians.id_of("far_custodian"): PASSPHRASES["far_custodian"]},
            actor=SYSTEM,
            now=NOW,
        )
    assert refused.value.values["reason"] == "outside"
    assert custody_of(session, OTHER_COUNTY, now=NOW).lacks() == ("no_key",)
