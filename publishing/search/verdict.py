"""Whether a question means one kindergarten, several, or none on the register.

Pure. "One" is said only of an equal name, licence number or credit code; a name that merely resembles is
never taken for it, because a parent would read the licence of another kindergarten. What the one's licence is
worth, and on which date, is the caller's affair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from publishing.search.ranking import Match, Ranked
from publishing.search.terms import QueryTerms, without_suffix

MAX_CANDIDATES = 10
_DECIDING = (Match.CODE, Match.LITERAL, Match.NAME, Match.FORMER, Match.PINYIN)
_TO_CHOOSE = frozenset({Match.NAMED, Match.PHONE, Match.INITIALS, Match.PART, Match.PLACE})
_LEAST_LIKENESS = 0.4
_SHORTEST_SURE_NAME = 3

Decision = Literal["one", "several", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a question came to.

    `id` is the kindergarten when the decision is "one". `candidates` are the documents to show, best first,
    at most MAX_CANDIDATES; with "none" they only resemble. `agreeing` counts all documents that agree with
    the question equally well (有5所同名), maybe more than are shown; it is 1 with "one", 0 with "none".
    """

    decision: Decision
    id: str | None
    candidates: tuple[Ranked, ...]
    agreeing: int


def decide(terms: QueryTerms, ranked: Sequence[Ranked]) -> Verdict:
    """The verdict for a question on documents that `ranking.rank` has put in order."""
    shown = tuple(one for one in ranked if one.score >= _LEAST_LIKENESS)[:MAX_CANDIDATES]
    for match in _DECIDING:
        agreeing = [one for one in ranked if one.match is match]
        if len(agreeing) == 1 and not _may_be_a_part(terms, match, ranked):
            return Verdict(decision="one", id=agreeing[0].id, candidates=shown, agreeing=1)
        if agreeing:
            break
    else:
        agreeing = [one for one in ranked if one.match in _TO_CHOOSE]
    if agreeing:
        # letters agree by chance: what they resemble stays in view behind what they agree with
        related = shown if terms.spelled else tuple(one for one in ranked if one.match is not Match.SIMILAR)
        return Verdict(
            decision="several", id=None, candidates=related[:MAX_CANDIDATES], agreeing=len(agreeing)
        )
    return Verdict(decision="none", id=None, candidates=shown, agreeing=0)


def _may_be_a_part(terms: QueryTerms, match: Match, ranked: Sequence[Ranked]) -> bool:
    """Whether one or two characters without 幼儿园 may as well begin another name: 阳光 of 阳光宝贝."""
    if match is not Match.NAME or terms.is_complete:
        return False
    is_short = len(without_suffix(terms.joined)) < _SHORTEST_SURE_NAME
    return is_short and any(one.match is Match.PART for one in ranked)
