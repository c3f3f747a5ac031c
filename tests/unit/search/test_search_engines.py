"""The engines behind the one port: bounded work, atomic builds, several threads and processes, damage."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import whoosh.searching

from publishing.search.engines import Hit, IndexUnusable, SearchEngine, Searcher
from publishing.search.folders import usable
from publishing.search.opening import engine_of
from publishing.search.terms import (
    MAX_TERMS,
    SearchDocument,
    canonical,
    document_terms,
    grams,
    query_terms,
    sound,
)

ENGINES = ("whoosh", "tantivy")
ONE = SearchDocument(id="K1", name="小博士幼儿园", county_code="410822000000")
TWO = SearchDocument(id="K2", name="小博士幼儿园", county_code="410825000000")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    return engine_of(request.param)


def found(engine: SearchEngine, folder: Path, text: str, county: str | None = None) -> set[str]:
    with engine.open(folder) as searcher:
        return {hit.id for hit in searcher.search(query_terms(text), county=county, limit=10)}


def test_every_gram_of_every_name_comes_back(searcher: Searcher, corpus: list[SearchDocument]) -> None:
    """A search that looped would never get past its gram, and the run would end at its time limit."""
    wanted = {
        gram for one in corpus[::2] for size in (1, 2, 3, 4) for gram in grams(canonical(one.name), size)
    }
    for gram in wanted:
        assert searcher.search(query_terms(gram), county=None, limit=300), gram


def test_every_search_switches_off_the_optimisation_that_loops(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop needs more documents than a test can index, so the switch itself is watched."""
    seen = []
    search = whoosh.searching.Searcher.search

    def watched(self: object, wanted: object, **options: object) -> object:
        seen.append(options["optimize"])
        return search(self, wanted, **options)

    monkeypatch.setattr(whoosh.searching.Searcher, "search", watched)
    searcher.search(query_terms("街道"), county=None, limit=10)
    assert seen == [False]


def test_the_longest_question_looks_up_a_bounded_number_of_tokens(corpus: list[SearchDocument]) -> None:
    """What an engine does for a question grows with its tokens; how long that takes, `portal bench` tells."""
    whole = "".join(document.name for document in corpus[:2000])
    asked = [whole, whole.replace("园", " "), " ".join(sound(whole[:40])), "1" * 10_000, "a1" * 5000]
    for text in [*asked, *(document.name for document in corpus)]:
        assert len(query_terms(text).terms) <= MAX_TERMS, text[:20]


def test_a_kindergarten_is_indexed_under_a_bounded_number_of_tokens(corpus: list[SearchDocument]) -> None:
    """Building grows with the tokens: two hundred hold the longest name, address and numbers there are."""
    counts = [sum(len(found) for found in document_terms(document).values()) for document in corpus]
    assert max(counts) <= 200
    assert sum(counts) / len(counts) <= 100


def test_a_county_narrows_the_search(engine: SearchEngine, tmp_path: Path) -> None:
    engine.build(tmp_path, [ONE, TWO])
    assert found(engine, tmp_path, "小博士") == {"K1", "K2"}
    assert found(engine, tmp_path, "小博士", "410825000000") == {"K2"}


def test_limit_is_kept(engine: SearchEngine, tmp_path: Path) -> None:
    engine.build(tmp_path, [ONE, TWO])
    with engine.open(tmp_path) as searcher:
        assert len(searcher.search(query_terms("小博士"), county=None, limit=1)) == 1


def test_nothing_asked_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search(query_terms(" ？ "), county=None, limit=10) == []


def test_an_index_without_documents_finds_nothing(engine: SearchEngine, tmp_path: Path) -> None:
    engine.build(tmp_path, [])
    assert found(engine, tmp_path, "小博士") == set()


def test_a_build_that_fails_leaves_the_former_index(engine: SearchEngine, tmp_path: Path) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield TWO
        raise OSError("no space left on device")

    engine.build(tmp_path, [ONE])
    with pytest.raises(OSError, match="no space"):
        engine.build(tmp_path, broken())
    assert found(engine, tmp_path, "小博士") == {"K1"}
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_a_process_killed_while_building_leaves_the_former_index_and_no_lock(
    engine: SearchEngine, tmp_path: Path
) -> None:
    engine.build(tmp_path, [ONE])
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from publishing.search.terms import SearchDocument\n"
        "from publishing.search.opening import engine_of\n"
        "def documents():\n"
        "    yield SearchDocument(id='K2', name='小博士幼儿园')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "engine_of(sys.argv[2]).build(Path(sys.argv[1]), documents())\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path), engine.name], check=False)
    assert ended.returncode < 0
    assert found(engine, tmp_path, "小博士") == {"K1"}
    engine.build(tmp_path, [TWO])
    assert found(engine, tmp_path, "小博士") == {"K2"}


