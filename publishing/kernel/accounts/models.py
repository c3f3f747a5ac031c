"""Rows of offices, accounts and sessions."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Moment, Name


class Office(Base):
    """A unit in the line: city bureau, county bureau or central school."""

    __tablename__ = "offices"
    __table_args__ = (CheckConstraint("kind IN ('city', 'county', 'central_school')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    name: Mapped[Name] = mapped_column(unique=True)
    short_name: Mapped[Name]
    """Begins the numbers of tips: 博爱."""
    document_prefix: Mapped[Name]
    """发文机关代字: 博教."""
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    division_path: Mapped[DivisionPath]
    hotline: Mapped[str | None] = mapped_column(String(40))
    """监督举报电话; a county without one cannot publish (三5)."""


class Account(Base):
    """A person who signs in; one role, one office."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    role: Mapped[Code]
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    position: Mapped[Code] = mapped_column(default="")
    """班子成员, 中层干部 or 党员 for supervisors (三2): `leadership`, `middle`, `party_member`."""
    password_hash: Mapped[Name]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]

    office: Mapped[Office] = relationship(lazy="joined")


class SignInSession(Base):
    """One device that is signed in; the cookie's token is kept only as a digest."""

    __tablename__ = "sign_in_sessions"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
