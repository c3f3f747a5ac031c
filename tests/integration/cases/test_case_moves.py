"""`move` over every step of both tables: audit row, new state, and no step without its facts."""

from dataclasses import dataclass

import pytest
from small_city import HUAYUAN, NOW, City
from sqlalchemy.orm import Session

from intake.workflows import LEDGER, TIP
from publishing.kernel.audit import entries_of, verify
from publishing.kernel.errors import MissingFacts
from publishing.kernel.identity import REPORTER, SYSTEM, Actor
from publishing.kernel.transition import move
from publishing.kernel.workflow import Step, Workflow

STEPS = [(workflow, step) for workflow in (TIP, LEDGER) for step in workflow.steps]
NAMES = [f"{workflow.name}-{step.action}-{step.source}" for workflow, step in STEPS]


@dataclass
class Thing:
    """A row with a state and a place."""

    id: int
    state: str
    division_path: str
    handled_by_id: int | None = None


def allowed(step: Step, city: City) -> list[Actor]:
    return [who for who in (*city.people.values(), SYSTEM, REPORTER) if who.may(step.permission)]


@pytest.mark.parametrize(("workflow", "step"), STEPS, ids=NAMES)
def test_a_step_is_audited_with_its_facts(
    session: Session, city: City, workflow: Workflow, step: Step
) -> None:
    actors = [who for who in allowed(step, city) if who.covers(city.paths[HUAYUAN])]
    assert actors
    facts = {name: f"some {name}" for name in step.facts}
    for number, who in enumerate(actors, 1):
        thing = Thing(id=number, state=step.source, division_path=city.paths[HUAYUAN])
        move(session, thing, workflow, step.action, actor=who, facts=facts, now=NOW)
        assert thing.state == step.target
        (entry,) = entries_of(session, f"{workflow.name}:{number}")
        assert (entry.action, entry.user_id) == (f"{workflow.name}.{step.action}", who.user_id)
        assert entry.details == {"from": step.source, "to": step.target, **facts}
    assert verify(session).rows == len(actors)


@pytest.mark.parametrize(("workflow", "step"), STEPS, ids=NAMES)
def test_a_step_without_one_of_its_facts_changes_nothing(
    session: Session, city: City, workflow: Workflow, step: Step
) -> None:
    who = next(who for who in allowed(step, city) if who.covers(city.paths[HUAYUAN]))
    for left_out in step.facts:
        thing = Thing(id=1, state=step.source, division_path=city.paths[HUAYUAN])
        facts = {name: "" if name == left_out else "given" for name in step.facts}
        with pytest.raises(MissingFacts) as refused:
            move(session, thing, workflow, step.action, actor=who, facts=facts, now=NOW)
        assert refused.value.values["facts"] == (left_out,)
        assert thing.state == step.source
    assert verify(session).rows == 0
