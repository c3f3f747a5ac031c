"""Dates and periods of validity in every style that counties write them.

Pure; nothing here raises. Excel dates, serial numbers, 2023.9.1-2026.8.31, 2023年9月—2026年8月, 长期, 三年.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from publishing.registry.text import clean_text, is_blank

_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet serial numbers, counting their 1900-02-29
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119: a bare number outside is no date
_FIRST_YEAR, _LAST_YEAR = 1949, 2199

_DATE = re.compile(
    r"(?<!\d)(?:(?P<y8>\d{4})(?P<m8>\d{2})(?P<d8>\d{2})(?!\d)"
    r"|(?P<y>\d{4})\s?[-年./]\s?(?P<m>\d{1,2})(?!\d)(?:\s?[-月./]\s?(?P<d>\d{1,2})(?!\d))?)\s?[月日号]?"
)
_FILLER = re.compile(
    r"有效期限?|许可证?|有效|自|从|由|至|到|起|止|为|期|内|前|日|号|—|–|-|~|～|〜|－|,|，|:|：|\.|。|（|）|\s"
)
_FOREVER = re.compile(r"长期有效|长期|永久|无固定期限|至今")
_YEARS = re.compile(r"([一二两三四五六八十]|\d{1,2})年")
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_NUMERALS = ("〇零○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")
_DIGITS = {char: str(value) for value, chars in enumerate(_NUMERALS) for char in chars}


class DateFault(StrEnum):
    """Why a date or period cannot be used, or how it was understood."""

    IMPOSSIBLE = "impossible_date"
    UNREADABLE = "unreadable_date"
    UNLIKELY = "unlikely_date"
    REVERSED = "validity_reversed"
    UNCLEAR = "unclear_validity"
    END_ONLY = "single_date_as_end"
    COUNTED = "validity_counted"


REMARKS = frozenset({DateFault.END_ONLY, DateFault.COUNTED})
"""Faults that leave a usable value; every other one refuses the row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From when until when a licence holds; None is "not stated" or, at the end, without end."""

    start: date | None = None
    end: date | None = None
    fault: DateFault | None = None


def _number(text: str) -> int:
    """A Chinese or Arabic numeral below 100."""
    if text.isdigit():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int(_DIGITS[text])
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[units]) if units else 0)


def _arabic(text: str) -> str:
    """`text` with dates like 二〇二三年九月一日 in Arabic figures."""

    def spell(found: re.Match[str]) -> str:
        try:
            month = _number(found[2])
            day = f"{_number(found[3])}日" if found[3] else ""
        except (KeyError, ValueError):
            return found[0]
        return f"{''.join(_DIGITS[char] for char in found[1])}年{month}月{day}"

    return _CHINESE_DATE.sub(spell, text)


def _build(year: int, month: int, day: int | None, *, end: bool) -> date | DateFault:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return DateFault.UNLIKELY
    if not 1 <= month <= 12:
        return DateFault.IMPOSSIBLE
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, last if end else 1)
    return date(year, month, day) if 1 <= day <= last else DateFault.IMPOSSIBLE


def _from_match(found: re.Match[str], *, end: bool) -> date | DateFault:
    if found["y8"]:
        return _build(int(found["y8"]), int(found["m8"]), int(found["d8"]), end=end)
    day = int(found["d"]) if found["d"] else None
    return _build(int(found["y"]), int(found["m"]), day, end=end)


def _from_cell(cell: object) -> date | DateFault | None:
    """A typed date or a serial number; None for anything else."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell if _FIRST_YEAR <= cell.year <= _LAST_YEAR else DateFault.UNLIKELY
    if isinstance(cell, str) and re.fullmatch(r"\d{5}(?:\.0+)?", clean_text(cell)):
        cell = float(clean_text(cell))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    if _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=int(cell))
    if 19_490_101 <= cell <= 21_991_231 and cell == int(cell):
        digits = str(int(cell))
        return _build(int(digits[:4]), int(digits[4:6]), int(digits[6:]), end=False)
    return DateFault.UNREADABLE


def read_date(cell: object, *, end: bool = False) -> date | DateFault | None:
    """The one date in `cell`; None when it is blank or says 长期.

    `end` says that a month without a day means its last day.
    """
    direct = _from_cell(cell)
    if direct is not None:
        return direct
    text = _arabic(clean_text("" if cell is None else str(cell)))
    if is_blank(text) or (_FOREVER.search(text) and not _DATE.search(text)):
        return None
    found = list(_DATE.finditer(text))
    rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?", "", _DATE.sub("", text, count=1))
    if len(found) != 1 or _FILLER.sub("", rest.replace("：", "")).strip("0"):
        return DateFault.UNREADABLE
    return _from_match(found[0], end=end)


def read_period(cell: object) -> Period:
    """The period of validity in one cell.

    One date alone is the end (a county that writes 有效期 and one date means "until"), unless 起 follows it.
    """
    direct = _from_cell(cell)
    if isinstance(direct, DateFault):
        return Period(fault=direct)
    if direct is not None:
        return Period(end=direct, fault=DateFault.END_ONLY)
    text = _arabic(clean_text("" if cell is None else str(cell)))
    return Period() if is_blank(text) else _period_in(text)


def _period_in(text: str) -> Period:
    found = list(_DATE.finditer(text))
    rest = _DATE.sub("", text)
    forever = _FOREVER.search(rest) is not None
    rest = _FILLER.sub("", _FOREVER.sub("", rest))
    if len(found) == 2:
        rest = _YEARS.sub("", rest)  # 2024.9.1-2027.8.31（三年） says it twice
    if _YEARS.fullmatch(text) or _YEARS.fullmatch(rest):
        return Period(fault=DateFault.UNCLEAR)
    if rest or len(found) > 2 - forever or not (found or forever):
        return Period(fault=DateFault.UNREADABLE)
    if len(found) == 2:
        return between(_from_match(found[0], end=False), _from_match(found[1], end=True))
    if forever or ("起" in text and "至" not in text):
        return between(_from_match(found[0], end=False) if found else None, None)
    period = between(None, _from_match(found[0], end=True))
    if period.fault is None and not re.search("[至止前]", text):
        return replace(period, fault=DateFault.END_ONLY)
    return period


def between(start: date | DateFault | None, end: date | DateFault | None) -> Period:
    """The period from `start` to `end`; the first fault of the two, or REVERSED, where there is one."""
    if isinstance(start, DateFault):
        return Period(fault=start)
    if isinstance(end, DateFault):
        return Period(fault=end)
    reversed_ = start is not None and end is not None and end < start
    return Period(start=start, end=end, fault=DateFault.REVERSED if reversed_ else None)


def counted_period(cell: object, start: date | None) -> Period:
    """The period that begins on `start` and lasts as many years as `cell` says (三年, 3年)."""
    found = _YEARS.search(clean_text("" if cell is None else str(cell)))
    if found is None or start is None:
        return Period(start=start, fault=DateFault.UNCLEAR)
    year = start.year + _number(found[1].replace("两", "二"))
    day = min(start.day, calendar.monthrange(year, start.month)[1])
    return Period(start=start, end=date(year, start.month, day) - timedelta(days=1), fault=DateFault.COUNTED)
