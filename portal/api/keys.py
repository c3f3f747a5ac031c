"""Keys of partners: given once, kept as a digest, revoked for good."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.api.models import ApiKey
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor

_PREFIX = "mingyuan_"
"""So that a key which lies about where it should not is known for what it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyValue:
    """A key without the key."""

    id: int
    name: str
    created_at: datetime
    revoked_at: datetime | None


def add_key(session: Session, name: str, *, actor: Actor, now: datetime) -> str:
    """A new key for `name`, which is told now and never again. Raises Invalid: `name` required, too_long, or
    taken (also by a revoked key, so that the list stays a history)."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(field="name", reason="required")
    if len(name) > 200:
        raise Invalid(field="name", reason="too_long", most=200)
    if session.scalars(select(ApiKey.id).where(ApiKey.name == name)).first() is not None:
        raise Invalid(field="name", reason="taken", value=name)
    key = _PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(name=name, digest=_digest(key), created_at=now)
    session.add(row)
    session.flush()
    _record(session, "api_key.add", row, actor, now)
    return key


def list_keys(session: Session) -> tuple[KeyValue, ...]:
    """All keys that were ever given, the oldest first."""
    return tuple(_value(row) for row in session.scalars(select(ApiKey).order_by(ApiKey.id)))


def revoke_key(session: Session, name: str, *, actor: Actor, now: datetime) -> None:
    """Ends the key of `name`; ending it twice changes nothing. Raises NotFound."""
    row = session.scalars(select(ApiKey).where(ApiKey.name == name)).one_or_none()
    if row is None:
        raise NotFound(what=f"api key {name}")
    if row.revoked_at is not None:
        return
    row.revoked_at = now
    session.flush()
    _record(session, "api_key.revoke", row, actor, now)


def find_key(session: Session, key: str) -> KeyValue | None:
    """Whose key this is; None for one that was never given, or was revoked."""
    row = session.scalars(
        select(ApiKey).where(ApiKey.digest == _digest(key), ApiKey.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else _value(row)


def _record(session: Session, action: str, row: ApiKey, actor: Actor, now: datetime) -> None:
    subject = f"api_key:{row.id}"
    record(session, actor=actor, action=action, subject=subject, details={"name": row.name}, now=now)


def _digest(key: str) -> str:
    # 256 random bits need no slow hash and no salt
    return hashlib.sha256(b"api key:" + key.encode()).hexdigest()


def _value(row: ApiKey) -> KeyValue:
    return KeyValue(id=row.id, name=row.name, created_at=row.created_at, revoked_at=row.revoked_at)
