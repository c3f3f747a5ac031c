"""Inviting a person to set a password of their own: nobody else ever knows it, the administrator included.

The same way leads back in for somebody who lost password or telephone: a new invitation ends every session,
and accepting it removes the second factors, which are then set up anew.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from publishing.kernel.accounts.binding import end_binding
from publishing.kernel.accounts.models import Account, Invitation, RecoveryCode, SecondFactor, SignInSession
from publishing.kernel.accounts.queries import Person, get_person, person_value
from publishing.kernel.accounts.signing_in import hash_password
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

LASTS = timedelta(days=7)
MIN_PASSWORD = 12
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 20
"""99 bits: enough without a limit on tries, and short enough to be read out."""


def invite(session: Session, account_id: int, *, actor: Actor, now: datetime) -> str:
    """A new invitation code, in groups of four; earlier ones, the old password, the tie to the identity
    provider and every session end.

    Raises NotFound, Forbidden, OutsideJurisdiction."""
    person = get_person(session, account_id)
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.ACCOUNT_MANAGE, person.office.division_path)
    account = session.get_one(Account, account_id)
    account.password_hash = ""
    end_binding(session, account_id, actor=actor, now=now)
    end_sessions(session, account_id, now=now)
    session.execute(
        update(Invitation)
        .where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    session.add(
        Invitation(account_id=account_id, digest=_digest(code), created_at=now, expires_at=now + LASTS)
    )
    session.flush()
    record(
        session, actor=actor, action="account.invite", subject=f"account:{account_id}", details={}, now=now
    )
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


def accept(session: Session, username: str, code: str, password: str, *, now: datetime) -> Person:
    """Sets the password of the person who holds a live invitation. Raises Invalid(field="code",
    reason="unknown"), alike for an unknown name, and for a code that is wrong, used or too old; and
    Invalid(field="password", reason="too_short" or "like_name")."""
    account, row = _invited(session, username, code, now=now)
    check_password(password, username)
    account.password_hash = hash_password(password)
    return _accepted(session, account, row, now=now)


def accept_without_password(session: Session, username: str, code: str, *, now: datetime) -> Person:
    """Takes the invitation of somebody who will sign in with the identity provider only. Raises
    Invalid(field="code", reason="unknown") as `accept` does."""
    account, row = _invited(session, username, code, now=now)
    return _accepted(session, account, row, now=now)


def find_invited(session: Session, username: str, code: str, *, now: datetime) -> Person:
    """The person who holds this live invitation; nothing is used up. Raises as `accept` does."""
    account, _row = _invited(session, username, code, now=now)
    return person_value(account)


def _invited(session: Session, username: str, code: str, *, now: datetime) -> tuple[Account, Invitation]:
    account = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    row = None
    if account is not None and account.active:
        row = session.scalars(
            select(Invitation).where(
                Invitation.account_id == account.id,
                Invitation.used_at.is_(None),
                Invitation.expires_at > now,
            )
        ).one_or_none()
    if not hmac.compare_digest(row.digest if row else _digest(""), _digest(_plain(code))):
        row = None
    if account is None or row is None:
        raise Invalid(field="code", reason="unknown")
    return account, row


def _accepted(session: Session, account: Account, row: Invitation, *, now: datetime) -> Person:
    row.used_at = now
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.flush()
    person = person_value(account)
    record(
        session,
        actor=person.actor(),
        action="account.accept",
        subject=f"account:{account.id}",
        details={},
        now=now,
    )
    return person


def check_password(password: str, username: str) -> None:
    """Raises Invalid(field="password") for one that is too short or holds the user name."""
    if len(password) < MIN_PASSWORD:
        raise Invalid(field="password", reason="too_short", least=MIN_PASSWORD)
    if username and username.lower() in password.lower():
        raise Invalid(field="password", reason="like_name")


def end_sessions(session: Session, account_id: int, *, now: datetime, keep: str = "") -> int:
    """Ends every open session of the account, but the one whose token has the digest `keep`; how many."""
    ended = session.execute(
        update(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
            SignInSession.token_digest != keep,
        )
        .values(ended_at=now)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _plain(code: str) -> str:
    """As it is stored: capitals without what people put between groups."""
    return "".join(character for character in code.upper() if character.isalnum())


def _digest(code: str) -> str:
    return hashlib.sha256(b"invitation:" + code.encode()).hexdigest()
