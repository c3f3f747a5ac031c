"""A county's key: the first one, and the next when it rotates. No passphrase is needed to make one.

The private half is sealed to everybody who has access, in the moment in which it is made, and kept nowhere
else. Earlier keys open what they sealed, and seal no more.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.custody.enrolling import enrol_somebody
from intake.custody.models import CustodianKey, RecoveryKey, SealingKey
from intake.custody.queries import members_of
from intake.custody.telling import overseers
from intake.custody.unlocking import give_share
from intake.custody.wrapping import make_personal, new_pair, share_of
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission, Role


def create_key(
    session: Session, division_code: str, *, custodians: Mapping[int, str], actor: Actor, now: datetime
) -> int:
    """Sets up a county (or the city) with people and passphrases at once (account id: passphrase): those who
    have no key of their own yet get one. Returns the id of the county's key. Raises as `found_key`, and
    Invalid for a passphrase that is too short or too simple."""
    for account_id, passphrase in custodians.items():
        if session.get(CustodianKey, account_id) is None:
            enrol_somebody(session, account_id, make_personal(passphrase), actor=actor, now=now)
    return found_key(session, division_code, custodians=custodians, actor=actor, now=now)


def found_key(
    session: Session, division_code: str, *, custodians: Iterable[int], actor: Actor, now: datetime
) -> int:
    """Makes a key that these custodians open, whoever opened the one before; returns its id.

    Raises NotFound for an unknown division, and Invalid(field="custodian") without custodians (`required`),
    for one who is none (`not_custodian`), not of this place (`outside`), or has no key (`not_enrolled`)."""
    division = get_division(session, division_code)
    chosen = sorted(set(custodians))
    if not chosen:
        raise Invalid(field="custodian", reason="required")
    for account_id in chosen:
        check_custodian(session, account_id, division.path)
    return _make(
        session,
        division_code,
        holders=dict.fromkeys(chosen, now),
        action="identity.key",
        actor=actor,
        reason="",
        now=now,
    )


def rotate(session: Session, division_code: str, *, reason: str, actor: Actor, now: datetime) -> int:
    """Gives a county a new key, for all who have access to the present one; returns its id.

    The system may, and whoever has access. Raises NotFound for a county without a key or a person without
    access, and Invalid(field="custodian", reason="not_enrolled", names=...) while somebody's share is of the
    first version: they have to give their passphrase once before."""
    division = get_division(session, division_code)
    members = members_of(session, division_code)
    if not members:
        raise NotFound(what="sealing_key")
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.IDENTITY_UNSEAL, division.path)
        if actor.user_id not in {member.account_id for member in members}:
            raise NotFound(what="sealing_key")
    behind = [member.name for member in members if not member.enrolled]
    if behind:
        raise Invalid(field="custodian", reason="not_enrolled", names=behind)
    key_id = _make(
        session,
        division_code,
        holders={member.account_id: member.since for member in members},
        action="identity.rotate",
        actor=actor,
        reason=reason,
        now=now,
    )
    notify(
        session,
        account_ids=overseers(session, division.path),
        kind="custody_rotated",
        subject=f"sealing_key:{key_id}",
        values={"place": division.name, "who": actor.name},
        now=now,
    )
    return key_id


def check_custodian(session: Session, account_id: int, division_path: str) -> None:
    """Raises NotFound, and Invalid(field="custodian") for one who cannot hold a share there."""
    person = get_person(session, account_id)
    if person.role is not Role.CUSTODIAN or not person.active:
        raise Invalid(field="custodian", reason="not_custodian", value=person.name)
    if not division_path.startswith(person.office.division_path):
        raise Invalid(field="custodian", reason="outside", value=person.name)
    if session.get(CustodianKey, account_id) is None:
        raise Invalid(field="custodian", reason="not_enrolled", names=[person.name])


def _make(
    session: Session,
    division_code: str,
    *,
    holders: Mapping[int, datetime],
    action: str,
    actor: Actor,
    reason: str,
    now: datetime,
) -> int:
    present = select(SealingKey).where(
        SealingKey.division_code == division_code, SealingKey.retired_at.is_(None)
    )
    for row in session.scalars(present.with_for_update()):
        row.retired_at = now
    private = new_pair()
    key = SealingKey(division_code=division_code, public_key=private.public_key, created_at=now)
    session.add(key)
    session.flush()
    for account_id, since in holders.items():
        holder = session.get_one(CustodianKey, account_id)
        give_share(session, key.id, share_of(private, holder.public_key), account_id=account_id, since=since)
    recovery = session.scalars(
        select(RecoveryKey).where(
            RecoveryKey.division_code == division_code, RecoveryKey.retired_at.is_(None)
        )
    ).one_or_none()
    if recovery is not None:
        sealed = share_of(private, recovery.public_key)
        give_share(session, key.id, sealed, recovery_key_id=recovery.id, since=recovery.made_at)
    details = {"division": division_code, "custodians": sorted(holders), "recovery": recovery is not None}
    if reason.strip():
        details["reason"] = reason.strip()
    record(session, actor=actor, action=action, subject=f"sealing_key:{key.id}", details=details, now=now)
    return key.id
