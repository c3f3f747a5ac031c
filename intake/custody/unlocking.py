"""Opening a custodian's keys with their passphrase, for one act.

`unlock` only reads, and is slow; call it outside of any transaction that writes. What it gives is handed to
the use case, which begins with `settle`: shares of the first version become those of the present one, and a
new recovery key gets its share of the keys that are older than itself.

What cryptography holds and what it does not: each custodian of a county alone can open what was sealed to
it. That two custodians are needed to make a third is a rule of this program and leaves audit rows; one
custodian with a program of their own could pass a key on, as they could pass on what they read. Whoever
rules the running server can read what passes through it: names while they are being sealed, and whatever a
custodian opens. What lies still (database, files, backups, logs) opens to nobody without a passphrase.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.custody.models import CustodianKey, KeyShare, RecoveryKey, SealingKey, WrappedKey
from intake.custody.rules import MOST_WRONG, WRONG_WITHIN
from intake.custody.wrapping import Opened, Wrapped, make_personal, open_share, share_of, unwrap, unwrap_first
from publishing.kernel.audit import AuditRow, record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

REFUSED = "identity.refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyring:
    """What one passphrase opened. Lives as long as one request."""

    account_id: int
    personal: Opened | None
    """None where only shares of the first version opened."""
    first: Mapping[int, Opened] = field(default_factory=dict)
    """County keys by id, from shares of the first version."""
    made: Wrapped | None = None
    """A personal key for one who had only shares of the first version; `settle` keeps it."""


def unlock(session: Session, passphrase: str, *, actor: Actor, now: datetime) -> Keyring:
    """The keys of the person who acts. Raises Forbidden; NotFound(what="custodian_key") for one who has none;
    Invalid(field="passphrase") for a wrong passphrase (`wrong`) and, unread, after too many (`too_often`).

    The caller writes `record_refusal` after a wrong one: a transaction of its own."""
    actor.require(Permission.IDENTITY_UNSEAL)
    account_id = int(actor.user_id or 0)
    row = session.get(CustodianKey, account_id)
    first = session.scalars(select(WrappedKey).where(WrappedKey.account_id == account_id)).all()
    if row is None and not first:
        raise NotFound(what="custodian_key")
    if _wrong_tries(session, account_id, now) >= MOST_WRONG:
        raise Invalid(field="passphrase", reason="too_often", minutes=int(WRONG_WITHIN.total_seconds() // 60))
    personal = unwrap(wrapped_of(row), passphrase) if row is not None else None
    tried = {old.sealing_key_id: unwrap_first(old.salt, old.wrapped, passphrase) for old in first}
    opened = {key_id: private for key_id, private in tried.items() if private is not None}
    if personal is None and not opened:
        raise Invalid(field="passphrase", reason="wrong")
    made = None
    if row is None:
        made = make_personal(passphrase)
        personal = unwrap(made, passphrase)
    return Keyring(account_id=account_id, personal=personal, first=opened, made=made)


def record_refusal(session: Session, *, subject: str, actor: Actor, now: datetime) -> None:
    """Writes that somebody gave a wrong passphrase, and for what."""
    record(session, actor=actor, action=REFUSED, subject=subject, details={}, now=now)


def settle(session: Session, keyring: Keyring, *, now: datetime) -> None:
    """Keeps what an opening brought up to date. Doing it again changes nothing."""
    row = session.get(CustodianKey, keyring.account_id)
    if row is None and keyring.made is not None:
        row = keep_personal(session, keyring.account_id, keyring.made, now=now)
    if row is None:
        raise NotFound(what="custodian_key")
    for key_id, private in keyring.first.items():
        old = session.scalars(
            select(WrappedKey).where(
                WrappedKey.sealing_key_id == key_id, WrappedKey.account_id == keyring.account_id
            )
        ).one_or_none()
        if old is not None:
            since = session.get_one(SealingKey, key_id).created_at
            give_share(
                session, key_id, share_of(private, row.public_key), account_id=row.account_id, since=since
            )
            session.delete(old)
    session.flush()
    _give_recovery(session, keyring, now)


def county_key(session: Session, keyring: Keyring, key_id: int) -> Opened:
    """The private half of a county's key. Raises NotFound(what="sealing_key") where this person has no share
    of it, Invalid(field="passphrase", reason="wrong") where it takes the newer of two passphrases."""
    first = keyring.first.get(key_id)
    if first is not None:
        return first
    share = session.scalars(
        select(KeyShare).where(KeyShare.sealing_key_id == key_id, KeyShare.account_id == keyring.account_id)
    ).one_or_none()
    if share is None:
        raise NotFound(what="sealing_key")
    if keyring.personal is None:
        raise Invalid(field="passphrase", reason="wrong")
    return open_share(keyring.personal, share.sealed)


def county_keys(session: Session, keyring: Keyring, division_code: str) -> dict[int, Opened]:
    """All keys of a county that this person opens, by id."""
    opened = {}
    for key_id in session.scalars(select(SealingKey.id).where(SealingKey.division_code == division_code)):
        try:
            opened[key_id] = county_key(session, keyring, key_id)
        except NotFound:
            continue
    return opened


def give_share(
    session: Session,
    key_id: int,
    sealed: bytes,
    *,
    account_id: int | None = None,
    recovery_key_id: int | None = None,
    since: datetime,
) -> None:
    """Keeps a share, in place of one that its holder already has."""
    holder = (
        KeyShare.account_id == account_id
        if account_id is not None
        else KeyShare.recovery_key_id == recovery_key_id
    )
    row = session.scalars(select(KeyShare).where(KeyShare.sealing_key_id == key_id, holder)).one_or_none()
    if row is not None:
        row.sealed = sealed
    else:
        session.add(
            KeyShare(
                sealing_key_id=key_id,
                account_id=account_id,
                recovery_key_id=recovery_key_id,
                sealed=sealed,
                since=since,
            )
        )
    session.flush()


def keep_personal(session: Session, account_id: int, made: Wrapped, *, now: datetime) -> CustodianKey:
    """Keeps a personal key in place of one that was there before; its shares are the caller's to remove."""
    row = session.get(CustodianKey, account_id)
    if row is None:
        row = CustodianKey(account_id=account_id, made_at=now)
        session.add(row)
    row.public_key, row.salt, row.wrapped = made.public_key, made.salt, made.wrapped
    row.passes, row.memory, row.changed_at = made.passes, made.memory, now
    session.flush()
    return row


