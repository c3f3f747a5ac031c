"""retention sweep, deadlines sweep."""

import json
from datetime import datetime

import click

from intake.cases.reminding import counted
from portal.commands.context import opened
from portal.sweeps import hand_over, retain, tell_of_deadlines
from publishing.kernel.clock import SHANGHAI, utc_now

_JSON = click.option("--json", "as_json", is_flag=True)


class Moment(click.ParamType[datetime]):
    """A moment as ISO 8601 writes it; without a zone in Asia/Shanghai."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; click refuses what is none with exit code 2."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is no time; write it like 2026-12-01T09:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


@click.group()
def retention() -> None:
    """Keeping nothing longer than needed."""


@retention.command("sweep")
@_JSON
def retention_sweep(as_json: bool) -> None:
    """Remove old drafts, contacts and photos, archive what was closed long ago (the worker does it too)."""
    with opened() as (settings, database):
        swept = retain(database, settings, now=utc_now())
    counts = {
        "drafts": swept.drafts,
        "archived": swept.archived,
        "contacts": swept.contacts,
        "photos": len(swept.files),
    }
    click.echo(json.dumps(counts) if as_json else ", ".join(f"{name} {n}" for name, n in counts.items()))


@click.group()
def deadlines() -> None:
    """Clocks and who has to keep them."""


@deadlines.command("sweep")
@click.option("--at", type=Moment(), help="As if it were this time (2026-12-01T09:00, Asia/Shanghai).")
@_JSON
def deadlines_sweep(at: datetime | None, as_json: bool) -> None:
    """Give tips of absent officers to the next in line, remind of days that come, escalate those gone by.

    Everything is recomputed from the rows and told once; the worker does the same by itself.
    """
    now = at or utc_now()
    with opened() as (_settings, database):
        moved = hand_over(database, now=now)
        steps = tell_of_deadlines(database, now=now)
    counts = counted(steps)
    if as_json:
        body = {
            "handed_over": moved,
            "told": counts,
            "steps": [
                {
                    "number": step.number,
                    "clock": step.code,
                    "due": step.due.isoformat(),
                    "step": step.step,
                    "rung": step.rung,
                    "people": list(step.people),
                }
                for step in steps
            ],
        }
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for step in steps:
        click.echo(f"{step.number}  {step.code}  {step.due}  {step.step} -> {step.rung} ({len(step.people)})")
    said = ", ".join(f"{name} {n}" for name, n in counts.items()) or "nothing to tell"
    click.echo(f"handed over {moved}; {said}")


COMMANDS = (retention, deadlines)
