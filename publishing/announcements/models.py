"""Rows of announcements and of published outcomes."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Document, LongText, Moment, Name


class Announcement(Base):
    """A public announcement of a county: drafted by one person, approved by another, then immutable."""

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> drafted_by_id", name="second_person"),
        CheckConstraint(
            "state <> 'released' OR (number IS NOT NULL AND dated_on IS NOT NULL AND released_at IS NOT NULL"
            " AND approved_by_id IS NOT NULL AND content IS NOT NULL AND content_hash IS NOT NULL)",
            name="released_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    county_code: Mapped[DivisionCode] = mapped_column(index=True)
    division_path: Mapped[DivisionPath]
    state: Mapped[Code] = mapped_column(index=True)
    title: Mapped[Name]
    body: Mapped[LongText]
    """Plain paragraphs, one a line."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), unique=True)
    number: Mapped[Name | None] = mapped_column(unique=True)
    """发文字号, e.g. 博教公告〔2026〕3号; given on release."""
    dated_on: Mapped[date | None]
    """成文日期."""
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    drafted_at: Mapped[Moment]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[Moment | None]
    released_at: Mapped[Moment | None] = mapped_column(index=True)
    return_reason: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[Name | None]
    """The office's name on release."""
    hotline: Mapped[str | None] = mapped_column(String(40))
    """The county's hotline on release."""
    content: Mapped[Document | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """All that was published, list and hotline included, as it stood on release."""
    content_hash: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of `content` in canonical JSON; printed on every page of the PDF."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)


class Outcome(Base):
    """What came of a report, as the public may read it: built from a whitelist, nothing personal."""

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Name]
    """Opaque key of the cause, so that pushing twice publishes once."""
    number: Mapped[Name | None] = mapped_column(index=True)
    """The report's public number, by which its sender finds the outcome; answered twice, it has two rows."""
    county_code: Mapped[DivisionCode] = mapped_column(index=True)
    township_code: Mapped[DivisionCode | None]
    category: Mapped[Code]
    outcome: Mapped[Code]
    wording: Mapped[LongText]
    received_on: Mapped[date]
    published_at: Mapped[Moment] = mapped_column(index=True)
