"""Keys that sign: a folder of numbered files, one key each. The newest signs; the older ones are kept as
public keys only, because nothing but verifying is left for them to do."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from publishing.kernel.errors import DomainError
from publishing.kernel.keeping import keep_new, replace_whole
from publishing.kernel.notes import NotAKey, Signer, Verifier, parse_signer, parse_vkey

_FIRST = 1


class KeysDamaged(DomainError):
    """A file in the folder of keys holds no key (values: file); it is to be taken from the backup."""

    code = "keys_damaged"
    status = 500


class KeyMadeAlready(DomainError):
    """Another process has just made the next key."""

    code = "key_made_already"
    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRing:
    """The key that signs and everything that verifies, the newest first."""

    signer: Signer
    verifiers: tuple[Verifier, ...]


def open_ring(folder: Path, *, name: str) -> KeyRing:
    """The keys of `folder`; the first is made, under `name`, where there is none. Raises KeysDamaged."""
    if not _files(folder):
        keep_new(_file(folder, _FIRST), _new(name))
    newest = _files(folder)[-1]
    try:
        signer = parse_signer(newest.read_text(encoding="utf-8").strip())
    except (NotAKey, UnicodeDecodeError) as error:
        raise KeysDamaged(file=newest.name) from error
    return KeyRing(signer=signer, verifiers=published_keys(folder))


def published_keys(folder: Path) -> tuple[Verifier, ...]:
    """Everything that verifies, the newest first; empty where no key was made yet. Raises KeysDamaged."""
    return tuple(_verifier(file) for file in reversed(_files(folder)))


def rotate(folder: Path, *, name: str) -> Verifier:
    """Makes the next key, under `name`, and destroys the private halves of those before it.

    Raises KeysDamaged, and KeyMadeAlready where another process was quicker.
    """
    files = _files(folder)
    verifiers = [_verifier(file) for file in files]
    added = _file(folder, int(files[-1].name) + 1 if files else _FIRST)
    if not keep_new(added, _new(name)):
        raise KeyMadeAlready(file=added.name)
    for file, verifier in zip(files, verifiers, strict=True):
        replace_whole(file, f"{verifier.vkey}\n".encode())
    return _verifier(added)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.isdigit()), key=lambda file: int(file.name))


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:03d}"


def _new(name: str) -> bytes:
    return f"{Signer(name, secrets.token_bytes(32)).line}\n".encode()


def _verifier(file: Path) -> Verifier:
    try:
        line = file.read_text(encoding="utf-8").strip()
        return parse_signer(line).verifier if line.startswith("PRIVATE") else parse_vkey(line)
    except (NotAKey, UnicodeDecodeError) as error:
        raise KeysDamaged(file=file.name) from error
