"""A question and a document, each with what comparing them needs made once.

Pure. Three hundred documents are compared with every question: what does not depend on the other side is
made here, and for documents kept from one question to the next.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from publishing.search.names import NameForm, Places, general_prefixes, name_forms, places_of
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

    @property
    def glanced(self) -> tuple[NameForm, ...]:
        """The whole name and its shortest form, and those it had."""
        named = (forms for forms in (self.forms, *self.former) if forms)
        return tuple(chain.from_iterable((forms[0], forms[-1]) for forms in named))

    @property
    def heard(self) -> list[str]:
        """As `glanced`, in pinyin."""
        return [sound(form.written) for form in self.glanced]


@lru_cache(maxsize=8192)
def prepare(document: SearchDocument) -> Prepared:
    """The document, ready to be compared."""
    places = places_of(document)
    return Prepared(
        document=document,
        places=places,
        known=places.words | general_prefixes(document),
        address=canonical(document.address),
        name=canonical(document.name),
        forms=name_forms(document.name, places),
        former=tuple(name_forms(former, places) for former in document.former_names),
        licence=code_key(document.licence_no),
        approval=canonical(document.licence_no),
        uscc=code_key(document.uscc),
        phones=tuple(phone_keys(document.phone)),
    )
