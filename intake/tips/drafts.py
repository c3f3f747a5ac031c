"""Answers of a report on their way: encrypted with a key that only the reporter's browser holds.

The token is the key. The database has its digest and ciphertext; without the token nobody can read a draft,
and after sending, or a day, it is gone.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import cast

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import Table, bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from intake.tips.locating import Position
from intake.tips.models import DraftPhoto, TipDraft
from intake.tips.photos import MOST, CleanPhoto
from publishing.kernel.db import UtcDateTime, insert_row
from publishing.kernel.errors import Invalid, NotFound

_SIZE = 4  # bytes of each of a photo's two measures

# Statements are made once: making them for every request costs more than the database needs to run them
_DRAFTS, _PHOTOS = cast(Table, TipDraft.__table__), cast(Table, DraftPhoto.__table__)
_OWN, _OWN_PHOTOS = _DRAFTS.c.digest == bindparam("draft"), _PHOTOS.c.digest == bindparam("draft")
_OLD = _DRAFTS.c.updated_at < bindparam("before")
_LOAD = select(_DRAFTS.c.sealed).where(_OWN)
_SAVE = text(
    "INSERT INTO tip_drafts (digest, sealed, updated_at) VALUES (:digest, :sealed, :now)"
    " ON CONFLICT (digest) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at"
).bindparams(bindparam("now", type_=UtcDateTime()))
_TOUCH = update(_DRAFTS).where(_OWN).values(updated_at=bindparam("now"))
_DELETE = delete(_DRAFTS).where(_OWN)
_DELETE_OLD = delete(_DRAFTS).where(_OLD)
_PHOTOS_OF = select(_PHOTOS.c.id, _PHOTOS.c.sealed).where(_OWN_PHOTOS).order_by(_PHOTOS.c.id)
_COUNT = select(func.count()).select_from(_PHOTOS).where(_OWN_PHOTOS)
_DELETE_PHOTO = delete(_PHOTOS).where(_OWN_PHOTOS, _PHOTOS.c.id == bindparam("photo"))
_DELETE_PHOTOS = delete(_PHOTOS).where(_OWN_PHOTOS)
_DELETE_OLD_PHOTOS = delete(_PHOTOS).where(_PHOTOS.c.digest.in_(select(_DRAFTS.c.digest).where(_OLD)))


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
    sealed = session.connection().execute(_LOAD, {"draft": _digest(token)}).scalar()
    if sealed is None:
        return None
    try:
        kept = json.loads(_box(token).decrypt(sealed))
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
    session.connection().execute(_SAVE, {"digest": _digest(token), "sealed": sealed, "now": now})


def add_photo(session: Session, token: str, photo: CleanPhoto, now: datetime) -> int:
    """Adds a photo and returns its id. Raises NotFound without a draft, Invalid(reason="too_many")."""
    digest, connection = _digest(token), session.connection()
    if connection.execute(_TOUCH, {"draft": digest, "now": now}).rowcount == 0:
        raise NotFound(what="draft")
    if connection.execute(_COUNT, {"draft": digest}).scalar_one() >= MOST:
        raise Invalid(field="photo", reason="too_many", most=MOST)
    measures = photo.width.to_bytes(_SIZE) + photo.height.to_bytes(_SIZE)
    sealed = bytes(_box(token).encrypt(measures + photo.jpeg))
    photo_row = DraftPhoto(digest=digest, sealed=sealed)
    insert_row(session, photo_row)
    return photo_row.id


def photos_of_draft(session: Session, token: str) -> tuple[DraftPhotoValue, ...]:
    """The photos of a draft in the order in which they were added."""
    found = []
    for row in session.connection().execute(_PHOTOS_OF, {"draft": _digest(token)}):
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
    given = {"draft": _digest(token), "photo": photo_id}
    session.connection().execute(_DELETE_PHOTO, given)


def discard(session: Session, token: str) -> None:
    """Deletes the draft with its photos."""
    given, connection = {"draft": _digest(token)}, session.connection()
    connection.execute(_DELETE_PHOTOS, given)
    connection.execute(_DELETE, given)


def discard_older(session: Session, *, before: datetime) -> int:
    """Deletes drafts that were last touched before a moment; returns how many."""
    connection = session.connection()
    connection.execute(_DELETE_OLD_PHOTOS, {"before": before})
    return connection.execute(_DELETE_OLD, {"before": before}).rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(b"draft:" + token.encode()).hexdigest()


def _box(token: str) -> SecretBox:
    key = hashlib.blake2b(token.encode(), digest_size=SecretBox.KEY_SIZE, person=b"mingyuan-draft").digest()
    return SecretBox(key)
