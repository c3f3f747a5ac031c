"""The tables in intake/workflows.py say what DESIGN §3 says: actions, states, facts, and who may."""

import pytest

from intake.workflows import LEDGER, LEDGER_TERMINAL, TIP, TIP_OPEN
from publishing.kernel.permissions import ROLE_PERMISSIONS, Role
from publishing.kernel.workflow import Workflow

SYSTEM, REPORTER = Role.SYSTEM, Role.REPORTER
COUNTY, SCHOOL, SUPERVISOR = Role.COUNTY_TRIAGE, Role.CENTRAL_SCHOOL, Role.SUPERVISOR

OPEN = {"received", "accepted", "assigned", "verifying", "need_info", "handled", "reopened"}

# action: (from, to, who, must have), as DESIGN §3 prints it
TIP_DESIGN = {
    "accept": ({"received"}, "accepted", {SYSTEM, COUNTY, SCHOOL}, {"track", "category", "urgency"}),
    "decline": ({"received"}, "not_accepted", {COUNTY}, {"reason"}),
    "transfer": ({"received", "accepted"}, "transferred", {COUNTY}, {"authority", "reason"}),
    "merge": ({"received", "accepted", "assigned"}, "merged", {COUNTY, SCHOOL}, {"survivor"}),
    "assign": ({"accepted", "reopened"}, "assigned", {SYSTEM, SCHOOL, COUNTY}, {"office", "reason"}),
    "start": ({"assigned"}, "verifying", {SUPERVISOR}, set()),
    "ask": ({"verifying"}, "need_info", {SUPERVISOR}, {"question"}),
    "answer": ({"need_info"}, "verifying", {REPORTER}, {"reply"}),
    "report": ({"verifying"}, "handled", {SUPERVISOR}, {"outcome", "visit"}),
    "send_back": ({"handled"}, "verifying", {COUNTY, SCHOOL}, {"reason"}),
    "conclude": ({"handled"}, "concluded", {COUNTY, SCHOOL}, {"conclusion"}),
    "reply": ({"concluded"}, "replied", {COUNTY, SCHOOL}, {"wording"}),
    "reopen": ({"concluded", "replied"}, "reopened", {REPORTER, COUNTY}, {"reason"}),
    "withdraw": (OPEN, "withdrawn", {REPORTER}, set()),
    "archive": (
        {"replied", "not_accepted", "transferred", "merged", "withdrawn"},
        "archived",
        {SYSTEM},
        set(),
    ),
}

LEDGER_DESIGN = {
    "notice": ({"opened", "rechecked_failed"}, "notice_issued", {"number", "due_on", "service"}),
    "rectify": ({"notice_issued"}, "rectifying", {"answer"}),
    "recheck_pass": ({"rectifying", "notice_issued"}, "rechecked", {"visit", "evidence"}),
    "recheck_fail": ({"rectifying", "notice_issued"}, "rechecked_failed", {"visit", "evidence"}),
    "file_up": ({"opened", "notice_issued", "rectifying", "rechecked_failed"}, "filed_up", {"reason"}),
    "coordinate": ({"filed_up"}, "coordinating", {"letters"}),
    "hand_over": ({"filed_up", "coordinating"}, "handed_over", {"authority", "receipt"}),
    "resume": ({"coordinating"}, "rectifying", set()),
    "strike_off": ({"rechecked"}, "closed_out", {"evidence"}),
    "relapse": ({"closed_out"}, "relapsed", {"finding"}),
}


def rows(workflow: Workflow) -> set[tuple[str, str, str]]:
    return {(step.action, step.source, step.target) for step in workflow.steps}


def test_tip_has_the_designs_steps_and_no_other() -> None:
    wanted = {(a, source, to) for a, (sources, to, _, _) in TIP_DESIGN.items() for source in sources}
    assert rows(TIP) == wanted
    assert len(TIP.steps) == len(wanted)


def test_ledger_has_the_designs_steps_and_no_other() -> None:
    wanted = {(a, source, to) for a, (sources, to, _) in LEDGER_DESIGN.items() for source in sources}
    assert rows(LEDGER) == wanted
    assert len(LEDGER.steps) == len(wanted)


@pytest.mark.parametrize("action", TIP_DESIGN)
def test_tip_steps_ask_for_the_designs_facts(action: str) -> None:
    assert {frozenset(step.facts) for step in TIP.steps if step.action == action} == {
        frozenset(TIP_DESIGN[action][3])
    }


@pytest.mark.parametrize("action", LEDGER_DESIGN)
def test_ledger_steps_ask_for_the_designs_facts(action: str) -> None:
    facts = {frozenset(step.facts) for step in LEDGER.steps if step.action == action}
    assert facts == {frozenset(LEDGER_DESIGN[action][2])}


@pytest.mark.parametrize("action", TIP_DESIGN)
def test_those_named_in_the_design_hold_the_permission(action: str) -> None:
    wanted = {step.permission for step in TIP.steps if step.action == action}
    for role in TIP_DESIGN[action][2]:
        assert wanted <= ROLE_PERMISSIONS[role], role


@pytest.mark.parametrize("action", ["send_back", "conclude"])
def test_a_review_is_never_by_the_officer_who_reported(action: str) -> None:
    assert {step.other_than for step in TIP.steps if step.action == action} == {"handled_by_id"}


@pytest.mark.parametrize("action", ["recheck_pass", "recheck_fail"])
def test_a_recheck_is_never_by_the_officer_who_follows_the_item(action: str) -> None:
    assert {step.other_than for step in LEDGER.steps if step.action == action} == {"handled_by_id"}


def test_open_and_terminal_states_are_those_of_the_tables() -> None:
    assert set(TIP_OPEN) == OPEN
    assert TIP.terminal() == {"archived"}
    assert LEDGER.terminal() == {"handed_over", "relapsed"}
    assert set(LEDGER_TERMINAL) == LEDGER.terminal() | {"closed_out"}


@pytest.mark.parametrize("workflow", [TIP, LEDGER], ids=["tip", "ledger"])
def test_every_state_is_reached_from_the_first(workflow: Workflow) -> None:
    reached = {workflow.initial}
    while True:
        more = {s.target for s in workflow.steps if s.source in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(workflow.states())
