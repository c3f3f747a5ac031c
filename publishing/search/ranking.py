"""Putting the documents an engine found in the order of likeness, with what each shares with the question.

Pure. The kind of agreement (`Match`) decides, not the score: `verdict` is confident only about agreement that
one other character would destroy. Likeness (rapidfuzz, of characters and of pinyin) orders everything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from rapidfuzz import fuzz

from publishing.search.names import (
    NameForm,
    Places,
    explains,
    general_prefixes,
    identifying_places,
    name_forms,
    places_of,
    spelled_places,
)
from publishing.search.terms import (
    QueryTerms,
    SearchDocument,
    canonical,
    code_key,
    has_suffix,
    initials,
    phone_keys,
    sound,
    spellings,
    without_spelled_suffix,
    without_suffix,
)

MAX_RANKED = 300
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
    """The name, beside words that this place does not explain."""
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

    Equal scores keep that order.
    """
    ranked = [_ranked(terms, document) for document, _ in zip(documents, range(MAX_RANKED), strict=False)]
    return sorted(ranked, key=lambda one: -one.score)


def _ranked(terms: QueryTerms, document: SearchDocument) -> Ranked:
    places = places_of(document)
    match = _match(terms, document, places)
    likeness = _likeness(terms, document, places)
    ceiling = {Match.SIMILAR: 0.86, Match.PLACE: 0.69, Match.PART: 0.87}.get(match, match.value)
    score = match.value + (ceiling - match.value) * likeness
    if match is Match.NAME and canonical(document.name) == terms.joined:
        score += 0.01
    return Ranked(id=document.id, name=document.name, score=round(score, 4), match=match)


def _match(terms: QueryTerms, document: SearchDocument, places: Places) -> Match:
    """The closest agreement of all."""
    found = _code_match(terms, document)
    if found is None and terms.spelled:
        found = _letter_match(terms, document, places)
    elif found is None:
        found = _character_match(terms, document, places)
    return found or Match.SIMILAR


def _character_match(terms: QueryTerms, document: SearchDocument, places: Places) -> Match | None:
    forms = name_forms(document.name, places)
    if _is_literal(terms, forms):
        return Match.LITERAL
    found = _name_match(terms, document, places, forms)
    if found is not Match.NAME and any(
        _name_match(terms, document, places, name_forms(former, places)) is Match.NAME
        for former in document.former_names
    ):
        found = Match.FORMER
    if found is None and _is_part(terms, forms):
        found = Match.PART
    if found is None and _is_place(terms, document, places):
        found = Match.PLACE
    return found


def _is_place(terms: QueryTerms, document: SearchDocument, places: Places) -> bool:
    """Whether the question names only the place of the document."""
    bare = "".join(without_suffix(segment) for segment in terms.segments)
    address = canonical(document.address)
    if terms.is_complete:
        # 新城幼儿园 is a name and 新城街道 a place: with 幼儿园 behind it, only a whole place word is a place
        return bool(bare) and explains(bare, places.whole, address)
    return (len(bare) >= 3 and bare in address) or (bool(bare) and explains(bare, places.words, address))


def _is_literal(terms: QueryTerms, forms: tuple[NameForm, ...]) -> bool:
    """Whether the question is the registered name with its place; without one there may be namesakes."""
    whole = forms[0].core if forms else ""
    has_place = any(not form.needs_place and len(form.core) < len(whole) for form in forms[1:])
    return has_place and whole in {without_suffix(terms.joined), without_suffix(terms.whole)}


def _name_match(
    terms: QueryTerms, document: SearchDocument, places: Places, forms: tuple[NameForm, ...]
) -> Match | None:
    """NAME, or NAMED if some words are not explained by the place, or None."""
    address = canonical(document.address)
    known = places.words | general_prefixes(document)
    readings: list[tuple[str, tuple[str, ...]]] = [(terms.whole, ()), (terms.joined, ())]
    if len(terms.segments) > 1:
        readings += [(one, _others(terms.segments, at)) for at, one in enumerate(terms.segments)]
    found: Match | None = None
    for text, others in readings:
        core = without_suffix(text)
        for form in forms:
            if not core.endswith(form.core) or (len(form.core) == 1 and core == text):
                continue
            head = core.removesuffix(form.core)
            if not explains(head, known, address) or (form.needs_place and not head):
                continue
            # the name is said, with nothing before it but words of the place; are all of them its own?
            fitting = identifying_places(form, forms[0], known)
            streets = address if fitting is known else ""
            if all(explains(other, fitting, streets) for other in (head, *others)):
                return Match.NAME
            found = Match.NAMED
    return found


