"""retention sweep, deadlines sweep."""

import json

import click

from portal.commands.context import opened
from portal.sweeps import hand_over, retain
from publishing.kernel.clock import utc_now

_JSON = click.option("--json", "as_json", is_flag=True)


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
@_JSON
def deadlines_sweep(as_json: bool) -> None:
    """Give tips of absent officers to the next in line; the worker does it hourly."""
    with opened() as (_settings, database):
        moved = hand_over(database, now=utc_now())
    click.echo(json.dumps({"handed_over": moved}) if as_json else f"handed over {moved}")


COMMANDS = (retention, deadlines)
