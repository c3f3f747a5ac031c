"""Rows of visits in the shape of the official 巡查表, and of what was found."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, LongText, Moment, Name


class Visit(Base):
    """One row of a 巡查表: when, where, what was found, what was done."""

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    """Form token: a double tap records one visit."""
    kind: Mapped[Code]
    """`patrol` (monthly), `tip`, `recheck`, `spot_check`."""
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    division_path: Mapped[DivisionPath]
    visited_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    companions: Mapped[Name] = mapped_column(default="")
    visited_on: Mapped[date] = mapped_column(index=True)
    scope: Mapped[LongText]
    """巡查范围: villages, communities and kindergartens of this visit."""
    found_nothing: Mapped[bool]
    """“未发现问题”, said explicitly."""
    handling: Mapped[str] = mapped_column(Text, default="")
    """问题处理结果."""
    tip_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"), index=True)
    recorded_at: Mapped[Moment]


class Finding(Base):
    """A problem found on a visit."""

    __tablename__ = "findings"
    __table_args__ = (CheckConstraint("severity IN ('general', 'major')", name="severity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    category: Mapped[Code]
    severity: Mapped[Code]
    handling: Mapped[Code]
    """`on_spot`, `deadline`, `long_term`."""
    premises: Mapped[Name]
    """Unit or place, e.g. the sign over the door."""
    kindergarten_id: Mapped[str | None] = mapped_column(String(12))
    division_code: Mapped[DivisionCode]
    description: Mapped[LongText]
