"""The port of the search engines: what is asked of them, and the values that go in and out.

An engine finds the documents that share the most telling tokens with a question, quickly and in bounded
work; which of them is meant is decided by `ranking` and `verdict`. The index folder is derived data: it can
be deleted and built again from the register at any time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Protocol, Self

from publishing.kernel.errors import DomainError
from publishing.search.terms import QueryTerms, SearchDocument

MAX_HITS = 300


class IndexUnusable(DomainError):
    """There is no index that this version can read, or its files are damaged (values: folder)."""

    code = "index_unusable"
    status = 503


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that an engine found; scores of two questions cannot be compared."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its document."""

    document: SearchDocument
    score: float


class Searcher(Protocol):
    """An open index: a snapshot that later builds do not change. Usable from several threads at once."""

    def find(self, terms: QueryTerms, *, county: str | None, limit: int) -> list[Found]:
        """The best `limit` documents (MAX_HITS at most), best first; only of county `county`, if given."""

    def search(self, terms: QueryTerms, *, county: str | None, limit: int) -> list[Hit]:
        """As `find`, without the documents."""

    def close(self) -> None:
        """Let go of the files. A search that is running finishes; one that starts later is refused."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class SearchEngine(Protocol):
    """A way to build and open an index folder."""

    name: ClassVar[str]
    """As `PORTAL_SEARCH_ENGINE` has it."""

    def build(self, folder: Path, documents: Iterable[SearchDocument]) -> None:
        """Replace the index in `folder` by one of `documents`, at once or not at all."""

    def open(self, folder: Path) -> Searcher:
        """The index in `folder` as it is now. IndexUnusable if there is none that this version can read."""
