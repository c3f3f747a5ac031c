"""Days as people in offices write them."""

import re
from datetime import date

_DATES = (
    re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－．／", "0123456789-./")


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
