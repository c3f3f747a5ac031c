"""Index folders: one subfolder for each build, and `current.json` naming the one in force.

A build is whole before the pointer is moved, so a reader sees the former index or the new one. The newest two
builds stay, because a reader may be opening the last one. The pointer carries size and checksum of every
file: one that was cut short or spoiled is noticed before an engine makes something of it.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4
from zlib import crc32

from publishing.search.engines import IndexUnusable
from publishing.search.terms import ANALYSER

Opened = TypeVar("Opened")

_CURRENT = "current.json"
_DAMAGED = "damaged"
_PIECE = 1 << 20
_KEYS = {"generation", "analyser", "engine", "files"}


def put_in_force(folder: Path, engine: str, write: Callable[[Path], None]) -> None:
    """Lets `write` fill a new subfolder and makes it the index in force, or leaves the former one there.

    One build at a time, of any process, writes to `folder`; the lock dies with its process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _one_builder(folder):
        generation = folder / f"index-{uuid4().hex}"
        generation.mkdir()
        try:
            write(generation)
            former = read_current(folder)
            _point_to(folder, generation, engine)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        keep = {generation.name, former["generation"] if former else ""}
        for other in folder.glob("index-*"):
            if other.name not in keep:
                shutil.rmtree(other, ignore_errors=True)


def read_current(folder: Path) -> dict[str, Any] | None:
    """What the pointer says; None where there is none that can be read."""
    try:
        current = json.loads((folder / _CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return current if isinstance(current, dict) and current.keys() >= _KEYS else None


def usable(folder: Path, engine: str) -> Path | None:
    """The subfolder in force, where this analyser and `engine` built it and no file is short or missing."""
    current = read_current(folder)
    if current is None or current["analyser"] != ANALYSER or current["engine"] != engine:
        return None
    generation: Path = folder / current["generation"]
    try:
        whole = all(
            (generation / name).stat().st_size == size for name, (size, _) in current["files"].items()
        )
    except OSError:
        return None
    return generation if whole and not (generation / _DAMAGED).exists() else None


def open_current(folder: Path, engine: str, opener: Callable[[Path], Opened]) -> Opened:
    """What `opener` makes of the subfolder in force, once every file was compared with its checksum.

    Raises IndexUnusable where there is none, or where its files are damaged, which is noted.
    """
    for _ in range(3):  # a build may remove the generation between reading its name and opening it
        generation, current = usable(folder, engine), read_current(folder)
        if generation is None or current is None or generation.name != current["generation"]:
            continue
        try:
            if all(_checksum(generation / name) == said for name, (_, said) in current["files"].items()):
                return opener(generation)
        except OSError:
            continue
        except Exception as problem:
            mark_damaged(generation)
            raise IndexUnusable(folder=folder.name) from problem
        mark_damaged(generation)
    raise IndexUnusable(folder=folder.name)


def mark_damaged(generation: Path) -> None:
    """Notes that a reader could not make sense of the files, so that whoever rebuilds knows."""
    if generation.is_dir():
        (generation / _DAMAGED).touch()


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found = crc32(piece, found)
    return found


def stamp(folder: Path) -> object:
    """What changes whenever another index is put in force: the pointer file is replaced, never rewritten."""
    try:
        state = (folder / _CURRENT).stat()
    except OSError:
        return None
    return (state.st_ino, state.st_mtime_ns)


@contextmanager
def _one_builder(folder: Path) -> Generator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _point_to(folder: Path, generation: Path, engine: str) -> None:
    """Makes `generation` the index in force, durably: its files first, then the pointer in one rename."""
    # a lock file of an engine may be gone when it closes
    written = [path for path in generation.iterdir() if path.suffix != ".lock"]
    files = {path.name: (path.stat().st_size, _checksum(path)) for path in written}
    for path in [*written, generation]:
        _sync(path)
    pointer = folder / f".{_CURRENT}"
    said = {"generation": generation.name, "analyser": ANALYSER, "engine": engine, "files": files}
    pointer.write_text(json.dumps(said), encoding="utf-8")
    _sync(pointer)
    pointer.replace(folder / _CURRENT)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
