"""Photos of a visit: optional, added afterwards by whoever made it, cleaned as every photo is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.patrols.models import Visit, VisitPhoto
from intake.patrols.queries import get_visit
from intake.tips.photos import MOST, CleanPhoto, store
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitPhotoValue:
    """A stored photo; `file` is its name within the uploads folder."""

    id: int
    file: str
    width: int
    height: int
    size: int


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
    held = session.scalar(select(func.count()).where(VisitPhoto.visit_id == visit_id)) or 0
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


def photos_of_visit(session: Session, visit_id: int) -> tuple[VisitPhotoValue, ...]:
    """The photos of a visit, oldest first."""
    query = select(VisitPhoto).where(VisitPhoto.visit_id == visit_id).order_by(VisitPhoto.id)
    return tuple(
        VisitPhotoValue(id=row.id, file=row.file, width=row.width, height=row.height, size=row.size)
        for row in session.scalars(query)
    )
