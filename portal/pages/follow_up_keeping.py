"""What a reporter may take home from the follow-up page."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.tips.values import ReporterView, Unlocked
from portal.pages.acknowledgement import file_for, pdf_of
from portal.pages.follow_up_pass import unlocked
from publishing.kernel.web import now, public


@public
@unlocked
def receipt_pdf(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """The acknowledgement on paper."""
    return pdf_of(tip, shown)


@public
@unlocked
def receipt_file(tip: Unlocked, _shown: ReporterView) -> ResponseReturnValue:
    """The acknowledgement with the words that were sent."""
    return file_for(tip)


@public
@unlocked
def reminder(_tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """A calendar file for the day on which the question is asked next; whoever finds it learns nothing."""
    if shown.ask is None or shown.ask.next_on is None:
        return redirect(url_for("follow_up.view"), 303)
    response = make_response(calendar_of(shown.ask.next_on, _("提醒"), uid=str(uuid4()), made_at=now()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=reminder.ics"
    response.headers["Cache-Control"] = "no-store"
    return response


def calendar_of(day: date, summary: str, *, uid: str, made_at: datetime) -> str:
    """An iCalendar file (RFC 5545) with one whole-day event that rings at nine in the morning."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calendar//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{summary}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines)
