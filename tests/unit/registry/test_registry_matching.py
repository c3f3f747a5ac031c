"""Comparing a list with the register."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_samples import facts

from publishing.registry.checking import AcceptedRow
from publishing.registry.matching import Change, ChangeKind, CurrentRecord, MatchReason, match
from publishing.registry.rules import KindergartenFacts, LicenceStatus

LICENCE = "4108226000012"


def rows(*told: KindergartenFacts) -> list[AcceptedRow]:
    return [AcceptedRow(sheet="Sheet1", row=number, facts=each) for number, each in enumerate(told, 2)]


def register(*told: KindergartenFacts, status: LicenceStatus = LicenceStatus.LICENSED) -> list[CurrentRecord]:
    return [
        CurrentRecord(kindergarten_id=f"K{number}", facts=each, status=status, valid_until=each.valid_until)
        for number, each in enumerate(told)
    ]


def only(changes: Sequence[Change]) -> Change:
    (change,) = changes
    return change


@pytest.mark.parametrize(
    ("before", "after", "kind", "reason", "fields"),
    [
        (facts(), facts(), ChangeKind.UNCHANGED, MatchReason.NAME_AND_PLACE, ()),
        (
            facts(licence_no=LICENCE), facts(licence_no=LICENCE, valid_until=date(2030, 8, 31)),
            ChangeKind.RENEWED, MatchReason.LICENCE_NO, ("valid_until",),
        ),
        (
            facts(licence_no=LICENCE), facts("育才幼儿园", licence_no=f"教民{LICENCE}号"),
            ChangeKind.RENAMED, MatchReason.LICENCE_NO, ("name", "licence_no"),
        ),
        (
            facts(uscc="52410822MJFAKE011F"), facts(uscc="52410822MJFAKE011F", address="下水磨村"),
            ChangeKind.MOVED, MatchReason.USCC, ("address",),
        ),
        (
            facts(), facts(township_code="410822101000"),
            ChangeKind.MOVED, MatchReason.NAME_IN_COUNTY, ("township_code",),
        ),
        (facts(), facts(phone="0391-1000241"), ChangeKind.CHANGED, MatchReason.NAME_AND_PLACE, ("phone",)),
    ],
)  # fmt: skip
def test_a_row_finds_its_kindergarten_and_says_why(before, after, kind, reason, fields) -> None:  # type: ignore[no-untyped-def]
    change = only(match(rows(after), register(before)))
    assert (change.kind, change.reason, change.fields) == (kind, reason, fields)
    assert (change.kindergarten_id, change.row, change.before, change.after) == ("K0", 2, before, after)


def test_new_and_missing_ones_are_listed() -> None:
    new, missing = match(rows(facts("育才幼儿园")), register(facts("晨光幼儿园")))
    assert (new.kind, new.kindergarten_id, new.row) == (ChangeKind.NEW, None, 2)
    assert (missing.kind, missing.kindergarten_id, missing.row) == (ChangeKind.MISSING, "K0", None)


def test_same_names_in_two_townships_are_not_taken_for_each_other() -> None:
    here, there = facts(), facts(township_code="410822101000")
    assert [change.kind for change in match(rows(there, here), register(here, there))] == [
        ChangeKind.UNCHANGED
    ] * 2


def test_a_bare_name_with_another_licence_elsewhere_is_another_kindergarten() -> None:
    old = facts(licence_no=LICENCE)
    new = facts(licence_no="4108226000099", township_code="410822101000")
    assert [change.kind for change in match(rows(new), register(old))] == [ChangeKind.NEW, ChangeKind.MISSING]


def test_a_code_shared_by_two_proves_nothing() -> None:
    shared = "12410823MJFAKE0112"
    before = [facts("甲小学附设幼儿园", uscc=shared), facts("乙小学附设幼儿园", uscc=shared)]
    assert {change.kind for change in match(rows(*before), register(*before))} == {ChangeKind.UNCHANGED}


@pytest.mark.parametrize("status", [LicenceStatus.REVOKED, LicenceStatus.CLOSED])
def test_an_ended_one_is_not_missed_and_is_remarked_when_listed(status: LicenceStatus) -> None:
    assert match([], register(facts(), status=status)) == ()
    change = only(match(rows(facts()), register(facts(), status=status)))
    assert (change.kind, change.reason) == (ChangeKind.CHANGED, MatchReason.ENDED_BUT_LISTED)


some_facts = st.builds(
    facts,
    st.sampled_from(["小博士幼儿园", "育才幼儿园", "晨光幼儿园"]),
    st.sampled_from(["410822101000", "410822102000"]),
    licence_no=st.none() | st.sampled_from([LICENCE, "4108226000013", "公办"]),
    uscc=st.none() | st.sampled_from(["52410822MJFAKE011F", "12410823MJFAKE0112"]),
    classes=st.none() | st.integers(1, 3),
)
lists = st.lists(some_facts, max_size=8)


@given(lists, lists)
def test_every_row_and_every_record_is_used_once(listed, known) -> None:  # type: ignore[no-untyped-def]
    changes = match(rows(*listed), register(*known))
    assert [change.row for change in changes if change.row is not None] == list(range(2, len(listed) + 2))
    used = [change.kindergarten_id for change in changes if change.kindergarten_id is not None]
    assert sorted(used) == sorted(f"K{number}" for number in range(len(known)))


def _number_or_place(each: KindergartenFacts) -> str:
    return each.licence_no or each.name + each.township_code


def _place(each: KindergartenFacts) -> tuple[str, str]:
    return each.name, each.township_code


@given(st.lists(some_facts, max_size=8, unique_by=(_number_or_place, _place)))
def test_importing_the_same_list_twice_changes_nothing(listed) -> None:  # type: ignore[no-untyped-def]
    assert {change.kind for change in match(rows(*listed), register(*listed))} <= {ChangeKind.UNCHANGED}
