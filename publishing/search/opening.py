"""Which engine serves, and its open index: one a process, opened anew when another build is put in force."""

import importlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from publishing.kernel.settings import Settings
from publishing.search.engines import MAX_HITS, Found, IndexUnusable, SearchEngine, Searcher
from publishing.search.folders import stamp, usable
from publishing.search.terms import QueryTerms

_ENGINES = {
    "whoosh": ("publishing.search.whoosh_engine", "WhooshEngine"),
    "tantivy": ("publishing.search.tantivy_engine", "TantivyEngine"),
}
_OPEN_AT_ONCE = 4
"""Index folders that a process keeps open; one in service, more only in tests."""


def engine_of(name: str) -> SearchEngine:
    """The engine that `PORTAL_SEARCH_ENGINE` names; only this one's library is loaded."""
    module, kind = _ENGINES[name]
    engine: SearchEngine = getattr(importlib.import_module(module), kind)()
    return engine


def needs_building(settings: Settings) -> bool:
    """Whether the index is missing, damaged, or of another engine or analyser."""
    return usable(settings.index, settings.search_engine) is None


def look_up(settings: Settings, terms: QueryTerms, county: str | None) -> list[Found]:
    """The best hits of the index in force. Raises IndexUnusable where there is none that can be read."""
    return _indexes.look_up(settings.index, settings.search_engine, terms, county)


class _OpenIndexes:
    """Open searchers by folder and engine: a rebuilt index is opened anew, its former one let go."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: OrderedDict[tuple[Path, str], tuple[object, Searcher]] = OrderedDict()

    def look_up(self, folder: Path, engine: str, terms: QueryTerms, county: str | None) -> list[Found]:
        for _ in range(_OPEN_AT_ONCE):
            try:
                return self._get(folder, engine).find(terms, county=county, limit=MAX_HITS)
            except IndexUnusable as problem:
                # another thread let go of it between being found and being used: the newer one is there
                if problem.values.get("folder") != "closed":
                    self._drop(folder, engine)
                    raise
        raise IndexUnusable(folder=folder.name)

    def _get(self, folder: Path, engine: str) -> Searcher:
        key, generation = (folder, engine), stamp(folder)
        with self._lock:
            held = self._open.get(key)
            if held is not None and held[0] == generation:
                return held[1]
        searcher = engine_of(engine).open(folder)
        with self._lock:
            former = [self._open.pop(key)] if key in self._open else []
            self._open[key] = (generation, searcher)
            while len(self._open) > _OPEN_AT_ONCE:
                former.append(self._open.popitem(last=False)[1])
        for _stamp, closing in former:
            closing.close()
        return searcher

    def _drop(self, folder: Path, engine: str) -> None:
        """Lets go of an index that turned out to be damaged, or is gone."""
        with self._lock:
            held = self._open.pop((folder, engine), None)
        if held is not None:
            held[1].close()


_indexes = _OpenIndexes()
