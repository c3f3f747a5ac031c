"""The keys of the digests that limits are counted by: a new one every hour, gone when its hour's counts are.

A digest without its key names nobody. With the key somebody could try every address there is, so keys are
kept in the machine's memory where it offers a folder there: switched off, it has forgotten them.
"""

import os
import secrets
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

PERIOD = 3600
"""Seconds. No window is longer, so that the key before the present one serves every count begun under it."""
_MEMORY = Path("/dev/shm")  # noqa: S108 (names are made so that nobody can be there first)
_PREFIX = "mingyuan-"


class Shelf(Protocol):
    """Keeps small values for a while, for all processes that share it."""

    def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
        """The value kept under `name`: this one for so many seconds, or the one that was there before."""
        ...


class OwnShelf:
    """Of this process alone."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[bytes, float]] = {}

    def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
        """As Shelf has it."""
        now = self._clock()
        for old in [each for each, (_value, until) in list(self._kept.items()) if until <= now]:
            self._kept.pop(old, None)
        return self._kept.setdefault(name, (value, now + seconds))[0]


class MemoryFolder:
    """Files in a folder that lies in the machine's memory, for the processes of one installation and user.

    A file's time says until when it is kept. Whoever makes one removes all that have expired, of any
    installation of this user.
    """

    def __init__(self, home: Path, *, folder: Path = _MEMORY, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock = clock
        self._prefix = f"{_PREFIX}{sha256(str(home.resolve()).encode()).hexdigest()[:16]}-"

    def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
        """As Shelf has it. Raises OSError where the folder cannot be used or holds something not ours."""
        now = self._clock()
        path = self.folder / f"{self._prefix}{name}"
        known = self._read(path, now)
        if known is not None:
            return known
        self._sweep(now)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=self._prefix) as draft:
            draft.write(value)
            draft.flush()
            os.utime(draft.name, (now + seconds, now + seconds))
            # whole under its name, or not at all; another process may be quicker
            with suppress(FileExistsError):
                os.link(draft.name, path)
        return self._read(path, now) or value

    def _read(self, path: Path, now: float) -> bytes | None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
                raise PermissionError(f"{path} is not ours")
            return file.read() if status.st_mtime > now else None

    def _sweep(self, now: float) -> None:
        for path in self.folder.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                status = path.lstat()
                if status.st_uid == os.getuid() and status.st_mtime <= now and not path.is_dir():
                    path.unlink()


class KeyRing:
    """The key of this hour and the one before."""

    def __init__(self, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._clock = clock
        self._known: dict[int, bytes] = {}

    def present_and_before(self) -> tuple[bytes, bytes]:
        """Both keys. Raises what the shelf raises."""
        now = self._clock()
        hour = int(now // PERIOD)
        if set(self._known) != {hour, hour - 1}:
            self._known = {each: self._key(each, now) for each in (hour, hour - 1)}
        return self._known[hour], self._known[hour - 1]

    def _key(self, hour: int, now: float) -> bytes:
        if hour in self._known:
            return self._known[hour]
        return self._shelf.keep_first(
            f"key-{hour}", secrets.token_bytes(32), seconds=(hour + 2) * PERIOD - now
        )
