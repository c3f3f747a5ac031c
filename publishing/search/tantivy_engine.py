"""The engine for a province or the nation, tantivy: the same tokens, looked up by a compiled library."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, ClassVar, Self

from publishing.search.documents import DocumentFile, numbered
from publishing.search.engines import MAX_HITS, Found, Hit, IndexUnusable
from publishing.search.folders import mark_damaged, open_current, put_in_force
from publishing.search.terms import Field, QueryTerms, SearchDocument, document_terms

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import tantivy

_NUMBER, _COUNTY = "number", "county"
_MEMORY = 64 * 1024 * 1024


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    # nothing else is stored, so that looking a document's number up stays inside a few cached blocks
    builder.add_unsigned_field(_NUMBER, stored=True)
    builder.add_text_field(_COUNTY, tokenizer_name="raw", index_option="basic")
    for field in Field:
        builder.add_text_field(field.value, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class TantivyEngine:
    """See SearchEngine."""

    name: ClassVar[str] = "tantivy"

    def build(self, folder: Path, documents: Iterable[SearchDocument]) -> None:
        """See SearchEngine. A build that is interrupted leaves the former index in force."""
        put_in_force(folder, self.name, lambda generation: self._write(generation, documents))

    @staticmethod
    def _write(generation: Path, documents: Iterable[SearchDocument]) -> None:
        writer = tantivy.Index(_schema(), path=str(generation)).writer(heap_size=_MEMORY, num_threads=1)
        try:
            for number, document in numbered(generation, documents):
                row = tantivy.Document()
                row.add_unsigned(_NUMBER, number)
                row.add_text(_COUNTY, document.county_code)
                for field, tokens in document_terms(document).items():
                    row.add_text(field.value, " ".join(tokens))
                writer.add_document(row)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def open(self, folder: Path) -> "TantivySearcher":
        """See SearchEngine."""
        return open_current(folder, self.name, TantivySearcher)


class TantivySearcher:
    """One snapshot; tantivy's searchers may be used by several threads at once."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._schema = _schema()
        opened = tantivy.Index.open(str(generation))
        self._searcher: Any = opened.searcher()
        self._documents = DocumentFile(generation)
        self._lock = Lock()
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
        with self._lock:
            if self._is_closed:
                raise IndexUnusable(folder="closed")
            self._busy += 1
        try:
            hits = self._searcher.search(self._query(terms, county), max(1, min(limit, MAX_HITS))).hits
            numbers = [(self._searcher.doc(address)[_NUMBER][0], score) for score, address in hits]
            return [Found(self._documents.get(number), float(score)) for number, score in numbers]
        except Exception as problem:
            mark_damaged(self._generation)
            raise IndexUnusable(folder=self._generation.parent.name) from problem
        finally:
            with self._lock:
                self._busy -= 1
                if self._is_closed:
                    self._let_go()

    def _query(self, terms: QueryTerms, county: str | None) -> Any:
        query, should = tantivy.Query, tantivy.Occur.Should
        wanted = query.boolean_query(
            [
                (
                    should,
                    query.boost_query(
                        query.term_query(self._schema, term.field.value, term.token, index_option="freq"),
                        term.weight,
                    ),
                )
                for term in terms.terms
            ]
        )
        if county is None:
            return wanted
        within = query.const_score_query(
            query.term_query(self._schema, _COUNTY, county, index_option="basic"), 0.0
        )
        return query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, within)])

    def close(self) -> None:
        """See Searcher. Closing twice does nothing."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._let_go()

    def _let_go(self) -> None:
        if not self._busy and self._searcher is not None:
            self._searcher = None
            self._documents.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
