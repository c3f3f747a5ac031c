"""Changing an account: its password by its owner, its devices, and closing or opening it again."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.inviting import check_password, end_sessions
from publishing.kernel.accounts.models import Account, SignInSession
from publishing.kernel.accounts.queries import Person, get_person
from publishing.kernel.accounts.signing_in import hash_password
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

_hasher = PasswordHasher()


def is_password(session: Session, account_id: int, password: str) -> bool:
    """Whether this is the account's password."""
    account = session.get_one(Account, account_id)
    try:
        return _hasher.verify(account.password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def change_password(session: Session, person: Person, password: str, *, keep: str, now: datetime) -> None:
    """Sets a new password; every session but the one whose token has the digest `keep` ends. Raises
    Invalid(field="password")."""
    check_password(password, person.username)
    session.get_one(Account, person.id).password_hash = hash_password(password)
    end_sessions(session, person.id, keep=keep, now=now)
    _note(session, person.actor(), "account.password", person.id, now)


def end_device(session: Session, person: Person, device: str, *, now: datetime) -> None:
    """Ends the session with this id, where it is the person's own; else nothing happens."""
    row = session.scalars(
        select(SignInSession).where(
            SignInSession.id == device,
            SignInSession.account_id == person.id,
            SignInSession.ended_at.is_(None),
        )
    ).one_or_none()
    if row is not None:
        row.ended_at = now
        _note(session, person.actor(), "account.device_end", person.id, now)


def set_active(session: Session, account_id: int, *, active: bool, actor: Actor, now: datetime) -> None:
    """Closes an account (it signs in no more, its sessions end) or opens it again. Nothing of it is deleted.

    Raises NotFound, Forbidden, OutsideJurisdiction, Invalid(field="account", reason="own")."""
    person = get_person(session, account_id)
    actor.require(Permission.ACCOUNT_MANAGE, person.office.division_path)
    if account_id == actor.user_id:
        raise Invalid(field="account", reason="own")
    if person.active == active:
        return
    session.get_one(Account, account_id).active = active
    end_sessions(session, account_id, now=now)
    _note(session, actor, "account.open" if active else "account.close", account_id, now)


def _note(session: Session, actor: Actor, action: str, account_id: int, now: datetime) -> None:
    record(session, actor=actor, action=action, subject=f"account:{account_id}", details={}, now=now)
