"""audit verify."""

import json
import sys

import click

from portal.commands.context import opened
from publishing.kernel.audit import verify


@click.group()
def audit() -> None:
    """The hash-chained log of every change."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True)
def verify_command(as_json: bool) -> None:
    """Prove that no row was changed, removed or put between; exit code 1 names the first."""
    with opened() as (_settings, database), database.read() as session:
        report = verify(session)
    if as_json:
        click.echo(json.dumps({"rows": report.rows, "head": report.head, "broken_at": report.broken_at}))
    elif report.broken_at is None:
        click.echo(f"{report.rows} rows, whole; head {report.head}")
    else:
        click.echo(f"broken at row {report.broken_at} (the {report.rows} before it are whole)", err=True)
    sys.exit(0 if report.broken_at is None else 1)


COMMANDS = (audit,)
