"""Answers of a report on their way: encrypted with a key that only the reporter's browser holds.

The token is the key. The database has its digest and ciphertext; without the token nobody can read a draft,
and after sending, or a day, it is gone.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from intake.tips.locating import Position
from intake.tips.models import DraftPhoto, TipDraft
from intake.tips.photos import MOST, CleanPhoto
from publishing.kernel.errors import Invalid, NotFound

_SIZE = 4  # bytes of each of a photo's two measures


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a reporter has answered so far; everything may still be empty."""

    channel: str = "web"
    categories: tuple[str, ...] = ()
    kindergarten_id: str = ""
    kindergarten_name: str = ""
    county_code: str = ""
    township_code: str = ""
    village_code: str = ""
    division_code: str = ""
    """A place picked from candidates."""
    place_words: str = ""
    text: str = ""
    contact_name: str = ""
    contact: str = ""
    unlicensed_meant: str = ""
    """The licensed kindergarten that the reporter wants looked at as an unlicensed one all the same."""
    position: Position | None = None
    offered: Position | None = None
    """Read from a photo; the reporter has not been asked yet whether to tell it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftPhotoValue:
    """A cleaned photo of a draft."""

    id: int
    photo: CleanPhoto


def load_draft(session: Session, token: str) -> Draft | None:
    """The draft of a token; None where there is none (never begun, sent, or too old)."""
    row = session.get(TipDraft, _digest(token))
    if row is None:
        return None
    try:
        kept = json.loads(_box(token).decrypt(row.sealed))
    except CryptoError:
        return None
    # a draft begun before an update may lack a field or have one too many
    known = {f.name for f in fields(Draft)}
    answers = {name: value for name, value in kept.items() if name in known}
    for name in ("position", "offered"):
        answers[name] = Position(**answers[name]) if answers.get(name) else None
    return Draft(**{**answers, "categories": tuple(answers.get("categories", ()))})


def save_draft(session: Session, token: str, draft: Draft, now: datetime) -> None:
    """Keeps the answers."""
    sealed = bytes(_box(token).encrypt(json.dumps(asdict(draft), ensure_ascii=False).encode()))
    row = session.get(TipDraft, _digest(token))
    if row is None:
        session.add(TipDraft(digest=_digest(token), sealed=sealed, updated_at=now))
    else:
        row.sealed, row.updated_at = sealed, now
    session.flush()


def add_photo(session: Session, token: str, photo: CleanPhoto, now: datetime) -> int:
    """Adds a photo and returns its id. Raises NotFound without a draft, Invalid(reason="too_many")."""
    row = session.get(TipDraft, _digest(token))
    if row is None:
        raise NotFound(what="draft")
    query = select(func.count()).select_from(DraftPhoto).where(DraftPhoto.digest == row.digest)
    if (session.scalar(query) or 0) >= MOST:
        raise Invalid(field="photo", reason="too_many", most=MOST)
    measures = photo.width.to_bytes(_SIZE) + photo.height.to_bytes(_SIZE)
    added = DraftPhoto(digest=row.digest, sealed=bytes(_box(token).encrypt(measures + photo.jpeg)))
    session.add(added)
    row.updated_at = now
    session.flush()
    return added.id


def photos_of_draft(session: Session, token: str) -> tuple[DraftPhotoValue, ...]:
    """The photos of a draft in the order in which they were added."""
    rows = session.scalars(
        select(DraftPhoto).where(DraftPhoto.digest == _digest(token)).order_by(DraftPhoto.id)
    )
    found = []
    for row in rows:
        opened = _box(token).decrypt(row.sealed)
        photo = CleanPhoto(
            jpeg=opened[2 * _SIZE :],
            width=int.from_bytes(opened[:_SIZE]),
            height=int.from_bytes(opened[_SIZE : 2 * _SIZE]),
        )
        found.append(DraftPhotoValue(id=row.id, photo=photo))
    return tuple(found)


def remove_photo(session: Session, token: str, photo_id: int) -> None:
    """Takes a photo out of the draft; one that is not there (any more) changes nothing."""
    session.execute(delete(DraftPhoto).where(DraftPhoto.id == photo_id, DraftPhoto.digest == _digest(token)))


def discard(session: Session, token: str) -> None:
    """Deletes the draft with its photos."""
    session.execute(delete(DraftPhoto).where(DraftPhoto.digest == _digest(token)))
    session.execute(delete(TipDraft).where(TipDraft.digest == _digest(token)))


def discard_older(session: Session, *, before: datetime) -> int:
    """Deletes drafts that were last touched before a moment; returns how many."""
    old = select(TipDraft.digest).where(TipDraft.updated_at < before)
    session.execute(delete(DraftPhoto).where(DraftPhoto.digest.in_(old)))
    digests = session.scalars(old).all()
    session.execute(delete(TipDraft).where(TipDraft.digest.in_(digests)))
    return len(digests)


def _digest(token: str) -> str:
    return hashlib.sha256(b"draft:" + token.encode()).hexdigest()


def _box(token: str) -> SecretBox:
    key = hashlib.blake2b(token.encode(), digest_size=SecretBox.KEY_SIZE, person=b"mingyuan-draft").digest()
    return SecretBox(key)
