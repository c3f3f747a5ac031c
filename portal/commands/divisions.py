"""divisions load, resolve, merge."""

import json
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from intake.cases.moving_places import PlaceUses, merge_places, preview_merge, uses_of
from portal.commands.context import acting, opened
from publishing.divisions.comparing import Differences
from publishing.divisions.loading import differences, load_divisions
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.reading import ALIASES_FILE, UnreadableTable, read_aliases, read_divisions
from publishing.divisions.resolving import Resolution
from publishing.divisions.rules import Division
from publishing.kernel.clock import utc_now
from publishing.kernel.db import Database, JsonValue
from publishing.kernel.errors import DomainError
from publishing.kernel.identity import SYSTEM


@click.group()
def divisions() -> None:
    """The tree of counties, townships and villages."""


@divisions.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--aliases", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=ALIASES_FILE)
@click.option("--check", "only_check", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True)
def load(*, file: Path, aliases: Path, only_check: bool, as_json: bool) -> None:
    """Load a table with the columns code, name, level, parent_code.

    Codes that are missing from it are closed, not deleted, and only in counties that the table holds."""
    now = utc_now()
    try:
        table = read_divisions(file)
        names = read_aliases(aliases)
        with opened() as (_settings, database), _session(database, writes=not only_check) as session:
            if only_check:
                changes = differences(session, table)
            else:
                changes = load_divisions(session, table, names, actor=SYSTEM, now=now)
            uses = {node.code: uses_of(session, node.code, node.path, now=now) for node in changes.vanished}
    except UnreadableTable as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    if as_json:
        click.echo(
            json.dumps(_changes_json(changes, uses, stored=not only_check), ensure_ascii=False, indent=2)
        )
    else:
        for line in _changes_lines(changes, uses, only_check=only_check):
            click.echo(line)
    if changes.moved:
        sys.exit(1)


def _session(database: Database, *, writes: bool) -> AbstractContextManager[Session]:
    return database.begin() if writes else database.read()


def _changes_lines(changes: Differences, uses: dict[str, PlaceUses], *, only_check: bool) -> list[str]:
    lines = [
        f"{changes.read} divisions read, {len(changes.added) + len(changes.renamed)} added or renamed,"
        f" {len(changes.vanished)} closed"
    ]
    if len(changes.added) < changes.read:
        lines += [f"new        {node.code}  {node.name}" for node in changes.added]
    lines += [f"renamed    {one.code}  {one.before} -> {one.after}" for one in changes.renamed]
    lines += [f"vanished   {n.code}  {n.name}  ({_in_use(uses[n.code])})" for n in changes.vanished]
    lines += [f"returned   {node.code}  {node.name}" for node in changes.returned]
    lines += [f"refused    {node.code}  {node.name}: another parent or level" for node in changes.moved]
    lines += [f"left alone {node.code}  {node.name}: not in this table" for node in changes.absent]
    lines += [
        f"same name  {twin.code}  {twin.name} = {twin.official_code} {twin.official_name}:"
        f" portal divisions merge {twin.code} {twin.official_code} --by USER"
        for twin in changes.twins
    ]
    if only_check and not changes.nothing:
        lines.append("nothing was stored; what vanished would be closed, never deleted")
    return lines


def _in_use(uses: PlaceUses) -> str:
    said = [
        f"{count} {what}"
        for what, count in (
            ("open tips", uses.open_tips),
            ("finished tips", uses.done_tips),
            ("grids", len(uses.grids)),
            ("ledger items", uses.items),
            ("findings", uses.findings),
            ("kindergartens", uses.kindergartens),
        )
        if count
    ]
    return ", ".join(said) or "nothing points at it"


def _changes_json(changes: Differences, uses: dict[str, PlaceUses], *, stored: bool) -> dict[str, JsonValue]:
    return {
        "stored": stored,
        "read": changes.read,
        "new": [_node(node) for node in changes.added],
        "renamed": [{"code": r.code, "before": r.before, "after": r.after} for r in changes.renamed],
        "vanished": [{**_node(node), "in_use": _uses_json(uses[node.code])} for node in changes.vanished],
        "returned": [_node(node) for node in changes.returned],
        "refused": [_node(node) for node in changes.moved],
        "not_in_table": [_node(node) for node in changes.absent],
        "same_name": [
            {
                "code": twin.code,
                "name": twin.name,
                "official_code": twin.official_code,
                "official_name": twin.official_name,
            }
            for twin in changes.twins
        ],
    }


def _node(node: Division) -> dict[str, JsonValue]:
    return {
        "code": node.code,
        "name": node.name,
        "level": node.level.value,
        "parent_code": node.parent_code,
    }


def _uses_json(uses: PlaceUses) -> dict[str, JsonValue]:
    return {
        "open_tips": uses.open_tips,
        "finished_tips": uses.done_tips,
        "grids": list(uses.grids),
        "ledger_items": uses.items,
        "findings": uses.findings,
        "kindergartens": uses.kindergartens,
        "aliases": list(uses.aliases),
    }


@divisions.command()
@click.argument("source")
@click.argument("target")
@click.option("--by", "username", required=True, help="Who merges: a sign-in name.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what moved; needs --yes.")
def merge(*, source: str, target: str, username: str, yes: bool, as_json: bool) -> None:
    """Merge the place SOURCE (a local code, or one that left the table) into the official code TARGET.

    Shows what moves and asks first. Doing it again changes nothing."""
    if as_json and not yes:
        raise click.UsageError("--json prints what was done: give --yes with it")
    now = utc_now()
    with opened() as (_settings, database):
        try:
            actor = acting(database, username)
            with database.read() as session:
                merging, uses = preview_merge(session, source, target, actor=actor, now=now)
            if merging.done:
                click.echo(f"{source} is merged into {target} already; nothing to do")
                return
            if not as_json:
                click.echo(
                    f"{source} into {target}: {_in_use(uses)}; names: {'、'.join(uses.aliases) or '-'}"
                )
            if not yes and not click.confirm("Merge?"):
                sys.exit(1)
            with database.begin() as session:
                moved = merge_places(session, source, target, actor=actor, now=now)
        except DomainError as problem:
            click.echo(f"refused: {problem}", err=True)
            sys.exit(1)
    click.echo(json.dumps(_uses_json(moved), ensure_ascii=False) if as_json else "merged")


@divisions.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True)
def resolve(*, text: str, as_json: bool) -> None:
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
