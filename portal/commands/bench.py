"""bench: how fast the site is on this machine, beside what the machine itself can do."""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from intake.tips.queries import find_by_code
from portal.bench import places as labelled
from portal.bench import raw
from portal.bench.site import prepare, served, story
from portal.bench.tips import Load, run
from publishing.divisions.resolving import packaged
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings, secret

_RAW_SECONDS = 2.0
_WARM_UP = "博爱县月山镇花园村"
_PREPARING = "bench: preparing a county in a temporary folder"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """One line of the table."""

    what: str
    load: Load
    stored: int
    """Codes that the database knows after the run."""
    bare: float
    """What the same machine does a second with nothing around it."""


@click.group()
def bench() -> None:
    """Measure this machine; nothing outside a temporary folder is touched."""


@bench.command()
@click.option(
    "--clients", default=8, show_default=True, type=click.IntRange(1, 64), help="Reporters at once."
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1, 120), help="Of each run.")
@click.option("--json", "as_json", is_flag=True)
def tips(clients: int, seconds: int, as_json: bool) -> None:
    """Reports a second over HTTP, the whole form, each acknowledged and on disk."""
    with tempfile.TemporaryDirectory(prefix="mingyuan-bench-") as folder:
        home = Path(folder)
        _say(_PREPARING)
        settings = prepare(home / "site")
        photo = raw.photo()
        _say("bench: rows and photos with nothing around them")
        inserts = raw.insert_rate(home, seconds=_RAW_SECONDS)
        reencodes = raw.reencode_rate(photo, seconds=_RAW_SECONDS)
        rows = []
        for what, picture, bare in (("without photo", b"", inserts), ("one 200 KB photo", photo, reencodes)):
            _say(f"bench: {clients} reporters, {what}, {seconds} s")
            with served(settings.home, home / "server.log") as port:
                load = run(port, partial(story, photo=picture), clients=clients, seconds=seconds)
            rows.append(_Row(what=what, load=load, stored=_stored(settings, load.codes), bare=bare))
    if as_json:
        click.echo(json.dumps(_document(rows, inserts, reencodes, photo), indent=2))
        return
    for line in _table(rows, inserts, reencodes, photo):
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


def _stored(settings: Settings, codes: tuple[str, ...]) -> int:
    """How many of the codes that were shown the database knows."""
    database, key = Database(settings.database_url), secret(settings, "receipts")
    try:
        with database.read() as session:
            return sum(find_by_code(session, code, secret=key) is not None for code in codes)
    finally:
        database.close()


def _document(rows: list[_Row], inserts: float, reencodes: float, photo: bytes) -> dict[str, object]:
    return {
        "raw_inserts_per_second": round(inserts, 1),
        "reencodes_per_second": round(reencodes, 1),
        "photo_bytes": len(photo),
        "runs": [
            {
                "what": row.what,
                "clients": row.load.clients,
                "seconds": row.load.seconds,
                "tips_per_second": round(row.load.per_second, 2),
                "requests_per_second": round(row.load.requests / row.load.seconds, 1),
                "ratio": round(row.load.per_second / row.bare, 4),
                "send_p50_ms": round(row.load.percentile(50), 1),
                "send_p99_ms": round(row.load.percentile(99), 1),
                "sends_alone_per_second": round(row.load.burst_per_second, 1),
                "sends_alone_ratio": round(row.load.burst_per_second / row.bare, 4),
                "codes_shown": len(row.load.codes),
                "codes_stored": row.stored,
            }
            for row in rows
        ],
    }


def _table(rows: list[_Row], inserts: float, reencodes: float, photo: bytes) -> list[str]:
    lines = [
        f"durable single rows, one writer    {inserts:8.1f} /s",
        f"photos of {len(photo) // 1000} KB through Pillow    {reencodes:8.1f} /s",
        "",
        f"{'whole reports':18}{'tips/s':>8}{'ratio':>8}{'pages/s':>9}{'p50':>9}{'p99':>9}"
        f"{'alone/s':>9}{'ratio':>8}  codes shown = stored",
    ]
    for row in rows:
        load = row.load
        lines.append(
            f"{row.what:18}{load.per_second:8.1f}{load.per_second / row.bare:8.3f}"
            f"{load.requests / load.seconds:9.0f}{load.percentile(50):6.1f} ms{load.percentile(99):6.1f} ms"
            f"{load.burst_per_second:9.1f}{load.burst_per_second / row.bare:8.3f}"
            f"  {len(load.codes)} = {row.stored}"
        )
    lines += [
        "",
        "ratio: to durable single rows, with a photo to Pillow. p50, p99: of the request that sends.",
        "alone: reports that were filled in before, sent all at once.",
    ]
    return lines


COMMANDS = (bench,)
