"""search index, search query."""

import json
from datetime import datetime

import click

from portal.commands.context import opened
from portal.commands.register import full_code
from publishing.kernel.clock import local_day, utc_now
from publishing.search.indexing import rebuild
from publishing.search.queries import answer_json, find


@click.group()
def search() -> None:
    """The index and its one question."""


@search.command()
def index() -> None:
    """Build the index anew from the register."""
    with opened() as (settings, database):
        folder = rebuild(database, settings, today=local_day(utc_now()), progress=_say)
    click.echo(f"index {folder.name} is in use")


def _say(done: int, total: int) -> None:
    click.echo(f"index: {done} of {total}", err=True)


@search.command()
@click.argument("text")
@click.option("--county", default=None, help="Division code of a county, 6 or 12 digits.")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--json", "as_json", is_flag=True)
def query(text: str, county: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Is this kindergarten licensed?"""
    day = as_of.date() if as_of else local_day(utc_now())
    with opened() as (settings, database), database.read() as session:
        answer = find(session, settings, text, county_code=full_code(county) if county else None, as_of=day)
    body = answer_json(answer)
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    click.echo(f"{answer.verdict} (as of {answer.as_of})")
    for candidate in answer.candidates:
        click.echo(f"{candidate.score:.2f}  {candidate.id}  {candidate.status.value:12}  {candidate.name}")


COMMANDS = (search,)
