"""Days as people in offices write them."""

import re
from datetime import date, datetime, time

_DATES = (
    re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－．／：　", "0123456789-./: ")
_TIME = re.compile(r"(.*?)[ T]*(\d{1,2})(?:[:时点](\d{1,2}))(?:[:分](\d{1,2})?)?(?:秒)?")


class NoSuchDay(ValueError):
    """Written as a day, but the calendar has none such: 2026-02-30."""


def parse_day(text: str) -> date:
    """A day from 2026-11-23, 2026.11.23, 2026/11/23, 2026年11月23日 or 20261123; full-width digits too.

    NoSuchDay when the calendar has no such day, any other ValueError when the text is none of these.
    """
    plain = "".join(text.translate(_FULL_WIDTH).split())
    for pattern in _DATES:
        if found := pattern.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups())
            try:
                return date(year, month, day)
            except ValueError as error:
                raise NoSuchDay(text) from error
    raise ValueError(f"not a day: {text!r}")


def parse_moment(text: str, *, otherwise: time) -> datetime:
    """A moment without a zone: a day as `parse_day` reads it, then 16:30, 16:30:05 or 16时30分; where no time
    is written, `otherwise`.

    NoSuchDay when calendar or clock have no such moment, any other ValueError when the text is none of these.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    found = _TIME.fullmatch(plain)
    if found is None:
        return datetime.combine(parse_day(plain), otherwise)
    day = parse_day(found[1])
    try:
        return datetime.combine(day, time(int(found[2]), int(found[3]), int(found[4] or 0)))
    except ValueError as error:
        raise NoSuchDay(text) from error
