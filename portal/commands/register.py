"""register check, register import."""

import json
import sys
from pathlib import Path

import click

from portal.commands.context import acting, opened
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database
from publishing.registry.checking import CheckReport, check, report_json
from publishing.registry.importing import county_scope, import_list
from publishing.registry.marking import marked_workbook
from publishing.registry.reading import Workbook, read_workbook
from publishing.registry.refusals import UnreadableFile

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_COUNTY = click.option("--county", required=True, help="Division code of the county, 6 or 12 digits.")
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def register() -> None:
    """Lists of kindergartens."""


@register.command("check")
@_FILE
@_COUNTY
@_JSON
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the list to this .xlsx with its cells coloured and commented.",
)
def check_command(file: Path, county: str, as_json: bool, marked: Path | None) -> None:
    """Check a list without storing anything; exit code 1 when a row is rejected."""
    with opened() as (_settings, database):
        workbook, report = _check(database, file, county)
    if marked is not None:
        marked.write_bytes(marked_workbook(workbook, report))
    _show(report, as_json)
    sys.exit(1 if report.rejected else 0)


@register.command("import")
@_FILE
@_COUNTY
@click.option("--by", required=True, help="User name of the county's editor.")
@_JSON
def import_command(file: Path, county: str, by: str, as_json: bool) -> None:
    """Check a list, store it, and show what announcing it would change."""
    now = utc_now()
    with opened() as (_settings, database):
        actor = acting(database, by)
        try:
            with database.begin() as session:
                summary = import_list(
                    session,
                    data=file.read_bytes(),
                    filename=file.name,
                    county_code=full_code(county),
                    actor=actor,
                    now=now,
                    today=local_day(now),
                )
        except UnreadableFile as problem:
            click.echo(str(problem), err=True)
            sys.exit(1)
    counts: dict[str, int] = {}
    for change in summary.changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    if as_json:
        body = {"batch": summary.batch_id, "changes": counts, **report_json(summary.report)}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    _show(summary.report, as_json=False)
    click.echo(f"batch {summary.batch_id}: " + ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())))
    click.echo(f"next: portal announcement draft --batch {summary.batch_id} --by {by}")


def full_code(county: str) -> str:
    """The 12-digit code of a county given by 6 or 12 digits."""
    return county.ljust(12, "0")


def _check(database: Database, file: Path, county: str) -> tuple[Workbook, CheckReport]:
    try:
        workbook = read_workbook(file.read_bytes(), file.name)
    except UnreadableFile as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    with database.read() as session:
        scope = county_scope(session, full_code(county))
    return workbook, check(workbook, county=scope, today=local_day(utc_now()))


def _show(report: CheckReport, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report_json(report), ensure_ascii=False))
        return
    for problem in report.problems:
        where = f"{problem.sheet} 第{problem.row}行 {problem.column}"
        click.echo(f"{problem.severity}: {where}: {problem.message}")
    click.echo(f"{report.rows_read} rows read, {len(report.accepted)} accepted, {report.rejected} rejected")


COMMANDS = (register,)
