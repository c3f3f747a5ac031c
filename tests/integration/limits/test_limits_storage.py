"""Where limits are counted: our file against the storage of `limits` itself, many processes at once, and that
what has expired is really gone."""

import multiprocessing
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from portal.limits_storage import SQLiteStorage

PROCESSES, EACH = 4, 250
Step = tuple[str, str, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(["hit", "test", "left", "clear", "wait"]), st.sampled_from("abc"), st.integers(1, 40)
    ),
    max_size=60,
)


class Clock:
    """The time, which stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def storage(path: Path, clock: Clock | None = None) -> SQLiteStorage:
    found = storage_from_string(f"mingyuan+sqlite://{path}")
    assert isinstance(found, SQLiteStorage)
    if clock is not None:
        found.clock = clock
    return found


@settings(deadline=None, max_examples=150)
@given(taken=steps)
def test_it_counts_as_the_storage_of_limits_does(
    tmp_path_factory: pytest.TempPathFactory, taken: list[Step]
) -> None:
    clock, item = Clock(), parse("3 per 30 seconds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("limits.storage.memory.time.time", clock)
        # its sweeping thread would run at its own time
        patch.setattr(MemoryStorage, "_MemoryStorage__schedule_expiry", lambda _self: None)
        oracle = FixedWindowRateLimiter(MemoryStorage())
        ours = FixedWindowRateLimiter(storage(tmp_path_factory.mktemp("limits") / "l.sqlite3", clock))
        for action, key, number in taken:
            answers = []
            for limiter in (oracle, ours):
                if action == "hit":
                    answers.append(limiter.hit(item, key, cost=number % 3 + 1))
                elif action == "test":
                    answers.append(limiter.test(item, key))
                elif action == "left":
                    answers.append(limiter.get_window_stats(item, key))
                elif action == "clear":
                    answers.append(limiter.clear(item, key))
            if action == "wait":
                clock.now += number
            else:
                assert answers[0] == answers[1], (action, key)


def hammer(
    path: str, begun: "multiprocessing.synchronize.Barrier", wins: "multiprocessing.Queue[int]"
) -> None:
    """One process: counts, and tries to be the first with each of a hundred names."""
    limiter = FixedWindowRateLimiter(storage(Path(path)))
    shelf = limiter.storage
    item = parse("100 per hour")
    begun.wait(30)
    allowed = sum(limiter.hit(item, "one school") for _time in range(EACH))
    mine = str(multiprocessing.current_process().pid).encode()
    first = sum(shelf.keep_first(f"proof.{n}", mine, 60) == mine for n in range(100))  # type: ignore[attr-defined]
    wins.put(allowed * 1000 + first)


def test_processes_that_hammer_it_lose_no_count_and_share_every_first(tmp_path: Path) -> None:
    fresh = multiprocessing.get_context("spawn")
    begun, wins = fresh.Barrier(PROCESSES), fresh.Queue()
    path = tmp_path / "limits.sqlite3"
    workers = [fresh.Process(target=hammer, args=(str(path), begun, wins)) for _n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    found = [wins.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert sum(each // 1000 for each in found) == 100
    assert sum(each % 1000 for each in found) == 100
    assert storage(path).get(parse("100 per hour").key_for("one school")) == PROCESSES * EACH


def test_threads_share_one_connection(tmp_path: Path) -> None:
    shared = storage(tmp_path / "limits.sqlite3")
    threads = [
        threading.Thread(target=lambda: [shared.incr("k", 60) for _n in range(200)]) for _t in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared.get("k") == 1600


def test_what_has_expired_is_gone_from_the_disk(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "limits.sqlite3"
    kept = storage(path, clock)
    for number in range(300):
        kept.incr(f"LIMITER/tip/digest-of-a-reporter-{number}/5/10/minute", 600)
        kept.keep_first(f"proof-of-a-reporter-{number}", b"value-of-a-reporter", 600)
    assert b"of-a-reporter" in everything(tmp_path)
    clock.now += 601
    kept.incr("another", 600)
    assert b"of-a-reporter" not in everything(tmp_path)
    assert kept.get("another") == 1


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_only_its_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "limits.sqlite3"
    storage(path).incr("k", 60)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_value_is_kept_until_its_time_and_no_longer(tmp_path: Path) -> None:
    clock = Clock()
    shelf = storage(tmp_path / "limits.sqlite3", clock)
    assert shelf.keep_first("key", b"one", 60) == b"one"
    clock.now += 59
    assert shelf.keep_first("key", b"two", 60) == b"one"
    clock.now += 2
    assert shelf.keep_first("key", b"three", 60) == b"three"


def test_a_file_that_is_no_database_any_more_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "limits.sqlite3"
    storage(path).incr("k", 60)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(b"not a database at all" * 500)
    broken = storage(path)
    assert not broken.check()
    assert broken.check()
    assert broken.incr("k", 60) == 1


def test_resetting_forgets_all(tmp_path: Path) -> None:
    shelf = storage(tmp_path / "limits.sqlite3")
    shelf.incr("a", 60)
    shelf.incr("b", 60)
    assert shelf.reset() == 2
    assert shelf.get("a") == 0
