"""Writers to an SQLite file take turns, and those who wait at one moment share a commit.

SQLite has one writer at a time. Its own way of waiting is to sleep, longer each time, which keeps the unlucky
waiting for seconds; so the writers of a process queue here, in the order in which they come, and of the
processes on a machine one at a time tries for the database (`one_process`).

The slow part of a small transaction is its end: SQLite waits until the disk holds it. Writers that may share
(`together`) therefore do not commit while another such writer stands behind them. They leave the transaction
open, the next does its work in it, behind a savepoint of its own, and the last in the row commits for all.
Only then does any of them go on and tell somebody that something is kept. Nobody waits for a writer who has
not come yet, so one who is alone commits at once.

Nothing that is promised becomes weaker: the commit is SQLite's own with `synchronous=FULL`; before it nobody
sees any of the work, not even another process; a use case that fails undoes its own savepoint and nothing
else; and where the commit fails, it fails for everybody who shared it, and nothing of it is kept.

(The other way, to commit without syncing and to sync the log once for several, was left: between the two,
readers in this and other processes would be shown what the disk does not hold yet.)
"""

import fcntl
import os
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as Waited

PATIENCE_SECONDS = 30.0
"""How long a writer waits for the others."""
_AGAIN_SECONDS = 0.0003
"""Between two tries of one process for what another holds; a turn takes about a thousandth of a second."""


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody in the queue."""

    shares: bool
    called: Event = field(default_factory=Event)


@dataclass(slots=True, eq=False)
class _Shared:
    """A transaction of several writers, one after the other."""

    connection: Connection
    ended: Event = field(default_factory=Event)
    failure: BaseException | None = None


class Turns:
    """The queue of one process's writers to one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._guard = Lock()
        self._queue: deque[_Waiter] = deque()
        self._busy = False
        self._shared: _Shared | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A turn with a transaction of one's own. Raises sqlalchemy's TimeoutError after half a minute."""
        self._take(shares=False)
        try:
            yield
        finally:
            self._pass_on()

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """A turn in a transaction that others may share: work in a savepoint. It ends when the work is on
        disk. Raises as `alone`, and OperationalError where the common transaction could not be kept."""
        self._take(shares=True)
        try:
            shared = self._shared = self._shared or self._open()
        except BaseException:
            self._pass_on()
            raise
        try:
            yield shared.connection
        finally:
            self._leave(shared)
        shared.ended.wait()
        if shared.failure is not None:
            reason = getattr(shared.failure, "orig", None) or shared.failure
            raise OperationalError("COMMIT", None, reason) from shared.failure

    def _open(self) -> _Shared:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return _Shared(connection)

    def _leave(self, shared: _Shared) -> None:
        """Hands the transaction to the next who shares it, or ends it for everybody who did."""
        driver = shared.connection.connection.dbapi_connection
        # a full disk makes SQLite end the whole transaction by itself: the work of all is lost
        lost = driver is None or not driver.in_transaction
        if not lost and self._call_next_sharer():
            return
        self._shared = None
        try:
            if lost:
                raise OperationalError("SAVEPOINT", None, RuntimeError("the common transaction was lost"))
            shared.connection.commit()
        except BaseException as failure:
            shared.failure = failure
            # closing the file ends whatever is still open
            shared.connection.invalidate()
        finally:
            shared.connection.close()
            self._pass_on()
            shared.ended.set()

    def _take(self, *, shares: bool) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            me = _Waiter(shares)
            self._queue.append(me)
        if not me.called.wait(PATIENCE_SECONDS):
            with self._guard:
                if not me.called.is_set():
                    self._queue.remove(me)
                    raise Waited("the writers before this one have not ended")

    def _call_next_sharer(self) -> bool:
        with self._guard:
            if not self._queue or not self._queue[0].shares:
                return False
            self._queue.popleft().called.set()
            return True

    def _pass_on(self) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().called.set()
            else:
                self._busy = False


class NextProcess:
    """Which of a machine's processes tries for the database next: the one that holds a lock on a file.

    Without it a busy process would take the database again before a waiting one has woken up."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = 0
        self._file = -1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for the lock, half a minute at most; then goes on without it, and hears from SQLite."""
        try:
            file = self._open()
        except OSError:
            # the database's folder is gone or cannot be written: SQLite says so itself
            yield
            return
        until = time.monotonic() + PATIENCE_SECONDS
        while not _lock(file) and time.monotonic() < until:
            time.sleep(_AGAIN_SECONDS)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _open(self) -> int:
        # a lock belongs to an opened file, and a forked process would share its mother's
        if self._process != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process = os.getpid()
        return self._file


def begin_immediate(connection: Connection) -> None:
    """Begins to write as soon as the process that writes now has ended. Raises OperationalError after half a
    minute."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    (busy,) = driver.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + PATIENCE_SECONDS
    # SQLite's own way of waiting would sleep for longer and longer
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _begun(driver) and time.monotonic() < until:
            time.sleep(_AGAIN_SECONDS)
        if not driver.in_transaction:
            # once more, so that its failure is told as that of any statement
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {busy}")


def _begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        # anything but another writer will not be better in a moment
        return error.sqlite_errorcode != sqlite3.SQLITE_BUSY
    return True


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
