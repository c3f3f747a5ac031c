"""Signs that make a tip wait, recusals, and who sees and works on a tip: truth tables."""

from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.grid.rules import Tie
from intake.tips.rules import (
    PUBLIC_STEPS,
    Signs,
    Staff,
    TipFacts,
    hold_of,
    looks_like_spam,
    may_verify,
    ordered_categories,
    recusals,
    urgency_of,
    visible,
    waits_for,
)
from intake.workflows import TIP
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role
from publishing.kernel.words import WORDS

CITY, COUNTY, TOWN, VILLAGE = "C/", "C/B/", "C/B/T/", "C/B/T/V/"
SCHOOL_OFFICE, COUNTY_OFFICE, CITY_OFFICE = 3, 2, 1
ME, OTHER = 10, 11


def person(role: Role, office: int = COUNTY_OFFICE, path: str = COUNTY, user: int = ME) -> Actor:
    return Actor(user_id=user, name="某人", role=role, office_id=office, office_name="-", division_path=path)


SUPERVISOR = person(Role.SUPERVISOR, SCHOOL_OFFICE, TOWN)
HEAD = person(Role.CENTRAL_SCHOOL, SCHOOL_OFFICE, TOWN)
TRIAGE = person(Role.COUNTY_TRIAGE)
LEADER = person(Role.COUNTY_LEADER)
CITY_TRIAGE = person(Role.COUNTY_TRIAGE, CITY_OFFICE, CITY)
SEEING_ROLES = {Role.SUPERVISOR, Role.CENTRAL_SCHOOL, Role.COUNTY_TRIAGE, Role.COUNTY_LEADER}


def tip(**changes: object) -> TipFacts:
    facts = TipFacts(
        state="assigned",
        division_path=VILLAGE,
        responsible_office_id=SCHOOL_OFFICE,
        responsible_user_id=ME,
        handled_by_id=None,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def test_the_weightiest_sign_is_the_reason_in_every_combination() -> None:
    names = [field.name for field in fields(Signs)]
    for values in product((False, True), repeat=len(names)):
        sign = dict(zip(names, values, strict=True))
        found = hold_of(Signs(**sign))
        weighed = [
            ("harm", sign["harm"]),
            ("recusal", sign["recusal"]),
            ("over_limit", sign["over_limit"]),
            ("spam", sign["spam"]),
            ("place", not (sign["place_certain"] and sign["in_village"])),
            ("by_hand", sign["by_hand"]),
        ]
        assert found == next((code for code, present in weighed if present), "")
        assert not found or found in WORDS["tip_hold"]


def test_a_clear_tip_need_not_wait() -> None:
    assert hold_of(Signs()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "加微信刷单日赚三百",
        "看 http://a.com 和 http://b.com",
        "啊啊啊啊啊啊啊啊啊啊啊啊",
        "asdf asdf qwer qwer",
    ],
)
def test_advertising_and_keys_at_random_look_like_spam(text: str) -> None:
    assert looks_like_spam(text)


@pytest.mark.parametrize(
    "text",
    ["", "没证", "租的民房，里头二十多个孩子。", "他们在朋友圈招生：www.example.cn", "收费2400，一个班38人"],
)
def test_a_report_does_not_look_like_spam(text: str) -> None:
    assert not looks_like_spam(text)


def test_harm_to_a_child_comes_first_and_is_urgent() -> None:
    assert ordered_categories(["fire", "child_harm", "unlicensed", "fire"]) == (
        "child_harm", "unlicensed", "fire",
    )  # fmt: skip
    assert urgency_of(["fire", "child_harm"]) == "urgent"
    assert urgency_of(["fire"]) == "ordinary"


def test_full_names_recuse_with_spaces_and_wide_characters_between() -> None:
    people = [Staff(id=1, name="王海军"), Staff(id=2, name="李静"), Staff(id=3, name="赵")]
    found = recusals(people, (), kindergarten_id=None, texts=("老板和王 海　军是亲戚", "赵家门口"))
    assert found == {1: "named"}


def test_a_declared_tie_is_the_reason_even_where_the_name_stands_too() -> None:
    tie = Tie(account_id=1, kind="own", kindergarten_id="K1", name="")
    found = recusals([Staff(id=1, name="王海军")], (tie,), kindergarten_id="K1", texts=("王海军开的",))
    assert found == {1: "own"}


@pytest.mark.parametrize("role", [role for role in Role if role not in SEEING_ROLES])
def test_other_roles_see_no_tip(role: Role) -> None:
    everything = person(role, SCHOOL_OFFICE, CITY)
    assert not visible(everything, tip(handled_by_id=ME), frozenset())


@pytest.mark.parametrize(
    ("responsible", "handled", "seen"),
    [(ME, None, True), (OTHER, ME, True), (OTHER, OTHER, False), (None, None, False)],
)
def test_a_supervisor_sees_what_is_or_was_in_their_hands(
    responsible: int | None, handled: int | None, seen: bool
) -> None:
    facts = tip(responsible_user_id=responsible, handled_by_id=handled)
    assert visible(SUPERVISOR, facts, frozenset()) is seen


