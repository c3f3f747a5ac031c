"""Putting the documents an engine found in the order of likeness, with what each shares with the question.

Pure. The kind of agreement (`Match`) decides, not the score: `verdict` is confident only about agreement that
one other character would destroy. Likeness (rapidfuzz, of characters and of pinyin) orders everything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from heapq import nlargest
from itertools import accumulate, chain, islice

from publishing.search.comparing import Asked, Prepared, prepare
from publishing.search.likeness import glance, likeness
from publishing.search.names import NameForm, explains, identifying_places, spelled_places, without_kind
from publishing.search.terms import (
    QueryTerms,
    SearchDocument,
    initials,
    sound,
    spellings,
)

MAX_RANKED = 300
MAX_SPELLED = 100
"""Of a question in letters: names have to be spelled out, which takes long."""
MAX_BARREN = 100
MAX_COMPARED = 60
_SPEECH = frozenset("我你您他她它们的了吗呢吧呀啊这那哪没是不看听问想说请")
_SHORTEST_LICENCE = 8
_SHORTEST_APPROVAL = 6
_SHORTEST_PHONE = 7


class Match(Enum):
    """What a document and a question have in common; the value is the least score it gives."""

    CODE = 1.0
    """The licence number or the unified social credit code, whole."""
    LITERAL = 0.99
    """The registered name in full, place included, character by character."""
    NAME = 0.96
    """The name, and every other word of the question is about this kindergarten's place."""
    PINYIN = 0.95
    """As NAME, in pinyin."""
    FORMER = 0.94
    """As NAME, of a former name."""
    NAMED = 0.9
    """The name, beside words that this place does not explain, or inside a sentence."""
    PHONE = 0.89
    """The telephone number, whole."""
    INITIALS = 0.88
    """The pinyin initials of a name."""
    PART = 0.7
    """The question is a part of the name, and does not claim to be all of it."""
    PLACE = 0.5
    """The question names only this kindergarten's place or address."""
    SIMILAR = 0.0
    """Likeness, and nothing more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """A document's likeness to a question: `score` is 0 to 1, `match` what it rests on."""

    id: str
    name: str
    score: float
    match: Match


def rank(terms: QueryTerms, documents: Iterable[SearchDocument]) -> list[Ranked]:
    """The first MAX_RANKED `documents`, which come in the engine's order, by likeness to the question.

    Equal scores keep that order. Of those that only resemble it, the MAX_COMPARED nearest are compared
    closely and the rest left out: the work of a question is bounded.
    """
    asked = Asked(terms)
    matched = []
    barren = 0
    for document in islice(documents, MAX_SPELLED if terms.spelled else MAX_RANKED):
        known = prepare(document)
        match = _match(asked, known)
        matched.append((known, match))
        # the engine puts what agrees first: after so many that only resemble, no more is looked at
        barren = barren + 1 if match is Match.SIMILAR else 0
        if barren == MAX_BARREN:
            break
    close = _nearest(asked, matched)
    ranked = [
        _ranked(asked, known, match, close=likeness(asked, known) if at in close else 0.0)
        for at, (known, match) in enumerate(matched)
        if at in close or match is not Match.SIMILAR
    ]
    return sorted(ranked, key=lambda one: -one.score)


def _nearest(asked: Asked, matched: list[tuple[Prepared, Match]]) -> set[int]:
    """Which of `matched` to compare closely: what agrees most, then what is nearest at a glance."""
    if len(matched) <= MAX_COMPARED:
        return set(range(len(matched)))
    seen = [
        (match.value, glance(asked, known) if match.value < Match.NAMED.value else 1.0)
        for known, match in matched
    ]
    best = nlargest(MAX_COMPARED, range(len(matched)), key=lambda at: (*seen[at], -at))
    return set(best)


def _ranked(asked: Asked, known: Prepared, match: Match, *, close: float) -> Ranked:
    ceiling = {Match.SIMILAR: 0.86, Match.PLACE: 0.69, Match.PART: 0.87}.get(match, match.value)
    score = match.value + (ceiling - match.value) * close
    if match is Match.NAME and known.name == asked.joined:
        score += 0.01
    document = known.document
    return Ranked(id=document.id, name=document.name, score=round(score, 4), match=match)


def _match(asked: Asked, known: Prepared) -> Match:
    """The closest agreement of all."""
    found = _code_match(asked.terms, known)
    if found is None and asked.terms.spelled:
        found = _letter_match(asked, known)
    elif found is None:
        found = _character_match(asked, known)
    return found or Match.SIMILAR


def _character_match(asked: Asked, known: Prepared) -> Match | None:
    if _is_literal(asked, known.forms):
        return Match.LITERAL
    found = _name_match(asked, known, known.forms)
    if found is not Match.NAME and any(
        _name_match(asked, known, forms) is Match.NAME for forms in known.former
    ):
        found = Match.FORMER
    if found is None and _is_quoted(asked, known.forms):
        found = Match.NAMED
    if found is None and _is_part(asked, known):
        found = Match.PART
    if found is None and _is_place(asked, known):
        found = Match.PLACE
    return found


