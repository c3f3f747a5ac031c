"""Writers to an SQLite file that wait for one another share a commit: all of it is kept, or nobody is told
so."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as Waited
from sqlalchemy.orm import Session

from publishing.kernel import turns
from publishing.kernel.db import Database

SECONDS = 20
Work = Callable[[Session], None]


class Desk:
    """A database, and writers of whom the first keeps its turn until everybody else stands in the queue."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.commits = 0
        self.pool = ThreadPoolExecutor(16)
        event.listen(database.engine, "commit", self._count)

    def _count(self, _connection: object) -> None:
        self.commits += 1

    def write(self, *works: tuple[bool, Work]) -> list[Future[None]]:
        """Lets each work be done in its own thread, in this order; a work says whether it may share."""
        queue = self.database._turns
        assert queue is not None
        everybody = threading.Event()

        def first(work: Work) -> Work:
            def wait(session: Session) -> None:
                work(session)
                assert everybody.wait(SECONDS)

            return wait

        def run(together: bool, work: Work) -> None:
            with self.database.begin(together=together) as session:
                work(session)

        futures = []
        for number, (together, work) in enumerate(works):
            futures.append(self.pool.submit(run, together, work if number else first(work)))
            for _try in range(SECONDS * 1000):
                if len(queue._queue) == number and queue._busy:
                    break
                threading.Event().wait(0.001)
        everybody.set()
        return futures

    def kept(self) -> list[int]:
        """What another process sees."""
        other = Database(self.database.url.render_as_string())
        with other.read() as session:
            found = list(session.scalars(text("SELECT number FROM kept ORDER BY number")))
        other.close()
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    with database.begin() as session:
        session.execute(text("CREATE TABLE kept (number INTEGER PRIMARY KEY)"))
    desk = Desk(database)
    yield desk
    desk.pool.shutdown()
    database.close()


def keep(number: int) -> Work:
    def work(session: Session) -> None:
        session.execute(text("INSERT INTO kept VALUES (:number)"), {"number": number})

    return work


def keep_and_fail(number: int) -> Work:
    def work(session: Session) -> None:
        keep(number)(session)
        raise LookupError

    return work


def lose_everything(session: Session) -> None:
    """What SQLite does by itself when its disk is full: it ends the transaction of all."""
    driver = session.connection().connection.driver_connection
    assert driver is not None
    driver.execute("ROLLBACK")


def test_all_who_wait_share_one_commit(desk: Desk) -> None:
    for future in desk.write(*((True, keep(number)) for number in range(8))):
        future.result(SECONDS)
    assert desk.kept() == list(range(8))
    assert desk.commits == 1


def test_one_who_is_alone_commits_at_once(desk: Desk) -> None:
    for number in range(3):
        with desk.database.begin(together=True) as session:
            keep(number)(session)
        assert desk.kept() == list(range(number + 1))
    assert desk.commits == 3


def test_nobody_goes_on_before_the_common_commit_and_nothing_shows_before_it(desk: Desk) -> None:
    before: list[tuple[bool, list[int]]] = []
    futures: list[Future[None]] = []
    started = threading.Event()

    def look(session: Session) -> None:
        keep(2)(session)
        assert started.wait(SECONDS)
        before.append((futures[0].done(), desk.kept()))

    futures += desk.write((True, keep(1)), (True, look))
    started.set()
    for future in futures:
        future.result(SECONDS)
    assert before == [(False, [])]
    assert desk.kept() == [1, 2]


def test_one_who_fails_undoes_only_its_own(desk: Desk) -> None:
    first, second, third = desk.write((True, keep(1)), (True, keep_and_fail(2)), (True, keep(3)))
    first.result(SECONDS)
    third.result(SECONDS)
    with pytest.raises(LookupError):
        second.result(SECONDS)
    assert desk.kept() == [1, 3]


def test_the_last_one_may_fail_and_the_others_are_kept(desk: Desk) -> None:
    first, second = desk.write((True, keep(1)), (True, keep_and_fail(2)))
    first.result(SECONDS)
    with pytest.raises(LookupError):
        second.result(SECONDS)
    assert desk.kept() == [1]


def test_a_commit_that_fails_fails_for_everybody(desk: Desk) -> None:
    def full(_connection: object) -> None:
        raise OperationalError("COMMIT", None, RuntimeError("disk I/O error"))

    event.listen(desk.database.engine, "commit", full)
    futures = desk.write(*((True, keep(number)) for number in range(3)))
    for future in futures:
        with pytest.raises(OperationalError, match="disk I/O error"):
            future.result(SECONDS)
    event.remove(desk.database.engine, "commit", full)
    assert desk.kept() == []
    with desk.database.begin(together=True) as session:
        keep(4)(session)
    assert desk.kept() == [4]


def test_a_transaction_that_the_database_ends_is_lost_for_everybody_who_shared_it(desk: Desk) -> None:
    first, second, third = desk.write((True, keep(1)), (True, lose_everything), (True, keep(3)))
    for future in (first, second):
        with pytest.raises(OperationalError):
            future.result(SECONDS)
    third.result(SECONDS)
    assert desk.kept() == [3]


def test_one_who_does_not_share_has_a_transaction_of_its_own(desk: Desk) -> None:
    works = ((True, keep(1)), (True, keep(2)), (False, keep(3)), (True, keep(4)))
    for future in desk.write(*works):
        future.result(SECONDS)
    assert desk.kept() == [1, 2, 3, 4]
    assert desk.commits == 3


def test_what_is_shared_is_synced_as_any_other_commit(desk: Desk) -> None:
    full = 2
    with desk.database.begin(together=True) as session:
        assert session.scalar(text("PRAGMA synchronous")) == full
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_one_who_waits_too_long_is_told_and_holds_up_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    with desk.database.begin() as session:
        keep(1)(session)
        waiting = desk.pool.submit(lambda: desk.database.begin(together=True).__enter__())
        with pytest.raises(Waited):
            waiting.result(SECONDS)
    with desk.database.begin(together=True) as session:
        keep(2)(session)
    assert desk.kept() == [1, 2]


def test_two_processes_lose_nothing_to_one_another(desk: Desk) -> None:
    other = Database(desk.database.url.render_as_string())

    def add(database: Database, first: int) -> None:
        for number in range(first, first + 20):
            with database.begin(together=True) as session:
                keep(number)(session)

    works = [desk.pool.submit(add, (desk.database, other)[thread % 2], 100 * thread) for thread in range(8)]
    for work in works:
        work.result(SECONDS * 3)
    other.close()
    assert len(desk.kept()) == 160
