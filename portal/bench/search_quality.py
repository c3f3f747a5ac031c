"""How often the right kindergarten is found, and how often something wrong is said: each kind of question."""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.bench.search_makers import MAKERS
from portal.bench.search_questions import PARTS, SLIPS, Question, Register
from portal.bench.search_register import HAND_FILE, Made
from publishing.search.engines import MAX_HITS, Searcher
from publishing.search.ranking import rank
from publishing.search.terms import query_terms
from publishing.search.verdict import Verdict, decide

EACH = 15
"""Questions of a kind and half."""
LEAST, LEAST_OF_KIND = 0.99, 0.97
"""Aims for recall among the first ten: of all questions, and of every kind."""
_FIRST_TEN = 10
_DRAW = 5
"""Drawn anew whenever the half that was held out has been looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What became of a question."""

    question: Question
    verdict: Verdict
    milliseconds: float

    @property
    def first(self) -> bool:
        """One that it fits stands first."""
        return bool(self.verdict.candidates) and self.verdict.candidates[0].id in self.question.fits

    @property
    def among(self) -> bool:
        """The one that is meant is among the first ten.

        Where more than ten fit as well, one of its name is, or all ten fit.
        """
        shown = {one.id for one in self.verdict.candidates}
        if len(self.question.fits) > _FIRST_TEN:
            return bool(self.question.namesakes & shown) or (
                len(shown) == _FIRST_TEN and self.question.fits.issuperset(shown)
            )
        return self.question.meant in shown

    @property
    def wrong(self) -> bool:
        """It was taken for a kindergarten that it does not fit, or said not to be there though it is.

        A slip is not on the register; of one, "not there" is wrong where the right one is not shown as near.
        """
        if self.verdict.decision == "one":
            return self.verdict.id not in self.question.fits
        missed = self.verdict.decision == "none" and bool(self.question.fits)
        return missed and (self.question.kind not in SLIPS or not self.among)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the table; of questions that fit nothing only `wrong` is counted."""

    what: str
    questions: int
    fitting: int
    first: int
    among: int
    wrong: int

    @property
    def recall(self) -> float:
        """Among the first ten."""
        return self.among / self.fitting if self.fitting else 1.0


def questions(made: Sequence[Made], each_kind: int = EACH) -> Iterator[Question]:
    """Questions of every kind, both halves; the same on every run."""
    register = Register(made)
    for part in PARTS:
        random_ = random.Random(f"{part} {len(made)} {_DRAW}")  # noqa: S311 - the same on every run
        for kind, maker in MAKERS.items():
            found: dict[str, Question] = {}
            for each in random_.sample(list(made), len(made)):
                asked = maker(each, register, random_, part)
                if asked is not None and asked[0] not in found:
                    text, fits = asked
                    meant = each.document.id if fits else None
                    namesakes = register.called(each.brand, each.kind) if fits else fits
                    found[text] = Question(
                        kind=kind, part=part, text=text, fits=fits, meant=meant, namesakes=namesakes
                    )
                if len(found) == each_kind:
                    break
            yield from found.values()


def hand_questions() -> Iterator[Question]:
    """The hand-written ones, to the kindergartens of `search_register.hand_written`."""
    for row in json.loads(HAND_FILE.read_text(encoding="utf-8"))["questions"]:
        fits = frozenset(row["fits"])
        meant = row["fits"][0] if row["fits"] else None
        yield Question(kind=row["kind"], part=row["part"], text=row["text"], fits=fits, meant=meant)


def asker(searcher: Searcher) -> Callable[[str], Verdict]:
    """The whole room over an open index: analysed, looked up, ranked, decided."""

    def ask(text: str) -> Verdict:
        terms = query_terms(text)
        found = searcher.find(terms, county=None, limit=MAX_HITS)
        return decide(terms, rank(terms, [each.document for each in found]))

    return ask


def answer(ask: Callable[[str], Verdict], asked: Iterable[Question]) -> tuple[Answered, ...]:
    """Asks every question, and takes the time of each."""
    found = []
    for question in asked:
        began = time.perf_counter()
        verdict = ask(question.text)
        taken = (time.perf_counter() - began) * 1000
        found.append(Answered(question=question, verdict=verdict, milliseconds=taken))
    return tuple(found)


def lines_of(answers: Sequence[Answered]) -> tuple[Line, ...]:
    """A line for each kind, for each half, and for all."""
    kinds = dict.fromkeys(one.question.kind for one in answers)
    by_kind = [_line(kind, [one for one in answers if one.question.kind == kind]) for kind in kinds]
    by_part = [_line(part, [one for one in answers if one.question.part == part]) for part in PARTS]
    return (*by_kind, *by_part, _line("all", answers))


def _line(what: str, answers: Sequence[Answered]) -> Line:
    fitting = [one for one in answers if one.question.fits]
    return Line(
        what=what,
        questions=len(answers),
        fitting=len(fitting),
        first=sum(one.first for one in fitting),
        among=sum(one.among for one in fitting),
        wrong=sum(one.wrong for one in answers),
    )


def misses(answers: Sequence[Answered]) -> list[Answered]:
    """What was not found, or answered wrongly."""
    return [one for one in answers if one.wrong or (one.question.fits and not one.among)]


def holds(lines: Sequence[Line]) -> bool:
    """Whether the aims are met."""
    *kinds, everything = [line for line in lines if line.what not in PARTS]
    return (
        everything.wrong == 0 and everything.recall >= LEAST and all(k.recall >= LEAST_OF_KIND for k in kinds)
    )
