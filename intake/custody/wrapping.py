"""The cryptography of custody: passphrases wrap personal keys, and county keys are sealed to them. Pure.

Everything slow (argon2id) is here, to be done outside of transactions: it takes tenths of a second and much
memory, and a writer that waits for it would let every reporter wait.
"""

from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from intake.custody.rules import check_passphrase, readied

# RFC 9106 asks for 64 MiB and 3 passes where memory is short; a small server must stand several at once
PASSES, MEMORY = 3, 64 * 1024 * 1024
_FIRST_PASSES, _FIRST_MEMORY = 3, 64 * 1024 * 1024
"""Of the first version, which did not write them down."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrapped:
    """A private key that a passphrase opens, and the public half of it."""

    public_key: bytes
    salt: bytes
    wrapped: bytes
    passes: int
    memory: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A private key in memory, for as long as one request lasts; it does not show itself."""

    key: PrivateKey = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> "Opened":
        """The key of 32 secret bytes."""
        return cls(PrivateKey(secret))

    @property
    def public_key(self) -> bytes:
        """Its public half."""
        return bytes(self.key.public_key)


def new_pair() -> Opened:
    """A new X25519 key pair."""
    return Opened(PrivateKey.generate())


def make_personal(passphrase: str) -> Wrapped:
    """A new personal key, wrapped. Raises Invalid for a passphrase that is too short or too simple."""
    return wrap(new_pair(), passphrase)


def wrap(private: Opened, passphrase: str) -> Wrapped:
    """Wraps a private key with what argon2id makes of a passphrase. Raises Invalid as `make_personal`."""
    check_passphrase(passphrase)
    salt = random(argon2id.SALTBYTES)
    box = _box(readied(passphrase), salt, PASSES, MEMORY)
    return Wrapped(
        public_key=private.public_key,
        salt=salt,
        wrapped=bytes(box.encrypt(bytes(private.key))),
        passes=PASSES,
        memory=MEMORY,
    )


def unwrap(wrapped: Wrapped, passphrase: str) -> Opened | None:
    """The private key; None for another passphrase."""
    box = _box(readied(passphrase), wrapped.salt, wrapped.passes, wrapped.memory)
    return _opened(box, wrapped.wrapped)


def unwrap_first(salt: bytes, wrapped: bytes, passphrase: str) -> Opened | None:
    """The private key of a share of the first version; None for another passphrase."""
    return _opened(_box(passphrase, salt, _FIRST_PASSES, _FIRST_MEMORY), wrapped)


def seal_to(public_key: bytes, content: bytes) -> bytes:
    """What only the private half of `public_key` opens."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(content))


def share_of(private: Opened, public_key: bytes) -> bytes:
    """A private key sealed to another public key."""
    return seal_to(public_key, bytes(private.key))


def open_share(holder: Opened, sealed: bytes) -> Opened:
    """The private key in a share. Raises nacl's CryptoError where it was sealed to another."""
    return Opened(PrivateKey(SealedBox(holder.key).decrypt(sealed)))


def open_sealed(holder: Opened, sealed: bytes) -> bytes:
    """What was sealed to the public half of `holder`. Raises nacl's CryptoError."""
    return bytes(SealedBox(holder.key).decrypt(sealed))


def _box(passphrase: str, salt: bytes, passes: int, memory: int) -> SecretBox:
    key = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=passes, memlimit=memory)
    return SecretBox(key)


def _opened(box: SecretBox, wrapped: bytes) -> Opened | None:
    try:
        return Opened(PrivateKey(box.decrypt(wrapped)))
    except CryptoError:
        return None
