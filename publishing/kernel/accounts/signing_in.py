"""Signing in and out: argon2id passwords, server-side sessions with idle and absolute limits.

A session of somebody who has (or must have) a second factor opens nothing until it is proved.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.models import Account, SignInSession
from publishing.kernel.accounts.queries import Person, has_second_factor, person_value
from publishing.kernel.audit import record
from publishing.kernel.identity import SYSTEM
from publishing.kernel.ids import new_token

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
PROVING = timedelta(minutes=15)
"""How long the second factor may take after the password."""
_LONGEST_DEVICE = 100
# a session's last use is written at most this often, so that reading pages seldom writes
_TOUCH = timedelta(minutes=1)

_hasher = PasswordHasher()
# verifying against it makes an unknown name take as long as a wrong password
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Argon2id hash of a password."""
    return _hasher.hash(password)


def sign_in(
    session: Session,
    username: str,
    password: str,
    *,
    device: str = "",
    enforced: bool = False,
    now: datetime,
) -> str | None:
    """Opens a session and returns its token, or None, alike for an unknown name and a wrong password.

    The session is proved at once only where the person has no second factor and none is `enforced`."""
    account = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    known = account is not None and account.active
    try:
        _hasher.verify(account.password_hash if account is not None and known else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        known = False
    if account is None or not known:
        record(session, actor=SYSTEM, action="account.refused", subject="account:-", details={}, now=now)
        return None
    token = open_session(
        session,
        account.id,
        device=device,
        proved=not enforced and not has_second_factor(session, account.id),
        now=now,
    )
    actor = person_value(account).actor()
    record(
        session,
        actor=actor,
        action="account.sign_in",
        subject=f"account:{account.id}",
        details={},
        now=now,
    )
    return token


def open_session(session: Session, account_id: int, *, device: str, proved: bool, now: datetime) -> str:
    """A new session of the account; returns its token."""
    token = new_token()
    session.add(
        SignInSession(
            token_digest=token_digest(token),
            id=secrets.token_hex(6),
            account_id=account_id,
            device=device[:_LONGEST_DEVICE],
            proved=proved,
            created_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, *, now: datetime) -> Person | None:
    """The person of a live, proved session; None when it is unknown, ended, idle or too old."""
    row = live_session(session, token, now=now)
    return _person(session, row) if row is not None and row.proved else None


def find_unproved(session: Session, token: str, *, now: datetime) -> Person | None:
    """The person whose password was right and whose second factor is still owed, for a quarter of an hour."""
    row = live_session(session, token, now=now)
    if row is None or row.proved or now - row.created_at > PROVING:
        return None
    return _person(session, row)


def live_session(session: Session, token: str, *, now: datetime) -> SignInSession | None:
    """The session of a token, where it has not ended, is not idle and not too old."""
    row = session.get(SignInSession, token_digest(token))
    if row is None or row.ended_at or now - row.seen_at > IDLE or now - row.created_at > ABSOLUTE:
        return None
    return row


def _person(session: Session, row: SignInSession) -> Person | None:
    account = session.get_one(Account, row.account_id)
    return person_value(account) if account.active else None


def needs_touch(session: Session, token: str, *, now: datetime) -> bool:
    """Whether the last use was long enough ago to be written again."""
    row = session.get(SignInSession, token_digest(token))
    return row is not None and now - row.seen_at > _TOUCH


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """Writes the last use."""
    session.get_one(SignInSession, token_digest(token)).seen_at = now


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """Ends the session; ending an unknown or ended one changes nothing."""
    row = session.get(SignInSession, token_digest(token))
    if row is not None and row.ended_at is None:
        row.ended_at = now


def token_digest(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()
