"""Rows of kindergartens, their licence events, and imports that wait to be announced."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, Document, Moment, Name


class Kindergarten(Base):
    """A kindergarten that was published at least once; its id never changes and is never reused.

    The columns beside the id are the projection of its newest published event, for lists and filters; the
    events are the truth.
    """

    __tablename__ = "kindergartens"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    county_code: Mapped[DivisionCode] = mapped_column(index=True)
    township_code: Mapped[DivisionCode] = mapped_column(index=True)
    name: Mapped[Name]
    licence_no: Mapped[str | None] = mapped_column(String(40), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    standing: Mapped[Code]
    """Status by the newest event; whether it lapsed by date is decided when it is read."""
    valid_until: Mapped[date | None]
    facts: Mapped[Document]
    confirmed_on: Mapped[date]
    """Date of the newest announcement that lists it, changed or not."""
    announcement_id: Mapped[int]
    item_no: Mapped[int]
    """Where it stands in that announcement's list."""


class LicenceEventRow(Base):
    """One published event; append-only."""

    __tablename__ = "licence_events"
    __table_args__ = (
        UniqueConstraint("announcement_id", "kindergarten_id", "kind"),
        Index("ix_licence_events_order", "kindergarten_id", "effective_on", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kindergarten_id: Mapped[str] = mapped_column(ForeignKey("kindergartens.id"))
    kind: Mapped[Code]
    effective_on: Mapped[date]
    published_at: Mapped[Moment]
    facts: Mapped[Document | None] = mapped_column(JSON(none_as_null=True))
    basis: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    announcement_id: Mapped[int] = mapped_column(index=True)
    item_no: Mapped[int]


class ImportBatch(Base):
    """A list that was read and checked; its changes are published by an announcement or never."""

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    county_code: Mapped[DivisionCode] = mapped_column(index=True)
    filename: Mapped[Name]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    imported_at: Mapped[Moment]
    generation: Mapped[int]
    """How many lists of the county had been announced when this one was compared with the register."""
    report: Mapped[Document]
    """The check report in the shape of `register check --json`, with the English sentences too."""
    announcement_id: Mapped[int | None] = mapped_column(unique=True)
    published_on: Mapped[date | None]
    published_at: Mapped[Moment | None]
    """All three set when the batch was announced; a batch is announced once."""


class ImportChange(Base):
    """What one row of a list would change, or which kindergarten it leaves out."""

    __tablename__ = "import_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"), index=True)
    position: Mapped[int]
    kind: Mapped[Code]
    kindergarten_id: Mapped[str | None] = mapped_column(ForeignKey("kindergartens.id"))
    sheet: Mapped[str] = mapped_column(String(200), default="")
    row: Mapped[int | None]
    before: Mapped[Document | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Document | None] = mapped_column(JSON(none_as_null=True))
    fields: Mapped[list[str]] = mapped_column(JSON)
    matched_by: Mapped[Code]
    """How the row found its kindergarten, or why there is none."""
    answer: Mapped[Code | None]
    """What the editor said of a question: see `batches.Answer`."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """The editor's words for the answer; published with the event."""
