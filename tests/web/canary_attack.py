"""Somebody who has the database, the installation's secrets and its logs, and no custodian's passphrase."""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox


def opened(home: Path, guesses: Iterable[bytes], *, number: str) -> list[bytes]:
    """What these guesses open of the tip `number`: each is tried as a key and as a passphrase on everything
    that is wrapped or sealed on the way to its contact."""
    with closing(sqlite3.connect(f"file:{home / 'mingyuan.sqlite3'}?mode=ro", uri=True)) as database:
        key_id, contact = database.execute(
            "SELECT sealing_key_id, sealed_contact FROM tips WHERE number = ?", (number,)
        ).fetchone()
        holders = database.execute(
            "SELECT k.salt, k.wrapped, k.passes, k.memory, s.sealed FROM key_shares s"
            " JOIN custodian_keys k ON k.account_id = s.account_id WHERE s.sealing_key_id = ?",
            (key_id,),
        ).fetchall()
    assert holders
    found = []
    for guess in guesses:
        for key in _keys(guess):
            found += _sealed(key, contact)
            for _salt, wrapped, _passes, _memory, share in holders:
                found += _wrapped(key, wrapped, share, contact)
                found += _shared(key, share, contact)
        for salt, wrapped, passes, memory, share in holders:
            key = argon2id.kdf(32, guess, salt, opslimit=passes, memlimit=memory)
            found += _wrapped(key, wrapped, share, contact)
    return found


def secrets_of(home: Path) -> list[bytes]:
    """Every secret of the installation, as it lies there and as it might be written down."""
    raw = [path.read_bytes() for path in (home / "keys").rglob("*") if path.is_file()]
    assert raw
    return [form for each in raw for form in (each, each.hex().encode())]


def _keys(guess: bytes) -> Iterator[bytes]:
    """32 bytes that a programmer might make of a secret."""
    if len(guess) == 32:
        yield guess
    yield hashlib.sha256(guess).digest()
    yield hashlib.blake2b(guess, digest_size=32).digest()
    for purpose in (b"identity", b"sealing", b"custody", b"custodian"):
        yield hmac.new(guess, purpose, hashlib.sha256).digest()


def _wrapped(key: bytes, wrapped: bytes, share: bytes, contact: bytes) -> list[bytes]:
    with suppress(CryptoError):
        return _shared(SecretBox(key).decrypt(wrapped), share, contact)
    return []


def _shared(key: bytes, share: bytes, contact: bytes) -> list[bytes]:
    with suppress(CryptoError):
        return _sealed(SealedBox(PrivateKey(key)).decrypt(share), contact)
    return []


def _sealed(key: bytes, contact: bytes) -> list[bytes]:
    with suppress(CryptoError):
        return [SealedBox(PrivateKey(key)).decrypt(contact)]
    return []
