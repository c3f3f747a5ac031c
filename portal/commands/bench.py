"""bench: how fast the site is on this machine, beside what the machine itself can do."""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from portal.bench import places as labelled
from portal.bench.measuring import document, measure, table
from portal.commands.bench_search import search
from portal.commands.serving import server_processes
from publishing.divisions.resolving import packaged

_WARM_UP = "博爱县月山镇花园村"


@click.group()
def bench() -> None:
    """Measure this machine; nothing outside a temporary folder is touched."""


@bench.command()
@click.option(
    "--clients", default=8, show_default=True, type=click.IntRange(1, 64), help="Reporters at once."
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1, 120), help="Of each run.")
@click.option(
    "--workers",
    default=server_processes,
    type=click.IntRange(1, 32),
    help="Server processes. [one a processor]",
)
@click.option("--database-url", default="", help="An empty database to fill, instead of an SQLite file.")
@click.option("--json", "as_json", is_flag=True)
def tips(clients: int, seconds: int, workers: int, database_url: str, *, as_json: bool) -> None:
    """Reports a second over HTTP, complete, acknowledged and on disk; beside the bare database and Pillow."""
    with tempfile.TemporaryDirectory(prefix="mingyuan-bench-") as folder:
        measured = measure(
            Path(folder),
            clients=clients,
            seconds=seconds,
            workers=workers,
            database_url=database_url,
            say=_say,
        )
    if as_json:
        click.echo(json.dumps(document(measured), indent=2))
        return
    for line in table(measured):
        click.echo(line)


@bench.command()
@click.option("--json", "as_json", is_flag=True)
def places(*, as_json: bool) -> None:
    """How often words are resolved into the right place; exit code 1 where one was settled on wrongly.

    The texts are those that come with the program, and so are the places."""
    _say("bench: reading the places of the city")
    gazetteer = packaged()
    gazetteer.resolve(_WARM_UP)
    answers = labelled.answer(gazetteer, labelled.read_labelled())
    lines = labelled.lines_of(answers)
    median, slowest = labelled.milliseconds(answers)
    if as_json:
        document = {
            "milliseconds": {"p50": round(median, 2), "p99": round(slowest, 2)},
            "lines": [dataclasses.asdict(line) for line in lines],
            "wrong": [{"id": one.label.id, "text": one.label.text} for one in answers if one.wrong],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in _places_table(lines, median, slowest):
            click.echo(line)
    if lines[-1].wrong:
        sys.exit(1)


def _places_table(lines: Sequence[labelled.Line], median: float, slowest: float) -> list[str]:
    heads = ("texts", "name one", "first", "among", "settled", "others", "asks", "wrong")
    table = [f"{'kind':14}" + "".join(f"{head:>10}" for head in heads)]
    for line in lines:
        if line.what in labelled.PARTS[:1]:
            table.append("")
        counts = (
            line.texts,
            line.named,
            line.right_first,
            line.right_among,
            line.settled,
            line.unnamed,
            line.asks,
            line.wrong,
        )
        table.append(f"{line.what:14}" + "".join(f"{count:10}" for count in counts))
    everything = lines[-1]
    return [
        *table,
        "",
        f"right place first: {everything.right_first / everything.named:.1%}"
        f"    each text {median:.1f} ms (p50), {slowest:.1f} ms (p99)",
        "first, among: where a text names one place, it is offered first, or at all; settled: without a",
        "question. others: texts that fit several places or none; asks: all that fit are offered and none",
        "is taken. wrong: settled on a place that is not meant. held_out: not seen while rules were made.",
    ]


def _say(line: str) -> None:
    click.echo(line, err=True)


bench.add_command(search)

COMMANDS = (bench,)
