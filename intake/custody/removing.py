"""Taking a custodian's access away, and with it the key that they may still remember."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.custody.founding import rotate
from intake.custody.models import CustodianKey, KeyShare, SealingKey, WrappedKey
from intake.custody.proposing import drop_proposals, require_access
from intake.custody.queries import holds_anything, members_of
from intake.custody.telling import overseers
from intake.custody.unlocking import Keyring, settle
from publishing.divisions.queries import get_division
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission


def remove(
    session: Session,
    division_code: str,
    *,
    account_id: int,
    reason: str,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
) -> None:
    """Deletes a custodian's shares of a county's keys and gives the county a new key. Their own key goes with
    the last share, so that one who forgot the passphrase can set another and be proposed again.

    One removal by one person: it can take access away and give none. The removed, the others and the
    county's leader are told. Raises Forbidden, OutsideJurisdiction; NotFound for people without access;
    Invalid without a reason, for oneself (`oneself`), and as `rotate` does."""
    division = get_division(session, division_code)
    actor.require(Permission.IDENTITY_UNSEAL, division.path)
    settle(session, keyring, now=now)
    require_access(session, keyring, division_code)
    if not reason.strip():
        raise Invalid(field="reason", reason="required")
    if account_id == keyring.account_id:
        raise Invalid(field="custodian", reason="oneself")
    members = {member.account_id: member for member in members_of(session, division_code)}
    if account_id not in members:
        raise NotFound(what="custodian")
    of_county = select(SealingKey.id).where(SealingKey.division_code == division_code)
    for table in (KeyShare, WrappedKey):
        session.execute(
            delete(table).where(table.sealing_key_id.in_(of_county), table.account_id == account_id)
        )
    if not holds_anything(session, account_id):
        session.execute(delete(CustodianKey).where(CustodianKey.account_id == account_id))
    drop_proposals(session, division_code, account_id, actor=actor, now=now)
    record(
        session,
        actor=actor,
        action="identity.remove",
        subject=f"account:{account_id}",
        details={"division": division_code, "reason": reason.strip()},
        now=now,
    )
    notify(
        session,
        account_ids={*members, *overseers(session, division.path)} - {keyring.account_id},
        kind="custody_removed",
        subject=f"account:{account_id}",
        values={"place": division.name, "who": actor.name, "custodian": members[account_id].name},
        now=now,
    )
    rotate(session, division_code, reason=reason, actor=actor, now=now)
