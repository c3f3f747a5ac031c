"""The documents of an index, beside its tokens: read by their number, without the database.

Two files: the documents as JSON arrays one after another, and where each begins. A document is read when it
is asked for, so that an index of a nation costs a process little.
"""

import json
import os
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from functools import lru_cache
from pathlib import Path

from publishing.search.terms import SearchDocument

_DOCUMENTS, _STARTS = "documents.json", "documents.starts"
_KEPT = 4096
_FORMER = [field.name for field in fields(SearchDocument)].index("former_names")
_NAMES = tuple(field.name for field in fields(SearchDocument))


def numbered(folder: Path, documents: Iterable[SearchDocument]) -> Iterator[tuple[int, SearchDocument]]:
    """Passes `documents` on with their numbers while it writes them to `folder`."""
    starts = array("Q", [0])
    with (folder / _DOCUMENTS).open("wb") as file:
        for number, document in enumerate(documents):
            line = json.dumps(astuple(document), ensure_ascii=False).encode("utf-8", "surrogatepass")
            starts.append(starts[-1] + file.write(line))
            yield number, document
    (folder / _STARTS).write_bytes(starts.tobytes())


class DocumentFile:
    """The documents of one build; raises ValueError or OSError where its files make no sense."""

    def __init__(self, folder: Path) -> None:
        self._starts = array("Q", (folder / _STARTS).read_bytes())
        self._handle = os.open(folder / _DOCUMENTS, os.O_RDONLY)
        self.get = lru_cache(maxsize=_KEPT)(self._read)

    def _read(self, number: int) -> SearchDocument:
        start, end = self._starts[number : number + 2]
        values = json.loads(os.pread(self._handle, end - start, start).decode("utf-8", "surrogatepass"))
        values[_FORMER] = tuple(values[_FORMER])
        return SearchDocument(**dict(zip(_NAMES, values, strict=True)))

    def close(self) -> None:
        """Lets go of the files."""
        self.get.cache_clear()
        os.close(self._handle)
