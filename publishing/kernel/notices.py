"""Notices to people of the office: a reminder, an escalation, an identity that was opened.

A notice says what happened to which thing and never what a report says: its kind chooses the sentence, its
values (a number, a day, an office) fill it in. One that is keyed is told to a person once, however often the
sweep that found it runs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.db import Base, Code, Document, JsonValue, Moment
from publishing.kernel.notifying import with_channel
from publishing.kernel.outbox import enqueue


class NoticeRow(Base):
    """One notice to one person."""

    __tablename__ = "office_notices"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[Code]
    subject: Mapped[Code] = mapped_column(index=True)
    """What it is about, as the audit log names it: `tip:12`."""
    details: Mapped[Document]
    key: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[Moment]
    read_at: Mapped[Moment | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A notice as its reader sees it."""

    id: int
    kind: str
    subject: str
    values: Mapping[str, JsonValue]
    at: datetime
    read: bool


def notify(
    session: Session,
    *,
    account_ids: Iterable[int],
    kind: str,
    subject: str,
    values: Mapping[str, JsonValue],
    now: datetime,
    key: str | None = None,
) -> int:
    """Tells these people, once each; returns how many had not been told under `key` before."""
    wanted = sorted(set(account_ids))
    told = set[int]()
    if key is not None:
        known = select(NoticeRow.account_id).where(NoticeRow.key == key, NoticeRow.account_id.in_(wanted))
        told = set(session.scalars(known))
    fresh = [account_id for account_id in wanted if account_id not in told]
    session.add_all(
        NoticeRow(account_id=account_id, kind=kind, subject=subject, details=dict(values), key=key, at=now)
        for account_id in fresh
    )
    session.flush()
    for account_id in with_channel(session, fresh):
        enqueue(session, "notices.send", {"account": account_id}, now=now)
    return len(fresh)


def notices_of(
    session: Session, account_id: int, *, limit: int, before: int | None = None
) -> tuple[Notice, ...]:
    """A person's notices, the newest first, at most `limit`, older than notice `before` where given."""
    query = select(NoticeRow).where(NoticeRow.account_id == account_id)
    if before is not None:
        query = query.where(NoticeRow.id < before)
    rows = session.scalars(query.order_by(NoticeRow.id.desc()).limit(limit))
    return tuple(_value(row) for row in rows)


def _value(row: NoticeRow) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        values=row.details,
        at=row.at,
        read=row.read_at is not None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One notice with everybody who was told it at that moment."""

    notice: Notice
    told: tuple[int, ...]

    @property
    def kind(self) -> str:
        """The notice's."""
        return self.notice.kind

    @property
    def at(self) -> datetime:
        """When they were told."""
        return self.notice.at


def notices_about(session: Session, subject: str) -> tuple[Told, ...]:
    """What was told to anybody about a thing, the oldest first."""
    found: dict[tuple[str, datetime], list[NoticeRow]] = {}
    for row in session.scalars(select(NoticeRow).where(NoticeRow.subject == subject).order_by(NoticeRow.id)):
        found.setdefault((row.kind, row.at), []).append(row)
    return tuple(
        Told(notice=_value(rows[0]), told=tuple(row.account_id for row in rows)) for rows in found.values()
    )


def count_unread(session: Session, account_id: int) -> int:
    """How many notices a person has not read."""
    query = (
        select(func.count())
        .select_from(NoticeRow)
        .where(NoticeRow.account_id == account_id, NoticeRow.read_at.is_(None))
    )
    return session.scalar(query) or 0


def mark_read(session: Session, account_id: int, *, up_to: int, now: datetime) -> None:
    """A person has read their notices up to the one with the id `up_to`."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.account_id == account_id, NoticeRow.id <= up_to, NoticeRow.read_at.is_(None))
        .values(read_at=now)
    )
