"""Questions to an invented register, with the kindergartens that each fits, told without the search's help.

Two halves are drawn with different numbers and different sentences: `tuning` was looked at while analyser and
ranking were made, `held_out` was not. A question fits every kindergarten that it describes equally well: the
one that it was made from, its namesakes, for a slip all names that are as few characters away.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import Levenshtein

from portal.bench.search_register import Made

PARTS = ("tuning", "held_out")
ABSENT = ("not there", "there, elsewhere")
"""Kinds of question that fit no kindergarten: the right answer is that none is meant."""
SLIPS = ("homophone", "look-alike", "wrong character", "missing character", "extra character", "pinyin slip")
"""Kinds whose words stand on no list: `not on the register, but these are near` is right for them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A text and the ids of the kindergartens that it fits.

    `meant` is the one that it was made from, `namesakes` are those of its name, wherever they are.
    """

    kind: str
    part: str
    text: str
    fits: frozenset[str]
    meant: str | None
    namesakes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Register:
    """The kindergartens by what questions say of them."""

    made: Sequence[Made]
    by_brand: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_core: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_sound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_initials: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    same_sound: dict[str, str] = field(default_factory=lambda: defaultdict(str))

    def __post_init__(self) -> None:
        chars = sorted({char for each in self.made for char in each.brand})
        for char in chars:
            self.same_sound[sound_of(char)] += char
        for each in self.made:
            id_ = each.document.id
            for brand in (each.brand, *(name.removesuffix("幼儿园") for name in each.document.former_names)):
                self.by_brand[brand].add(id_)
                self.by_sound[sound_of(brand)].add(id_)
                self.by_initials[initials_of(brand)].add(id_)
            self.by_name[each.document.name].add(id_)
            former = [name.removesuffix("幼儿园") for name in each.document.former_names]
            for core in (each.core, *former):
                self.by_core[core].add(id_)

    def called(self, brand: str, kind: str) -> frozenset[str]:
        """Those that are called this, wherever: by their name, or by one they had."""
        former = self.by_brand[brand] if kind == "幼儿园" else set()
        return frozenset(
            each.document.id
            for each in self.made
            if (each.brand == brand and each.kind == kind)
            or (each.document.id in former and each.brand != brand)
        )

    def containing(self, text: str) -> frozenset[str]:
        """Those with `text` in a name."""
        return frozenset(
            each.document.id
            for each in self.made
            if any(text in name for name in (each.document.name, *each.document.former_names))
        )

    def nearest(self, text: str) -> frozenset[str]:
        """Those whose name, 双语 and the like included, is as few characters from `text` as any."""
        far = {core: Levenshtein.distance(core, text) for core in self.by_core}
        least = min(far.values())
        return frozenset(id_ for core, n in far.items() if n == least for id_ in self.by_core[core])


def sound_of(text: str) -> str:
    """Pinyin without tones, as people type it."""
    return "".join(lazy_pinyin(text)).replace("ü", "u").replace("v", "u")


def initials_of(text: str) -> str:
    """The first letters of the pinyin."""
    return "".join(syllable[:1] for syllable in lazy_pinyin(text, style=Style.NORMAL))
