"""Keeping that a reminder or a step up the ladder was taken: once, in the log, with those who were told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.deadlines.escalating import step_key
from intake.deadlines.models import DeadlineStep
from publishing.kernel.audit import record
from publishing.kernel.db import JsonValue
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notify

_CHUNK = 500


def taken(session: Session, keys: Sequence[str]) -> frozenset[str]:
    """Those of the keys whose step was taken before."""
    return frozenset(
        key
        for start in range(0, len(keys), _CHUNK)
        for key in session.scalars(
            select(DeadlineStep.key).where(DeadlineStep.key.in_(keys[start : start + _CHUNK]))
        )
    )


def take_step(
    session: Session,
    *,
    subject: str,
    code: str,
    due: date,
    step: str,
    people: tuple[int, ...],
    rung: str,
    values: Mapping[str, JsonValue],
    now: datetime,
    kind: str = "deadline",
) -> bool:
    """Tells these people and keeps it; False where it was done before. `values` fill in the notice, whose
    sentence `kind` and step choose: what it is about, never a word of a report."""
    key = step_key(subject, code, due, step)
    if session.get(DeadlineStep, key) is not None:
        return False
    told: dict[str, JsonValue] = {"people": list(people), "office": rung}
    session.add(DeadlineStep(key=key, subject=subject, clock=code, step=step, due_on=due, told=told, at=now))
    session.flush()
    notify(
        session,
        account_ids=people,
        kind=f"{kind}_{step}",
        subject=subject,
        values={**values, "clock": code, "due": due.isoformat()},
        key=key,
        now=now,
    )
    record(
        session,
        actor=SYSTEM,
        action=f"{subject.partition(':')[0]}.deadline",
        subject=subject,
        details={"clock": code, "due": due.isoformat(), "step": step, "rung": rung, "told": list(people)},
        now=now,
    )
    return True
