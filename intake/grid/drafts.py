"""Uploaded tables of grids that wait for their confirmation: whoever uploaded one sees it, for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from intake.grid.models import GridDraft
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

KEPT = timedelta(days=1)
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A table as it was uploaded."""

    id: int
    filename: str
    data: bytes


def keep_draft(session: Session, data: bytes, filename: str, *, actor: Actor, now: datetime) -> int:
    """Keeps an uploaded table; older ones of this person, and those of everybody after a day, go. Raises
    Forbidden, and Invalid for a file over LARGEST."""
    actor.require(Permission.GRID_MANAGE)
    if len(data) > LARGEST:
        raise Invalid(field="file", reason="too_large")
    session.execute(
        delete(GridDraft).where(
            (GridDraft.account_id == actor.user_id) | (GridDraft.uploaded_at < now - KEPT)
        )
    )
    row = GridDraft(account_id=actor.user_id, filename=filename[-200:], data=data, uploaded_at=now)
    session.add(row)
    session.flush()
    return row.id


def draft_of(session: Session, draft_id: int, *, actor: Actor) -> Draft:
    """The table; raises NotFound for one that is gone or somebody else's."""
    row = session.get(GridDraft, draft_id)
    if row is None or row.account_id != actor.user_id:
        raise NotFound(what="draft")
    return Draft(id=row.id, filename=row.filename, data=row.data)


def drop_draft(session: Session, draft_id: int) -> None:
    """Forgets a table that was used."""
    session.execute(delete(GridDraft).where(GridDraft.id == draft_id))
