"""Sealing a reporter's name and contact to the county's public key. The server can seal and cannot open.

`intake.custody` keeps the keys; `unsealing` opens.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.custody.queries import key_for
from intake.custody.wrapping import seal_to
from intake.tips.models import AddedContact, Tip
from publishing.kernel.errors import Invalid

_BLOCK = 256
"""Sealed texts are filled up to a multiple, so that their length tells nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Who reported and how to reach them, as they wrote it."""

    name: str
    contact: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """A sealed contact and the key that opens it."""

    key_id: int
    box: bytes


def can_seal(session: Session, division_path: str) -> bool:
    """Whether a contact for a tip at this place can be sealed."""
    return key_for(session, division_path) is not None


def seal(session: Session, division_path: str, contact: Contact) -> Sealed:
    """Seals to the key of the place's county, or of the city where the county has none. Raises
    Invalid(field="contact", reason="no_key") where neither has: it is never kept open."""
    key = key_for(session, division_path)
    if key is None:
        raise Invalid(field="contact", reason="no_key")
    text = json.dumps({"name": contact.name, "contact": contact.contact}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % _BLOCK)
    return Sealed(key_id=key.id, box=seal_to(key.public_key, text))


def has_contact(session: Session, tip: Tip) -> bool:
    """Whether anything is sealed for this tip."""
    added = select(AddedContact.id).where(AddedContact.tip_id == tip.id)
    return tip.sealed_contact is not None or session.scalars(added).first() is not None


def add_contact(session: Session, tip: Tip, contact: str, *, now: datetime) -> None:
    """Seals what a reporter adds later; what was sealed before stays. Raises Invalid as `seal`."""
    sealed = seal(session, tip.division_path, Contact(name="", contact=contact))
    session.add(AddedContact(tip_id=tip.id, sealed=sealed.box, sealing_key_id=sealed.key_id, at=now))
    session.flush()
