"""Whether a county's list is kept up with the term."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.freshness import Freshness, term_state

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("confirmed_on", "today", "state", "due_on"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), Freshness.UPDATED, date(2027, 4, 15)),
        (date(2026, 5, 8), date(2026, 11, 23), Freshness.OVERDUE, date(2026, 10, 15)),
        (date(2026, 5, 8), date(2026, 10, 15), Freshness.DUE, date(2026, 10, 15)),
        (date(2026, 5, 8), date(2026, 10, 16), Freshness.OVERDUE, date(2026, 10, 15)),
        (date(2026, 11, 20), date(2027, 1, 31), Freshness.UPDATED, date(2027, 4, 15)),
        (date(2026, 11, 20), date(2027, 2, 1), Freshness.DUE, date(2027, 4, 15)),
        (date(2027, 3, 1), date(2027, 7, 31), Freshness.UPDATED, date(2027, 10, 15)),
        (None, date(2026, 8, 1), Freshness.DUE, date(2026, 10, 15)),
        (None, date(2027, 1, 10), Freshness.OVERDUE, date(2026, 10, 15)),
    ],
)
def test_a_list_is_updated_due_or_overdue(
    confirmed_on: date | None, today: date, state: Freshness, due_on: date
) -> None:
    found = term_state(confirmed_on, today)
    assert (found.state, found.due_on) == (state, due_on)


@given(DAYS)
def test_a_list_of_today_is_always_updated_and_the_next_is_due_later(today: date) -> None:
    found = term_state(today, today)
    assert found.state is Freshness.UPDATED
    assert found.due_on > today


@given(DAYS, DAYS)
def test_only_a_due_date_that_has_passed_is_overdue(confirmed_on: date, today: date) -> None:
    found = term_state(min(confirmed_on, today), today)
    assert (found.state is Freshness.OVERDUE) == (found.due_on < today)
