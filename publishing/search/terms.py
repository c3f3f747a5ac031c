"""The one analyser: what a kindergarten is indexed under and what a question asks for.

Pure. A document and a question pass through the same steps (`plain`, `canonical`, `sound`), so that they meet
in the same tokens: single characters and pairs of the name, pairs of syllables for homophones, three-letter
pieces and initials for pinyin, pairs of the place, and codes. Raise `ANALYSER` when a token changes: an index
that another analyser built is refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice, pairwise, product

from pypinyin import Style, pinyin

from publishing.search.questions import name_words
from publishing.search.simplified import simplify

ANALYSER = 2
MAX_TEXT = 100
MAX_TERMS = 48
_SPELLINGS = 8
_SUFFIX = re.compile("(?:幼儿园|幼稚园|幼儿院|幼儿圆|幼园|幼)$")
_SPELLED_SUFFIX = re.compile("(?:youeryuan|youer|yey)$")
_ORDINAL = re.compile("第(?=[一二三四五六七八九十])")
_NUMBER = re.compile(r"(?<!\d)[1-9]\d?(?!\d)")
_NUMERALS = "零一二三四五六七八九"
_SHORT_NAME = 4
_CODE_GRAM = 5
_CODE_GRAMS = 16


class Field(StrEnum):
    """Where a token is looked for."""

    NAME = "name"
    SOUND = "sound"
    LETTERS = "letters"
    INITIALS = "initials"
    PLACE = "place"
    CODE = "code"


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchDocument:
    """One kindergarten as the search sees it; `status` is carried for the caller and never weighed."""

    id: str
    name: str
    former_names: tuple[str, ...] = ()
    city_name: str = ""
    county_code: str = ""
    county_name: str = ""
    township_name: str = ""
    village_name: str = ""
    address: str = ""
    licence_no: str = ""
    uscc: str = ""
    phone: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One token of a question, in one field, with its weight."""

    field: Field
    token: str
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryTerms:
    """A question taken apart.

    `whole` is everything typed and `segments` the same without the question's wrapping, both in canonical
    form; `spelled` is what was typed in Latin letters alone; `codes` are runs of digits (and capital letters)
    long enough to be a number on a licence; `terms` are what an engine looks up, at most MAX_TERMS of them.
    """

    whole: str
    segments: tuple[str, ...]
    spelled: str
    codes: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def joined(self) -> str:
        """The segments as one word, as if typed without spaces."""
        return "".join(self.segments)

    @property
    def is_complete(self) -> bool:
        """Whether a whole name was typed: one that ends in 幼儿园 or its like."""
        return any(has_suffix(segment) for segment in self.segments)


