"""bench search: how well the search finds, and how fast it is."""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from portal.bench.search_quality import (
    Answered,
    Line,
    answer,
    asker,
    hand_questions,
    holds,
    lines_of,
    misses,
    questions,
)
from portal.bench.search_questions import PARTS
from portal.bench.search_register import hand_written, make_register
from portal.bench.search_speed import FTS5, MOST_FOR_WHOOSH, Speed, measure_speed, scan_slips
from publishing.search.opening import engine_of

CITY = 1200
LEAST_SIZE, MOST_SIZE = 300, 1_000_000
ENGINES = ("whoosh", "tantivy")


def measure_quality(folder: Path, engine: str, *, each_kind: int | None = None) -> tuple[Answered, ...]:
    """Every question put to `engine`: those drawn to a city, those hand-written to their own register."""
    made = list(make_register(CITY))
    drawn = questions(made, each_kind) if each_kind else questions(made)
    registers = (([one.document for one in made], list(drawn)), (hand_written(), list(hand_questions())))
    answers: list[Answered] = []
    for number, (documents, asked) in enumerate(registers):
        index = folder / f"{engine}-{number}"
        engine_of(engine).build(index, documents)
        with engine_of(engine).open(index) as searcher:
            answers += answer(asker(searcher), asked)
    return tuple(answers)


def _sizes(_context: click.Context, _option: click.Parameter, value: str) -> list[int]:
    sizes = [part.strip() for part in value.split(",") if part.strip()]
    if not all(size.isdecimal() and LEAST_SIZE <= int(size) <= MOST_SIZE for size in sizes):
        raise click.BadParameter(f"numbers from {LEAST_SIZE} to {MOST_SIZE} with commas between them")
    return [int(size) for size in sizes]


def _speeds(
    folder: Path, engines: Sequence[str], sizes: Sequence[int]
) -> tuple[list[Speed], dict[int, tuple[float, float]]]:
    speeds, scans = [], {}
    for size in sizes:
        for engine in (*engines, FTS5):
            if engine == "whoosh" and size > MOST_FOR_WHOOSH:
                continue
            click.echo(f"bench: {engine} at {size}", err=True)
            speeds.append(measure_speed(engine, size, folder / f"{engine}-{size}"))
        scans[size] = scan_slips(size)
    return speeds, scans


@click.command()
@click.option("--engine", "engines", multiple=True, type=click.Choice(ENGINES), help="One only.  [both]")
@click.option(
    "--sizes",
    default="1200,27000,270000",
    show_default=True,
    callback=_sizes,
    help="Kindergartens to take the time with; empty: only how well it finds.",
)
@click.option("--json", "as_json", is_flag=True)
def search(engines: tuple[str, ...], sizes: list[int], *, as_json: bool) -> None:
    """How often the right kindergarten is found, and how fast; exit code 1 where the aims of finding fail.

    The questions come with the program or are drawn from an invented register, the same on every run. Names
    stand in the real places of the city; above 5,000 their places are made up from the same table's words."""
    found: dict[str, tuple[Answered, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="mingyuan-bench-") as folder:
        for engine in engines or ENGINES:
            click.echo(f"bench: asking {engine}", err=True)
            found[engine] = measure_quality(Path(folder), engine)
        speeds, scans = _speeds(Path(folder), engines or ENGINES, sizes)
    lines = {engine: lines_of(answers) for engine, answers in found.items()}
    if as_json:
        document: dict[str, object] = {
            engine: {
                "lines": [dataclasses.asdict(line) for line in lines[engine]],
                "missed": [_missed(one) for one in misses(answers)],
            }
            for engine, answers in found.items()
        }
        document["speed"] = [dataclasses.asdict(one) for one in speeds]
        document["scan"] = {
            str(size): {"slips": share, "milliseconds": ms} for size, (share, ms) in scans.items()
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for engine, answers in found.items():
            for line in quality_table(engine, lines[engine], misses(answers)):
                click.echo(line)
        for line in speed_table(speeds, scans):
            click.echo(line)
    if not all(holds(each) for each in lines.values()):
        sys.exit(1)


def quality_table(engine: str, lines: Sequence[Line], missed: Sequence[Answered]) -> list[str]:
    """The table of one engine, and what was missed."""
    heads = ("questions", "recall@1", "recall@10", "wrong")
    table = [f"{engine}, {CITY} kindergartens", f"{'kind':20}" + "".join(f"{head:>11}" for head in heads)]
    for line in lines:
        if line.what == PARTS[0]:
            table.append("")
        shares = [f"{n / line.fitting:.3f}" if line.fitting else "-" for n in (line.first, line.among)]
        table.append(f"{line.what:20}{line.questions:11}{shares[0]:>11}{shares[1]:>11}{line.wrong:11}")
    return [
        *table,
        "",
        *(f"missed: {one.question.kind}: {one.question.text}" for one in missed),
        "recall: one that the words fit stands first; the one meant (or a namesake, where over ten fit) is",
        "among ten. wrong: taken for one that the words do not fit, or said not to be there though it is;",
        "of a name with a slip, where the right one is not shown as near.",
        "held_out: not looked at one by one while the rules were made.",
        "",
    ]


def speed_table(speeds: Sequence[Speed], scans: Mapping[int, tuple[float, float]]) -> list[str]:
    """A line for each engine and size."""
    if not speeds:
        return []
    heads = ("names", "build s", "MB", "p50 ms", "p99 ms", "max ms", "memory MB", "slips@10")
    table = [f"{'engine':10}" + "".join(f"{head:>11}" for head in heads)]
    for one in speeds:
        numbers = (one.build_seconds, one.megabytes, one.p50, one.p99, one.slowest, one.memory_megabytes)
        cells = [f"{one.size:11,}", *(f"{number:11.1f}" for number in numbers), f"{one.slips:11.3f}"]
        table.append(f"{one.engine:10}" + "".join(cells))
    for size, (share, taken) in scans.items():
        table.append(f"every name of {size:,} compared: slips@10 {share:.3f} in {taken:.0f} ms")
    return [
        *table,
        "whoosh and tantivy: to the verdict (looked up, 300 compared, decided); fts5: SQLite, pairs of",
        "characters, ten ids. slips@10: names with a wrong character that are among the first ten.",
        f"whoosh is not asked above {MOST_FOR_WHOOSH:,}. Datasette is no part of this: it is not installed.",
    ]


def _missed(one: Answered) -> dict[str, str | None]:
    question, verdict = one.question, one.verdict
    return {"kind": question.kind, "part": question.part, "text": question.text, "taken_for": verdict.id}
