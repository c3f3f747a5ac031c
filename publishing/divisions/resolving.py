"""Resolving words into places: from a place name or a whole tip to the division it speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from publishing.divisions.guessing import guesses, last_parents
from publishing.divisions.mentions import NameIndex, former_counties
from publishing.divisions.reading import (
    ALIASES_FILE,
    DIVISIONS_FILE,
    Alias,
    read_aliases,
    read_divisions,
    read_ordinary_words,
)
from publishing.divisions.rules import Division, Level, core_name, covers, short_name
from publishing.divisions.sifting import Reader
from publishing.divisions.spelling import normalise
from publishing.divisions.weighing import Weighed, sure, weigh

MOST_CANDIDATES = 10
_LISTED_WITHIN = 25.0
_FULL_SCORE = 124.0
"""The points of a village written exactly behind its township and county: score 1."""

Decision = Literal["one", "several", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A place the text may mean. `score` is 0 to 1 and orders candidates; it is not a probability."""

    code: str
    name: str
    path: str
    level: Level
    score: float
    names: tuple[str, ...]
    """Short names from the county (or the city itself) down to this place."""

    @property
    def provisional(self) -> bool:
        """Whether an office added it under a local code."""
        return not self.code.isdigit()

    @property
    def full_name(self) -> str:
        """博爱县月山镇花园村."""
        return "".join(self.names)

    @property
    def path_names(self) -> str:
        """博爱县/月山镇/花园村."""
        return "/".join(self.names)


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """`one`: `code` is the place, surely. `several`: it needs a choice. `none`: no place of this city."""

    decision: Decision
    code: str | None
    candidates: tuple[Candidate, ...]


NOTHING = Resolution(decision="none", code=None, candidates=())


class Gazetteer:
    """All divisions, ready for looking up. Immutable; building takes a fraction of a second."""

    def __init__(
        self,
        divisions: Iterable[Division],
        aliases: Iterable[Alias],
        *,
        ordinary: frozenset[str] | None = None,
        moved: Mapping[str, str] | None = None,
    ) -> None:
        """`ordinary` are names that are also everyday words; the packaged list if not given. `moved`: codes
        of merged nodes and what they were merged into."""
        self._moved = dict(moved or {})
        known: Sequence[Alias] = tuple(aliases)
        self._nodes = {division.code: division for division in divisions}
        words = read_ordinary_words() if ordinary is None else ordinary
        self._index = NameIndex(self._nodes.values(), known)
        self._reader = Reader(self._index, known, words, former_counties(self._nodes, known))

    def resolve(self, text: str, *, within: str | None = None) -> Resolution:
        """The place `text` speaks of: a name, a code, or a whole tip (its first 2,000 characters).

        `within` is the code of a division the place must lie in; LookupError if there is no such division.
        """
        scope = None if within is None else self._nodes.get(self._moved.get(within, within))
        if within is not None and scope is None:
            raise LookupError(f"没有代码为{within}的区划")
        written = normalise(text)
        evidence = self._reader.read(self._index.transcribed(written))
        nodes = [node for node in self._nodes.values() if scope is None or covers(scope.path, node.path)]
        codes = {node.code for node in nodes}
        code = self._moved.get(written.upper(), written.upper())
        exact = self._nodes[code] if code in codes else self._named_city(written, codes)
        if exact is not None:
            return self._one([Weighed(exact, _FULL_SCORE, doubtful=False)])
        ranked = [weighed for weighed in weigh(evidence) if weighed.division.code in codes]
        parents = last_parents(evidence)
        if not any(
            weighed.division.level is Level.VILLAGE
            and (not parents or any(evidence.above(p.division, weighed.division) for p in parents))
            for weighed in ranked
        ):
            guessed = guesses(evidence, nodes, scoped=scope is not None)
            if guessed:
                return self._several(self._before(guessed, ranked))
        if not ranked:
            return NOTHING
        if sure(ranked):
            return self._one(ranked)
        return self._several(self._with_parent(ranked))

    def candidate(self, division: Division, score: float) -> Candidate:
        """`division` as a candidate with its names."""
        return Candidate(
            code=division.code,
            name=division.name,
            path=division.path,
            level=division.level,
            score=score,
            names=self._names(division),
        )

    def _names(self, division: Division) -> tuple[str, ...]:
        line = [self._nodes[code] for code in division.path.rstrip("/").split("/")]
        shown = [node for node in line if node.level is not Level.CITY] or line
        return tuple(short_name(node.name, node.level) for node in shown)

    def _candidates(self, ranked: list[Weighed], *, sure_of_first: bool) -> tuple[Candidate, ...]:
        """Those near the best, best first; where one is not sure, at least two if there are two."""
        ordered = sorted(ranked, key=lambda weighed: (-weighed.points, weighed.division.code))
        near = [weighed for weighed in ordered if weighed.points >= ordered[0].points - _LISTED_WITHIN]
        return tuple(
            self.candidate(weighed.division, round(min(weighed.points / _FULL_SCORE, 1.0), 3))
            for weighed in (near if sure_of_first or len(near) > 1 else ordered[:2])[:MOST_CANDIDATES]
        )

    def _one(self, ranked: list[Weighed]) -> Resolution:
        candidates = self._candidates(ranked, sure_of_first=True)
        return Resolution(decision="one", code=candidates[0].code, candidates=candidates)

    def _several(self, ranked: list[Weighed]) -> Resolution:
        return Resolution(
            decision="several", code=None, candidates=self._candidates(ranked, sure_of_first=False)
        )

    @staticmethod
    def _before(guessed: list[Weighed], ranked: list[Weighed]) -> list[Weighed]:
        """Guesses in front of the township or county they were looked for in."""
        if not ranked:
            return guessed
        raised = ranked[0].points + 1 - guessed[0].points
        return [*(replace(guess, points=guess.points + raised) for guess in guessed), *ranked]

    def _with_parent(self, ranked: list[Weighed]) -> list[Weighed]:
        """A village that is alone but in doubt is offered together with its township."""
        only = ranked[0]
        if len(ranked) > 1 or only.division.parent_code is None or only.division.level is Level.COUNTY:
            return ranked
        parent = self._nodes[only.division.parent_code]
        return [only, Weighed(parent, only.points / 2, doubtful=True)]

    def _named_city(self, text: str, codes: set[str]) -> Division | None:
        """The city, if the text is nothing but its name."""
        for node in self._nodes.values():
            if node.level is not Level.CITY or node.code not in codes:
                continue
            if text.removeprefix("河南省") in (node.name, core_name(node.name, node.level)):
                return node
        return None


@cache
def packaged() -> Gazetteer:
    """The gazetteer of the tables that come with the program."""
    return Gazetteer(read_divisions(DIVISIONS_FILE), read_aliases(ALIASES_FILE))
