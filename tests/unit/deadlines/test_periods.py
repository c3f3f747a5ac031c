"""Periods: which version holds, what may be set, and that no setting is looser than the law."""

from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.deadlines.owing import Clocks, TipDays, promise, tip_deadlines
from intake.deadlines.periods import KINDS, LAW, TRACKS, Period, Periods, Version, check_period, default_of
from intake.deadlines.rules import PACKAGED, Calendar, end_of
from intake.workflows import TIP_OPEN
from publishing.kernel.errors import Invalid

CITY, COUNTY = "410800000000", "410822000000"
PATH = f"{CITY}/{COUNTY}/410822102000/"
DAY = date(2026, 11, 24)


def working(amount: int) -> Period:
    return Period(amount=amount, unit="working")


def periods(*rows: tuple[str, str, str, date, Period | None]) -> Periods:
    held: dict[tuple[str, str, str], tuple[Version, ...]] = {}
    for code, track, clock, day, period in rows:
        key = (code, track, clock)
        held[key] = (*held.get(key, ()), Version(valid_from=day, period=period))
    return Periods(versions=MappingProxyType(held))


def test_without_settings_the_programs_default_holds() -> None:
    assert Periods().get("verify", path=PATH, on=DAY, track="tip") == working(15)


def test_the_countys_setting_goes_before_the_citys() -> None:
    both = periods(
        (CITY, "tip", "verify", DAY, working(12)),
        (COUNTY, "tip", "verify", DAY, working(10)),
    )
    assert both.get("verify", path=PATH, on=DAY, track="tip") == working(10)
    assert both.get("verify", path=f"{CITY}/410823000000/", on=DAY, track="tip") == working(12)


def test_a_setting_holds_from_its_day_and_not_before() -> None:
    later = periods((COUNTY, "tip", "verify", DAY, working(10)))
    assert later.get("verify", path=PATH, on=DAY - timedelta(days=1), track="tip") == working(15)


def test_a_setting_taken_back_gives_the_level_above_again() -> None:
    back = periods(
        (CITY, "tip", "verify", DAY, working(12)),
        (COUNTY, "tip", "verify", DAY, working(10)),
        (COUNTY, "tip", "verify", DAY + timedelta(days=3), None),
    )
    assert back.get("verify", path=PATH, on=DAY + timedelta(days=3), track="tip") == working(12)


def test_a_tip_without_a_track_is_counted_as_an_ordinary_one() -> None:
    ordinary = periods((COUNTY, "tip", "conclude", DAY, working(20)))
    assert ordinary.get("conclude", path=PATH, on=DAY) == working(20)


@pytest.mark.parametrize("code", KINDS)
@pytest.mark.parametrize("track", TRACKS)
def test_every_default_may_be_set_and_has_a_source(code: str, track: str) -> None:
    check_period(code, track if KINDS[code].by_track else "", default_of(code, track))
    assert KINDS[code].clause


@pytest.mark.parametrize(
    ("code", "track", "period", "field", "reason"),
    [
        ("verify", "tip", working(0), "amount", "too_short"),
        ("verify", "tip", working(31), "amount", "too_long"),
        ("accept", "", Period(amount=16, unit="calendar"), "amount", "too_long"),
        ("conclude", "tip", Period(amount=61, unit="calendar"), "amount", "too_long"),
        ("verify", "tip", Period(amount=3, unit="hours"), "unit", "unknown"),
        ("verify", "", working(3), "track", "unknown"),
        ("accept", "tip", working(3), "track", "unknown"),
        ("never", "", working(3), "clock", "unknown"),
    ],
)
def test_what_may_not_be_set_is_refused_at_its_field(
    code: str, track: str, period: Period, field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_period(code, track, period)
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)


allowed = st.sampled_from(["accept", "conclude"]).flatmap(
    lambda code: st.sampled_from(sorted(KINDS[code].longest)).flatmap(
        lambda unit: st.integers(1, KINDS[code].longest[unit]).map(
            lambda amount: (code, Period(amount=amount, unit=unit))
        )
    )
)
days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))


@given(setting=allowed, day=days)
def test_no_promise_is_later_than_the_law_allows(setting: tuple[str, Period], day: date) -> None:
    code, period = setting
    track = "tip" if KINDS[code].by_track else ""
    clocks = Clocks(periods=periods((COUNTY, track, code, date(2025, 1, 1), period)))
    promised = promise(clocks, path=PATH, on=day)
    assert promised.accept_by <= end_of(LAW["accept"], day)
    assert promised.conclude_by <= end_of(LAW["conclude"], day)


@given(setting=allowed, day=days, later=st.integers(0, 40), state=st.sampled_from(TIP_OPEN))
def test_no_later_setting_or_holiday_moves_a_promised_day(
    setting: tuple[str, Period], day: date, later: int, state: str
) -> None:
    promised = promise(Clocks(), path=PATH, on=day)
    code, period = setting
    changed = Clocks(
        periods=periods((COUNTY, "tip" if KINDS[code].by_track else "", code, day, period)),
        calendar=Calendar(days=MappingProxyType({day + timedelta(days=later): False})),
    )
    tip = TipDays(
        state=state,
        hold="",
        received_on=day,
        assigned_on=day,
        handled_on=day,
        concluded_on=None,
        path=PATH,
        accept_by=promised.accept_by,
        conclude_by=promised.conclude_by,
    )
    owed = {deadline.code: deadline.due for deadline in tip_deadlines(tip, changed)}
    assert owed["conclude"] == promised.conclude_by
    assert owed.get("accept", promised.accept_by) == promised.accept_by


def test_a_loaded_day_goes_before_the_package() -> None:
    saturday, monday = date(2026, 11, 28), date(2026, 11, 30)
    calendar = Calendar(days=MappingProxyType({saturday: True, monday: False}))
    assert calendar.works(saturday)
    assert not calendar.works(monday)
    assert PACKAGED.works(monday)


def test_next_years_calendar_is_missed_from_december_on() -> None:
    unknown = 2031
    assert PACKAGED.missing(date(unknown - 1, 11, 30)) == unknown - 1
    known = Calendar(days=MappingProxyType({date(unknown - 1, 1, 1): False}))
    assert known.missing(date(unknown - 1, 11, 30)) is None
    assert known.missing(date(unknown - 1, 12, 1)) == unknown


def test_a_reopened_tip_begins_a_round_of_its_own() -> None:
    tip = TipDays(
        state="reopened",
        hold="",
        received_on=date(2026, 8, 3),
        reopened_on=DAY,
        assigned_on=date(2026, 8, 4),
        handled_on=None,
        concluded_on=None,
    )
    assert all(deadline.due > DAY for deadline in tip_deadlines(tip))


def test_the_first_visit_is_owed_until_somebody_was_there() -> None:
    def owed(visited_on: date | None) -> set[str]:
        tip = TipDays(
            state="verifying",
            hold="",
            received_on=DAY,
            assigned_on=DAY,
            handled_on=None,
            concluded_on=None,
            visited_on=visited_on,
        )
        return {deadline.code for deadline in tip_deadlines(tip)}

    assert owed(None) - owed(DAY) == {"visit"}
