"""Rows of the calendar, of the periods that offices set, and of who was told of what is due."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, Document, LongText, Moment, Name
from publishing.kernel.remembering import REMEMBERED


class CalendarDay(Base):
    """A day that was loaded: worked or not, whatever weekday it is."""

    __tablename__ = "calendar_days"
    __table_args__ = REMEMBERED

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[Name] = mapped_column(default="")


class ClockSetting(Base):
    """How long a step may take in a county (or city), from a day on. The last row of a day counts; nothing is
    changed or deleted, so that every day can be explained."""

    __tablename__ = "clock_settings"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        CheckConstraint("unit IN ('working', 'calendar', 'hours', '')", name="unit"),
        REMEMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    track: Mapped[Code] = mapped_column(default="")
    clock: Mapped[Code]
    amount: Mapped[int | None]
    """None: as the city, or the program, has it."""
    unit: Mapped[Code] = mapped_column(default="")
    valid_from: Mapped[date]
    reason: Mapped[LongText]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[Moment]


class DeadlineStep(Base):
    """A reminder or a step up the ladder that was taken, once: who was told, of which clock."""

    __tablename__ = "deadline_steps"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    """`tip:12:verify:2026-12-15:county`: thing, clock, day, step."""
    subject: Mapped[Code] = mapped_column(index=True)
    clock: Mapped[Code]
    step: Mapped[Code]
    """`soon`, `today`, `over`, `county`, `city`."""
    due_on: Mapped[date]
    told: Mapped[Document]
    """`{"people": [ids], "office": "..."}`."""
    at: Mapped[Moment]
