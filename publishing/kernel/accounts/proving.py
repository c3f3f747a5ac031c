"""The second factor: codes of an authenticator app (RFC 6238), recovery codes on paper, and what follows when
one of them was right.

An app's secret is encrypted with a key of the installation. A code is taken once: the half-minute of the last
one is kept, and neither it nor an earlier one counts again.
"""

import base64
import hashlib
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.models import RecoveryCode, SecondFactor
from publishing.kernel.accounts.queries import Person
from publishing.kernel.accounts.signing_in import live_session
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound

_STEP = 30
"""Seconds for which a code of an app stands (RFC 6238)."""
_DRIFT = 1
"""Steps by which a telephone's clock may be off."""
_RECOVERY_CODES = 10
_LONGEST_NAME = 40


def begin_app(session: Session, person: Person, *, name: str, key: bytes, now: datetime) -> tuple[int, str]:
    """A new secret for an authenticator app: the factor's id and the secret in base 32. It counts only once
    `confirm_app` was given a code; a second beginning replaces one that was not confirmed."""
    session.execute(
        delete(SecondFactor).where(SecondFactor.account_id == person.id, SecondFactor.confirmed_at.is_(None))
    )
    secret = pyotp.random_base32()
    row = SecondFactor(
        account_id=person.id,
        kind="totp",
        name=_name(name),
        sealed_secret=_box(key).encrypt(secret.encode()),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id, secret


def pending_app(session: Session, account_id: int, *, key: bytes) -> tuple[int, str] | None:
    """The factor's id and secret of an app that has still to show its first code."""
    row = session.scalars(
        select(SecondFactor).where(
            SecondFactor.account_id == account_id,
            SecondFactor.kind == "totp",
            SecondFactor.confirmed_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else (row.id, _secret(row, key))


def app_uri(secret: str, username: str, issuer: str) -> str:
    """What the QR code holds: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def confirm_app(session: Session, person: Person, code: str, *, key: bytes, now: datetime) -> None:
    """The app shows a right code: from now on signing in asks for one. Raises NotFound where nothing was
    begun, Invalid(field="code", reason="wrong")."""
    row = session.scalars(
        select(SecondFactor).where(
            SecondFactor.account_id == person.id,
            SecondFactor.kind == "totp",
            SecondFactor.confirmed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(what="factor")
    if not _takes(row, code, key, now):
        raise Invalid(field="code", reason="wrong")
    row.confirmed_at = now
    _note(session, person, "account.factor_add", {"kind": "totp"}, now)


def remove_factor(session: Session, person: Person, factor_id: int, *, enforced: bool, now: datetime) -> None:
    """Takes a second factor away. Raises NotFound, and Invalid(field="factor", reason="last") where one is
    enforced and there is no other."""
    rows = session.scalars(
        select(SecondFactor).where(
            SecondFactor.account_id == person.id, SecondFactor.confirmed_at.is_not(None)
        )
    ).all()
    row = next((each for each in rows if each.id == factor_id), None)
    if row is None:
        raise NotFound(what="factor")
    if enforced and len(rows) == 1:
        raise Invalid(field="factor", reason="last")
    kind = row.kind
    session.delete(row)
    session.flush()
    _note(session, person, "account.factor_remove", {"kind": kind}, now)


def prove_by_code(session: Session, person: Person, code: str, *, key: bytes, now: datetime) -> bool:
    """Whether `code` is one of the person's app now, or an unused recovery code; either is used up by it."""
    plain = "".join(character for character in code if character.isalnum()).lower()
    for row in session.scalars(
        select(SecondFactor).where(
            SecondFactor.account_id == person.id,
            SecondFactor.kind == "totp",
            SecondFactor.confirmed_at.is_not(None),
        )
    ):
        if _takes(row, plain, key, now):
            row.used_at = now
            return True
    recovery = session.scalars(
        select(RecoveryCode).where(
            RecoveryCode.account_id == person.id,
            RecoveryCode.digest == _digest(person.id, plain),
            RecoveryCode.used_at.is_(None),
        )
    ).one_or_none()
    if recovery is None:
        _note(session, person, "account.factor_refused", {}, now)
        return False
    recovery.used_at = now
    _note(session, person, "account.recovery_used", {}, now)
    return True


def mark_proved(session: Session, token: str, *, now: datetime) -> None:
    """The session of this token is whole: the second factor was given. Raises NotFound where it has ended."""
    row = live_session(session, token, now=now)
    if row is None:
        raise NotFound(what="session")
    row.proved, row.challenge = True, None


def make_recovery_codes(session: Session, person: Person, *, now: datetime) -> tuple[str, ...]:
    """Ten new codes, shown this once (`xxxxx-xxxxx`); the ones before count no more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == person.id))
    # the alphabet of RFC 4648 base 32 has neither 0 nor 1, which people take for O and I
    codes = [base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10] for _ in range(_RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=person.id, digest=_digest(person.id, code)) for code in codes)
    session.flush()
    _note(session, person, "account.recovery_codes", {"count": len(codes)}, now)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def _takes(row: SecondFactor, code: str, key: bytes, now: datetime) -> bool:
    """Whether the code belongs to a half-minute around now that is newer than the last one taken."""
    app = pyotp.TOTP(_secret(row, key), interval=_STEP)
    present = int(now.timestamp()) // _STEP
    plain = "".join(character for character in code if character.isdigit())
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if step > row.last_step and secrets.compare_digest(app.at(step * _STEP), plain):
            row.last_step = step
            return True
    return False


def _secret(row: SecondFactor, key: bytes) -> str:
    return _box(key).decrypt(row.sealed_secret or b"").decode()


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))


def _name(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]


def _digest(account_id: int, code: str) -> str:
    return hashlib.sha256(f"recovery:{account_id}:{code}".encode()).hexdigest()


def _note(session: Session, person: Person, action: str, details: dict[str, object], now: datetime) -> None:
    record(
        session,
        actor=person.actor(),
        action=action,
        subject=f"account:{person.id}",
        details=details,
        now=now,
    )
