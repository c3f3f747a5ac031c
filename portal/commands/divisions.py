"""divisions load, divisions resolve."""

import json
import sys
from pathlib import Path

import click

from portal.commands.context import opened
from publishing.divisions.loading import load_divisions
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.reading import ALIASES_FILE, UnreadableTable, read_aliases, read_divisions
from publishing.divisions.resolving import Resolution
from publishing.kernel.clock import utc_now
from publishing.kernel.identity import SYSTEM


@click.group()
def divisions() -> None:
    """The tree of counties, townships and villages."""


@divisions.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--aliases", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=ALIASES_FILE)
def load(file: Path, aliases: Path) -> None:
    """Load a table with the columns code, name, level, parent_code."""
    try:
        table = read_divisions(file)
        names = read_aliases(aliases)
    except UnreadableTable as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    with opened() as (_settings, database), database.begin() as session:
        changed = load_divisions(session, table, names, actor=SYSTEM, now=utc_now())
    click.echo(f"{len(table)} divisions read, {changed} added or renamed")


@divisions.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True)
def resolve(text: str, as_json: bool) -> None:
    """Find the places that TEXT may mean, best first."""
    with opened() as (_settings, database), database.read() as session:
        found = load_gazetteer(session).resolve(text)
    if as_json:
        click.echo(json.dumps(resolution_json(found), ensure_ascii=False))
        return
    click.echo(found.decision)
    for candidate in found.candidates:
        click.echo(f"{candidate.score:.2f}  {candidate.code}  {candidate.path_names}")


def resolution_json(found: Resolution) -> dict[str, object]:
    """The shape of DESIGN §6."""
    return {
        "decision": found.decision,
        "code": found.code,
        "candidates": [
            {"code": c.code, "name": c.name, "path": c.path_names, "level": c.level.value, "score": c.score}
            for c in found.candidates
        ],
    }


COMMANDS = (divisions,)
