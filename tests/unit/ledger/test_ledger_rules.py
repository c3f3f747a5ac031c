"""What a 台账事项 lacks, who sees it, and whom it waits for."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pytest

from intake.ledger.rules import (
    DISPOSALS,
    SERVICES,
    StrikeOffFacts,
    check_due,
    kind_of,
    missing_for_strike_off,
    must_file_up,
    source_of,
    visible,
    waits_for,
)
from intake.patrols.rules import FINDING_CATEGORIES
from intake.workflows import LEDGER
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role
from publishing.kernel.words import word

COUNTY, TOWNSHIP = "1/2/", "1/2/3/"
WHOLE = StrikeOffFacts(
    kind="unlicensed",
    notice=True,
    served=True,
    passed_recheck=True,
    evidence="大门已锁，园牌已摘",
    disposal="ban",
    children_to="23名幼儿已到月山镇中心幼儿园",
)


@dataclass(frozen=True)
class Item:
    state: str = "opened"
    division_path: str = "1/2/3/4/"
    office_id: int = 30
    grid_id: int | None = 5
    tip_id: int | None = None
    handled_by_id: int = 7
    rechecked_by_id: int | None = None


def staff(role: Role, user_id: int, *, path: str = TOWNSHIP, office_id: int = 30) -> Actor:
    return Actor(user_id=user_id, name="", role=role, office_id=office_id, office_name="", division_path=path)


WANG, CHEN = staff(Role.SUPERVISOR, 7), staff(Role.SUPERVISOR, 8)
HEAD = staff(Role.CENTRAL_SCHOOL, 9)
TRIAGE = staff(Role.COUNTY_TRIAGE, 10, path=COUNTY, office_id=20)
LEADER = staff(Role.COUNTY_LEADER, 11, path=COUNTY, office_id=20)
NOBODY: frozenset[int] = frozenset()


def seen(actor: Actor, item: Item, grids: frozenset[int] = NOBODY, recused: frozenset[int] = NOBODY) -> bool:
    return visible(actor, item, own_grids=grids, recused_tips=recused)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (WHOLE, ()),
        (replace(WHOLE, notice=False, served=False), ("notice", "service")),
        (replace(WHOLE, passed_recheck=False), ("recheck",)),
        (replace(WHOLE, evidence="  "), ("evidence",)),
        (replace(WHOLE, disposal=""), ("disposal",)),
        (replace(WHOLE, disposal="fine"), ("disposal",)),
        (replace(WHOLE, children_to=""), ("children_to",)),
        (replace(WHOLE, kind="hazard", disposal="", children_to=""), ()),
    ],
)
def test_what_is_missing_for_striking_off(facts: StrikeOffFacts, missing: tuple[str, ...]) -> None:
    assert missing_for_strike_off(facts) == missing


def test_unlicensed_operation_has_its_own_ledger() -> None:
    assert {c for c in FINDING_CATEGORIES if kind_of(c) == "unlicensed"} == {
        "unlicensed",
        "full_day_training",
    }


@pytest.mark.parametrize(
    ("visit", "source"),
    [("tip", "tip"), ("spot_check", "spot_check"), ("patrol", "patrol"), ("recheck", "patrol")],
)
def test_the_source_follows_from_the_visit(visit: str, source: str) -> None:
    assert source_of(visit) == source


@pytest.mark.parametrize(
    ("severity", "handling", "reason"),
    [
        ("major", "on_spot", "major"),
        ("major", "long_term", "major"),
        ("general", "long_term", "long_term"),
        ("general", "deadline", ""),
    ],
)
def test_major_and_long_term_hazards_must_be_filed_up(severity: str, handling: str, reason: str) -> None:
    assert must_file_up(severity, handling) == reason


def test_a_supervisor_sees_the_own_items() -> None:
    assert seen(WANG, Item())
    assert seen(CHEN, Item(rechecked_by_id=8, state="closed_out"))
    assert seen(CHEN, Item(), grids=frozenset({5}))


def test_a_supervisor_does_not_see_a_colleagues_item() -> None:
    assert not seen(CHEN, Item())


@pytest.mark.parametrize("state", LEDGER.states())
def test_a_colleague_sees_an_item_while_it_waits_for_a_recheck(state: str) -> None:
    assert seen(CHEN, Item(state=state)) == (state in ("notice_issued", "rectifying"))
    assert not seen(replace(CHEN, office_id=31), Item(state=state))


def test_the_line_above_sees_its_subtree_and_nothing_else() -> None:
    elsewhere = Item(division_path="1/9/3/4/")
    for actor in (HEAD, TRIAGE, LEADER, staff(Role.CITY_AUDITOR, 12, path="1/8/")):
        assert not seen(actor, elsewhere)
    for actor in (HEAD, TRIAGE, LEADER, staff(Role.CITY_AUDITOR, 12, path="1/")):
        assert seen(actor, Item())


@pytest.mark.parametrize(
    "role", [Role.COUNTY_EDITOR, Role.COUNTY_APPROVER, Role.CITY_ADMIN, Role.CUSTODIAN, Role.HOTLINE]
)
def test_others_see_no_item(role: Role) -> None:
    assert not seen(staff(role, 12, path="1/"), Item())


@pytest.mark.parametrize("actor", [WANG, HEAD, TRIAGE])
def test_what_hangs_on_a_tip_is_hidden_from_the_recused(actor: Actor) -> None:
    assert not seen(actor, Item(tip_id=4), recused=frozenset({4}))
    assert seen(actor, Item(tip_id=4), recused=frozenset({3}))


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        ("opened", {WANG: "notice"}),
        ("notice_issued", {WANG: "rectify"}),
        ("rectifying", {CHEN: "recheck_pass", HEAD: "recheck_pass"}),
        ("rechecked_failed", {WANG: "notice"}),
        ("rechecked", {HEAD: "strike_off"}),
        ("filed_up", {TRIAGE: "coordinate", LEADER: "coordinate"}),
        ("coordinating", {TRIAGE: "resume", LEADER: "resume"}),
        ("closed_out", {}),
        ("handed_over", {}),
        ("relapsed", {}),
    ],
)
def test_an_item_waits_for_whoever_takes_the_next_step(state: str, waiting: dict[Actor, str]) -> None:
    everybody = (WANG, CHEN, HEAD, TRIAGE, LEADER)
    found = {a: action for a in everybody if (action := waits_for(a, Item(state=state)))}
    assert found == waiting


def test_what_waits_for_somebody_is_a_step_of_the_table() -> None:
    for state, actor in product(LEDGER.states(), (WANG, CHEN, HEAD, TRIAGE, LEADER)):
        action = waits_for(actor, Item(state=state))
        assert action is None or LEDGER.find(action, state) is not None


def test_a_due_date_in_the_past_is_refused() -> None:
    check_due("due_on", date(2026, 11, 23), today=date(2026, 11, 23))
    with pytest.raises(Invalid, match="past"):
        check_due("due_on", date(2026, 11, 22), today=date(2026, 11, 23))


def test_every_code_has_its_word() -> None:
    assert all(word("service", code) for code in SERVICES)
    assert all(word("disposal", code) for code in DISPOSALS)
    assert all(word("ledger_state", state) for state in LEDGER.states())
    assert all(word("ledger_action", action) for action in LEDGER.actions())
