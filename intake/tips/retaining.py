"""Keeping nothing longer than needed: abandoned drafts, contacts, photos, and the shelf for what is done.

Periods are the defaults of `reference/domain.md` §3 (个人信息保护法 19: the shortest that the purpose needs).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.tips.drafts import discard_older
from intake.tips.locating import drop_position
from intake.tips.models import AddedContact, Tip, TipPhoto
from intake.tips.sealing import has_contact
from intake.workflows import TIP
from publishing.kernel.audit import entries_of, record
from publishing.kernel.identity import SYSTEM
from publishing.kernel.transition import move

DRAFTS = timedelta(hours=24)
"""An unfinished report, after it was last touched; the privacy page promises it."""
CONTACTS = timedelta(days=180)
"""Sealed names and numbers, after the tip was closed; the tip goes to the archive on that day."""
PHOTOS = timedelta(days=365)
"""Photos and the position, after the tip was closed. The place in words stays with the file; the point served
whoever had to find it."""

_CLOSED = tuple(step.source for step in TIP.steps if step.action == "archive")


@dataclass(frozen=True, kw_only=True, slots=True)
class Swept:
    """What one sweep removed; `files` are the photos whose rows are gone, still to be unlinked."""

    drafts: int
    archived: int
    contacts: int
    files: tuple[str, ...]


def sweep(session: Session, *, now: datetime) -> Swept:
    """Does everything that is due at `now`; a second run changes nothing.

    The caller unlinks `files` after the commit (`unlink`): a file without a row is harmless, a row without
    its file is not.
    """
    drafts = discard_older(session, before=now - DRAFTS)
    archived = contacts = 0
    files: list[str] = []
    for tip in session.scalars(select(Tip).where(Tip.state.in_((*_CLOSED, "archived"))).order_by(Tip.id)):
        if tip.danger_goes_on:
            continue
        closed = _closed_at(session, tip)
        if now - closed >= CONTACTS and tip.state != "archived":
            move(session, tip, TIP, "archive", actor=SYSTEM, facts={}, now=now)
            archived += 1
        if now - closed >= CONTACTS and _drop_contacts(session, tip):
            _note(session, tip, "contact", now)
            contacts += 1
        if now - closed >= PHOTOS:
            files += _drop_photos(session, tip, now)
            if drop_position(session, tip.id):
                _note(session, tip, "position", now)
    session.flush()
    return Swept(drafts=drafts, archived=archived, contacts=contacts, files=tuple(files))


def unlink(uploads: Path, files: tuple[str, ...]) -> None:
    """Removes the files of photos whose rows are gone; one that is gone already is no error."""
    for name in files:
        (uploads / name).unlink(missing_ok=True)


def _closed_at(session: Session, tip: Tip) -> datetime:
    """When the tip came into the state that closed it."""
    moves = [entry for entry in entries_of(session, f"tip:{tip.id}") if entry.details.get("to") in _CLOSED]
    return moves[-1].at if moves else tip.received_at


def _drop_contacts(session: Session, tip: Tip) -> bool:
    """Whether there were any."""
    had = has_contact(session, tip)
    tip.sealed_contact = tip.sealing_key_id = None
    session.execute(delete(AddedContact).where(AddedContact.tip_id == tip.id))
    return had


def _drop_photos(session: Session, tip: Tip, now: datetime) -> list[str]:
    names = list(session.scalars(select(TipPhoto.file).where(TipPhoto.tip_id == tip.id)))
    if names:
        session.execute(delete(TipPhoto).where(TipPhoto.tip_id == tip.id))
        _note(session, tip, "photos", now)
    return names


def _note(session: Session, tip: Tip, what: str, now: datetime) -> None:
    details = {"removed": what}
    record(session, actor=SYSTEM, action="tip.retention", subject=f"tip:{tip.id}", details=details, now=now)