def _is_place(asked: Asked, known: Prepared) -> bool:
    """Whether the question names only the place of the document."""
    bare, address = asked.bare, known.address
    words = known.places.whole if asked.is_complete else known.places.words
    in_address = any(gram in address for gram in asked.trigrams)
    if not bare or not (in_address or any(word in bare for word in words)):
        return False
    # 新城幼儿园 is a name and 新城街道 a place: with 幼儿园 behind it, only a whole place word is a place
    if not asked.is_complete and len(bare) >= 3 and bare in address:
        return True
    return explains(bare, words, address)


def _is_literal(asked: Asked, forms: tuple[NameForm, ...]) -> bool:
    """Whether the question is the registered name with its place; without one there may be namesakes."""
    whole = forms[0].core if forms else ""
    if whole not in asked.literal:
        return False
    return any(not form.needs_place and len(form.core) < len(whole) for form in forms[1:])


def _name_match(asked: Asked, known: Prepared, forms: tuple[NameForm, ...]) -> Match | None:
    """NAME, or NAMED if some words are not explained by the place, or None."""
    found: Match | None = None
    for text, core, others in asked.readings:
        for form in forms:
            if not core.endswith(form.core) or (len(form.core) == 1 and core == text):
                continue
            head = core.removesuffix(form.core)
            if not explains(head, known.known, known.address) or (form.needs_place and not head):
                continue
            # the name is said, with nothing before it but words of the place; are all of them its own?
            fitting = identifying_places(form, forms[0], known.known)
            streets = known.address if fitting is known.known else ""
            if all(explains(other, fitting, streets) for other in (head, *others)):
                return Match.NAME
            found = Match.NAMED
    return found


def _is_quoted(asked: Asked, forms: tuple[NameForm, ...]) -> bool:
    """Whether the whole name stands in a sentence, between words that are speech and no part of a name."""
    for form in forms:
        head, found, tail = asked.terms.whole.partition(form.core + "幼儿园")
        around = [words for words in (head, tail) if words]
        if found and around and not form.needs_place and all(_SPEECH & set(words) for words in around):
            return len(form.core) > 1
    return False


def _is_part(asked: Asked, known: Prepared) -> bool:
    forms = known.forms
    text = asked.joined_core
    if not text or not forms:
        # 幼儿园 alone is a part of every name
        return bool(asked.terms.segments)
    # 红旗渠东校区 for 红旗渠幼儿园（东校区）
    if any(text in (form.core, form.core.replace("幼儿园", "")) for form in (*known.loose, *forms[:1])):
        return True
    if asked.is_complete:
        # 育才幼儿园 is a part of 育才幼儿园东校区, and no part of 新育才幼儿园
        return any(form.core.startswith(asked.joined) for form in forms)
    whole = forms[0].core
    name = min((form.core for form in forms if not form.needs_place), key=len, default=whole)
    return text in name or (text in whole and text not in whole.removesuffix(name))


def _letter_match(asked: Asked, known: Prepared) -> Match:
    typed, forms, places = asked.typed, known.forms, known.places
    for form in forms:
        if len(form.written) < 2 or form.needs_place:
            continue
        for spelled in chain(spellings(form.written), spellings(form.core)):
            if typed.endswith(spelled) and explains(
                typed[: len(typed) - len(spelled)], spelled_places(places)
            ):
                return Match.PINYIN
    found = _initials_match(typed, known)
    if found is not None:
        return found
    if len(typed) >= 4 and forms and _is_spelled_part(typed, forms[0].written):
        return Match.PART
    # spelling all words of a place takes long: first whether the letters begin with one
    begins = (begin for word in places.words for begin in spellings(word[0]))
    if any(typed.startswith(begin) for begin in begins) and explains(typed, spelled_places(places)):
        return Match.PLACE
    return Match.SIMILAR


def _is_spelled_part(typed: str, name: str) -> bool:
    """Whether the letters begin with a character of the name; hunyulu is no part of chun yu lu."""
    syllables = [sound(char) for char in name]
    spelled, begins = "".join(syllables), set(accumulate(map(len, syllables), initial=0))
    at = spelled.find(typed)
    while at >= 0 and at not in begins:
        at = spelled.find(typed, at + 1)
    return at >= 0


def _initials_match(typed: str, known: Prepared) -> Match | None:
    """xty for 小太阳, and for the 小太阳 of 小太阳双语; three letters and more may stand inside a name."""
    if len(typed) < 2:
        return None
    names = [form.written for form in known.alike]
    letters = {each for name in names for each in (*initials(name), *initials(without_kind(name)))}
    if typed in letters:
        return Match.INITIALS
    inside = len(typed) >= 3
    return (
        Match.PART if any(typed in each if inside else each.startswith(typed) for each in letters) else None
    )


def _code_match(terms: QueryTerms, known: Prepared) -> Match | None:
    licence, uscc, phones = known.licence, known.uscc, known.phones
    if len(terms.whole) >= _SHORTEST_APPROVAL and known.approval == terms.whole:
        return Match.CODE
    for code in terms.codes:
        if (uscc and code == uscc) or (len(licence) >= _SHORTEST_LICENCE and code == licence):
            return Match.CODE
        if len(code) >= _SHORTEST_PHONE and any(phone.endswith(code) for phone in phones):
            return Match.PHONE
        if licence.endswith(code) or licence.startswith(code) or uscc.startswith(code):
            return Match.PART
    return None
