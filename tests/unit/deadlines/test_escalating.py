"""Which steps a day asks for, and whom a step reaches where rungs are empty."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.deadlines.escalating import BRIEF, STEPS, Ladder, steps_due, told
from intake.deadlines.owing import STANDARD
from intake.deadlines.rules import working_days_between

LADDER = Ladder(remind=2, county=2, city=5)
FRIDAY = date(2026, 12, 4)


def on(day: date, code: str = "verify") -> tuple[str, ...]:
    return steps_due(code, FRIDAY, day, clocks=STANDARD, ladder=LADDER)


@pytest.mark.parametrize(
    ("day", "steps"),
    [
        ((12, 1), ()),
        ((12, 2), ("soon",)),
        ((12, 3), ("soon",)),
        ((12, 4), ("today",)),
        ((12, 5), ("over",)),
        ((12, 7), ("over",)),
        ((12, 8), ("over", "county")),
        ((12, 10), ("over", "county")),
        ((12, 11), ("over", "county", "city")),
        ((12, 31), ("over", "county", "city")),
    ],
)
def test_the_steps_of_a_day_that_is_due_on_a_friday(day: tuple[int, int], steps: tuple[str, ...]) -> None:
    assert on(date(2026, *day)) == steps


@pytest.mark.parametrize("code", BRIEF)
def test_a_brief_clock_is_not_reminded_of_before_its_day(code: str) -> None:
    assert on(FRIDAY - timedelta(days=1), code) == ()
    assert on(FRIDAY, code) == ("today",)


@given(late=st.integers(-30, 60))
def test_steps_up_are_only_ever_added(late: int) -> None:
    day = FRIDAY + timedelta(days=late)
    up = [step for step in on(day) if step in STEPS[2:]]
    assert set(up) <= set(on(day + timedelta(days=1)))
    assert ("county" in up) == (working_days_between(FRIDAY, day) >= LADDER.county)


@pytest.mark.parametrize("filled", list(product([False, True], repeat=4)))
@pytest.mark.parametrize("step", [*STEPS, "unanswered"])
def test_every_step_reaches_the_lowest_rung_that_it_may(step: str, filled: tuple[bool, ...]) -> None:
    names = ("responsible", "head", "county", "city")
    rungs = {
        name: (number,) if there else ()
        for number, (name, there) in enumerate(zip(names, filled, strict=True))
    }
    rung, people = told(step, rungs)
    own = {
        "soon": ["responsible"],
        "today": ["responsible"],
        "over": ["responsible", "head"],
        "county": ["county"],
        "city": ["city"],
        "unanswered": ["county"],
    }[step]
    wanted = [name for name in own if rungs[name]]
    if not wanted:
        above = names[names.index(own[-1]) + 1 :]
        wanted = [name for name in above if rungs[name]][:1]
    assert set(people) == {person for name in wanted for person in rungs[name]}
    if wanted:
        assert rung == wanted[-1]