def plain(text: str) -> str:
    """`text` in NFKC, lower case and simplified characters; other signs become one space."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    text = "".join(char if char.isalnum() else " " for char in simplify(text))
    return " ".join(text.split())


def _numeral(found: re.Match[str]) -> str:
    tens, ones = divmod(int(found[0]), 10)
    head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones or not tens else "")


@lru_cache(maxsize=16384)
def canonical(text: str) -> str:
    """`text` without spaces, with 第一, 第1 and 1 written as 一: the form in which names are compared."""
    return _ORDINAL.sub("", _NUMBER.sub(_numeral, plain(text).replace(" ", "")))


def has_suffix(text: str) -> bool:
    """Whether canonical `text` ends in 幼儿园 or its like and says something before it."""
    return without_suffix(text) not in {"", text}


def without_suffix(text: str) -> str:
    """Canonical `text` without a final 幼儿园, 幼稚园 or 幼."""
    return _SUFFIX.sub("", text)


def without_spelled_suffix(letters: str) -> str:
    """Pinyin or initials without a final youeryuan or yey."""
    return _SPELLED_SUFFIX.sub("", letters)


@lru_cache(maxsize=16384)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """For each character of `text` its toneless readings, likeliest first; ü counts as u."""
    spelled = pinyin(text, style=Style.NORMAL, heteronym=True) if text else []
    return tuple(tuple(dict.fromkeys(fold_letters(reading) for reading in options)) for options in spelled)


def fold_letters(letters: str) -> str:
    """Pinyin with ü, u: and v all written u, as people type it."""
    return letters.lower().replace("ü", "u").replace("v", "u")


@lru_cache(maxsize=16384)
def sound(text: str) -> str:
    """The likeliest pinyin of `text`, written together."""
    return "".join(options[0] for options in _readings(text))


@lru_cache(maxsize=16384)
def spellings(text: str) -> tuple[str, ...]:
    """Every pinyin of `text` that somebody may type (at most eight), written together, likeliest first."""
    return tuple("".join(choice) for choice in islice(product(*_readings(text)), _SPELLINGS))


@lru_cache(maxsize=16384)
def initials(text: str) -> tuple[str, ...]:
    """Every string of pinyin initials of `text` (at most eight), likeliest first."""
    choices = islice(product(*_readings(text)), _SPELLINGS)
    return tuple(dict.fromkeys("".join(syllable[:1] for syllable in choice) for choice in choices))


def grams(text: str, size: int) -> list[str]:
    """All runs of `size` characters of `text`, in order, each once."""
    return list(dict.fromkeys(text[at : at + size] for at in range(len(text) - size + 1)))


def _sound_pairs(text: str, readings: int) -> Iterator[str]:
    options = _readings(text)
    for left, right in pairwise(options):
        for first, second in product(left[:readings], right[:readings]):
            yield f"{first}'{second}"


def code_key(text: str) -> str:
    """A number on a licence or a telephone as it is compared: its Latin letters and digits, in capitals."""
    return re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def phone_keys(text: str) -> list[str]:
    """The telephone numbers in `text`, as they are compared."""
    return [key for number in re.split(r"[、，,;；/\s]+", text) if (key := code_key(number))]


def _code_tokens(key: str) -> Iterable[str]:
    return [key, *grams(key, _CODE_GRAM)] if len(key) >= _CODE_GRAM else [key]


def document_terms(document: SearchDocument) -> dict[Field, list[str]]:
    """The tokens that `document` is found by."""
    tokens: dict[Field, list[str]] = {field: [] for field in Field}
    for written in (document.name, *document.former_names):
        name = canonical(written)
        core = without_suffix(plain(written).replace(" ", ""))
        tokens[Field.NAME] += [*grams(name, 1), *grams(name, 2)]
        tokens[Field.SOUND] += _sound_pairs(without_suffix(name), 2)
        for spelled in spellings(core)[:2]:
            tokens[Field.LETTERS] += grams(spelled, 3)
        for start in range(max(len(core) - 1, 0)):
            readings = initials(core[start:])[: 2 if len(core) - start <= _SHORT_NAME else 1]
            # three letters of the likelier one too: people leave 双语幼儿园 out
            tokens[Field.INITIALS] += [*(letters[:8] for letters in readings), readings[0][:3]]
        for letters in initials(core)[:1]:
            tokens[Field.INITIALS] += [letters[:size] for size in range(2, 6)]
    places = (document.county_name, document.township_name, document.village_name, document.address)
    tokens[Field.PLACE] = [gram for place in places for gram in grams(canonical(place), 2)]
    for key in (code_key(document.licence_no), code_key(document.uscc), *phone_keys(document.phone)):
        if key:
            tokens[Field.CODE] += _code_tokens(key)
    return {field: list(dict.fromkeys(found)) for field, found in tokens.items()}


def _name_terms(segments: tuple[str, ...]) -> Iterator[Term]:
    cores = [without_suffix(segment) for segment in segments]
    if not any(cores):
        # nothing but 幼儿园 was asked for: the near-stop word is all there is to look up
        cores = list(segments)
    joined = "".join(cores)
    for pair in grams(joined, 2):
        yield Term(Field.NAME, pair, 2.0)
    for char in grams(joined, 1)[: 8 if len(joined) <= 8 else 0]:
        yield Term(Field.NAME, char, 0.7)
    for pair in _sound_pairs(joined, 1):
        yield Term(Field.SOUND, pair, 1.2)
    for pair in (gram for segment in segments for gram in grams(segment, 2)):
        if pair not in {"幼儿", "儿园"}:
            yield Term(Field.PLACE, pair, 0.5)


def _letter_terms(spelled: str) -> Iterator[Term]:
    if len(spelled) <= 3:
        for gram in grams(spelled, min(len(spelled), 2)):
            yield Term(Field.NAME, gram, 1.0)
    short = without_spelled_suffix(spelled) or spelled
    for letters in dict.fromkeys((short, spelled)):
        if len(letters) >= 2:
            yield Term(Field.INITIALS, letters[:8], 4.0)
    if 3 < len(short) < 8:
        yield Term(Field.INITIALS, short[:3], 1.0)
    for gram in grams(short, 3):
        yield Term(Field.LETTERS, gram, 1.0)


def _code_terms(codes: tuple[str, ...]) -> Iterator[Term]:
    for code in codes:
        yield Term(Field.CODE, code, 6.0)
    for code in codes:
        for gram in grams(code, _CODE_GRAM)[:_CODE_GRAMS]:
            yield Term(Field.CODE, gram, 1.0)


def _typed_codes(text: str) -> tuple[str, ...]:
    """Runs of five or more digits and capitals, four of them digits; spaces and dashes inside are ignored."""
    text = unicodedata.normalize("NFKC", text).upper()
    text = re.sub(r"(?<=[0-9A-Z])[\s\-—–_.()]+(?=[0-9A-Z])", "", text)
    # a word before a number is no part of it: Licence No. 1410…
    runs = [re.sub(r"^[A-Z]+(?=\d{5,}$)", "", run) for run in re.findall("[0-9A-Z]{5,}", text)]
    return tuple(dict.fromkeys(run for run in runs if sum(char.isdigit() for char in run) >= 4))[:3]


def query_terms(text: str) -> QueryTerms:
    """`text`, as a visitor typed or pasted it (only its first MAX_TEXT characters count), taken apart."""
    text = text[:MAX_TEXT]
    shown = plain(text)[:MAX_TEXT]
    words = name_words(shown)
    segments = tuple(found for word in words if (found := canonical(word)))
    latin = "".join(words).replace(" ", "")
    spelled = fold_letters(latin) if latin.isascii() and re.search("[a-z]", latin) else ""
    codes = _typed_codes(text)
    named = () if re.fullmatch(r"[\d ]+", shown) and codes else segments
    terms = dict.fromkeys([*_code_terms(codes), *(_letter_terms(spelled) if spelled else _name_terms(named))])
    return QueryTerms(
        whole=canonical(shown),
        segments=segments,
        spelled=spelled,
        codes=codes,
        terms=tuple(islice(terms, MAX_TERMS)),
    )
