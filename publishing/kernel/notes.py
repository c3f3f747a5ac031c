"""Signed notes as C2SP has them (https://c2sp.org/signed-note), with Ed25519 keys: a text, a blank line, and
lines that sign it. Pure.

Verifying keys travel as `vkey` lines, signing keys as Go's `note` package writes them, so that programs that
are not ours can read both.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"
_KEY, _HASH, _SIGNATURE = 32, 4, 64
_LONGEST = 1_000_000
_MOST_SIGNATURES = 100


class NotANote(ValueError):
    """The text is not of the form of a signed note."""


class NotAKey(ValueError):
    """The line is no `vkey`, or no signing key, of an Ed25519 key."""


class UnknownSigner(ValueError):
    """No signature of the note is by a key that is known."""


class WrongSignature(ValueError):
    """A signature that names a known key is not that key's: text or signature were changed."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key, under its name."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes by which signatures point at the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_HASH]

    @property
    def vkey(self) -> str:
        """The key as a line to publish."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs, under its name."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> Verifier:
        """Its public half."""
        return Verifier(
            self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        )

    @property
    def line(self) -> str:
        """The key as a line to keep secret."""
        encoded = base64.b64encode(_ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.hash.hex()}+{encoded}"


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteSignature:
    """One signing line: whose it says it is, and the bytes."""

    name: str
    hash: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A text that ends with a newline, and the lines that sign it."""

    text: str
    signatures: tuple[NoteSignature, ...]


def sign_note(text: str, signer: Signer) -> str:
    """The text with one signature. Raises NotANote for a text that no note can hold."""
    _check_text(text)
    _check_name(signer.name)
    signature = Ed25519PrivateKey.from_private_bytes(signer.seed).sign(text.encode())
    encoded = base64.b64encode(signer.verifier.hash + signature).decode()
    return f"{text}\n{_DASH}{signer.name} {encoded}\n"


def parse_note(whole: str) -> Note:
    """The note, its signatures not yet checked. Raises NotANote; every accepted text is the only way to write
    its note."""
    if len(whole) > _LONGEST:
        raise NotANote("too long")
    body, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NotANote("no blank line before the signatures, or no newline at the end")
    text = f"{body}\n"
    _check_text(text)
    signing = lines.removesuffix("\n").split("\n")
    if len(signing) > _MOST_SIGNATURES:
        raise NotANote("too many signatures")
    return Note(text=text, signatures=tuple(_signature(line) for line in signing))


def check_note(note: Note, known: Iterable[Verifier]) -> Verifier:
    """The first known key that signed the note; signatures by keys that are not known do not count.

    Raises UnknownSigner where there is none, WrongSignature where one that names a known key is not its.
    """
    keys = {(key.name, key.hash): key for key in known}
    signed = [(keys.get((line.name, line.hash)), line.signature) for line in note.signatures]
    by_known = [(key, signature) for key, signature in signed if key is not None]
    for key, signature in by_known:
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, note.text.encode())
        except InvalidSignature as error:
            raise WrongSignature(key.name) from error
    if not by_known:
        raise UnknownSigner(", ".join(line.name for line in note.signatures))
    return by_known[0][0]


def parse_vkey(line: str) -> Verifier:
    """The key of a `vkey` line; raises NotAKey."""
    name, stated, key = _key_parts(line)
    verifier = Verifier(name, key)
    if stated != verifier.hash.hex():
        raise NotAKey("the hash does not fit the key")
    return verifier


def parse_signer(line: str) -> Signer:
    """The key of a line to keep secret; raises NotAKey."""
    if not line.startswith(_PRIVATE):
        raise NotAKey("not a signing key")
    name, stated, seed = _key_parts(line.removeprefix(_PRIVATE))
    signer = Signer(name, seed)
    if stated != signer.verifier.hash.hex():
        raise NotAKey("the hash does not fit the key")
    return signer


def _key_parts(line: str) -> tuple[str, str, bytes]:
    # base64 has the plus too
    parts = line.split("+", 2)
    if len(parts) != 3:
        raise NotAKey("not name+hash+key")
    name, stated, encoded = parts
    try:
        _check_name(name)
        decoded = _decoded(encoded)
    except NotANote as error:
        raise NotAKey(str(error)) from error
    if len(decoded) != 1 + _KEY or decoded[:1] != _ED25519:
        raise NotAKey("not an Ed25519 key")
    return name, stated, decoded[1:]


def _signature(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise NotANote("not a signature line")
    _check_name(name)
    decoded = _decoded(encoded)
    if len(decoded) != _HASH + _SIGNATURE:
        raise NotANote("not the length of a signature")
    return NoteSignature(name=name, hash=decoded[:_HASH], signature=decoded[_HASH:])


def _decoded(encoded: str) -> bytes:
    """Standard base64, padded, in its only spelling."""
    try:
        decoded = base64.b64decode(encoded.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise NotANote("not base64") from error
    if base64.b64encode(decoded).decode() != encoded:
        raise NotANote("not base64")
    return decoded


def _check_text(text: str) -> None:
    if not text.endswith("\n") or text == "\n":
        raise NotANote("the text does not end with a newline, or is empty")
    if any(character < " " and character != "\n" for character in text):
        raise NotANote("a control character")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotANote("not Unicode") from error


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() or character < " " for character in name):
        raise NotANote("not a name of a key")
