"""The one question of a parent: is this kindergarten licensed? Found by the index, told by the register."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from publishing.kernel.db import JsonValue
from publishing.kernel.settings import Settings
from publishing.registry.finding import find_by_words
from publishing.registry.queries import KindergartenValue, former_names, values_on
from publishing.registry.rules import LicenceStatus
from publishing.search.engines import MAX_HITS, IndexUnusable
from publishing.search.indexing import documents_of, place_names
from publishing.search.opening import look_up
from publishing.search.ranking import Ranked, rank
from publishing.search.terms import QueryTerms, SearchDocument, grams, query_terms, without_suffix
from publishing.search.verdict import Decision, Verdict, decide

VerdictKind = Literal[
    "licensed", "conditional", "suspended", "expired", "revoked", "closed", "not_on_register", "ambiguous"
]
_FALLBACK_WORDS = 24


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

    A kindergarten that was first published later is not on the register of that day. While the index is
    missing or damaged a plain look-up of names and numbers serves, and only its finds are told: raises
    IndexUnusable where it finds none, since it knows neither pinyin nor slips.
    """
    asked = _Asked(text, query_terms(text), county_code, status, as_of, settings.city_name)
    try:
        found = [each.document for each in look_up(settings, asked.terms, county_code)]
    except IndexUnusable:
        answer = _without_index(session, asked)
        if answer.decision == "none":
            raise
        return answer
    by_index = _from_index(session, asked, found) if status is None else None
    return by_index or _from_register(session, asked, [each.id for each in found])


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    terms: QueryTerms
    county_code: str | None
    status: LicenceStatus | None
    as_of: date
    city_name: str


def _without_index(session: Session, asked: _Asked) -> VerdictAnswer:
    cores = [core for segment in asked.terms.segments if (core := without_suffix(segment))]
    words = [*cores, *(gram for core in cores for gram in grams(core, 2))][:_FALLBACK_WORDS]
    codes, county = asked.terms.codes, asked.county_code
    ids = find_by_words(session, words=words, codes=codes, county_code=county, limit=MAX_HITS)
    return _from_register(session, asked, ids)


def _from_index(session: Session, asked: _Asked, found: list[SearchDocument]) -> VerdictAnswer | None:
    """The answer by what the index holds, with what the register says of those shown.

    None where the register of that day is not what was indexed: on an earlier day, or since it was built.
    """
    verdict = decide(asked.terms, rank(asked.terms, found))
    shown = list(dict.fromkeys([*(each.id for each in verdict.candidates), *filter(None, [verdict.id])]))
    values = values_on(session, shown, as_of=asked.as_of)
    by_id = {document.id: document for document in found}
    if any(each not in values or values[each].facts.name != by_id[each].name for each in shown):
        return None
    return _answer(session, asked, verdict, values)


def _from_register(session: Session, asked: _Asked, ids: list[str]) -> VerdictAnswer:
    """The answer by what the register said of `ids` on the day."""
    standing = values_on(session, ids, as_of=asked.as_of)
    values = [standing[each] for each in ids if each in standing]
    if asked.status is not None:
        values = [value for value in values if value.status is asked.status]
    found = documents_of(session, values, former_names(session, ids), city_name=asked.city_name)
    verdict = decide(asked.terms, rank(asked.terms, found))
    return _answer(session, asked, verdict, {value.id: value for value in values})


def _answer(
    session: Session, asked: _Asked, verdict: Verdict, values: dict[str, KindergartenValue]
) -> VerdictAnswer:
    names = place_names(session, [values[each.id] for each in verdict.candidates])
    one = values.get(verdict.id) if verdict.id else None
    return VerdictAnswer(
        query=asked.text,
        decision=verdict.decision,
        verdict=_verdict(verdict.decision, one),
        as_of=asked.as_of,
        kindergarten=one,
        candidates=tuple(_candidate(values[each.id], each, names) for each in verdict.candidates),
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
