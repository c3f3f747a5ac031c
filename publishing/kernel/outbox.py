"""Jobs: rows written in the transaction of their cause, run later, each safe to run twice."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.db import Base, Code, Database, Document, JsonValue, Moment

Handler = Callable[[Mapping[str, JsonValue], datetime], None]
"""Takes the payload and the present moment; must be idempotent; opens its own transaction."""

_BACKOFF = timedelta(minutes=1)


class Job(Base):
    """One thing to do after a commit."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    payload: Mapped[Document]
    created_at: Mapped[Moment]
    run_after: Mapped[Moment] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[Moment | None] = mapped_column(index=True)
    error: Mapped[str | None] = mapped_column(Text)


def enqueue(session: Session, kind: str, payload: Mapping[str, JsonValue], *, now: datetime) -> None:
    """Adds a job to the caller's transaction, unless the same one is waiting and has not begun: it will see
    what this transaction wrote, because it cannot begin before the lock taken here is released."""
    waiting = session.scalars(
        select(Job).where(Job.kind == kind, Job.done_at.is_(None), Job.attempts == 0).with_for_update()
    )
    if any(job.payload == dict(payload) for job in waiting):
        return
    session.add(Job(kind=kind, payload=dict(payload), created_at=now, run_after=now))
    session.flush()


def is_waiting(session: Session, kind: str) -> bool:
    """Whether a job of this kind is still to be done, tried already or not."""
    return session.scalars(select(Job.id).where(Job.kind == kind, Job.done_at.is_(None))).first() is not None


def run_due(database: Database, handlers: Mapping[str, Handler], *, now: datetime) -> int:
    """Runs every job that is due, oldest first; returns how many succeeded.

    A job that fails is kept with its error and tried again later (after 1, 2, 4 … minutes, at most an hour).
    """
    with database.read() as session:
        due = session.scalars(
            select(Job.id).where(Job.done_at.is_(None), Job.run_after <= now).order_by(Job.id)
        ).all()
    return sum(_run(database, handlers, job_id, now) for job_id in due)


def _run(database: Database, handlers: Mapping[str, Handler], job_id: int, now: datetime) -> bool:
    with database.begin() as session:
        job = session.get_one(Job, job_id, with_for_update=True)
        if job.done_at is not None:
            return False
        job.attempts += 1
    error: str | None = None
    try:
        handlers[job.kind](job.payload, now)
    except Exception as problem:  # a failing job must not stop the others
        error = f"{type(problem).__name__}: {problem}"
    with database.begin() as session:
        row = session.get_one(Job, job_id)
        row.error = error
        if error is None:
            row.done_at = now
        else:
            row.run_after = now + min(_BACKOFF * 2 ** (row.attempts - 1), timedelta(hours=1))
    return error is None
