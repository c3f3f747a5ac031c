"""How alike two tips are, and why: pure, from where they are, what they are about and how they are told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from publishing.divisions.spelling import normalise, sound_key, sounds

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_GENERIC = re.compile(r"(幼儿园|幼稚园|幼儿班|托管班|托管中心|托管|早教中心|早教|学前班|小饭桌)$")
# characters of any sentence, and the words of any report: having them in common says nothing
_GRAMMAR = frozenset("的了是不都也还就我他你这那在有个没把被让给和跟到去来说")
_USUAL = frozenset((
    "幼儿", "儿园", "孩子", "小孩", "老师", "家长", "无证", "证的", "园长",
    "收费", "村里", "村上", "领导", "举报", "查查", "查一", "一查", "那边",
    "这边", "里头", "门口", "牌子", "民房", "院子", "看着",
))  # fmt: skip
_SHORTEST_NAME = 2
_NAMES_ALIKE = 88.0
_FEWEST_WORDS, _WORDS_ALIKE = 4, 0.15
_FEWEST_SOUNDS, _PLACES_ALIKE = 2, 0.4

KINDERGARTEN, NAME, VILLAGE, TOWNSHIP, PLACE_WORDS, CATEGORY, WORDS = (
    "same_kindergarten",
    "near_name",
    "same_village",
    "same_township",
    "near_place",
    "same_category",
    "near_words",
)
_POINTS = {
    KINDERGARTEN: 60.0,
    NAME: 45.0,
    VILLAGE: 40.0,
    PLACE_WORDS: 25.0,
    CATEGORY: 15.0,
    TOWNSHIP: 10.0,
    WORDS: 10.0,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a tip says, as far as two are compared. `village` and `township` are empty where they are not
    known; `around` are names of its county and township, which every report there has."""

    path: str
    village: str
    township: str
    around: tuple[str, ...]
    categories: frozenset[str]
    kindergarten_id: str
    kindergarten_name: str
    place_words: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Likeness:
    """Points, and the reasons that made them, the weightiest first. Both are empty for unlike tips."""

    points: float = 0.0
    reasons: tuple[str, ...] = ()


UNLIKE = Likeness()


def likeness(one: Told, other: Told) -> Likeness:
    """How alike two tips are.

    The same kindergarten or name is enough within a county. The same village is, with the same matter or the
    same story. Where one of the two is only known to the township or less, the story or the spelling of the
    place must agree. Two different villages are two places, however alike they are told.
    """
    found = set(_by_name(one, other))
    if one.categories & other.categories:
        found.add(CATEGORY)
    words, places = _words(one, other), _place_words(one, other)
    points = words * 30
    if words:
        found.add(WORDS)
    if one.village and one.village == other.village:
        found.add(VILLAGE)
        enough = CATEGORY in found or WORDS in found
    elif one.village and other.village:
        enough = False
    else:
        enough = _may_be_one_place(one, other) and (WORDS in found or places > 0)
        if places:
            found.add(PLACE_WORDS)
        if one.township and one.township == other.township:
            found.add(TOWNSHIP)
    if not (enough or found & {KINDERGARTEN, NAME}):
        return UNLIKE
    reasons = tuple(reason for reason in _POINTS if reason in found)
    return Likeness(points=points + sum(_POINTS[reason] for reason in reasons), reasons=reasons)


def _by_name(one: Told, other: Told) -> Iterable[str]:
    if one.kindergarten_id and one.kindergarten_id == other.kindergarten_id:
        yield KINDERGARTEN
        return
    names = [_GENERIC.sub("", normalise(told.kindergarten_name).lower()) for told in (one, other)]
    if min(map(len, names)) < _SHORTEST_NAME:
        return
    spoken = [" ".join(sounds(name)) for name in names]
    if names[0] in names[1] or names[1] in names[0] or fuzz.ratio(*spoken) >= _NAMES_ALIKE:
        yield NAME


def _may_be_one_place(one: Told, other: Told) -> bool:
    """Whether what is known of the one place holds the other."""
    return one.path.startswith(other.path) or other.path.startswith(one.path)


def _pairs(text: str, without: Iterable[str]) -> set[str]:
    """Pairs of neighbouring characters that say something."""
    written = normalise(text)
    for name in sorted(without, key=len, reverse=True):
        written = written.replace(normalise(name), "，")
    runs = _HAN.findall(written)
    found = {run[start : start + 2] for run in runs for start in range(len(run) - 1)}
    return {pair for pair in found if pair not in _USUAL and not _GRAMMAR & set(pair)}


def _words(one: Told, other: Told) -> float:
    """0, or the share of the shorter story that the longer one has too."""
    around = {*one.around, *other.around}
    first, second = (_pairs(f"{told.place_words}，{told.text}", around) for told in (one, other))
    common = first & second
    if len(common) < _FEWEST_WORDS:
        return 0.0
    share = len(common) / min(len(first), len(second))
    return share if share >= _WORDS_ALIKE else 0.0


def _place_words(one: Told, other: Told) -> float:
    """The same of the places as they sound: 后圪当村 and 后疙瘩村, 花圆村 and 花园村."""
    around = {*one.around, *other.around}
    first, second = (
        {sound_key(sounds(pair)) for pair in _pairs(told.place_words, around)} for told in (one, other)
    )
    common = first & second
    if len(common) < _FEWEST_SOUNDS:
        return 0.0
    share = len(common) / min(len(first), len(second))
    return share if share >= _PLACES_ALIKE else 0.0
