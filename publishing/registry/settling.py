"""Answering the questions of a comparison: why a kindergarten is no longer listed, why an ended one is."""

from datetime import datetime

from sqlalchemy.orm import Session

from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.registry.answers import Answer
from publishing.registry.batches import (
    BatchChange,
    batch_value,
    change_value,
    is_outdated,
    load_batch,
)
from publishing.registry.importing import get_county
from publishing.registry.matching import ChangeKind
from publishing.registry.models import ImportChange
from publishing.registry.text import has_personal_number

LONGEST_REASON = 300


def answers_to(change: BatchChange) -> tuple[Answer, ...]:
    """What may be said of a question; empty for what is none."""
    if not change.is_question:
        return ()
    if change.change.kind is ChangeKind.MISSING:
        return (Answer.KEEP, Answer.SUSPENDED, Answer.REVOKED, Answer.CLOSED)
    return (Answer.KEEP, Answer.GRANTED)


def settle(
    session: Session,
    batch_id: int,
    change_id: int,
    answer: Answer,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> BatchChange:
    """Keeps the editor's answer with the batch; it can be changed until the batch is announced.

    Raises NotFound, Forbidden, and Invalid: `batch` announced or outdated, `answer` not one of `answers_to`,
    `reason` missing, too long, or with a personal number in it.
    """
    batch = load_batch(session, batch_id)
    actor.require(Permission.REGISTER_IMPORT, get_county(session, batch.county_code).path)
    if batch.announcement_id is not None:
        raise Invalid(field="batch", reason="announced")
    if is_outdated(session, batch_value(batch)):
        raise Invalid(field="batch", reason="outdated")
    row = session.get(ImportChange, change_id)
    if row is None or row.batch_id != batch_id:
        raise NotFound(what="change")
    if answer not in answers_to(change_value(row)):
        raise Invalid(field="answer", reason="not_possible", value=answer.value)
    reason = reason.strip()
    if answer is not Answer.KEEP and not reason:
        raise Invalid(field="reason", reason="missing")
    if len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", reason="too_long", most=LONGEST_REASON)
    if has_personal_number(reason):
        raise Invalid(field="reason", reason="personal")
    row.answer, row.reason = answer.value, reason
    record(
        session,
        actor=actor,
        action="register.settle",
        subject=f"batch:{batch_id}",
        details={"change": change_id, "answer": answer.value, "reason": reason},
        now=now,
    )
    session.flush()
    return change_value(row)
