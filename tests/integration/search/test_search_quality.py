"""The quality of the search on the labelled questions; how fast it is, `portal bench search` tells."""

from pathlib import Path

from portal.bench.search_quality import holds, lines_of, misses
from portal.bench.search_questions import PARTS
from portal.commands.bench_search import measure_quality


def test_every_kind_of_question_finds_what_is_meant_and_nothing_wrong_is_said(tmp_path: Path) -> None:
    answers = measure_quality(tmp_path, "tantivy")
    lines = lines_of(answers)
    assert len(answers) >= 400
    assert len(lines) - len(PARTS) - 1 >= 12
    assert [(one.question.kind, one.question.text) for one in misses(answers)] == []
    assert holds(lines)
