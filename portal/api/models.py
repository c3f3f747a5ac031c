"""Rows of the interfaces: keys of partners."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Moment, Name


class ApiKey(Base):
    """A key that the city gave to a partner, whose app then stands under higher limits; kept as a digest."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Name] = mapped_column(unique=True)
    """Whose it is, e.g. 焦作百姓通."""
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
