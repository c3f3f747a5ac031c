"""A custodian's own key: making it, and changing the passphrase that wraps it."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.custody.models import CustodianKey
from intake.custody.queries import holds_anything
from intake.custody.unlocking import Keyring, keep_personal, settle
from intake.custody.wrapping import Wrapped
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


def enrol(session: Session, made: Wrapped, *, actor: Actor, now: datetime) -> None:
    """Keeps the personal key of the person who acts (`wrapping.make_personal`, made before: it is slow).

    One who forgot the passphrase and opens nothing with it makes another; one who still has access anywhere
    is refused (Invalid(reason="holds_keys")): that access would be lost without a word. Raises Forbidden."""
    actor.require(Permission.IDENTITY_UNSEAL)
    enrol_somebody(session, int(actor.user_id or 0), made, actor=actor, now=now)


def enrol_somebody(session: Session, account_id: int, made: Wrapped, *, actor: Actor, now: datetime) -> None:
    """The same for somebody whom the operator sets up. Raises NotFound, and Invalid for one who is no
    custodian or holds keys."""
    if get_person(session, account_id).role is not Role.CUSTODIAN:
        raise Invalid(field="custodian", reason="not_custodian")
    if holds_anything(session, account_id):
        raise Invalid(field="new_passphrase", reason="holds_keys")
    again = session.get(CustodianKey, account_id) is not None
    keep_personal(session, account_id, made, now=now)
    record(
        session,
        actor=actor,
        action="identity.enrol",
        subject=f"account:{account_id}",
        details={"again": again},
        now=now,
    )


def change_passphrase(
    session: Session, keyring: Keyring, rewrapped: Wrapped, *, actor: Actor, now: datetime
) -> None:
    """Keeps the personal key wrapped by another passphrase: `rewrapped` is `wrap(keyring.personal, …)`.

    No county's key changes and nobody else is needed. It does not help against one who had the old
    passphrase and the database: they have the key itself, and the custodian has to be removed and begin
    anew. Raises Forbidden, and Invalid where `keyring` was opened by a passphrase of the first version."""
    actor.require(Permission.IDENTITY_UNSEAL)
    settle(session, keyring, now=now)
    row = session.get_one(CustodianKey, keyring.account_id)
    if keyring.personal is None or rewrapped.public_key != row.public_key:
        raise Invalid(field="passphrase", reason="wrong")
    keep_personal(session, keyring.account_id, rewrapped, now=now)
    subject = f"account:{keyring.account_id}"
    record(session, actor=actor, action="identity.passphrase", subject=subject, details={}, now=now)
