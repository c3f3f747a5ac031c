"""How long each step of a tip may take: the defaults, what a county may change them to, and which of several
versions holds. Pure.

The law's own days (信访工作条例) bound what may be set and stand beside what is set: a county can only
promise less time than the law allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from publishing.kernel.errors import Invalid

WORKING, CALENDAR, HOURS = "working", "calendar", "hours"
ANY = ""
"""The track of clocks that run before there is a track, or for every track."""
TRACKS = ("tip", "enforcement", "petition", "official", "advice")
"""举报线索, 申请查处, 申诉求决, 检举公职人员, 咨询建议 (信访工作条例 29-31): set when accepted."""
EXTENSION_DAYS = 30
"""信访工作条例 34: at most, once, with a leader's approval and the reason told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """So many days (or hours) of a unit: `working`, `calendar` or `hours`."""

    amount: int
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One clock: its default, the longest that may be set in each unit, and where the default comes from."""

    default: Period
    longest: Mapping[str, int]
    clause: str
    by_track: bool = False
    tracks: Mapping[str, Period] = field(default_factory=lambda: MappingProxyType({}))
    """Defaults of single tracks that differ."""


def _working(amount: int) -> Period:
    return Period(amount=amount, unit=WORKING)


def _calendar(amount: int) -> Period:
    return Period(amount=amount, unit=CALENDAR)


LAW: Mapping[str, Period] = {"accept": _calendar(15), "conclude": _calendar(60)}
"""信访工作条例 22-23 and 34: what no setting can move."""

_OWN = "本局内部时限，法规没有规定"
KINDS: Mapping[str, Kind] = {
    "harm_accept": Kind(
        default=Period(amount=2, unit=HOURS),
        longest={HOURS: 24},
        clause="信访工作条例第二十五条：重大紧急事项及时报告；未成年人保护法第十一条",
    ),
    "place": Kind(default=_working(1), longest={WORKING: 3, CALENDAR: 3}, clause=_OWN),
    "accept": Kind(
        default=_working(5),
        longest={WORKING: 10, CALENDAR: 15},
        clause="信访工作条例第二十二条、第二十三条：15日内告知是否受理",
    ),
    "assign": Kind(default=_working(5), longest={WORKING: 10, CALENDAR: 15}, clause=_OWN),
    "start": Kind(default=_working(2), longest={WORKING: 10, CALENDAR: 15}, clause=_OWN, by_track=True),
    "visit": Kind(default=_working(7), longest={WORKING: 15, CALENDAR: 21}, clause=_OWN, by_track=True),
    "verify": Kind(default=_working(15), longest={WORKING: 30, CALENDAR: 45}, clause=_OWN, by_track=True),
    "review": Kind(default=_working(5), longest={WORKING: 10, CALENDAR: 15}, clause=_OWN, by_track=True),
    "conclude": Kind(
        default=_calendar(60),
        longest={WORKING: 40, CALENDAR: 60},
        clause="信访工作条例第三十四条：60日内办结，经批准可以延长，最多30日",
        by_track=True,
        tracks=MappingProxyType({"advice": _working(15)}),
    ),
    "reply": Kind(default=_working(5), longest={WORKING: 10, CALENDAR: 15}, clause=_OWN, by_track=True),
    "notice": Kind(default=_calendar(15), longest={WORKING: 30, CALENDAR: 60}, clause=_OWN),
    "recheck": Kind(default=_working(5), longest={WORKING: 15, CALENDAR: 21}, clause=_OWN),
    "letter": Kind(default=_working(10), longest={WORKING: 30, CALENDAR: 45}, clause=_OWN),
    "urge": Kind(default=_working(10), longest={WORKING: 30, CALENDAR: 45}, clause=_OWN),
    "danger": Kind(
        default=_working(1),
        longest={WORKING: 2, CALENDAR: 3},
        clause="未成年人保护法第十一条：危险不因撤回举报而消失",
    ),
    "remind": Kind(default=_working(2), longest={WORKING: 5}, clause=_OWN),
    "to_county": Kind(default=_working(2), longest={WORKING: 5}, clause=_OWN),
    "to_city": Kind(default=_working(5), longest={WORKING: 15}, clause=_OWN),
}
"""By code, in the order of a tip's way, then of a ledger item's. `notice`: what a rectification notice gives
where its issuer names no other day; `recheck`: after that day; `letter`: for a department's reply; `urge`:
until one asks again whether missing papers were applied for. `remind`: so long before a day that is due;
`to_county`, `to_city`: so long after it."""


def default_of(code: str, track: str) -> Period:
    """The program's own period. KeyError for an unknown clock."""
    kind = KINDS[code]
    return kind.tracks.get(track, kind.default)


def check_period(code: str, track: str, period: Period) -> None:
    """Raises Invalid for an unknown clock, track or unit, and for a period that is not allowed: `amount`
    below 1 (too_short) or longer than law or custom allow (too_long, with `longest`)."""
    if code not in KINDS:
        raise Invalid(field="clock", reason="unknown", value=code)
    kind = KINDS[code]
    if track not in (TRACKS if kind.by_track else (ANY,)):
        raise Invalid(field="track", reason="unknown", value=track)
    if period.unit not in kind.longest:
        raise Invalid(field="unit", reason="unknown", value=period.unit)
    if period.amount < 1:
        raise Invalid(field="amount", reason="too_short")
    if period.amount > kind.longest[period.unit]:
        raise Invalid(field="amount", reason="too_long", longest=kind.longest[period.unit])


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A setting from a day on; without a period, that of the level above holds again."""

    valid_from: date
    period: Period | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The period that holds, where it is set (a division's code, empty: the program's default), and since
    when."""

    period: Period
    division_code: str = ""
    since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Periods:
    """Everything that was ever set, by (division code, track, clock), each in the order of its days."""

    versions: Mapping[tuple[str, str, str], tuple[Version, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def find(self, code: str, *, path: str, on: date, track: str = ANY) -> Found:
        """What holds on a day at a place (`path` of its division): the county's setting, the city's, or the
        default. KeyError for an unknown clock."""
        kind = KINDS[code]
        # before acceptance nobody knows the track: an ordinary tip is what most of them are
        track = (track or TRACKS[0]) if kind.by_track else ANY
        for division in [part for part in path.split("/") if part][1::-1]:
            held = [v for v in self.versions.get((division, track, code), ()) if v.valid_from <= on]
            if held and held[-1].period is not None:
                return Found(period=held[-1].period, division_code=division, since=held[-1].valid_from)
        return Found(period=default_of(code, track))

    def get(self, code: str, *, path: str, on: date, track: str = ANY) -> Period:
        """The period alone; see `find`."""
        return self.find(code, path=path, on=on, track=track).period


DEFAULTS = Periods()
"""Nothing set: the program's own periods."""
