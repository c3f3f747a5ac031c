"""Both engines behind the port come to the same verdicts on the same 1,200 kindergartens."""

import random
from collections.abc import Iterator

import pytest

from publishing.search.engines import Searcher
from publishing.search.opening import engine_of
from publishing.search.ranking import rank
from publishing.search.terms import SearchDocument, initials, query_terms, sound, without_suffix
from publishing.search.verdict import Verdict, decide

BOAI = "410822000000"


@pytest.fixture(scope="module")
def other(corpus: list[SearchDocument], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("tantivy")
    engine_of("tantivy").build(folder, corpus)
    with engine_of("tantivy").open(folder) as opened:
        yield opened


def questions(corpus: list[SearchDocument]) -> list[str]:
    random_ = random.Random(11)
    asked = []
    for document in random_.sample(corpus[20:], 12):
        core = without_suffix(document.name)
        at = random_.randrange(len(core))
        asked += [document.name, core, core[:2], core[:at] + core[at + 1 :], sound(core), initials(core)[0]]
        asked += [document.licence_no, document.uscc, document.phone]
        asked += [document.address, document.village_name]
        asked += [
            f"{document.township_name} {core}",
            f"请问{document.name}有证吗",
            f"{core[:at]}鑫{core[at:]}",
        ]
    return [text for text in dict.fromkeys(asked) if text]


def verdict(searcher: Searcher, text: str, county: str | None = None) -> Verdict:
    terms = query_terms(text)
    found = searcher.find(terms, county=county, limit=300)
    return decide(terms, rank(terms, [each.document for each in found]))


def test_both_engines_come_to_the_same_verdict_and_nearly_the_same_ten(
    searcher: Searcher, other: Searcher, corpus: list[SearchDocument]
) -> None:
    same = shown = 0
    for text in questions(corpus):
        one, two = verdict(searcher, text), verdict(other, text)
        assert (one.decision, one.id) == (two.decision, two.id), text
        shown += len(one.candidates)
        same += len({each.id for each in one.candidates} & {each.id for each in two.candidates})
    assert same / shown > 0.97


def test_both_engines_keep_to_a_county(searcher: Searcher, other: Searcher) -> None:
    for opened in (searcher, other):
        hits = opened.find(query_terms("中心幼儿园"), county=BOAI, limit=300)
        assert {hit.document.county_code for hit in hits} == {BOAI}
