"""What the office owes on a tip, day by day: from its state, its track and the periods that hold there. Pure.

Two days are promised to the reporter on receipt and kept with the tip, so that no later change of a setting
or of the calendar moves them. A question to the reporter stops no clock: the law knows no such pause.
"""

from dataclasses import dataclass, field
from datetime import date

from intake.deadlines.periods import DEFAULTS, LAW, Periods
from intake.deadlines.rules import PACKAGED, Calendar, end_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Clocks:
    """The calendar and the periods of an installation."""

    calendar: Calendar = field(default_factory=lambda: PACKAGED)
    periods: Periods = field(default_factory=lambda: DEFAULTS)

    def due(self, code: str, *, path: str, since: date, track: str = "") -> date:
        """When a clock that began on `since` ends, by the period that held on that day."""
        return end_of(self.periods.get(code, path=path, on=since, track=track), since, self.calendar)


STANDARD = Clocks()
"""The program's own periods on the package's calendar."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A day by which something is owed. `code`: `harm`, `place`, `accept`, `accept_legal`, `assign`,
    `start`, `visit`, `verify`, `review`, `reply`, `conclude`, `danger`."""

    code: str
    due: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """The days told to a reporter: whether the tip is accepted, and what came of it."""

    accept_by: date
    conclude_by: date


def promise(clocks: Clocks, *, path: str, on: date, track: str = "") -> Promise:
    """What is promised on a day (of receipt, or of reopening); never later than the law allows."""

    def first(code: str) -> date:
        return min(clocks.due(code, path=path, since=on, track=track), end_of(LAW[code], on, clocks.calendar))

    return Promise(accept_by=first("accept"), conclude_by=first("conclude"))


@dataclass(frozen=True, kw_only=True, slots=True)
class TipDays:
    """The days of a tip that its deadlines are counted from, in Asia/Shanghai."""

    state: str
    hold: str
    received_on: date
    assigned_on: date | None
    handled_on: date | None
    concluded_on: date | None
    path: str = ""
    track: str = ""
    reopened_on: date | None = None
    """Begins a round of its own: nobody is late for the time before."""
    visited_on: date | None = None
    """Somebody was there in this round."""
    accept_by: date | None = None
    conclude_by: date | None = None
    """As promised; tips from before there were promises are counted as they always were."""
    danger_since: date | None = None
    """The day on which it was withdrawn while children may be in danger."""


def tip_deadlines(days: TipDays, clocks: Clocks = STANDARD) -> tuple[Deadline, ...]:
    """Everything the office owes on a tip in its present state, the next first; nothing when it owes
    nothing."""

    def due(code: str, since: date) -> Deadline:
        return Deadline(code=code, due=clocks.due(code, path=days.path, since=since, track=days.track))

    began = days.reopened_on or days.received_on
    promised = promise(clocks, path=days.path, on=began, track=days.track)
    conclude = Deadline(code="conclude", due=days.conclude_by or promised.conclude_by)
    owed: list[Deadline] = []
    if days.state == "received":
        if days.hold == "harm":
            # the same day, working day or not
            owed.append(Deadline(code="harm", due=days.received_on))
        elif days.hold == "place":
            owed.append(due("place", days.received_on))
        legal = end_of(LAW["accept"], days.received_on, clocks.calendar)
        owed.append(Deadline(code="accept", due=days.accept_by or promised.accept_by))
        owed.append(Deadline(code="accept_legal", due=legal))
        owed.append(conclude)
    elif days.state in ("accepted", "reopened"):
        owed += [due("assign", began), conclude]
    elif days.state in ("assigned", "verifying", "need_info"):
        since = days.assigned_on or began
        if days.state == "assigned":
            owed.append(due("start", since))
        if days.visited_on is None:
            owed.append(due("visit", since))
        owed += [due("verify", since), conclude]
    elif days.state == "handled":
        owed += [due("review", days.handled_on or began), conclude]
    elif days.state == "withdrawn" and days.danger_since is not None:
        owed.append(due("danger", days.danger_since))
    elif days.state == "concluded":
        owed.append(due("reply", days.concluded_on or began))
    return tuple(sorted(owed, key=lambda deadline: deadline.due))
