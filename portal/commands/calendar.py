"""calendar load, calendar show."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import click

from intake.deadlines.loading import load_calendar
from intake.deadlines.queries import calendar_entries, calendar_of
from portal.commands.context import opened
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.identity import SYSTEM
from publishing.registry.refusals import UnreadableFile

_JSON = click.option("--json", "as_json", is_flag=True)


def calendar_missing(year: int) -> str:
    """What an operator reads where a year's calendar is missing."""
    return f"the holidays of {year} are not known (Monday to Friday till then): run `portal calendar load`"


@click.group()
def calendar() -> None:
    """Working days and holidays (调休), as data."""


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_JSON
def load(file: Path, as_json: bool) -> None:
    """Load days from a table (CSV, spreadsheet, JSON) with 日期, 是否上班, 说明 (or date, working, note).

    Only days that differ from the weekday need a row. Problems are told by row, and nothing is stored then.
    """
    now = utc_now()
    with opened() as (_settings, database), database.begin() as session:
        try:
            report = load_calendar(
                session, file.read_bytes(), file.name, actor=SYSTEM, now=now, today=local_day(now)
            )
        except UnreadableFile as refused:
            click.echo(refused.message, err=True)
            sys.exit(1)
    if as_json:
        body = {
            "days": report.days,
            "changed": report.changed,
            "years": list(report.years),
            "problems": [problem.as_json() for problem in report.problems],
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for problem in report.problems:
            click.echo(f"{problem.row} {problem.column}: {problem.message}", err=True)
        click.echo(f"{report.days} days read, {report.changed} changed")
    sys.exit(1 if report.problems else 0)


@calendar.command()
@click.argument("year", type=click.IntRange(2004, 2100))
@_JSON
def show(year: int, as_json: bool) -> None:
    """Show the days of YEAR that differ from Monday to Friday, and which of them were loaded."""
    with opened() as (_settings, database), database.read() as session:
        days = calendar_of(session)
        loaded = {entry.day: entry.note for entry in calendar_entries(session, year)}
    first = date(year, 1, 1)
    whole = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    rows = [
        {
            "date": day.isoformat(),
            "working": days.works(day),
            "loaded": day in loaded,
            "note": loaded.get(day, ""),
        }
        for day in whole
        if days.works(day) != (day.weekday() < 5) or day in loaded
    ]
    working = sum(days.works(day) for day in whole)
    if as_json:
        body = {"year": year, "known": days.knows(year), "working_days": working, "days": rows}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for row in rows:
        what, source = "works" if row["working"] else "free", "loaded" if row["loaded"] else "package"
        click.echo(f"{row['date']}  {what:5}  {source:7}  {row['note']}".rstrip())
    if not days.knows(year):
        click.echo(calendar_missing(year))
    click.echo(f"{year}: {working} working days")


COMMANDS = (calendar,)