def _others(segments: tuple[str, ...], at: int) -> tuple[str, ...]:
    return segments[:at] + segments[at + 1 :]


def _is_part(terms: QueryTerms, forms: tuple[NameForm, ...]) -> bool:
    text = without_suffix(terms.joined)
    if not text or not forms:
        # 幼儿园 alone is a part of every name
        return bool(terms.segments)
    if terms.is_complete:
        # 育才幼儿园 is a part of 育才幼儿园东校区, and no part of 新育才幼儿园
        return any(form.core.startswith(terms.joined) for form in forms)
    whole = forms[0].core
    name = min((form.core for form in forms if not form.needs_place), key=len, default=whole)
    return text in name or (text in whole and text not in whole.removesuffix(name))


def _letter_match(terms: QueryTerms, document: SearchDocument, places: Places) -> Match:
    typed = without_spelled_suffix(terms.spelled)
    forms = name_forms(document.name, places)
    for form in forms:
        if len(form.written) < 2 or form.needs_place:
            continue
        for spelled in chain(spellings(form.written), spellings(form.core)):
            if typed.endswith(spelled) and explains(
                typed[: len(typed) - len(spelled)], spelled_places(places)
            ):
                return Match.PINYIN
    names = [form.written for form in forms]
    if any(typed in initials(name) for name in names if len(typed) >= 2):
        return Match.INITIALS
    if len(typed) >= 2 and any(name.startswith(typed) for written in names for name in initials(written)):
        return Match.PART
    if len(typed) >= 4 and any(typed in spelled for spelled in spellings(forms[0].written) if forms):
        return Match.PART
    if explains(typed, spelled_places(places)):
        return Match.PLACE
    return Match.SIMILAR


def _code_match(terms: QueryTerms, document: SearchDocument) -> Match | None:
    licence, uscc = code_key(document.licence_no), code_key(document.uscc)
    phones = phone_keys(document.phone)
    if len(terms.whole) >= _SHORTEST_APPROVAL and canonical(document.licence_no) == terms.whole:
        return Match.CODE
    for code in terms.codes:
        if (uscc and code == uscc) or (len(licence) >= _SHORTEST_LICENCE and code == licence):
            return Match.CODE
        if len(code) >= _SHORTEST_PHONE and any(phone.endswith(code) for phone in phones):
            return Match.PHONE
        if licence.endswith(code) or licence.startswith(code) or uscc.startswith(code):
            return Match.PART
    return None


def _likeness(terms: QueryTerms, document: SearchDocument, places: Places) -> float:
    """Similarity from 0 to 1 of what is left of the question without this document's place words."""
    names = [document.name, *document.former_names]
    forms = [form for name in names for form in name_forms(name, places)]
    if terms.spelled:
        typed = without_spelled_suffix(terms.spelled)
        return max((fuzz.ratio(typed, sound(form.written)) for form in forms), default=0.0) / 100
    if terms.codes and not any(has_suffix(segment) for segment in terms.segments):
        keys = (code_key(document.licence_no), code_key(document.uscc), *phone_keys(document.phone))
        return max(fuzz.ratio(code, key) for code in terms.codes for key in keys) / 100
    texts, placed = _without_places(terms, places, canonical(document.address))
    best = 0.0
    for text in texts:
        heard = sound(text)
        for form in forms:
            best = max(
                best,
                fuzz.ratio(text, form.core),
                0.95 * fuzz.ratio(heard, sound(form.core)),
                0.8 * fuzz.partial_ratio(text, form.core) if len(text) >= 2 and len(form.core) >= 2 else 0.0,
            )
    return min(1.0, 0.9 * best / 100 + 0.1 * placed)


def _without_places(terms: QueryTerms, places: Places, address: str) -> tuple[list[str], float]:
    """Texts to compare with a name, and how much of the place the question mentions (0 to 1)."""
    cores = [without_suffix(segment) for segment in terms.segments]
    joined = "".join(cores)
    rest, hits = joined, 0
    for word in sorted(places.words, key=len, reverse=True):
        if word in rest and word != rest:
            rest = rest.replace(word, "", 1)
            hits += 1
    unplaced = [core for core in cores if core and not explains(core, places.words, address)]
    if len(unplaced) < len(cores):
        hits += 1
    return list(dict.fromkeys(text for text in (joined, rest, *unplaced) if text)), min(hits, 2) / 2
