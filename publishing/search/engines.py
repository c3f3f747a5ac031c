"""Looking tokens up: the engine protocol and the embedded engine, whoosh.

An engine finds the documents that share the most telling tokens with a question, quickly and in bounded
work; which of them is meant is decided by `ranking` and `verdict`. The index folder is derived data: it can
be deleted and built again from the register at any time.
"""

import fcntl
import json
import os
import shutil
import warnings
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import uuid4

from publishing.kernel.errors import DomainError
from publishing.search.terms import ANALYSER, Field, QueryTerms, SearchDocument, document_terms

with warnings.catch_warnings():
    # whoosh 2.7.4 writes \w in plain strings and `is 0`, which Python reports while it compiles the package
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", SyntaxWarning)
    from whoosh import fields, index, query, scoring
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage

__all__ = ["Hit", "IndexUnusable", "SearchDocument", "SearchEngine", "Searcher", "WhooshEngine"]

MAX_HITS = 300
_CURRENT = "current.json"
_COUNTY = "county"


class IndexUnusable(DomainError):
    """There is no index in the folder, or another version of the analyser built it (values: folder)."""

    code = "index_unusable"
    status = 503


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that an engine found; scores of two questions cannot be compared."""

    id: str
    score: float


class Searcher(Protocol):
    """An open index: a snapshot that later builds do not change. Usable from several threads at once."""

    def search(self, terms: QueryTerms, *, county: str | None, limit: int) -> list[Hit]:
        """The best `limit` documents (MAX_HITS at most), best first; only of county `county`, if given."""

    def close(self) -> None:
        """Let go of the files. A search that is running finishes; one that starts later is refused."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class SearchEngine(Protocol):
    """A way to build and open an index folder."""

    def build(self, folder: Path, documents: Iterable[SearchDocument]) -> None:
        """Replace the index in `folder` by one of `documents`, at once or not at all."""

    def open(self, folder: Path) -> Searcher:
        """The index in `folder` as it is now. IndexUnusable if there is none that this version can read."""


def _schema() -> Any:
    columns = {field.value: fields.KEYWORD(scorable=True) for field in Field}
    return fields.Schema(id=fields.STORED, **{_COUNTY: fields.ID}, **columns)


class WhooshEngine:
    """The embedded engine: pure Python, right for a city (about 1,200 documents) up to a province.

    Layout of the folder: one subfolder for each build, and `current.json` naming the one in force. The newest
    two builds stay, because a reader may be opening the last one. Whoosh pickles its schema into the index,
    so the folder must be as trusted as the program.
    """

    def build(self, folder: Path, documents: Iterable[SearchDocument]) -> None:
        """See SearchEngine. A build that is interrupted leaves the former index in force."""
        folder.mkdir(parents=True, exist_ok=True)
        with _one_builder(folder):
            generation = folder / f"index-{uuid4().hex}"
            generation.mkdir()
            try:
                self._write(generation, documents)
                former = _read_current(folder)
                _point_to(folder, generation.name)
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
            keep = {generation.name, former["generation"] if former else ""}
            for other in folder.glob("index-*"):
                if other.name not in keep:
                    shutil.rmtree(other, ignore_errors=True)

    @staticmethod
    def _write(generation: Path, documents: Iterable[SearchDocument]) -> None:
        writer = FileStorage(str(generation)).create_index(_schema()).writer(codec=W3Codec(), limitmb=64)
        try:
            for document in documents:
                tokens = {field.value: " ".join(found) for field, found in document_terms(document).items()}
                writer.add_document(id=document.id, **{_COUNTY: document.county_code}, **tokens)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def open(self, folder: Path) -> "WhooshSearcher":
        """See SearchEngine."""
        for _ in range(3):  # a build may remove the generation between reading its name and opening it
            current = _read_current(folder)
            if current is None or current["analyser"] != ANALYSER:
                break
            try:
                return WhooshSearcher(index.open_dir(str(folder / current["generation"]), readonly=True))
            except (index.EmptyIndexError, OSError):
                continue
        raise IndexUnusable(folder=folder.name)


class WhooshSearcher:
    """A pool of whoosh searchers over one snapshot: each is used by one thread at a time, as whoosh needs."""

    def __init__(self, opened: Any) -> None:
        self._index = opened
        self._lock = Lock()
        self._idle: list[Any] = [opened.searcher(weighting=scoring.BM25F())]
        self._is_closed = False

    def search(self, terms: QueryTerms, *, county: str | None, limit: int) -> list[Hit]:
        """See Searcher."""
        if not terms.terms:
            return []
        wanted = query.Or(
            [query.Term(term.field.value, term.token, boost=term.weight) for term in terms.terms]
        )
        within = query.Term(_COUNTY, county) if county else None
        with self._borrowed() as searcher:
            # optimize=False: the optimised search of whoosh 2.7.4 never returns on some frequent tokens
            # (AndMaybeMatcher.skip_to_quality loops; whoosh-community issues 446 and 461)
            found = searcher.search(wanted, limit=max(1, min(limit, MAX_HITS)), filter=within, optimize=False)
            return [Hit(hit["id"], float(hit.score)) for hit in found]

    @contextmanager
    def _borrowed(self) -> Generator[Any]:
        with self._lock:
            if self._is_closed:
                raise IndexUnusable(folder="closed")
            # opened inside the lock: close() must not let go of the index in between
            searcher = self._idle.pop() if self._idle else self._index.searcher(weighting=scoring.BM25F())
        try:
            yield searcher
        finally:
            with self._lock:
                if self._is_closed:
                    searcher.close()
                else:
                    self._idle.append(searcher)

    def close(self) -> None:
        """See Searcher. Closing twice does nothing."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for searcher in idle:
            searcher.close()
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _one_builder(folder: Path) -> Generator[None]:
    """Let only one build at a time, of any process, write to `folder`; the lock dies with its process."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _point_to(folder: Path, generation: str) -> None:
    """Make `generation` the index in force, durably: its files first, then the pointer in one rename."""
    for path in [*(folder / generation).iterdir(), folder / generation]:
        _sync(path)
    pointer = folder / f".{_CURRENT}"
    pointer.write_text(json.dumps({"generation": generation, "analyser": ANALYSER}), encoding="utf-8")
    _sync(pointer)
    pointer.replace(folder / _CURRENT)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_current(folder: Path) -> dict[str, Any] | None:
    try:
        current: dict[str, Any] = json.loads((folder / _CURRENT).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return current if {"generation", "analyser"} <= current.keys() else None
