"""Finding the names of divisions in a text: exactly, or by sound."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from publishing.divisions.naming import SAME_KIND, Form, forms, tail
from publishing.divisions.reading import Alias, AliasKind
from publishing.divisions.romanising import Romaniser
from publishing.divisions.rules import Division, Level, core_name
from publishing.divisions.spelling import normalise, sound_key, sounds, syllable


class Spelling(IntEnum):
    """How a name was written, worst first."""

    FOLDED = 1
    """Sounds alike in dialect: 陈 for 程, 兰 for 南."""
    SOUND = 2
    """Sounds alike: 园 for 原."""
    LETTERS = 3
    """Pinyin: yueshan for 月山 (and for 岳山)."""
    EXACT = 4


SPELLING_WEIGHT = {Spelling.EXACT: 1.0, Spelling.LETTERS: 0.9, Spelling.SOUND: 0.9, Spelling.FOLDED: 0.8}


@dataclass(frozen=True, slots=True)
class Reading:
    """A division that a form may mean."""

    division: Division
    form: Form


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` may mean the division of `reading`."""

    start: int
    end: int
    reading: Reading
    spelling: Spelling

    @property
    def division(self) -> Division:
        return self.reading.division

    @property
    def quality(self) -> float:
        """0 to 1: how well these characters name the division."""
        return self.reading.form.weight * SPELLING_WEIGHT[self.spelling]

    @property
    def firm(self) -> bool:
        """Written exactly and with the word for its kind."""
        form = self.reading.form
        return self.spelling is Spelling.EXACT and not form.bare and not form.partial


# Characters of a sentence rather than of a name: "我们村" is not a homophone of any village.
_GRAMMATICAL = frozenset(
    "的了在是我你他她它这那哪个们有没不也都就和跟到去来吗呢吧啊着过还很要会能俺咱恁把被给让说叫从各每全本某"
)
_SHORTEST_BY_SOUND = 2
_LETTER = re.compile("[A-Za-z]")
_NAMES_ITS_KIND = {
    Level.CITY: re.compile(""),
    Level.COUNTY: re.compile(""),
    Level.TOWNSHIP: re.compile("[镇乡道场区]$"),
    Level.VILLAGE: re.compile("(村|庄|社区|小区|家属院|居委会|大队|苑|公寓)$"),
}
"""Other names that say what they name, and so stand alone; the others are taken like a bare 花园."""


class NameIndex:
    """All forms of all names, to be looked up by characters and by sound. Built once, never changed."""

    def __init__(self, divisions: Iterable[Division], aliases: Iterable[Alias]) -> None:
        nodes = {division.code: division for division in divisions}
        self._exact: dict[str, list[Reading]] = defaultdict(list)
        self._by_sound: dict[str, dict[str, None]] = defaultdict(dict)
        cores = Counter(
            core_name(node.name, node.level) for node in nodes.values() if node.level is Level.TOWNSHIP
        )
        tails = Counter(
            (node.parent_code, tail(node)) for node in nodes.values() if node.level is Level.VILLAGE
        )
        for node in nodes.values():
            only = cores[core_name(node.name, node.level)] == 1
            for form in forms(
                node, only_of_its_name=only, shares_tail=tails[node.parent_code, tail(node)] > 1
            ):
                self._add(node, form)
        for alias in aliases:
            if alias.code in nodes and alias.kind is not AliasKind.FORMER_COUNTY:
                bare = not _NAMES_ITS_KIND[nodes[alias.code].level].search(alias.alias)
                self._add(nodes[alias.code], Form(text=alias.alias, weight=1.0, bare=bare))
        self._romaniser = Romaniser(
            (sounds(text), text[len(text) - reading.form.marker :])
            for text, readings in self._exact.items()
            for reading in readings
            if not reading.form.partial and reading.form.weight == SAME_KIND
        )
        self._lengths = sorted({len(text) for text in self._exact})
        self._sound_lengths = sorted({key.count(" ") + 1 for key in self._by_sound})

    def _add(self, node: Division, form: Form) -> None:
        text = normalise(form.text)
        known = self._exact[text]
        # of two forms of a place that are written alike, the first is the better one
        if any(reading.division.code == node.code for reading in known):
            return
        known.append(Reading(node, form))
        if (
            not form.partial
            and form.weight == SAME_KIND
            and len(text) - form.marker >= _SHORTEST_BY_SOUND
            and form.marker <= 2
            and not text.endswith("办")
        ):
            self._by_sound[sound_key(sounds(text))][text] = None

    def transcribed(self, text: str) -> str:
        """A normalised text with names in letters made findable by `alike`."""
        return self._romaniser.transcribed(text) if _LETTER.search(text) else text

    def exact(self, text: str) -> Iterator[Mention]:
        """Every place in a normalised text where a form is written character by character."""
        for start in range(len(text)):
            for length in self._lengths:
                if start + length > len(text):
                    break
                for reading in self._exact.get(text[start : start + length], ()):
                    yield Mention(start, start + length, reading, Spelling.EXACT)

    def alike(self, text: str) -> Iterator[Mention]:
        """Every place in a normalised text that sounds like a form, but is written otherwise.

        The word for the kind must be written right, and no grammatical word may stand for a name.
        """
        letters = self._romaniser.sounds
        syllables = tuple(letters.get(character) or syllable(character) for character in text)
        keys = [sound_key((sound,)) for sound in syllables]
        for start in range(len(text)):
            for length in self._sound_lengths:
                end = start + length
                if end > len(text):
                    break
                for written in self._by_sound.get(" ".join(keys[start:end]), ()):
                    yield from self._alike_at(text, start, written, syllables)

    def _alike_at(self, text: str, start: int, written: str, syllables: tuple[str, ...]) -> Iterator[Mention]:
        end = start + len(written)
        found = text[start:end]
        if found == written or any(
            seen in _GRAMMATICAL and seen != right for seen, right in zip(found, written, strict=True)
        ):
            return
        spelling = Spelling.FOLDED
        if syllables[start:end] == sounds(written):
            in_letters = any(seen in self._romaniser.sounds for seen in found)
            spelling = Spelling.LETTERS if in_letters else Spelling.SOUND
        for reading in self._exact[written]:
            marker = reading.form.marker
            if not marker or found[-marker:] == written[-marker:]:
                yield Mention(start, end, reading, spelling)


def former_counties(
    divisions: Mapping[str, Division], aliases: Iterable[Alias]
) -> Mapping[str, frozenset[str]]:
    """For a township that left its county: the codes of counties that are still written before it."""
    by_name = {node.name: node.code for node in divisions.values() if node.level is Level.COUNTY}
    found: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        if alias.kind is AliasKind.FORMER_COUNTY and alias.alias in by_name:
            found[alias.code].add(by_name[alias.alias])
    return {code: frozenset(counties) for code, counties in found.items()}