def test_an_open_searcher_keeps_its_snapshot_through_later_builds(
    engine: SearchEngine, tmp_path: Path
) -> None:
    engine.build(tmp_path, [ONE])
    with engine.open(tmp_path) as searcher:
        for _ in range(3):
            engine.build(tmp_path, [TWO])
        assert [hit.id for hit in searcher.search(query_terms("小博士"), county=None, limit=5)] == ["K1"]
    assert found(engine, tmp_path, "小博士") == {"K2"}
    assert len(list(tmp_path.glob("index-*"))) == 2


def test_builds_at_the_same_time_take_turns(engine: SearchEngine, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: engine.build(tmp_path, [one]), [ONE, TWO] * 4))
    assert len(found(engine, tmp_path, "小博士")) == 1


def test_one_searcher_serves_several_threads(searcher: Searcher, corpus: list[SearchDocument]) -> None:
    names = [document.name for document in corpus[:120]]

    def search(name: str) -> list[Hit]:
        return searcher.search(query_terms(name), county=None, limit=20)

    alone = [search(name) for name in names]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(search, names)) == alone


def test_a_closed_searcher_refuses_and_leaves_no_file_open(engine: SearchEngine, tmp_path: Path) -> None:
    engine.build(tmp_path, [ONE])
    searcher = engine.open(tmp_path)
    searcher.search(query_terms("小博士"), county=None, limit=5)
    searcher.close()
    searcher.close()
    with pytest.raises(IndexUnusable):
        searcher.search(query_terms("小博士"), county=None, limit=5)
    held = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert not [path for path in held if str(tmp_path) in path]


def test_a_folder_without_an_index_is_refused(engine: SearchEngine, tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable):
        engine.open(tmp_path)


def test_an_index_of_another_analyser_is_refused(engine: SearchEngine, tmp_path: Path) -> None:
    engine.build(tmp_path, [ONE])
    pointer = tmp_path / "current.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "analyser": 0}))
    with pytest.raises(IndexUnusable):
        engine.open(tmp_path)


def test_building_and_searching_warns_of_nothing_even_uncompiled(
    engine: SearchEngine, tmp_path: Path
) -> None:
    script = (
        "import sys, warnings; from pathlib import Path\n"
        "import pypinyin, rapidfuzz\n"
        "warnings.simplefilter('error')\n"
        "from publishing.search.terms import SearchDocument, query_terms\n"
        "from publishing.search.opening import engine_of\n"
        "folder = Path(sys.argv[1]) / 'index'\n"
        "engine = engine_of(sys.argv[2])\n"
        "engine.build(folder, [SearchDocument(id='K1', name='小博士幼儿园')])\n"
        "with engine.open(folder) as searcher:\n"
        "    print(searcher.search(query_terms('小博士'), county=None, limit=5)[0].id)\n"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path / "empty")}
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), engine.name],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "K1", "")


@pytest.mark.parametrize("spoil", ["cut", "gone", "scrambled"])
def test_a_damaged_index_is_refused_and_noticed_and_building_mends_it(
    engine: SearchEngine, tmp_path: Path, corpus: list[SearchDocument], spoil: str
) -> None:
    engine.build(tmp_path, corpus[:200])
    for path in tmp_path.glob("index-*/*"):
        if spoil == "gone":
            path.unlink()
        elif spoil == "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        else:
            path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))
    with pytest.raises(IndexUnusable):
        found(engine, tmp_path, corpus[0].name)
    assert usable(tmp_path, engine.name) is None
    engine.build(tmp_path, [ONE])
    assert found(engine, tmp_path, "小博士") == {"K1"}


def test_an_index_of_another_engine_is_refused(tmp_path: Path) -> None:
    engine_of("tantivy").build(tmp_path, [ONE])
    with pytest.raises(IndexUnusable):
        engine_of("whoosh").open(tmp_path)


def test_several_processes_read_while_another_builds(
    engine: SearchEngine, tmp_path: Path, corpus: list[SearchDocument]
) -> None:
    """Each reader opens and asks until the last build is in force, and always finds the one of a build."""
    script = (
        "import sys; from pathlib import Path\n"
        "from publishing.search.opening import engine_of\n"
        "from publishing.search.terms import query_terms\n"
        "engine, seen = engine_of(sys.argv[2]), set()\n"
        "print('ready', flush=True)\n"
        "while 'B4' not in seen:\n"
        "    with engine.open(Path(sys.argv[1])) as searcher:\n"
        "        hits = searcher.search(query_terms('小博士幼儿园'), county=None, limit=5)\n"
        "    assert len([hit for hit in hits if hit.id[0] == 'B']) == 1, hits\n"
        "    seen.add(next(hit.id for hit in hits if hit.id[0] == 'B'))\n"
    )

    def build(number: int) -> None:
        engine.build(tmp_path, [*corpus[20:50], SearchDocument(id=f"B{number}", name="小博士幼儿园")])

    build(0)
    command = [sys.executable, "-c", script, str(tmp_path), engine.name]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for number in range(1, 5):
        build(number)
    for reader in readers:
        _out, problems = reader.communicate(timeout=60)
        assert (reader.returncode, problems) == (0, "")
