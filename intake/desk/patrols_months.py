"""Months in the pages on patrols: how they are said, chosen and stand in an address."""

from datetime import date, timedelta

from flask import request
from flask_babel import format_date
from flask_babel import gettext as _

from intake.patrols.rules import month, month_before

MONTHS_BACK = 12


def month_said(first: date) -> str:
    """2026年11月."""
    return str(format_date(first, _("yyyy年M月")))


def months_until(day: date, *, back: int = MONTHS_BACK) -> list[date]:
    """The first days of this month and of those before it."""
    found = [day.replace(day=1)]
    while len(found) <= back:
        found.append(month_before(found[-1]))
    return found


def month_after(first: date) -> date:
    """The first day of the next month."""
    return month(first.year, first.month)[1] + timedelta(days=1)


def asked_month(day: date, *, ahead: int = 0) -> date:
    """`?month=2026-11`; this month where the address asks for none, or for one that is not offered."""
    offered = months_until(day)
    for _number in range(ahead):
        offered.append(month_after(max(offered)))
    asked = request.args.get("month", "")
    return next((one for one in offered if f"{one:%Y-%m}" == asked), day.replace(day=1))
