"""What the office owes on a tip, state by state."""

from datetime import date

import pytest

from intake.deadlines.owing import TipDays, tip_deadlines
from intake.workflows import TIP, TIP_OPEN

MONDAY = date(2026, 11, 23)


def days_of(state: str, hold: str = "") -> TipDays:
    return TipDays(
        state=state,
        hold=hold,
        received_on=MONDAY,
        assigned_on=date(2026, 11, 24),
        handled_on=date(2026, 12, 1),
        concluded_on=date(2026, 12, 3),
    )


def first(state: str, hold: str = "") -> tuple[str, date]:
    deadline = tip_deadlines(days_of(state, hold))[0]
    return deadline.code, deadline.due


def test_a_received_tip_is_to_be_accepted_in_five_working_days() -> None:
    assert first("received") == ("accept", date(2026, 11, 30))


def test_harm_to_a_child_is_due_on_the_same_day() -> None:
    assert first("received", "harm") == ("harm", MONDAY)


def test_harm_reported_on_a_saturday_is_due_on_that_saturday() -> None:
    saturday = TipDays(
        state="received",
        hold="harm",
        received_on=date(2026, 11, 21),
        assigned_on=None,
        handled_on=None,
        concluded_on=None,
    )
    assert tip_deadlines(saturday)[0].due == date(2026, 11, 21)


def test_an_unknown_place_is_found_in_one_working_day() -> None:
    assert first("received", "place") == ("place", date(2026, 11, 24))


def test_an_assigned_tip_is_started_in_two_working_days() -> None:
    assert first("assigned") == ("start", date(2026, 11, 26))


def test_a_report_is_reviewed_in_five_working_days() -> None:
    assert first("handled") == ("review", date(2026, 12, 8))


def test_a_conclusion_is_answered_in_five_working_days() -> None:
    assert first("concluded") == ("reply", date(2026, 12, 10))


@pytest.mark.parametrize("state", TIP_OPEN)
def test_every_open_state_has_the_day_of_conclusion(state: str) -> None:
    due = {deadline.code: deadline.due for deadline in tip_deadlines(days_of(state))}
    assert due["conclude"] == date(2027, 1, 22)


@pytest.mark.parametrize("state", sorted(set(TIP.states()) - set(TIP_OPEN) - {"concluded"}))
def test_nothing_is_owed_on_a_finished_tip(state: str) -> None:
    assert tip_deadlines(days_of(state)) == ()
