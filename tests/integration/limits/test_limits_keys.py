"""The keys of the digests: one an hour, shared, and gone with the counts that were made with them."""

import dataclasses
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from limits.storage import RedisStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis import Redis

from portal import limits
from portal.limits import RedisShelf, SharedCounts, Tally, items_of
from portal.limits_keys import PERIOD, KeyRing, MemoryFolder, OwnShelf, Shelf
from portal.limits_storage import SQLiteStorage
from publishing.kernel.limits import Limit

SCHOOL = Limit("school", ("3 per 10 minutes",))
EVERY = [value for value in vars(limits).values() if isinstance(value, Limit)]


class Clock:
    """The time, which stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0 // PERIOD * PERIOD + PERIOD - 120

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "file", "redis"])
def tally(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Tally:
    """A place to count of each kind; time is the test's, but for Redis, which has its own."""
    if request.param == "memory":
        shelf: Shelf = OwnShelf(clock)
        storage: Storage = storage_from_string("memory://")  # type: ignore[assignment]
    elif request.param == "file":
        storage = SQLiteStorage(f"mingyuan+sqlite://{tmp_path / 'limits.sqlite3'}")
        storage.clock = clock
        shelf = storage
    else:
        address = request.getfixturevalue("redis_url")
        assert urlsplit(address).hostname == "127.0.0.1"
        Redis.from_url(address).flushdb()
        storage = RedisStorage(address)
        shelf = RedisShelf(storage)
    return Tally(FixedWindowRateLimiter(storage), shelf, KeyRing(shelf, clock))


def test_no_limit_has_a_longer_window_than_a_key_serves() -> None:
    assert len(EVERY) >= 8
    assert max(item.get_expiry() for limit in EVERY for item in items_of(limit)) <= PERIOD


def test_a_window_goes_on_over_the_change_of_keys(tally: Tally, clock: Clock) -> None:
    assert [tally.hit(SCHOOL, "10.0.0.1|") for _time in range(2)] == [False, False]
    present = tally.ring.present_and_before()[0]
    clock.now += 180
    assert tally.ring.present_and_before()[1] == present
    assert tally.share(SCHOOL, "10.0.0.1|") == pytest.approx(2 / 3)
    assert [tally.hit(SCHOOL, "10.0.0.1|") for _time in range(2)] == [False, True]
    assert tally.share(SCHOOL, "10.0.0.2|") == 0


def test_two_rings_on_one_shelf_have_the_same_keys(tally: Tally, clock: Clock) -> None:
    other = KeyRing(tally.shelf, clock)
    assert other.present_and_before() == tally.ring.present_and_before()


def test_an_address_is_in_no_name_that_is_counted(tmp_path: Path, clock: Clock) -> None:
    memory, home = tmp_path / "memory", tmp_path / "home"
    memory.mkdir()
    storage = SQLiteStorage(f"mingyuan+sqlite://{home / 'limits.sqlite3'}")
    storage.clock = clock
    ring = KeyRing(MemoryFolder(home, folder=memory, clock=clock), clock)
    tally = Tally(FixedWindowRateLimiter(storage), storage, ring)
    keys = tally.ring.present_and_before()
    for limit in (SCHOOL, limits.SIGN_IN):
        tally.hit(limit, "203.0.113.77|")
    kept = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"203.0.113.77" not in kept
    assert not any(key in kept for key in keys)
    found = {row[0].split("/")[2] for row in storage._run("SELECT key FROM counts")}
    assert len(found) == 2  # one address under two limits does not look alike


def test_keys_in_the_machines_memory_are_ours_shared_and_removed(tmp_path: Path, clock: Clock) -> None:
    one, other = (MemoryFolder(tmp_path / "home", folder=tmp_path, clock=clock) for _n in range(2))
    elsewhere = MemoryFolder(tmp_path / "other", folder=tmp_path, clock=clock)
    assert one.keep_first("key-1", b"first", 60) == other.keep_first("key-1", b"second", 60) == b"first"
    assert elsewhere.keep_first("key-1", b"third", 60) == b"third"
    assert {os.stat(path).st_mode & 0o777 for path in tmp_path.glob("mingyuan-*")} == {0o600}
    clock.now += 61
    assert other.keep_first("key-2", b"fourth", 60) == b"fourth"
    assert [path.read_bytes() for path in tmp_path.glob("mingyuan-*")] == [b"fourth"]


def test_a_key_that_others_can_read_or_a_link_is_not_taken(tmp_path: Path, clock: Clock) -> None:
    folder = MemoryFolder(tmp_path / "home", folder=tmp_path, clock=clock)
    folder.keep_first("key-1", b"first", 60)
    made = next(tmp_path.glob("mingyuan-*"))
    made.chmod(0o644)
    with pytest.raises(PermissionError):
        folder.keep_first("key-1", b"second", 60)
    made.unlink()
    made.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="ymbolic"):
        folder.keep_first("key-1", b"second", 60)


def test_without_a_folder_in_memory_the_file_keeps_the_keys_and_overwrites_them(
    tmp_path: Path, clock: Clock
) -> None:
    storage = SQLiteStorage(f"mingyuan+sqlite://{tmp_path / 'limits.sqlite3'}")
    storage.clock = clock
    gone = MemoryFolder(tmp_path, folder=tmp_path / "no such folder", clock=clock)
    ring = KeyRing(limits._FirstOf(gone, storage), clock)
    first = ring.present_and_before()[0]
    assert first in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    clock.now += 2 * PERIOD
    storage.incr("k", 60)
    assert first not in ring.present_and_before()
    assert first not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_where_the_shared_count_fails_this_process_counts_and_says_so_once(tally: Tally) -> None:
    class Broken(OwnShelf):
        def keep_first(self, *_given: object, **_named: object) -> bytes:  # type: ignore[override]
            raise ConnectionError("nobody there")

    said: list[str] = []
    broken = dataclasses.replace(tally, shelf=Broken(), ring=KeyRing(Broken()))
    counts = SharedCounts(broken, said.append)
    assert [counts.hit(SCHOOL, "10.0.0.1|") for _time in range(4)] == [False, False, False, True]
    assert counts.share(SCHOOL, "10.0.0.1|") > 1
    assert (counts.first("proof", 60), counts.first("proof", 60)) == (True, False)
    assert said == ["limits are counted in this process only: ConnectionError: nobody there"]


def test_a_shared_count_that_answers_again_is_used_again(
    tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Flaky(OwnShelf):
        down = True

        def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
            if self.down:
                raise ConnectionError("nobody there")
            return super().keep_first(name, value, seconds)

    said: list[str] = []
    shelf = Flaky()
    counts = SharedCounts(dataclasses.replace(tally, shelf=shelf, ring=KeyRing(shelf)), said.append)
    counts.hit(SCHOOL, "10.0.0.9|")
    shelf.down = False
    monkeypatch.setattr(limits, "_AGAIN_SECONDS", 0)
    counts.hit(SCHOOL, "10.0.0.9|")
    assert said[1:] == ["limits are counted for all processes again"]


def test_the_first_is_first_for_all(tally: Tally) -> None:
    said: list[str] = []
    one, other = SharedCounts(tally, said.append), SharedCounts(tally, said.append)
    assert [one.first("proof.1", 60), other.first("proof.1", 60), other.first("proof.2", 60)] == [
        True,
        False,
        True,
    ]
    assert said == []