def wrapped_of(row: CustodianKey) -> Wrapped:
    """The value of a personal key's row."""
    return Wrapped(
        public_key=row.public_key,
        salt=row.salt,
        wrapped=row.wrapped,
        passes=row.passes,
        memory=row.memory,
    )


def _wrong_tries(session: Session, account_id: int, now: datetime) -> int:
    # counted in the log: every server process sees it, and only this person has to wait
    query = (
        select(func.count())
        .select_from(AuditRow)
        .where(AuditRow.action == REFUSED, AuditRow.user_id == account_id, AuditRow.at > now - WRONG_WITHIN)
    )
    return session.scalar(query) or 0


def _give_recovery(session: Session, keyring: Keyring, now: datetime) -> None:
    """Shares of older keys for recovery keys that were made since."""
    missing = session.execute(
        select(SealingKey.id, RecoveryKey.id, RecoveryKey.public_key)
        .join(RecoveryKey, RecoveryKey.division_code == SealingKey.division_code)
        .join(KeyShare, KeyShare.sealing_key_id == SealingKey.id)
        .where(KeyShare.account_id == keyring.account_id, RecoveryKey.retired_at.is_(None))
        .where(
            ~select(KeyShare.id)
            .where(KeyShare.sealing_key_id == SealingKey.id, KeyShare.recovery_key_id == RecoveryKey.id)
            .correlate(SealingKey, RecoveryKey)
            .exists()
        )
    ).all()
    if keyring.personal is None:
        return
    for key_id, recovery_id, public_key in missing:
        private = county_key(session, keyring, key_id)
        give_share(session, key_id, share_of(private, public_key), recovery_key_id=recovery_id, since=now)
