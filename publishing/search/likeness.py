"""How much a document resembles a question, where neither name nor number agrees.

Pure. Characters and sounds are compared by rapidfuzz, with what is left of the question once the words of
this document's place are taken away.
"""

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from publishing.search.comparing import Asked, Prepared
from publishing.search.names import explains
from publishing.search.terms import has_suffix, sound

_SAME_SOUND = 92


def glance(asked: Asked, known: Prepared) -> float:
    if asked.typed:
        return max((fuzz.ratio(asked.typed, heard) for heard in known.heard), default=0.0)
    return max(
        (
            max(_as_written(text, form.core), _as_part(text, form.core))
            for text in asked.glanced
            for form in known.glanced
        ),
        default=0.0,
    )


def likeness(asked: Asked, known: Prepared) -> float:
    """Similarity from 0 to 1 of what is left of the question without this document's place words."""
    terms = asked.terms
    if asked.terms.spelled:
        return max((fuzz.ratio(asked.typed, heard) for heard in known.heard), default=0.0) / 100
    if terms.codes and not any(has_suffix(segment) for segment in terms.segments):
        keys = (known.licence, known.uscc, *known.phones)
        return max(fuzz.ratio(code, key) for code in terms.codes for key in keys) / 100
    texts, placed = _without_places(asked, known)
    best = 0.0
    for text in texts:
        heard = sound(text)
        for form in known.alike:
            best = max(
                best,
                _as_written(text, form.core),
                _as_heard(fuzz.ratio(heard, sound(form.core))),
                _as_part(text, form.core),
            )
    return min(1.0, 0.9 * best / 100 + 0.1 * placed)


def _as_written(text: str, name: str) -> float:
    """Likeness of characters, where one in its place counts for more than one that has moved."""
    return (fuzz.ratio(text, name) + 100 * Levenshtein.normalized_similarity(text, name)) / 2


def _as_part(text: str, name: str) -> float:
    """Likeness to the part that is most alike; of equal ones the shorter name is nearer."""
    if len(text) < 2 or len(name) < 2:
        return 0.0
    return 0.75 * fuzz.partial_ratio(text, name) + 0.05 * _as_written(text, name)


def _as_heard(ratio: float) -> float:
    """Likeness by sound: nearly that of characters for the same sound, much less where letters differ."""
    return 0.95 * ratio if ratio >= _SAME_SOUND else 0.75 * ratio


def _without_places(asked: Asked, known: Prepared) -> tuple[list[str], float]:
    """Texts to compare with a name, and how much of the place the question mentions (0 to 1)."""
    cores, joined, words = asked.cores, asked.bare, known.places.words
    rest, hits = joined, 0
    for word in sorted((word for word in words if word in joined), key=len, reverse=True):
        if word in rest and word != rest:
            rest = rest.replace(word, "", 1)
            hits += 1
    unplaced = [core for core in cores if core and not explains(core, words, known.address)]
    if len(unplaced) < len(cores):
        hits += 1
    return list(dict.fromkeys(text for text in (joined, rest, *unplaced) if text)), min(hits, 2) / 2