@pytest.mark.parametrize(
    ("office", "seen"), [(SCHOOL_OFFICE, True), (COUNTY_OFFICE, False), (CITY_OFFICE, False)]
)
def test_a_central_school_sees_what_is_with_it_and_not_what_the_county_holds(office: int, seen: bool) -> None:
    assert visible(HEAD, tip(responsible_office_id=office), frozenset()) is seen


@pytest.mark.parametrize("actor", [TRIAGE, LEADER, CITY_TRIAGE])
@pytest.mark.parametrize("office", [SCHOOL_OFFICE, COUNTY_OFFICE, CITY_OFFICE])
def test_triage_and_leaders_see_all_of_their_place(actor: Actor, office: int) -> None:
    assert visible(actor, tip(responsible_office_id=office, responsible_user_id=OTHER), frozenset())


@pytest.mark.parametrize("actor", [SUPERVISOR, HEAD, TRIAGE, LEADER])
def test_nobody_sees_another_places_tips(actor: Actor) -> None:
    assert not visible(actor, tip(division_path="C/X/Y/Z/"), frozenset())


def test_a_place_known_to_no_county_is_the_citys() -> None:
    facts = tip(division_path=CITY, responsible_office_id=CITY_OFFICE, responsible_user_id=None)
    assert visible(CITY_TRIAGE, facts, frozenset())
    assert not visible(TRIAGE, facts, frozenset())


@given(
    role=st.sampled_from(list(Role)),
    office=st.sampled_from([1, 2, 3]),
    path=st.sampled_from([CITY, COUNTY, TOWN]),
    state=st.sampled_from(TIP.states()),
    responsible=st.sampled_from([ME, OTHER, None]),
    handled=st.sampled_from([ME, OTHER, None]),
    danger=st.booleans(),
)
def test_a_recused_person_never_sees_and_never_works(  # noqa: PLR0917
    role: Role,
    office: int,
    path: str,
    state: str,
    responsible: int | None,
    handled: int | None,
    danger: bool,
) -> None:
    actor = person(role, office, path)
    facts = tip(state=state, responsible_user_id=responsible, handled_by_id=handled, danger_goes_on=danger)
    assert not visible(actor, facts, frozenset({ME}))
    assert not waits_for(actor, facts, frozenset({ME}))
    if waits_for(actor, facts, frozenset()):
        assert visible(actor, facts, frozenset())


WORK = [
    ("received", COUNTY_OFFICE, None, None, {"triage"}),
    ("received", CITY_OFFICE, None, None, {"city"}),
    ("accepted", SCHOOL_OFFICE, None, None, {"head"}),
    ("assigned", SCHOOL_OFFICE, ME, None, {"supervisor"}),
    ("assigned", COUNTY_OFFICE, None, None, {"triage"}),
    ("verifying", SCHOOL_OFFICE, ME, None, {"supervisor"}),
    ("need_info", SCHOOL_OFFICE, ME, None, set()),
    ("handled", SCHOOL_OFFICE, ME, ME, {"head"}),
    ("handled", COUNTY_OFFICE, 13, 13, {"leader"}),
    ("concluded", SCHOOL_OFFICE, ME, ME, {"head"}),
    ("reopened", COUNTY_OFFICE, None, None, {"triage"}),
    ("replied", SCHOOL_OFFICE, ME, ME, set()),
    ("withdrawn", COUNTY_OFFICE, None, None, set()),
]
ACTORS = {
    "supervisor": replace(SUPERVISOR, user_id=ME),
    "head": replace(HEAD, user_id=12),
    "triage": replace(TRIAGE, user_id=13),
    "leader": replace(LEADER, user_id=14),
    "city": replace(CITY_TRIAGE, user_id=15),
}


@pytest.mark.parametrize(("state", "office", "responsible", "handled", "working"), WORK)
def test_a_tip_waits_for_exactly_those_whose_turn_it_is(
    state: str, office: int, responsible: int | None, handled: int | None, working: set[str]
) -> None:
    facts = tip(
        state=state, responsible_office_id=office, responsible_user_id=responsible, handled_by_id=handled
    )
    assert {name for name, actor in ACTORS.items() if waits_for(actor, facts, frozenset())} == working


def test_a_danger_that_goes_on_waits_for_county_triage() -> None:
    facts = tip(state="withdrawn", responsible_office_id=COUNTY_OFFICE, danger_goes_on=True)
    assert {name for name, actor in ACTORS.items() if waits_for(actor, facts, frozenset())} == {"triage"}


def test_what_a_head_handled_waits_for_the_county() -> None:
    facts = tip(state="handled", responsible_user_id=12, handled_by_id=12, handled_by_head=True)
    found = {name for name, actor in ACTORS.items() if waits_for(actor, facts, frozenset())}
    assert found == {"triage", "leader"}


def test_verifying_is_for_the_one_it_is_with() -> None:
    assert may_verify(SUPERVISOR, tip())
    assert not may_verify(HEAD, tip(responsible_user_id=OTHER))
    assert may_verify(HEAD, tip(responsible_user_id=None))
    assert not may_verify(LEADER, tip(responsible_user_id=None, responsible_office_id=COUNTY_OFFICE))


def test_every_state_is_one_of_the_four_public_steps() -> None:
    assert set(PUBLIC_STEPS) == set(TIP.states())
    assert set(PUBLIC_STEPS.values()) == {"received", "accepted", "verifying", "concluded"}
