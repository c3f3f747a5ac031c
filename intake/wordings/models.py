"""Rows of texts. One that is not used any more stays, taken out of use."""

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, Moment, Name


class WordingRow(Base):
    """One text of a county or the city."""

    __tablename__ = "wordings"
    __table_args__ = (CheckConstraint("body <> ''", name="body"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    step: Mapped[Code]
    """The step of a tip that it is for: `reply`, `decline`, `transfer`, `ask`."""
    outcome: Mapped[Code] = mapped_column(default="")
    """Only for tips with this outcome; empty: for all."""
    title: Mapped[Name]
    body: Mapped[str] = mapped_column(Text)
    in_use: Mapped[bool] = mapped_column(default=True)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[Moment]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)
