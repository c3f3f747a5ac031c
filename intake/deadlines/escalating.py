"""Which reminders and steps up the ladder a day that is due asks for, today. Pure.

Before and on the day the one who must act is reminded; when it is over the head of the central school is told
as well, some working days later the county, then the city. A sweep that comes late takes every step up that
is still to be taken, and no reminder whose time has gone by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.deadlines.owing import Clocks
from intake.deadlines.rules import clock, working_days_before

STEPS = ("soon", "today", "over", "county", "city")
"""In the order in which they are taken."""
HARM_UNANSWERED = "unanswered"
"""Suspected harm to a child that nobody has accepted within hours: told to the leaders, whatever the day."""
RAISED = ("county", "city", HARM_UNANSWERED)
"""Steps that put somebody above in the picture."""
BRIEF = ("harm", "place", "start", "danger")
"""Clocks too short to be reminded of before their day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ladder:
    """How many working days before a day the reminder goes out, and after it the county and the city are
    told."""

    remind: int
    county: int
    city: int


def ladder_of(clocks: Clocks, *, path: str, on: date) -> Ladder:
    """What a county has set for its ladder."""

    def days(code: str) -> int:
        return clocks.periods.get(code, path=path, on=on).amount

    return Ladder(remind=days("remind"), county=days("to_county"), city=days("to_city"))


def steps_due(code: str, due: date, today: date, *, clocks: Clocks, ladder: Ladder) -> tuple[str, ...]:
    """The steps whose time has come for the clock `code`, in their order; nothing while there is time."""
    calendar = clocks.calendar
    if today < due:
        begins = working_days_before(due, ladder.remind, calendar)
        return ("soon",) if today >= begins and code not in BRIEF else ()
    if today == due:
        return ("today",)
    late = -clock(due, today, calendar).left
    found = ["over"]
    if late >= ladder.county:
        found.append("county")
    if late >= ladder.city:
        found.append("city")
    return tuple(found)


def step_key(subject: str, code: str, due: date, step: str) -> str:
    """What tells one step from every other: a new day is a new round."""
    return f"{subject}:{code}:{due.isoformat()}:{step}"


Rungs = Mapping[str, tuple[int, ...]]
"""Who is on duty and not recused, by rung: `responsible`, `head`, `county`, `city`."""
_FIRST = {"soon": ("responsible",), "today": ("responsible",), "over": ("responsible", "head")}
_ABOVE = ("head", "county", "city")


def told(step: str, rungs: Rungs) -> tuple[str, tuple[int, ...]]:
    """The rung that is reached and whom a step tells: where nobody of a rung may be told, the next rung."""
    first = _FIRST.get(step, (step if step in rungs else "county",))
    people = tuple(dict.fromkeys(person for rung in first for person in rungs.get(rung, ())))
    if people:
        return first[-1] if rungs.get(first[-1]) else first[0], people
    lowest = _ABOVE.index(first[-1]) if first[-1] in _ABOVE else 0
    for rung in _ABOVE[lowest:]:
        if rungs.get(rung):
            return rung, rungs[rung]
    return _ABOVE[-1], ()
