"""Every state × action × role: a step is allowed exactly where the table and the role's list say.

Generated from the workflows; what a role may do is written out here a second time, so that a change of either
table shows.
"""

from dataclasses import dataclass
from itertools import product

import pytest

from intake.workflows import LEDGER, TIP
from publishing.kernel.errors import Forbidden, OutsideJurisdiction, SamePerson, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role
from publishing.kernel.transition import check, possible
from publishing.kernel.workflow import Workflow

CITY, COUNTY, OTHER_COUNTY = "410800000000/", "410800000000/410822000000/", "410800000000/410823000000/"
VILLAGE = f"{COUNTY}410822103000/410822103201/"

MAY: dict[Role, set[str]] = {
    Role.SUPERVISOR: {"start", "ask", "report", "notice", "rectify", "recheck_pass", "recheck_fail"}
    | {"file_up", "relapse"},
    Role.CENTRAL_SCHOOL: {"accept", "merge", "assign", "start", "ask", "report", "send_back", "conclude"}
    | {"reply", "notice", "rectify", "recheck_pass", "recheck_fail", "file_up", "strike_off", "relapse"},
    Role.COUNTY_TRIAGE: {"accept", "decline", "transfer", "merge", "assign", "start", "ask", "report"}
    | {"send_back", "conclude", "reply", "reopen", "notice", "rectify", "recheck_pass", "recheck_fail"}
    | {"file_up", "coordinate", "hand_over", "resume", "strike_off", "relapse"},
    Role.COUNTY_EDITOR: set(),
    Role.COUNTY_APPROVER: set(),
    Role.COUNTY_LEADER: {"send_back", "conclude", "coordinate", "hand_over", "resume"},
    Role.CITY_AUDITOR: set(),
    Role.CITY_ADMIN: set(),
    Role.CUSTODIAN: set(),
    Role.HOTLINE: set(),
    Role.SYSTEM: {"accept", "assign", "archive"},
    Role.REPORTER: {"answer", "withdraw", "reopen"},
}


@dataclass
class Thing:
    """A row with a state, a place, and who did the earlier step."""

    state: str
    id: int = 1
    division_path: str = VILLAGE
    handled_by_id: int | None = 7


def actor(role: Role, *, user_id: int = 8, path: str = COUNTY) -> Actor:
    alone = role in (Role.SYSTEM, Role.REPORTER)
    return Actor(
        user_id=None if alone else user_id,
        name="测试",
        role=role,
        office_id=None if alone else 1,
        office_name="",
        division_path="" if alone else path,
    )


def cases(workflow: Workflow) -> list[tuple[str, str, Role]]:
    return list(product(workflow.states(), workflow.actions(), Role))


def outcome(workflow: Workflow, state: str, action: str, who: Actor) -> str:
    try:
        return check(Thing(state), workflow, action, who).target
    except (WrongState, SamePerson, OutsideJurisdiction) as refused:
        return refused.code
    except Forbidden as refused:
        return refused.code


@pytest.mark.parametrize("workflow", [TIP, LEDGER], ids=["tip", "ledger"])
def test_matrix(workflow: Workflow) -> None:
    wrong = []
    allowed = 0
    for state, action, role in cases(workflow):
        targets = [s.target for s in workflow.steps if (s.action, s.source) == (action, state)]
        if not targets:
            expected = "wrong_state"
        elif action not in MAY[role]:
            expected = "forbidden"
        else:
            expected, allowed = targets[0], allowed + 1
        got = outcome(workflow, state, action, actor(role))
        if got != expected:
            wrong.append((state, action, role.value, expected, got))
    assert wrong == []
    assert allowed > 30


@pytest.mark.parametrize("workflow", [TIP, LEDGER], ids=["tip", "ledger"])
def test_nobody_acts_outside_the_own_jurisdiction(workflow: Workflow) -> None:
    staff = [role for role in Role if role not in (Role.SYSTEM, Role.REPORTER)]
    for step, role in product(workflow.steps, staff):
        who = actor(role, path=OTHER_COUNTY)
        expected = "outside_jurisdiction" if step.action in MAY[role] else "forbidden"
        assert outcome(workflow, step.source, step.action, who) == expected, (step, role)


@pytest.mark.parametrize("workflow", [TIP, LEDGER], ids=["tip", "ledger"])
def test_steps_for_another_person_refuse_the_same_one(workflow: Workflow) -> None:
    guarded = [step for step in workflow.steps if step.other_than]
    assert guarded
    for step in guarded:
        for role in [role for role in Role if step.action in MAY[role]]:
            assert outcome(workflow, step.source, step.action, actor(role, user_id=7)) == "same_person"


@pytest.mark.parametrize("workflow", [TIP, LEDGER], ids=["tip", "ledger"])
def test_buttons_are_exactly_the_steps_that_would_be_allowed(workflow: Workflow) -> None:
    for state, role, user_id in product(workflow.states(), Role, (7, 8)):
        who = actor(role, user_id=user_id)
        shown = {step.action for step in possible(Thing(state), workflow, who)}
        targets = {s.action: s.target for s in workflow.steps if s.source == state}
        would = {a for a, target in targets.items() if outcome(workflow, state, a, who) == target}
        assert shown == would
