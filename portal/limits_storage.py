"""Where limits are counted for all processes of one machine without Redis: a small SQLite file of its own.

Counts need not survive anything, so nothing is synced; the file holds digests only, and what has expired is
overwritten. `limits` finds this storage by its scheme, `mingyuan+sqlite:///path`.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from limits.storage import Storage

_WAIT_SECONDS = 0.5
"""For another process that writes; a report does not wait longer for a count."""
_SWEEP_SECONDS = 60
_TABLES = """
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, amount INTEGER NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB NOT NULL, expires REAL NOT NULL);
"""
_COUNT = """
INSERT INTO counts VALUES (:key, :amount, :until) ON CONFLICT (key) DO UPDATE SET
  amount = excluded.amount + CASE WHEN expires > :now THEN amount ELSE 0 END,
  expires = CASE WHEN expires > :now THEN expires ELSE excluded.expires END
RETURNING amount
"""
_KEEP = """
INSERT INTO kept VALUES (:name, :value, :until) ON CONFLICT (name) DO UPDATE SET
  value = CASE WHEN expires > :now THEN value ELSE excluded.value END,
  expires = CASE WHEN expires > :now THEN expires ELSE excluded.expires END
RETURNING value
"""


class SQLiteStorage(Storage):
    """Fixed-window counts, and values kept for a while, in one file that processes share."""

    STORAGE_SCHEME = ["mingyuan+sqlite"]  # noqa: RUF012 (as `limits` declares it)

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self.path = Path(uri.removeprefix("mingyuan+sqlite://"))
        self.clock: Callable[[], float] = time.time
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._swept = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the storage raises when the file cannot be used."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Counts `amount` more and returns the sum; the window begins with its first count."""
        now = self.clock()
        if now - self._swept >= _SWEEP_SECONDS:
            self.sweep()
        values = {"key": key, "amount": amount, "now": now, "until": now + expiry}
        return int(self._run(_COUNT, values)[0][0])

    def get(self, key: str) -> int:
        """The count of a window that has not ended, else 0."""
        return int(self._live("amount", key) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends; now where there is none."""
        return float(self._live("expires", key) or self.clock())

    def _live(self, column: str, key: str) -> float | None:
        query = f"SELECT {column} FROM counts WHERE key = :key AND expires > :now"  # noqa: S608 (ours)
        found = self._run(query, {"key": key, "now": self.clock()})
        return float(found[0][0]) if found else None

    def check(self) -> bool:
        """Whether the file can be used."""
        try:
            self._run("SELECT 1 FROM counts")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forgets everything; returns how many counts there were."""
        self._run("DELETE FROM kept")
        return len(self._run("DELETE FROM counts RETURNING 1"))

    def clear(self, key: str) -> None:
        """Forgets one count."""
        self._run("DELETE FROM counts WHERE key = :key", {"key": key})

    def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
        """The value kept under `name`: this one for so many seconds, or the one that was there before."""
        now = self.clock()
        values = {"name": name, "value": value, "now": now, "until": now + seconds}
        return cast(bytes, self._run(_KEEP, values)[0][0])

    def sweep(self) -> None:
        """Overwrites what has expired, in the write-ahead log too."""
        self._swept = self.clock()
        for table in ("counts", "kept"):
            self._run(f"DELETE FROM {table} WHERE expires <= :now", {"now": self._swept})  # noqa: S608 (ours)
        # the log's old pages go with it; where somebody reads just now, the next sweep takes them
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def _run(self, statement: str, values: dict[str, object] | None = None) -> list[Any]:
        """One statement, one transaction. A file that is no database (any more) is thrown away."""
        with self._lock:
            try:
                return self._open().execute(statement, values or {}).fetchall()
            except sqlite3.DatabaseError as error:
                if not isinstance(error, sqlite3.OperationalError):
                    self._throw_away()
                raise

    def _open(self) -> sqlite3.Connection:
        # a connection does not survive a fork
        if self._connection is None or self._process != os.getpid():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            opened = sqlite3.connect(
                self.path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            for pragma in ("journal_mode = WAL", "synchronous = OFF", "secure_delete = ON"):
                opened.execute(f"PRAGMA {pragma}")
            opened.executescript(_TABLES)
            self._connection, self._process = opened, os.getpid()
        return self._connection

    def _throw_away(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink()
