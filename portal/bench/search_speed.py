"""How fast the search is at a size: each engine, and SQLite's own full-text index, over the same names.

Building and asking are done by processes of their own, so that the memory of one is not counted with that
of the other.
"""

import multiprocessing
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from portal.bench.search_quality import asker
from portal.bench.search_register import Made, make_register
from publishing.search.opening import engine_of
from publishing.search.terms import canonical, grams

Result = TypeVar("Result")

MOST_FOR_WHOOSH = 30_000
"""Above, whoosh builds for minutes, and nobody would choose it."""
FTS5 = "fts5"
_ASKED, _SLIPS = 400, 60
_HARD = (
    "幼儿园",
    "中心幼儿园",
    "第一",
    "小",
    "幼",
    "金",
    "街道",
    "双语幼儿园有证吗",
    "xxx",
    "金太阳小博士育才阳光蓝天小天使" * 6,
    "jintaiyangxiaoboshiyucaiyangguang" * 3,
    "1234567890" * 10,
)
"""Questions that are hardest on an index: what every name has, and as much as is read of a question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speed:
    """One engine at one size. `p50`, `p99` and `slowest` are milliseconds a question:
    to the verdict of our engines, to ten ids of FTS5; `slips` the share of names with a wrong character that
    are found among ten."""

    engine: str
    size: int
    build_seconds: float
    megabytes: float
    p50: float
    p99: float
    slowest: float
    memory_megabytes: float
    slips: float


def measure_speed(engine: str, size: int, folder: Path) -> Speed:
    """Builds and asks `engine` (whoosh, tantivy, or FTS5) at `size`; files go to `folder`."""
    build_seconds = _apart(_build, engine, size, folder)
    p50, p99, slowest, memory, slips = _apart(_ask, engine, size, folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return Speed(
        engine=engine,
        size=size,
        build_seconds=build_seconds,
        megabytes=sum(path.stat().st_size for path in files) / 1e6,
        p50=p50,
        p99=p99,
        slowest=slowest,
        memory_megabytes=memory,
        slips=slips,
    )


def scan_slips(size: int) -> tuple[float, float]:
    """Share of slips that comparing with every name finds, and the milliseconds of one: the best there is."""
    made = list(make_register(size))
    names = [one.core for one in made]
    found, began = 0, time.perf_counter()
    slips = slips_of(made)
    for text, core in slips:
        best = process.extract(text, names, scorer=fuzz.ratio, limit=10)
        found += any(name == core for name, _score, _at in best)
    return found / len(slips), (time.perf_counter() - began) * 1000 / len(slips)


def questions_of(made: Sequence[Made]) -> list[str]:
    """What is asked to take the time: names whole, short and placed, pinyin, numbers, and what is hard."""
    random_ = random.Random(len(made))  # noqa: S311 - the same on every run
    asked = []
    for one in random_.sample(list(made), _ASKED // 8):
        document = one.document
        asked += [document.name, one.brand, one.brand[:2], f"{document.township_name} {one.brand}"]
        asked += [
            "".join(lazy_pinyin(one.brand)),
            document.licence_no,
            document.address,
            f"{one.brand}有证吗",
        ]
    return asked + list(_HARD)


def slips_of(made: Sequence[Made]) -> list[tuple[str, str]]:
    """Names with one wrong character, and what they should be."""
    random_ = random.Random(f"slips {len(made)}")  # noqa: S311
    own = [one for one in random_.sample(list(made), _SLIPS * 4) if len(one.brand) >= 3]
    chars = sorted({char for one in own for char in one.brand})
    found = []
    for one in own[:_SLIPS]:
        at = random_.randrange(len(one.brand))
        found.append((one.core[:at] + random_.choice(chars) + one.core[at + 1 :], one.core))
    return found


def _apart(work: Callable[[str, int, Path], Result], engine: str, size: int, folder: Path) -> Result:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, engine, size, folder).result()


def _build(engine: str, size: int, folder: Path) -> float:
    documents = [one.document for one in make_register(size)]
    began = time.perf_counter()
    if engine == FTS5:
        _build_fts5(folder, ((d.id, d.name, d.township_name, d.address) for d in documents))
    else:
        engine_of(engine).build(folder, documents)
    return time.perf_counter() - began


def _ask(engine: str, size: int, folder: Path) -> tuple[float, float, float, float, float]:
    # the names of the questions' own register are not counted: only what opening and asking adds
    made = list(make_register(size))
    asked, slips = questions_of(made), slips_of(made)
    cores = {one.document.id: one.core for one in made}
    del made
    before = _resident()
    if engine == FTS5:
        with sqlite3.connect(folder / "names.sqlite3") as connection:
            times, found = _time(lambda text: _ask_fts5(connection, text), asked, slips, cores)
    else:
        with engine_of(engine).open(folder) as searcher:
            ask = asker(searcher)
            times, found = _time(lambda text: [one.id for one in ask(text).candidates], asked, slips, cores)
    cuts = quantiles(times, n=100)
    return cuts[49], cuts[98], max(times), max(_resident() - before, 0.0), found / len(slips)


def _time(
    ask: Callable[[str], list[str]], asked: list[str], slips: list[tuple[str, str]], cores: dict[str, str]
) -> tuple[list[float], int]:
    for text in asked[:20]:
        ask(text)
    times = []
    for text in asked:
        began = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - began) * 1000)
    found = sum(any(cores[id_] == core for id_ in ask(text + "幼儿园")) for text, core in slips)
    return times, found


def _resident() -> float:
    """Megabytes this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _build_fts5(folder: Path, rows: Iterable[tuple[str, str, str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(folder / "names.sqlite3") as connection:
        connection.execute("create table kindergartens (id text, name text, place text, address text)")
        connection.execute("create virtual table found using fts5(grams, content='')")
        for number, row in enumerate(rows, 1):
            connection.execute("insert into kindergartens values (?, ?, ?, ?)", row)
            connection.execute(
                "insert into found(rowid, grams) values (?, ?)", (number, " ".join(map(_grams, row[1:])))
            )


def _grams(text: str) -> str:
    text = canonical(text)
    return " ".join([*grams(text, 1), *grams(text, 2)])


def _ask_fts5(connection: sqlite3.Connection, text: str) -> list[str]:
    pieces = grams(canonical(text[:100]), 2) or grams(canonical(text[:100]), 1)
    wanted = " OR ".join(f'"{piece}"' for piece in pieces)
    rows = connection.execute(
        "select id from kindergartens where rowid in"
        " (select rowid from found where found match ? order by rank limit 10)",
        (wanted,),
    )
    return [row[0] for row in rows]
