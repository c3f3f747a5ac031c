"""Rows of the division tree and its aliases."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Name
from publishing.kernel.remembering import REMEMBERED


class DivisionRow(Base):
    """A node: city, county, township or village."""

    __tablename__ = "divisions"
    __table_args__ = (
        CheckConstraint("level IN ('city', 'county', 'township', 'village')", name="level"),
        REMEMBERED,
    )

    code: Mapped[DivisionCode] = mapped_column(primary_key=True)
    name: Mapped[Name]
    level: Mapped[Code]
    parent_code: Mapped[DivisionCode | None] = mapped_column(ForeignKey("divisions.code"), index=True)
    path: Mapped[DivisionPath]
    provisional: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    """Since when it is not chosen any more: it left the official table, or was merged."""
    successor_code: Mapped[DivisionCode | None]
    """What it was merged into; the code of a merged node leads there for ever."""


class DivisionAlias(Base):
    """Another word for a node: a nickname, an old name, a dialect spelling."""

    __tablename__ = "division_aliases"
    __table_args__ = REMEMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[Name] = mapped_column(index=True)
    code: Mapped[DivisionCode | None] = mapped_column(ForeignKey("divisions.code"))
    """None for a place outside the city."""
    kind: Mapped[Code]
    note: Mapped[Name] = mapped_column(default="")
    source: Mapped[Code] = mapped_column(default="table")
    """`table` (replaced by the next table of aliases), `office` (added by hand), `renamed` (an earlier
    official name), `merged` (the name of a node that was merged)."""
