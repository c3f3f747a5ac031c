"""audit verify, audit head, audit export."""

import json
import sys
from pathlib import Path

import click

from portal.commands.context import opened
from portal.sweeps import heads_file, write_audit_head
from publishing.kernel.audit import export_lines, head_of, verify
from publishing.kernel.audit_heads import first_contradiction, read_heads
from publishing.kernel.clock import utc_now
from publishing.kernel.errors import Invalid

_JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def audit() -> None:
    """The hash-chained log of every change."""


@audit.command("verify")
@click.option(
    "--heads",
    "heads_from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Lines kept outside (default: the installation's own file).",
)
@_JSON
def verify_command(heads_from: Path | None, as_json: bool) -> None:
    """Prove that no row was changed, removed or put between, and that the kept daily heads are still borne
    out; exit code 1 names the first that is not."""
    with opened() as (settings, database), database.read() as session:
        source = heads_from or heads_file(settings)
        try:
            heads = read_heads(source.read_text().splitlines()) if source.exists() else ()
        except Invalid as error:
            click.echo(f"{source}: line {error.values['line']} is not `DAY ROWS HASH`", err=True)
            sys.exit(2)
        report = verify(session)
        broken_head = first_contradiction(session, heads)
    whole = report.broken_at is None and broken_head is None
    if as_json:
        document = {"rows": report.rows, "head": report.head, "broken_at": report.broken_at}
        document |= {"heads": len(heads), "broken_head": broken_head.line() if broken_head else None}
        click.echo(json.dumps(document))
    elif report.broken_at is not None:
        click.echo(f"broken at row {report.broken_at} (the {report.rows} before it are whole)", err=True)
    elif broken_head is not None:
        click.echo(f"rewritten: the log does not hold the head of {broken_head.line()}", err=True)
    else:
        click.echo(f"{report.rows} rows, whole; {len(heads)} daily heads borne out; head {report.head}")
    sys.exit(0 if whole else 1)


@audit.command("head")
@_JSON
def head_command(as_json: bool) -> None:
    """Write today's head to the file of heads and print the newest one; the worker does it daily."""
    with opened() as (settings, database):
        written = write_audit_head(database, settings, now=utc_now())
        with database.read() as session:
            head = head_of(session)
    if as_json:
        click.echo(json.dumps({"rows": head.rows, "head": head.head, "written": written is not None}))
    else:
        click.echo(f"{head.rows} {head.head}")


@audit.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--after", default=0, show_default=True, help="Only rows behind this one.")
def export_command(file: Path, after: int) -> None:
    """Write the rows to FILE, one line of JSON each: sha256 of `content` is `hash`, and `content` holds the
    hash before it, so that anybody can prove the chain with other software."""
    with opened() as (_settings, database), database.read() as session, file.open("w") as out:
        count = 0
        for line in export_lines(session, after=after):
            out.write(line + "\n")
            count += 1
            if count % 10_000 == 0:
                click.echo(f"{count} rows", err=True)
    click.echo(f"{count} rows")


COMMANDS = (audit,)
