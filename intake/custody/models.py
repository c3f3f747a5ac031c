"""Rows of custody: the counties' keys, the custodians' own keys, who can open which, and who is proposed."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, LongText, Moment
from publishing.kernel.remembering import REMEMBERED


class SealingKey(Base):
    """A county's public key for reporters' identities; its private half is nowhere but in the shares."""

    __tablename__ = "sealing_keys"
    __table_args__ = REMEMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    retired_at: Mapped[Moment | None]


class WrappedKey(Base):
    """The first version of a share: the private half of a sealing key, wrapped by one custodian's passphrase.

    None is made any more; at their owner's next opening they become shares."""

    __tablename__ = "wrapped_keys"
    __table_args__ = REMEMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    sealing_key_id: Mapped[int] = mapped_column(ForeignKey("sealing_keys.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class CustodianKey(Base):
    """A custodian's own key pair; the private half is wrapped by their passphrase (argon2id, secretbox)."""

    __tablename__ = "custodian_keys"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    passes: Mapped[int]
    """What argon2id was told, so that it can be made harder later."""
    memory: Mapped[int]
    made_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    """When the passphrase was last set."""


class RecoveryKey(Base):
    """The public half of a county's recovery key; the private half is on paper in the safe."""

    __tablename__ = "recovery_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Moment]
    retired_at: Mapped[Moment | None]


class KeyShare(Base):
    """The private half of a sealing key, sealed to one who may open it: a custodian or a recovery key."""

    __tablename__ = "key_shares"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (recovery_key_id IS NULL)", name="one_holder"),
        UniqueConstraint("sealing_key_id", "account_id"),
        UniqueConstraint("sealing_key_id", "recovery_key_id"),
        REMEMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sealing_key_id: Mapped[int] = mapped_column(ForeignKey("sealing_keys.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    recovery_key_id: Mapped[int | None] = mapped_column(ForeignKey("recovery_keys.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[Moment]
    """Since when the holder has had access to this county, whichever its key."""


class CustodyProposal(Base):
    """One custodian's proposal that somebody else becomes one; another custodian decides."""

    __tablename__ = "custody_proposals"
    __table_args__ = (
        CheckConstraint("proposed_by_id <> candidate_id", name="not_oneself"),
        CheckConstraint(
            "decision <> 'confirmed' OR (decided_by_id <> proposed_by_id AND decided_by_id <> candidate_id)",
            name="second_person",
        ),
        CheckConstraint("(decision = '') = (decided_at IS NULL)", name="decided_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    candidate_key: Mapped[bytes] = mapped_column(LargeBinary)
    """The public key that was proposed: another one put in its place is not confirmed with it."""
    reason: Mapped[LongText]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    decision: Mapped[Code] = mapped_column(default="")
    """`confirmed`, `denied`, `withdrawn` (by whoever proposed, or because one of the two left); or empty."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[Moment | None]
