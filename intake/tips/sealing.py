"""Sealing a reporter's name and contact to the county's public key, and opening them with a passphrase.

The server can seal and cannot open: the private key exists only wrapped, once for each custodian, with a key
that argon2id makes of that custodian's own passphrase. Opening needs a reason and leaves an audit row.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips.models import SealingKey, Tip, WrappedKey
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

MIN_PASSPHRASE = 12
_BLOCK = 256
"""Sealed texts are filled up to a multiple, so that their length tells nothing."""
# RFC 9106 asks for 64 MiB and 3 passes where memory is short; a small server must stand several at once
_OPS, _MEMORY = 3, 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Who reported and how to reach them, as they wrote it."""

    name: str
    contact: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """A sealed contact and the key that opens it."""

    key_id: int
    box: bytes


def create_key(
    session: Session, division_code: str, *, custodians: Mapping[int, str], actor: Actor, now: datetime
) -> int:
    """Makes a county's (or the city's) key pair, wrapped for each custodian (account id: passphrase); returns
    its id. The key before it is retired: it seals no more, and still opens what it sealed.

    Raises NotFound for an unknown division, Invalid without custodians or for a short passphrase."""
    get_division(session, division_code)
    if not custodians:
        raise Invalid(field="custodian", reason="required")
    retired = select(SealingKey).where(
        SealingKey.division_code == division_code, SealingKey.retired_at.is_(None)
    )
    for row in session.scalars(retired):
        row.retired_at = now
    private = PrivateKey.generate()
    key = SealingKey(division_code=division_code, public_key=bytes(private.public_key), created_at=now)
    session.add(key)
    session.flush()
    for account_id, passphrase in custodians.items():
        _wrap(session, key.id, private, account_id, passphrase)
    record(
        session,
        actor=actor,
        action="identity.key",
        subject=f"sealing_key:{key.id}",
        details={"division": division_code, "custodians": sorted(custodians)},
        now=now,
    )
    return key.id


def wrap(
    session: Session,
    key_id: int,
    *,
    account_id: int,
    passphrase: str,
    opened_by: int,
    opening_passphrase: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Gives another custodian access: one who has it opens the key for them. Raises NotFound, and Invalid for
    a wrong passphrase or a new one that is too short."""
    private = _unwrap(session, key_id, opened_by, opening_passphrase)
    _wrap(session, key_id, private, account_id, passphrase)
    record(
        session,
        actor=actor,
        action="identity.wrap",
        subject=f"sealing_key:{key_id}",
        details={"custodian": account_id, "by": opened_by},
        now=now,
    )


def can_seal(session: Session, division_path: str) -> bool:
    """Whether a contact for a tip at this place can be sealed."""
    return _key_for(session, division_path) is not None


def seal(session: Session, division_path: str, contact: Contact) -> Sealed:
    """Seals to the key of the place's county, or of the city where the county has none. Raises
    Invalid(field="contact", reason="no_key") where neither has: it is never kept open."""
    key = _key_for(session, division_path)
    if key is None:
        raise Invalid(field="contact", reason="no_key")
    text = json.dumps({"name": contact.name, "contact": contact.contact}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % _BLOCK)
    return Sealed(key_id=key.id, box=bytes(SealedBox(PublicKey(key.public_key)).encrypt(text)))


def unseal(
    session: Session, tip_id: int, *, passphrase: str, reason: str, actor: Actor, now: datetime
) -> Contact:
    """Opens the contact of a tip; the audit row keeps who, when and why.

    Raises Forbidden, OutsideJurisdiction, NotFound (no tip, nothing sealed, or not wrapped for this
    custodian), and Invalid without a reason or for a wrong passphrase. The caller writes `record_refusal`
    after a wrong one: this transaction is rolled back."""
    tip = session.get(Tip, tip_id)
    if tip is None:
        raise NotFound(what="tip")
    actor.require(Permission.IDENTITY_UNSEAL, tip.division_path)
    if actor.user_id is None or tip.sealed_contact is None or tip.sealing_key_id is None:
        raise NotFound(what="contact")
    if not reason.strip():
        raise Invalid(field="reason", reason="required")
    private = _unwrap(session, tip.sealing_key_id, actor.user_id, passphrase)
    opened = json.loads(SealedBox(private).decrypt(tip.sealed_contact))
    record(
        session,
        actor=actor,
        action="identity.unseal",
        subject=f"tip:{tip.id}",
        details={"reason": reason.strip()},
        now=now,
    )
    return Contact(name=opened["name"], contact=opened["contact"])


def record_refusal(session: Session, tip_id: int, *, actor: Actor, now: datetime) -> None:
    """Writes that somebody tried to open a contact with a wrong passphrase."""
    record(session, actor=actor, action="identity.refused", subject=f"tip:{tip_id}", details={}, now=now)


def _key_for(session: Session, division_path: str) -> SealingKey | None:
    codes = [code for code in division_path.split("/") if code][:2]
    for code in reversed(codes):
        row = session.scalars(
            select(SealingKey)
            .where(SealingKey.division_code == code, SealingKey.retired_at.is_(None))
            .order_by(SealingKey.id.desc())
        ).first()
        if row is not None:
            return row
    return None


def _wrapping_key(passphrase: str, salt: bytes) -> SecretBox:
    key = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=_OPS, memlimit=_MEMORY)
    return SecretBox(key)


def _wrap(session: Session, key_id: int, private: PrivateKey, account_id: int, passphrase: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid(field="passphrase", reason="too_short", least=MIN_PASSPHRASE)
    if get_person(session, account_id).role is not Role.CUSTODIAN:
        raise Invalid(field="custodian", reason="not_custodian")
    salt = random(argon2id.SALTBYTES)
    wrapped = bytes(_wrapping_key(passphrase, salt).encrypt(bytes(private)))
    row = session.scalars(
        select(WrappedKey).where(WrappedKey.sealing_key_id == key_id, WrappedKey.account_id == account_id)
    ).one_or_none()
    if row is None:
        session.add(WrappedKey(sealing_key_id=key_id, account_id=account_id, salt=salt, wrapped=wrapped))
    else:
        row.salt, row.wrapped = salt, wrapped
    session.flush()


def _unwrap(session: Session, key_id: int, account_id: int, passphrase: str) -> PrivateKey:
    row = session.scalars(
        select(WrappedKey).where(WrappedKey.sealing_key_id == key_id, WrappedKey.account_id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound(what="sealing_key")
    try:
        return PrivateKey(_wrapping_key(passphrase, row.salt).decrypt(row.wrapped))
    except CryptoError as error:
        raise Invalid(field="passphrase", reason="wrong") from error
