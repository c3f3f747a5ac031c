"""The one question of a parent: is this kindergarten licensed? Found by the index, told by the register."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Literal

from sqlalchemy.orm import Session

from publishing.kernel.db import JsonValue
from publishing.kernel.settings import Settings
from publishing.registry.queries import KindergartenValue, former_names, values_on
from publishing.registry.rules import LicenceStatus
from publishing.search.engines import MAX_HITS, Hit, IndexUnusable, Searcher, WhooshEngine
from publishing.search.indexing import documents_of, place_names
from publishing.search.ranking import Ranked, rank
from publishing.search.terms import QueryTerms, query_terms
from publishing.search.verdict import Decision, decide

VerdictKind = Literal[
    "licensed", "conditional", "suspended", "expired", "revoked", "closed", "not_on_register", "ambiguous"
]
_OPEN_AT_ONCE = 4
"""Index folders that a process keeps open; one in service, more only in tests."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateValue:
    """A kindergarten that may be meant, with what tells it from the others; `score` from 0 to 1."""

    id: str
    name: str
    county: str
    township: str
    address: str
    status: LicenceStatus
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictAnswer:
    """The answer to a question on a day.

    `decision` is whether the question means one kindergarten; `verdict` is its status, `ambiguous`, or
    `not_on_register` (which never says "unlicensed"). `agreeing` counts all that fit equally well.
    """

    query: str
    decision: Decision
    verdict: VerdictKind
    as_of: date
    kindergarten: KindergartenValue | None
    candidates: tuple[CandidateValue, ...]
    agreeing: int


def find(
    session: Session,
    settings: Settings,
    text: str,
    *,
    county_code: str | None = None,
    status: LicenceStatus | None = None,
    as_of: date,
) -> VerdictAnswer:
    """Answers `text` from the register as it stood on `as_of`; with `status` only those of that status count.

    A kindergarten that was first published later is not on the register of that day. Raises IndexUnusable
    where no index has been built yet.
    """
    terms = query_terms(text)
    hits = [hit.id for hit in _indexes.search(settings.index, terms, county_code)]
    standing = values_on(session, hits, as_of=as_of)
    values = [standing[each] for each in hits if each in standing]
    if status is not None:
        values = [value for value in values if value.status is status]
    found = list(documents_of(session, values, former_names(session, hits), city_name=settings.city_name))
    verdict = decide(terms, rank(terms, found))
    by_id = {value.id: value for value in values}
    names = place_names(session, values)
    one = by_id.get(verdict.id) if verdict.id else None
    return VerdictAnswer(
        query=text,
        decision=verdict.decision,
        verdict=_verdict(verdict.decision, one),
        as_of=as_of,
        kindergarten=one,
        candidates=tuple(_candidate(by_id[each.id], each, names) for each in verdict.candidates),
        agreeing=verdict.agreeing,
    )


def answer_json(answer: VerdictAnswer) -> dict[str, JsonValue]:
    """The answer as `search query --json` and /api/v1/verdict give it (DESIGN §6)."""
    one = answer.kindergarten
    return {
        "query": answer.query,
        "decision": answer.decision,
        "verdict": answer.verdict,
        "as_of": answer.as_of.isoformat(),
        "kindergarten": None if one is None else kindergarten_json(one),
        "candidates": [
            {
                "id": candidate.id,
                "name": candidate.name,
                "county": candidate.county,
                "township": candidate.township,
                "address": candidate.address,
                "status": candidate.status.value,
                "score": candidate.score,
            }
            for candidate in answer.candidates
        ],
    }


def kindergarten_json(value: KindergartenValue) -> dict[str, JsonValue]:
    """A kindergarten with its published facts, its status, and where that was announced."""
    return {
        "id": value.id,
        "county_code": value.county_code,
        "status": value.status.value,
        "confirmed_on": value.confirmed_on.isoformat(),
        "announcement_id": value.announcement_id,
        "item_no": value.item_no,
        **value.facts.to_json(),
    }


def _verdict(decision: Decision, one: KindergartenValue | None) -> VerdictKind:
    if one is not None:
        return one.status.value
    return "ambiguous" if decision == "several" else "not_on_register"


def _candidate(value: KindergartenValue, ranked: Ranked, names: dict[str, str]) -> CandidateValue:
    return CandidateValue(
        id=value.id,
        name=value.facts.name,
        county=names.get(value.county_code, ""),
        township=names.get(value.township_code, value.facts.township_name),
        address=value.facts.address or "",
        status=value.status,
        score=ranked.score,
    )


class _OpenIndexes:
    """Open searchers by folder and generation: a rebuilt index is opened anew, its former one let go."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: OrderedDict[Path, tuple[object, Searcher]] = OrderedDict()

    def search(self, folder: Path, terms: QueryTerms, county: str | None) -> list[Hit]:
        """The best hits of the index in force in `folder`; raises IndexUnusable where there is none."""
        for _ in range(_OPEN_AT_ONCE):
            try:
                return self._get(folder).search(terms, county=county, limit=MAX_HITS)
            except IndexUnusable as problem:
                # another thread let go of it between being found and being used: the newer one is there
                if problem.values.get("folder") != "closed":
                    raise
        raise IndexUnusable(folder=folder.name)

    def _get(self, folder: Path) -> Searcher:
        generation = _generation(folder)
        with self._lock:
            held = self._open.get(folder)
            if held is not None and held[0] == generation:
                return held[1]
        searcher = WhooshEngine().open(folder)
        with self._lock:
            former = [self._open.pop(folder)] if folder in self._open else []
            self._open[folder] = (generation, searcher)
            while len(self._open) > _OPEN_AT_ONCE:
                former.append(self._open.popitem(last=False)[1])
        for _old, closing in former:
            closing.close()
        return searcher


def _generation(folder: Path) -> object:
    """What changes whenever another index is put in force: the pointer file is replaced, never rewritten."""
    try:
        state = (folder / "current.json").stat()
    except FileNotFoundError:
        return None
    return (state.st_ino, state.st_mtime_ns)


_indexes = _OpenIndexes()
