"""Telling every process that nodes or aliases changed."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from publishing.divisions.models import DivisionState


def revise(session: Session) -> None:
    """Counts one change, with whatever changed in the same transaction."""
    counted = session.execute(
        update(DivisionState).where(DivisionState.id == 1).values(revision=DivisionState.revision + 1)
    )
    if not counted.rowcount:  # type: ignore[attr-defined]
        session.add(DivisionState(id=1, revision=1))
    session.flush()
