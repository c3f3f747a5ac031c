"""Photos of a visit: optional, added afterwards by whoever made it, cleaned as every photo is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.patrols.models import Visit, VisitPhoto
from intake.patrols.queries import VisitValue, get_visit
from intake.patrols.rules import written
from intake.tips.photos import MOST, CleanPhoto, store
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

LONGEST_REASON = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitPhotoValue:
    """A stored photo; `file` is its name within the uploads folder, where it lies no more once it was taken
    off (`removed_at`)."""

    id: int
    number: int
    """In the order of adding, from 1; it stays when another one goes."""
    file: str
    width: int
    height: int
    size: int
    removal_reason: str
    removed_by: str
    removed_at: datetime | None


def add_photos(
    session: Session,
    visit_id: int,
    photos: Sequence[CleanPhoto],
    *,
    uploads: Path,
    actor: Actor,
    now: datetime,
) -> int:
    """Stores the photos with the visit; returns how many. Raises NotFound, Forbidden for anybody but who made
    the visit, and Invalid(photo, too_many) for more than MOST on one visit."""
    actor.require(Permission.PATROL_RECORD)
    visit = get_visit(session, visit_id, actor=actor)
    if actor.user_id is None or visit.visited_by_id != actor.user_id:
        raise Forbidden(permission=Permission.PATROL_RECORD.value, reason="not_responsible")
    # the row is held, so that two uploads at once do not go over the most together
    session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    held = (
        session.scalar(
            select(func.count()).where(VisitPhoto.visit_id == visit_id, VisitPhoto.removed_at.is_(None))
        )
        or 0
    )
    if held + len(photos) > MOST:
        raise Invalid(field="photo", reason="too_many")
    for photo in photos:
        session.add(
            VisitPhoto(
                visit_id=visit_id,
                file=store(uploads, photo),
                width=photo.width,
                height=photo.height,
                size=len(photo.jpeg),
                added_by_id=actor.user_id,
                added_at=now,
            )
        )
    session.flush()
    record(
        session,
        actor=actor,
        action="visit.photos",
        subject=f"visit:{visit_id}",
        details={"photos": len(photos)},
        now=now,
    )
    return len(photos)


def may_remove(visit: VisitValue, actor: Actor) -> bool:
    """Whether this person may take photos off a visit: who made it, and who reviews in its jurisdiction, so
    that a wrong one does not stay because an officer left."""
    if not actor.may(Permission.PATROL_RECORD):
        return False
    return actor.user_id == visit.visited_by_id or (
        actor.may(Permission.TIP_REVIEW) and actor.covers(visit.division_path)
    )


def remove_photo(
    session: Session, visit_id: int, photo_id: int, reason: str, *, actor: Actor, now: datetime
) -> str:
    """Takes a photo off its visit; returns the file, which the caller unlinks after the commit. The row stays
    and says why. Raises NotFound, Forbidden for whoever may not, and Invalid: `photo` (removed), `reason`
    (required, too_long)."""
    visit = get_visit(session, visit_id, actor=actor)
    row = session.get(VisitPhoto, photo_id, with_for_update=True)
    if row is None or row.visit_id != visit_id:
        raise NotFound(what="photo")
    if actor.user_id is None or not may_remove(visit, actor):
        raise Forbidden(permission=Permission.PATROL_RECORD.value, reason="not_responsible")
    if row.removed_at is not None:
        raise Invalid(field="photo", reason="removed")
    row.removal_reason = written("reason", reason, longest=LONGEST_REASON)
    row.removed_by_id, row.removed_at = actor.user_id, now
    session.flush()
    record(
        session,
        actor=actor,
        action="visit.photo_removed",
        subject=f"visit:{visit_id}",
        details={"photo": photo_id},
        now=now,
    )
    return row.file


def photos_of_visit(session: Session, visit_id: int) -> tuple[VisitPhotoValue, ...]:
    """The photos of a visit, oldest first, those that were taken off too."""
    query = select(VisitPhoto).where(VisitPhoto.visit_id == visit_id).order_by(VisitPhoto.id)
    rows = session.scalars(query).all()
    names = names_of(session, {row.removed_by_id for row in rows if row.removed_by_id})
    return tuple(
        VisitPhotoValue(
            id=row.id,
            number=number,
            file=row.file,
            width=row.width,
            height=row.height,
            size=row.size,
            removal_reason=row.removal_reason,
            removed_by=names.get(row.removed_by_id or 0, ""),
            removed_at=row.removed_at,
        )
        for number, row in enumerate(rows, 1)
    )
