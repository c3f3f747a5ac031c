"""Which tips have a day that is over, as a condition of a query: `showing.deadlines_of` read backwards.

A deadline is counted forwards, from the day on which its clock began. A query needs it the other way round:
since which days a clock must have begun to be over today. Those days are found here once, from the periods
and the calendar, and only they go into the query. A test holds the two directions together.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_
from sqlalchemy.orm import InstrumentedAttribute

from intake.deadlines.owing import Clocks
from intake.deadlines.periods import ANY, KINDS, LAW, TRACKS, Period
from intake.deadlines.rules import Calendar, end_of
from intake.tips.models import Tip
from publishing.kernel.clock import day_start

_LONGEST_DAYS = 400
"""Whatever began longer ago is over, however many holidays lay between."""
Since = ColumnElement[datetime] | InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Span = tuple[date | None, date]
"""Days from the first (None: from ever) to before the second."""

_BEGAN: Since = func.coalesce(Tip.reopened_at, Tip.received_at)
_GIVEN: Since = func.coalesce(Tip.assigned_at, Tip.reopened_at, Tip.received_at)
_HANDLED: Since = func.coalesce(Tip.handled_at, Tip.reopened_at, Tip.received_at)
_CONCLUDED: Since = func.coalesce(Tip.concluded_at, Tip.reopened_at, Tip.received_at)
_WITHDRAWN: Since = Tip.withdrawn_at
_RECEIVED: Since = Tip.received_at


def overdue(clocks: Clocks, today: date, *, counties: Iterable[str]) -> ColumnElement[bool]:
    """Tips with something past its day. `counties` are the paths of all counties, which may have periods of
    their own."""
    past = _Past(clocks, today, tuple(counties))
    conclude = or_(
        Tip.conclude_by < today,
        and_(Tip.conclude_by.is_(None), or_(past.clock("conclude", _BEGAN), past.law("conclude", _BEGAN))),
    )
    accept = or_(
        Tip.accept_by < today,
        and_(Tip.accept_by.is_(None), past.clock("accept", _BEGAN)),
        past.law("accept", _RECEIVED),
        # the day that is promised is never later than the law's, counted from the present round
        and_(Tip.accept_by.is_(None), past.law("accept", _BEGAN)),
    )
    return or_(
        and_(
            Tip.state == "received",
            or_(
                accept,
                conclude,
                and_(Tip.hold == "harm", Tip.received_at < day_start(today)),
                and_(Tip.hold == "place", past.clock("place", _RECEIVED)),
            ),
        ),
        and_(Tip.state.in_(("accepted", "reopened")), or_(conclude, past.clock("assign", _BEGAN))),
        and_(
            Tip.state.in_(("assigned", "verifying", "need_info")),
            or_(
                conclude,
                past.clock("verify", _GIVEN),
                and_(Tip.state == "assigned", past.clock("start", _GIVEN)),
                and_(Tip.visited_on.is_(None), past.clock("visit", _GIVEN)),
            ),
        ),
        and_(Tip.state == "handled", or_(conclude, past.clock("review", _HANDLED))),
        and_(Tip.state == "concluded", past.clock("reply", _CONCLUDED)),
        and_(Tip.state == "withdrawn", Tip.danger_goes_on, past.clock("danger", _WITHDRAWN)),
    )


class _Past:
    """Conditions that a clock is over today."""

    def __init__(self, clocks: Clocks, today: date, counties: tuple[str, ...]) -> None:
        self._clocks, self._today, self._counties = clocks, today, counties

    def law(self, code: str, since: Since) -> ColumnElement[bool]:
        """By the law's own period, which is the same everywhere."""
        return _within((self._span(LAW[code], None, None),), since)

    def clock(self, code: str, since: Since) -> ColumnElement[bool]:
        """By what is set at the tip's place for its track on the day on which the clock began."""
        own = [path for path in self._counties if self._is_set(_last(path), code)]
        elsewhere = self._counties[0].partition("/")[0] + "/" if self._counties else ""
        conditions = [
            and_(Tip.division_path.startswith(path, autoescape=True), self._by_track(code, path, since))
            for path in own
        ]
        others = [not_(Tip.division_path.startswith(path, autoescape=True)) for path in own]
        return or_(*conditions, and_(*others, self._by_track(code, elsewhere, since)))

    def _is_set(self, division: str, code: str) -> bool:
        return any(key[0] == division and key[2] == code for key in self._clocks.periods.versions)

    def _by_track(self, code: str, path: str, since: Since) -> ColumnElement[bool]:
        tracks = TRACKS if KINDS[code].by_track else (ANY,)
        found: dict[tuple[Span, ...], list[str]] = {}
        for track in tracks:
            found.setdefault(self._spans(code, path, track), []).append(track)
        if len(found) == 1:
            return _within(next(iter(found)), since)
        # before acceptance nobody knows the track: it counts as the ordinary one
        return or_(
            *(
                and_(Tip.track.in_([*of, ""] if TRACKS[0] in of else of), _within(spans, since))
                for spans, of in found.items()
            )
        )

    def _spans(self, code: str, path: str, track: str) -> tuple[Span, ...]:
        """For each version of the period the days since which it is over; those that touch are one span."""
        changes = sorted(
            {
                version.valid_from
                for key, versions in self._clocks.periods.versions.items()
                if key[0] in path.split("/") and key[1:] == (track, code)
                for version in versions
                if version.valid_from <= self._today
            }
        )
        spans: list[Span] = []
        for start, end in zip((None, *changes), (*changes, None), strict=True):
            on = start or (end - timedelta(days=1) if end else self._today)
            period = self._clocks.periods.get(code, path=path, on=on, track=track)
            span = self._span(period, start, end)
            if spans and start == spans[-1][1]:
                spans[-1] = (spans[-1][0], span[1])
            elif start is None or start < span[1]:
                spans.append(span)
        return tuple(spans)

    def _span(self, period: Period, start: date | None, end: date | None) -> Span:
        last = end - timedelta(days=1) if end else self._today
        return start, _first_in_time(period, start, last, self._today, self._clocks.calendar)


def _first_in_time(period: Period, start: date | None, last: date, today: date, calendar: Calendar) -> date:
    """The first day of those from `start` to `last` since which the clock is not over on `today`; the day
    after `last` where there is none."""
    low = max(start or date.min, today - timedelta(days=_LONGEST_DAYS))
    high = last + timedelta(days=1)
    if high <= low:
        return high
    while low < high:
        middle = low + (high - low) // 2
        if end_of(period, middle, calendar) < today:
            low = middle + timedelta(days=1)
        else:
            high = middle
    return low


def _within(spans: Iterable[Span], since: Since) -> ColumnElement[bool]:
    return or_(
        *(
            since < day_start(before)
            if start is None
            else and_(since >= day_start(start), since < day_start(before))
            for start, before in spans
        )
    )


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
