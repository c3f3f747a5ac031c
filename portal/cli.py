"""`portal`: everything an operator does, from the shell; exit code 0 done, 1 refused, 2 misused."""

import sys
from collections.abc import Sequence

import click

from portal.commands import (
    announcements,
    api_keys,
    bench,
    calendar,
    divisions,
    identities,
    logs,
    receipts,
    register,
    search,
    serving,
    staff,
    sweeping,
)
from publishing.kernel.errors import DomainError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def portal() -> None:
    """明园: a public register and tip line for kindergartens."""


for group in (
    serving,
    divisions,
    register,
    announcements,
    staff,
    identities,
    calendar,
    api_keys,
    search,
    logs,
    receipts,
    sweeping,
    bench,
):
    for command in group.COMMANDS:
        portal.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line (the process's own by default); always leaves by SystemExit.

    A refusal of a use case becomes one sentence and exit code 1.
    """
    try:
        portal(arguments)
    except DomainError as refusal:
        details = ", ".join(f"{name}: {value}" for name, value in refusal.values.items())
        click.echo(f"refused: {refusal.code}" + (f" ({details})" if details else ""), err=True)
        sys.exit(1)
