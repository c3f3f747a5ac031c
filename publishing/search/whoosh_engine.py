"""The embedded engine, whoosh: pure Python, right for a city (about 1,200 documents) up to a province."""

import warnings
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, ClassVar, Self

from publishing.search.documents import DocumentFile, numbered
from publishing.search.engines import MAX_HITS, Found, Hit, IndexUnusable
from publishing.search.folders import mark_damaged, open_current, put_in_force
from publishing.search.terms import Field, QueryTerms, SearchDocument, document_terms

with warnings.catch_warnings():
    # whoosh 2.7.4 writes \w in plain strings and `is 0`, which Python reports while it compiles the package
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", SyntaxWarning)
    from whoosh import fields, index, query, scoring
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage

_COUNTY = "county"


def _schema() -> Any:
    columns = {field.value: fields.KEYWORD(scorable=True) for field in Field}
    return fields.Schema(**{_COUNTY: fields.ID}, **columns)


class WhooshEngine:
    """See SearchEngine. Whoosh pickles its schema into the index: the folder is trusted like the program."""

    name: ClassVar[str] = "whoosh"

    def build(self, folder: Path, documents: Iterable[SearchDocument]) -> None:
        """See SearchEngine. A build that is interrupted leaves the former index in force."""
        put_in_force(folder, self.name, lambda generation: self._write(generation, documents))

    @staticmethod
    def _write(generation: Path, documents: Iterable[SearchDocument]) -> None:
        writer = FileStorage(str(generation)).create_index(_schema()).writer(codec=W3Codec(), limitmb=64)
        try:
            # one writer, one segment: whoosh numbers the documents as they come, from 0
            for _number, document in numbered(generation, documents):
                tokens = {field.value: " ".join(found) for field, found in document_terms(document).items()}
                writer.add_document(**{_COUNTY: document.county_code}, **tokens)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def open(self, folder: Path) -> "WhooshSearcher":
        """See SearchEngine."""
        return open_current(folder, self.name, WhooshSearcher)


class WhooshSearcher:
    """A pool of whoosh searchers over one snapshot: each is used by one thread at a time, as whoosh needs."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._index = index.open_dir(str(generation), readonly=True)
        self._documents = DocumentFile(generation)
        self._lock = Lock()
        self._idle: list[Any] = [self._index.searcher(weighting=scoring.BM25F())]
        self._busy = 0
        self._is_closed = False

    def search(self, terms: QueryTerms, *, county: str | None, limit: int) -> list[Hit]:
        """See Searcher."""
        found = self.find(terms, county=county, limit=limit)
        return [Hit(each.document.id, each.score) for each in found]

    def find(self, terms: QueryTerms, *, county: str | None, limit: int) -> list[Found]:
        """See Searcher."""
        if not terms.terms:
            return []
        wanted = query.Or(
            [query.Term(term.field.value, term.token, boost=term.weight) for term in terms.terms]
        )
        within = query.Term(_COUNTY, county) if county else None
        most = max(1, min(limit, MAX_HITS))
        with self._borrowed() as searcher:
            try:
                # optimize=False: the optimised search of whoosh 2.7.4 never returns on some frequent tokens
                # (AndMaybeMatcher.skip_to_quality loops; whoosh-community issues 446 and 461)
                found = searcher.search(wanted, limit=most, filter=within, optimize=False)
                return [Found(self._documents.get(number), float(score)) for score, number in found.top_n]
            except Exception as problem:
                mark_damaged(self._generation)
                raise IndexUnusable(folder=self._generation.parent.name) from problem

    @contextmanager
    def _borrowed(self) -> Generator[Any]:
        with self._lock:
            if self._is_closed:
                raise IndexUnusable(folder="closed")
            # opened inside the lock: close() must not let go of the index in between
            searcher = self._idle.pop() if self._idle else self._index.searcher(weighting=scoring.BM25F())
            self._busy += 1
        try:
            yield searcher
        finally:
            with self._lock:
                self._busy -= 1
                if self._is_closed:
                    searcher.close()
                    self._let_go()
                else:
                    self._idle.append(searcher)

    def close(self) -> None:
        """See Searcher. Closing twice does nothing."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            for searcher in self._idle:
                searcher.close()
            self._idle = []
            self._let_go()

    def _let_go(self) -> None:
        if not self._busy:
            self._index.close()
            self._documents.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
