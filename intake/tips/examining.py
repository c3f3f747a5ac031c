"""Examining an acknowledgement that somebody brings: is the signature right, and do the words fit? Pure.

It needs the published keys and nothing else, so that anybody can do it, also when this site is gone.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from intake.tips.acknowledgements import (
    Acknowledgement,
    NotAnAcknowledgement,
    NothingFound,
    digest_of,
    parse_acknowledgement,
    parts_of,
)
from publishing.kernel.notes import (
    NotANote,
    UnknownSigner,
    Verifier,
    WrongSignature,
    check_note,
    parse_note,
)

_MARKS = (("pdf", b"%PDF"), ("picture", b"\x89PNG"), ("picture", b"\xff\xd8\xff"), ("picture", b"RIFF"))


class NotText(ValueError):
    """A file that is no text; `kind` is `pdf`, `picture` or `other`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """What an examination found.

    `finding`: `right`; `changed` (a known key's signature that does not fit the text); `stranger` (signed by
    no key of ours); `damaged` (the lines of an acknowledgement, but not whole); `nothing`.
    `content`: `same`, `different`, or empty where no words were given or the signature is not right.
    """

    finding: str
    acknowledgement: Acknowledgement | None = None
    signer: Verifier | None = None
    content: str = ""


def read_text(data: bytes) -> str:
    """The text of a file, however an editor has encoded it; raises NotText."""
    for kind, mark in _MARKS:
        if data.startswith(mark):
            raise NotText(kind)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotText("other")


def examine(given: str, words: str, known: Iterable[Verifier]) -> Examined:
    """Examines the content of a QR code, or of the reporter's file. `words` is the opening where it is given
    apart; it goes before the one in the file."""
    try:
        written, opening = parts_of(given)
    except NothingFound:
        return Examined(finding="nothing")
    try:
        note = parse_note(written)
        signer = check_note(note, known)
        acknowledgement = parse_acknowledgement(note.text)
    except UnknownSigner:
        return Examined(finding="stranger")
    except WrongSignature:
        return Examined(finding="changed")
    except (NotANote, NotAnAcknowledgement):
        return Examined(finding="damaged")
    content = ""
    if compared := words if words.strip() else opening:
        content = "same" if _fits(compared, acknowledgement.digest) else "different"
    return Examined(finding="right", acknowledgement=acknowledgement, signer=signer, content=content)


def _fits(opening: str, digest: str) -> bool:
    """Whether the opening is the one of the digest; one that is pasted whole file and all is found in it."""
    try:
        _note, below = parts_of(opening)
    except NothingFound:
        below = ""
    return digest in {digest_of(opening), digest_of(below)}
