"""A question and a document, each with what comparing them needs made once.

Pure. Three hundred documents are compared with every question: what does not depend on the other side is
made here, and for documents kept from one question to the next.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from publishing.search.names import (
    NameForm,
    Places,
    general_prefixes,
    loose_forms,
    name_forms,
    places_of,
    without_kind,
)
from publishing.search.terms import (
    QueryTerms,
    SearchDocument,
    canonical,
    code_key,
    grams,
    phone_keys,
    sound,
    without_spelled_suffix,
    without_suffix,
)


class Asked:
    """A question, with what every document is compared with made once."""

    def __init__(self, terms: QueryTerms) -> None:
        self.terms = terms
        segments = terms.segments
        readings: list[tuple[str, tuple[str, ...]]] = [(terms.whole, ()), (terms.joined, ())]
        if len(segments) > 1:
            readings += [(one, segments[:at] + segments[at + 1 :]) for at, one in enumerate(segments)]
        self.readings = [(text, without_suffix(text), others) for text, others in dict.fromkeys(readings)]
        self.cores = [without_suffix(segment) for segment in segments]
        self.bare = "".join(self.cores)
        self.joined = terms.joined
        self.joined_core = without_suffix(terms.joined)
        self.literal = {self.joined_core, without_suffix(terms.whole)}
        self.is_complete = terms.is_complete
        self.typed = without_spelled_suffix(terms.spelled)
        self.glanced = list(dict.fromkeys(text for text in (self.bare, *self.cores[-2:]) if text))
        self.trigrams = grams(self.bare, 3)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, with what every question is compared with made once."""

    document: SearchDocument
    places: Places
    known: frozenset[str]
    address: str
    name: str
    forms: tuple[NameForm, ...]
    former: tuple[tuple[NameForm, ...], ...]
    licence: str
    approval: str
    uscc: str
    phones: tuple[str, ...]

    loose: tuple[NameForm, ...]
    """What is left of the name where its village is left out too."""
    alike: tuple[NameForm, ...]
    """All that likeness may be measured with: every form of every name, its village left out too."""
    glanced: tuple[NameForm, ...]
    """The whole name and its shortest form, and those it had."""

    @property
    def heard(self) -> tuple[str, ...]:
        """In pinyin what may be typed for a name; made when the first question in letters comes."""
        return _heard(self.alike)


@lru_cache(maxsize=8192)
def _heard(forms: tuple[NameForm, ...]) -> tuple[str, ...]:
    written = chain.from_iterable((form.written, without_kind(form.written)) for form in forms)
    return tuple(dict.fromkeys(sound(text) for text in written))


@lru_cache(maxsize=8192)
def prepare(document: SearchDocument) -> Prepared:
    """The document, ready to be compared."""
    places = places_of(document)
    forms = name_forms(document.name, places)
    former = tuple(name_forms(each, places) for each in document.former_names)
    loose = loose_forms(document, places)
    named = [each for each in (forms, loose, *former) if each]
    return Prepared(
        document=document,
        places=places,
        known=places.words | general_prefixes(document),
        address=canonical(document.address),
        name=canonical(document.name),
        forms=forms,
        former=former,
        loose=tuple(form for form in loose if form not in forms),
        alike=tuple(dict.fromkeys(chain(forms, loose, *former))),
        glanced=tuple(dict.fromkeys(chain.from_iterable((each[0], each[-1]) for each in named))),
        licence=code_key(document.licence_no),
        approval=canonical(document.licence_no),
        uscc=code_key(document.uscc),
        phones=tuple(phone_keys(document.phone)),
    )
