"""Which period a report covers, by when it is due, and what may stand in it (notice 60, 三3). Pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from publishing.kernel.errors import Invalid

KINDS = ("township_half", "county_year", "city_year")
KIND_OF_OFFICE: Mapping[str, str] = {
    "central_school": "township_half",
    "county": "county_year",
    "city": "city_year",
}
"""Which report an office writes."""
BELOW: Mapping[str, str] = {"county": "central_school", "city": "county"}
"""Whose reports an office collects."""
SLOTS = ("half1", "half2", "year")
DUES: Mapping[str, tuple[int, int]] = {"half1": (6, 30), "half2": (12, 15), "year": (12, 31)}
"""Month and day by which reports are due where no office set others. The notice gives a day for the yearly
report only: 每年12月底前."""
FIRST_YEAR = 2020
"""Notice 60 is of that year."""
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "township_half": ("basics", "findings", "ledger", "filing", "plans"),
    "county_year": (
        *("basics", "findings", "ledger", "filing", "tips", "spot_checks"),
        *("assessment", "accountability", "plans"),
    ),
    "city_year": ("basics", "findings", "ledger", "filing", "tips", "spot_checks", "accountability", "plans"),
}
"""The sections of each kind, in the order of the official layout."""
WORDS_NEEDED: Mapping[str, tuple[str, ...]] = {
    "township_half": ("plans",),
    "county_year": ("assessment", "plans"),
    "city_year": ("plans",),
}
"""Sections that no row can fill: without words the report says nothing there."""
LONGEST = 4000
LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A half-year (1, 2) or a whole year (0)."""

    year: int
    half: int

    @property
    def first(self) -> date:
        """The first day, as all days in Asia/Shanghai."""
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def slot(self) -> str:
        """Which due date holds for it."""
        return f"half{self.half}" if self.half else "year"

    def until(self, today: date) -> date:
        """Up to which day rows count, on a day: the last of the span, or the day itself while it runs."""
        return min(self.last, today)

    def words(self) -> str:
        """2026年上半年, 2026年."""
        return f"{self.year}年" + ("", "上半年", "下半年")[self.half]


def span_of(kind: str, day: date) -> Span:
    """The span of a kind of report in which a day lies."""
    return Span(year=day.year, half=(1 if day.month <= 6 else 2) if kind == "township_half" else 0)


def check_span(kind: str, year: int, half: int, *, today: date) -> Span:
    """Raises Invalid(`period`) for one that this kind does not have, that has not begun, or before 2020."""
    span = Span(year=year, half=half)
    fits = half in (1, 2) if kind == "township_half" else half == 0
    if not fits or not FIRST_YEAR <= year <= today.year:
        raise Invalid(field="period", reason="unknown")
    if span.first > today:
        raise Invalid(field="period", reason="future")
    return span


def spans(kind: str, *, today: date) -> Iterator[Span]:
    """The spans one may report on, the newest first: those of this year and of the year before."""
    for year in (today.year, today.year - 1):
        for half in (2, 1) if kind == "township_half" else (0,):
            span = Span(year=year, half=half)
            if span.first <= today:
                yield span


def due_on(span: Span, dues: Mapping[str, tuple[int, int]]) -> date:
    """The day by which it is due; 30 February is the last of February."""
    month, day = dues.get(span.slot, DUES[span.slot])
    return date(span.year, month, min(day, monthrange(span.year, month)[1]))


def check_due(slot: str, month: int, day: int) -> None:
    """Raises Invalid: a slot that there is not, a day that no calendar has, one before its half-year is
    nearly over, or a yearly report later than the notice allows."""
    if slot not in SLOTS:
        raise Invalid(field="slot", reason="unknown")
    # 2024 was a leap year
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2024, month)[1]:
        raise Invalid(field="day", reason="no_such_day")
    allowed = {"half1": (6, 9), "half2": (12, 12), "year": (12, 12)}[slot]
    if not allowed[0] <= month <= allowed[1]:
        raise Invalid(field="day", reason="outside", first=allowed[0], last=allowed[1])


def standing(state: str | None, signed_on: date | None, due: date, today: date) -> str:
    """How an office stands with a report: `in_time`, `late`, `overdue`, `in_work` or `not_begun`."""
    if signed_on is not None:
        return "in_time" if signed_on <= due else "late"
    if today > due:
        return "overdue"
    return "in_work" if state is not None else "not_begun"


def checked_words(kind: str, words: Mapping[str, str]) -> dict[str, str]:
    """The words of the sections of a kind, without blanks around them; raises Invalid (`too_long`)."""
    found = {}
    for section in SECTIONS[kind]:
        text = words.get(section, "").strip()
        if len(text) > LONGEST:
            raise Invalid(field=section, reason="too_long", longest=LONGEST)
        if text:
            found[section] = text
    return found


def check_whole(kind: str, words: Mapping[str, str]) -> None:
    """Raises Invalid (`required`) for the first section that only a person can write and nobody did."""
    for section in WORDS_NEEDED[kind]:
        if not words.get(section):
            raise Invalid(field=section, reason="required")
