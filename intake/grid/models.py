"""Rows of grids (责任区), the villages in them, their supervisors, leave and declared relations."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Moment, Name
from publishing.kernel.remembering import REMEMBERED


class Grid(Base):
    """A 责任区 of one central school, in force between two days."""

    __tablename__ = "grids"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="period"), REMEMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    township_code: Mapped[DivisionCode] = mapped_column(index=True)
    division_path: Mapped[DivisionPath]
    number: Mapped[int]
    name: Mapped[Name]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """First day on which it is no longer in force."""


class GridVillage(Base):
    """A village in a grid; a version of a grid keeps its villages."""

    __tablename__ = "grid_villages"
    __table_args__ = REMEMBERED

    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    village_code: Mapped[DivisionCode] = mapped_column(primary_key=True, index=True)


class GridSupervisor(Base):
    """监管责任人 of a grid between two days."""

    __tablename__ = "grid_supervisors"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="period"), REMEMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Leave(Base):
    """Days on which a person is away, and who covers."""

    __tablename__ = "leaves"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="period"), REMEMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Relation(Base):
    """A declared tie that asks for recusal: own kindergarten, employer, relative."""

    __tablename__ = "relations"
    __table_args__ = REMEMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[Code]
    """`employer`, `own`, `relative`."""
    kindergarten_id: Mapped[str | None] = mapped_column(String(12))
    name: Mapped[Name] = mapped_column(default="")
    """Name of the kindergarten or person, where no id is known."""


class RunKindergarten(Base):
    """A kindergarten that a central school itself runs: tips about it go to the county."""

    __tablename__ = "run_kindergartens"
    __table_args__ = REMEMBERED

    kindergarten_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)


class KindergartenPlace(Base):
    """The village of a kindergarten whose published address leads to none, as its office settled it."""

    __tablename__ = "kindergarten_places"

    kindergarten_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    village_code: Mapped[DivisionCode]


class GridDraft(Base):
    """A table of grids that was uploaded and waits for its confirmation; kept for a day."""

    __tablename__ = "grid_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    filename: Mapped[Name]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[Moment]


class LeadingMember(Base):
    """A member of the leading group 领导小组 of a county or the city between two days (notice 四1)."""

    __tablename__ = "leading_members"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="period"),
        CheckConstraint("role IN ('leader', 'deputy', 'member')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    name: Mapped[Name]
    post: Mapped[Name]
    """Office and post: 县教育体育局局长."""
    role: Mapped[Code]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """First day on which the person is no longer a member."""
