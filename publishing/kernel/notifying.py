"""Telling people outside the office that a notice waits: 企业微信, 钉钉, 飞书, e-mail.

The message says that there is something to read, and where; not what. Where it goes is a key or an address of
the service, never an address of any server, so nobody makes this machine call another one; it is kept
encrypted, because who holds the key of a group can write to it.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet
from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.audit import record
from publishing.kernel.db import Base, Code, Moment
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor

Send = Callable[[str, str], bool]
"""Takes an apprise URL and the text; says whether the service took it."""

GIVES_UP_AFTER = timedelta(days=1)
"""A channel that has failed for so long is not tried again until its owner mends it."""

_SHAPES: Mapping[str, tuple[str, str]] = {
    "wecom": (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "wecombot://{address}"),
    "dingtalk": (r"[0-9a-f]{64}", "dingtalk://{address}"),
    "feishu": (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "feishu://{address}"),
    "email": (r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}", "{mail}{address}"),
}
"""By kind: what an address looks like, and the apprise URL that it makes."""
KINDS = tuple(_SHAPES)


class ChannelRow(Base):
    """Where one person is told outside the office."""

    __tablename__ = "notice_channels"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    kind: Mapped[Code]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    failing_since: Mapped[Moment | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A person's channel, as its owner sees it; the address is not shown again."""

    kind: str
    failing_since: datetime | None


def channel_of(session: Session, account_id: int) -> Channel | None:
    """Where a person is told; None where nowhere."""
    row = session.get(ChannelRow, account_id)
    return None if row is None else Channel(kind=row.kind, failing_since=row.failing_since)


def set_channel(
    session: Session, kind: str, address: str, *, actor: Actor, key: bytes, mail: str, now: datetime
) -> None:
    """Sets (kind empty: ends) one's own channel. `mail` is the installation's mail service as an apprise URL
    that an address completes; without one there is no e-mail.

    Raises Invalid(field="kind", reason="unknown" or "no_mail"), Invalid(field="address", reason="shape")."""
    account_id = actor.user_id or 0
    row = session.get(ChannelRow, account_id)
    if not kind:
        if row is not None:
            session.delete(row)
            _note(session, actor, "", now)
        return
    if kind not in _SHAPES:
        raise Invalid(field="kind", reason="unknown", value=kind)
    if kind == "email" and not mail:
        raise Invalid(field="kind", reason="no_mail")
    plain = address.strip()
    if not re.fullmatch(_SHAPES[kind][0], plain):
        raise Invalid(field="address", reason="shape", kind=kind)
    sealed = _box(key).encrypt(plain.encode())
    if row is None:
        session.add(ChannelRow(account_id=account_id, kind=kind, sealed=sealed))
    else:
        row.kind, row.sealed, row.failing_since = kind, sealed, None
    session.flush()
    _note(session, actor, kind, now)


def with_channel(session: Session, account_ids: list[int]) -> list[int]:
    """Those of these people who are told outside."""
    query = select(ChannelRow.account_id).where(ChannelRow.account_id.in_(account_ids))
    return sorted(session.scalars(query))


def address_of(session: Session, account_id: int, *, key: bytes, mail: str, now: datetime) -> str | None:
    """The apprise URL of a person's channel; None where there is none, or it has failed for a day."""
    row = session.get(ChannelRow, account_id)
    if row is None or (row.failing_since is not None and now - row.failing_since > GIVES_UP_AFTER):
        return None
    if row.kind == "email" and not mail:
        return None
    address = _box(key).decrypt(row.sealed).decode()
    return _SHAPES[row.kind][1].format(address=address, mail=mail)


def note_result(session: Session, account_id: int, *, taken: bool, now: datetime) -> None:
    """Keeps whether the service took the message."""
    row = session.get(ChannelRow, account_id)
    if row is not None:
        row.failing_since = None if taken else row.failing_since or now


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))


def _note(session: Session, actor: Actor, kind: str, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action="account.channel",
        subject=f"account:{actor.user_id}",
        details={"kind": kind},
        now=now,
    )
