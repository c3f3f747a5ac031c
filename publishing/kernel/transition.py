"""The one place that sets a state: checks the step, its facts, the permission, the place and the person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from publishing.kernel.audit import record
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import MissingFacts, SamePerson, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.workflow import Step, Workflow


class Stateful(Protocol):
    """A row with a state and a place."""

    id: int
    state: str
    division_path: str


def check(subject: Stateful, workflow: Workflow, action: str, actor: Actor) -> Step:
    """The step that `actor` would take; raises WrongState, Forbidden, OutsideJurisdiction or SamePerson."""
    step = workflow.find(action, subject.state)
    if step is None:
        raise WrongState(action=action, state=subject.state, workflow=workflow.name)
    actor.require(step.permission, subject.division_path)
    if step.other_than and actor.user_id is not None:
        earlier = getattr(subject, step.other_than)
        if earlier is not None and earlier == actor.user_id:
            raise SamePerson(action=action, earlier=step.other_than)
    return step


def move(
    session: Session,
    subject: Stateful,
    workflow: Workflow,
    action: str,
    *,
    actor: Actor,
    facts: Mapping[str, JsonValue],
    now: datetime,
) -> Step:
    """Takes `action`: writes the audit row and sets the state.

    `facts` must hold every fact that the step names, not empty; they are kept in the audit row, so they are
    codes, numbers, dates and reasons, never a reporter's words. Raises what `check` raises, and MissingFacts.
    """
    step = check(subject, workflow, action, actor)
    missing = [name for name in step.facts if facts.get(name) in (None, "", (), [])]
    if missing:
        raise MissingFacts(action=action, facts=tuple(missing))
    record(
        session,
        actor=actor,
        action=f"{workflow.name}.{action}",
        subject=f"{workflow.name}:{subject.id}",
        details={"from": step.source, "to": step.target, **facts},
        now=now,
    )
    subject.state = step.target
    return step


def possible(subject: Stateful, workflow: Workflow, actor: Actor) -> tuple[Step, ...]:
    """The steps that `actor` may take now; buttons are derived from it."""
    found = []
    for step in workflow.leaving(subject.state):
        if not actor.may(step.permission) or not actor.covers(subject.division_path):
            continue
        if (
            step.other_than
            and actor.user_id is not None
            and getattr(subject, step.other_than) == actor.user_id
        ):
            continue
        found.append(step)
    return tuple(found)
