"""Photos of visits that were kept long enough: which visits still have some, and taking them all away."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.patrols.models import Visit, VisitPhoto
from intake.patrols.queries import VisitValue, visit_value
from publishing.kernel.audit import record
from publishing.kernel.identity import SYSTEM


def photographed_before(session: Session, moment: datetime) -> tuple[VisitValue, ...]:
    """The visits recorded up to a moment that have photos, the oldest first."""
    query = (
        select(Visit.id)
        .where(Visit.recorded_at <= moment, Visit.id.in_(select(VisitPhoto.visit_id)))
        .order_by(Visit.id)
    )
    return tuple(visit_value(session, visit_id) for visit_id in session.scalars(query).all())


def drop_photos(session: Session, visit_id: int, *, now: datetime) -> tuple[str, ...]:
    """Removes the rows of a visit's photos and says so in the log; returns the files, which the caller
    unlinks after the commit."""
    files = tuple(session.scalars(select(VisitPhoto.file).where(VisitPhoto.visit_id == visit_id)))
    session.execute(delete(VisitPhoto).where(VisitPhoto.visit_id == visit_id))
    record(
        session,
        actor=SYSTEM,
        action="visit.retention",
        subject=f"visit:{visit_id}",
        details={"removed": "photos", "photos": len(files)},
        now=now,
    )
    return files
