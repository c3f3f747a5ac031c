"""Rows of offices, accounts, sessions, invitations, second factors and ties to the identity provider."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Moment, Name
from publishing.kernel.remembering import REMEMBERED


class Office(Base):
    """A unit in the line: city bureau, county bureau or central school."""

    __tablename__ = "offices"
    __table_args__ = (
        CheckConstraint("kind IN ('city', 'county', 'central_school')", name="kind"),
        REMEMBERED,
    )

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
    __table_args__ = REMEMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    role: Mapped[Code]
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    position: Mapped[Code] = mapped_column(default="")
    """班子成员, 中层干部 or 党员 for supervisors (三2): `leadership`, `middle`, `party_member`."""
    password_hash: Mapped[Name]
    """Empty until an invitation is accepted: nothing matches it."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]

    office: Mapped[Office] = relationship(lazy="joined")


class SignInSession(Base):
    """One device that is signed in; the cookie's token is kept only as a digest."""

    __tablename__ = "sign_in_sessions"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(12), unique=True)
    """Names the device on its owner's page; opens nothing."""
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    device: Mapped[Name] = mapped_column(default="")
    """What the browser says that it is, in a few words."""
    proved: Mapped[bool] = mapped_column(default=True)
    """The second factor was given, or none is asked for; until then the session opens no page of the
    office."""
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What a passkey has to sign next."""
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class Invitation(Base):
    """A code with which a person sets their own password, once; the code is kept only as a digest."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class SecondFactor(Base):
    """What a person proves to have besides knowing the password: an app's codes, or a passkey."""

    __tablename__ = "second_factors"
    __table_args__ = (CheckConstraint("kind IN ('totp', 'passkey')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[Code]
    name: Mapped[Name]
    """What its owner calls it: 办公室电脑."""
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of an app's codes, encrypted with a key of the installation."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The newest half-minute whose code was taken: none is taken twice."""
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    """None while an app has not yet shown a first right code."""
    used_at: Mapped[Moment | None]


class RecoveryCode(Base):
    """A code on paper that stands in for the second factor once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[Moment | None]


class ProviderBinding(Base):
    """Whom an account is at the identity provider: never found by a name or an e-mail address."""

    __tablename__ = "provider_bindings"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[Moment]


class ProviderVisitRow(Base):
    """A browser that was sent to the identity provider and is expected back, once, within minutes. What is
    kept of it is sealed with a secret that only the browser holds."""

    __tablename__ = "provider_visits"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment] = mapped_column(index=True)
