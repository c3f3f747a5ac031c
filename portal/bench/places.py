"""How well words are resolved into places: the labelled texts, what came of each, and the table of it.

The texts lie beside this file. One half (`tuning`) was looked at while the rules were made, the other
(`held_out`) was not; both are reported.
"""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from publishing.divisions.resolving import Gazetteer, Resolution

LABELLED_FILE = Path(__file__).parent / "places_labelled.json"
PARTS = ("tuning", "held_out")
NO_PLACE = ("nothing", "elsewhere")
"""Kinds of text that name no place of the city, unless one is labelled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A text and the codes of the places that it fits: one, several, or none at all."""

    id: str
    kind: str
    part: str
    text: str
    expected: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What the gazetteer made of a text."""

    label: Labelled
    resolution: Resolution
    milliseconds: float

    @property
    def right_first(self) -> bool:
        """The one place that is meant stands first, settled or not."""
        return len(self.label.expected) == 1 and self._codes()[:1] == list(self.label.expected)

    @property
    def right_among(self) -> bool:
        """Everything that fits is offered, and where nothing fits nothing is settled, or even offered where
        no place is named."""
        if self.label.kind in NO_PLACE and not self.label.expected:
            return self.resolution.decision == "none"
        return set(self.label.expected) <= set(self._codes()) and not self.wrong

    @property
    def asks(self) -> bool:
        """Several fit and all of them are offered; or nothing fits and nothing is settled."""
        return len(self.label.expected) != 1 and self.right_among

    @property
    def wrong(self) -> bool:
        """Settled on a place, and it is not the one place that is meant."""
        code = self.resolution.code
        return code is not None and (code,) != self.label.expected

    def _codes(self) -> list[str]:
        return [candidate.code for candidate in self.resolution.candidates]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the table. `named` texts mean one place; the others fit several places, or none."""

    what: str
    texts: int
    named: int
    right_first: int
    right_among: int
    settled: int
    unnamed: int
    asks: int
    wrong: int


def read_labelled(path: Path = LABELLED_FILE) -> tuple[Labelled, ...]:
    """The labelled texts."""
    return tuple(
        Labelled(
            id=case["id"],
            kind=case["kind"],
            part=case["part"],
            text=case["text"],
            expected=tuple(case["expected"]),
        )
        for case in json.loads(path.read_text(encoding="utf-8"))
    )


def answer(gazetteer: Gazetteer, labels: Iterable[Labelled]) -> tuple[Answered, ...]:
    """Resolves every text, and takes the time of each."""
    found = []
    for label in labels:
        began = time.perf_counter()
        resolution = gazetteer.resolve(label.text)
        found.append(
            Answered(label=label, resolution=resolution, milliseconds=(time.perf_counter() - began) * 1000)
        )
    return tuple(found)


def line_of(what: str, answers: Sequence[Answered]) -> Line:
    """The counts of some answers."""
    named = [one for one in answers if len(one.label.expected) == 1]
    return Line(
        what=what,
        texts=len(answers),
        named=len(named),
        right_first=sum(one.right_first for one in named),
        right_among=sum(one.right_among for one in named),
        settled=sum(one.resolution.decision == "one" and not one.wrong for one in named),
        unnamed=len(answers) - len(named),
        asks=sum(one.asks for one in answers),
        wrong=sum(one.wrong for one in answers),
    )


def lines_of(answers: Sequence[Answered]) -> tuple[Line, ...]:
    """A line for each kind of text, for each half, and for all."""
    kinds = dict.fromkeys(one.label.kind for one in answers)
    by_kind = [line_of(kind, [one for one in answers if one.label.kind == kind]) for kind in kinds]
    by_part = [line_of(part, [one for one in answers if one.label.part == part]) for part in PARTS]
    return (*by_kind, *by_part, line_of("all", answers))


def milliseconds(answers: Sequence[Answered]) -> tuple[float, float]:
    """Median and 99th percentile of the time a text takes."""
    cuts = quantiles((one.milliseconds for one in answers), n=100)
    return cuts[49], cuts[98]
