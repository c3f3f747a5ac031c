"""Small files that must be whole, durable and readable by their user only, or not there at all."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path


def keep_new(path: Path, data: bytes) -> bool:
    """Writes `data` under a name that must be free; False where another process took the name first, whose
    file stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _draft(path, data) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
    _sync_folder(path.parent)
    return True


def replace_whole(path: Path, data: bytes) -> None:
    """Puts `data` in the place of a file: readers find the old one or the new one."""
    with _draft(path, data) as draft:
        draft.replace(path)
    _sync_folder(path.parent)


@contextlib.contextmanager
def _draft(path: Path, data: bytes) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
