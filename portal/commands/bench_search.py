"""bench search: how well the search finds, and how fast it is."""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Sequence
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
from publishing.search.opening import engine_of

CITY = 1200
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


@click.command()
@click.option("--engine", "engines", multiple=True, type=click.Choice(ENGINES), help="One only.  [both]")
@click.option("--json", "as_json", is_flag=True)
def search(engines: tuple[str, ...], *, as_json: bool) -> None:
    """How often the right kindergarten is found; exit code 1 where the aims are missed.

    The questions come with the program or are drawn from an invented register, the same on every run."""
    found: dict[str, tuple[Answered, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="mingyuan-bench-") as folder:
        for engine in engines or ENGINES:
            click.echo(f"bench: asking {engine}", err=True)
            found[engine] = measure_quality(Path(folder), engine)
    lines = {engine: lines_of(answers) for engine, answers in found.items()}
    if as_json:
        document = {
            engine: {
                "lines": [dataclasses.asdict(line) for line in lines[engine]],
                "missed": [_missed(one) for one in misses(answers)],
            }
            for engine, answers in found.items()
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for engine, answers in found.items():
            for line in quality_table(engine, lines[engine], misses(answers)):
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


def _missed(one: Answered) -> dict[str, str | None]:
    question, verdict = one.question, one.verdict
    return {"kind": question.kind, "part": question.part, "text": question.text, "taken_for": verdict.id}
