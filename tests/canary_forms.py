"""Looking for planted words in everything that a folder holds, in every encoding that is thought of."""

import base64
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

_CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_MEMBER = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
"""Where a gzip member or a zlib stream may begin: in a file of its own, a PDF, or a page of a database."""
_MOST, _CHUNK = 4 * 1024 * 1024, 256


def forms(planted: str) -> set[bytes]:
    """The planted words as bytes in every encoding that is looked for."""
    found: set[bytes] = set()
    for words in (planted, planted[::-1]):
        for charset in _CHARSETS:
            data = words.encode(charset)
            found |= {data, data[::-1], data.hex().encode(), data.hex().upper().encode()}
            found |= {quote(data, safe="").encode(), quote(data, safe="").lower().encode()}
            found |= set(_base64(data))
        escaped = words.encode("ascii", "backslashreplace")
        # JSON in JSON doubles the backslashes; \\u or \\U, and capitals, differ between writers
        found |= {escaped, escaped.replace(b"\\", b"\\\\"), re.sub(rb"[0-9a-f]{4}", _upper, escaped)}
        found.add("".join(f"&#{ord(c)};" for c in words).encode())
        found.add("".join(f"&#x{ord(c):x};" for c in words).encode())
    return found


def _upper(found: re.Match[bytes]) -> bytes:
    return found[0].upper()


def _base64(data: bytes) -> Iterator[bytes]:
    """The inner characters of base64, wherever the data begins within its groups of three."""
    for before in range(3):
        # the first and the last group also hold bits of what stands beside the data
        inner = base64.b64encode(b"\0" * before + data)[4:-4]
        if len(inner) >= 8:
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def leaks(folder: Path, planted: Iterable[str]) -> list[str]:
    """Which planted words are in which file: its contents, what is packed in them, and its name. What a
    folder holds is read once."""
    return [
        f"{words!r} in {name} as {form!r}"
        for words in planted
        for form in forms(words)
        for name, data in _held(folder)
        if form in data
    ]


@lru_cache(maxsize=1)
def _held(folder: Path) -> list[tuple[str, bytes]]:
    contents: dict[bytes, tuple[str, bytes]] = {}
    names = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        names.append(name)
        if path.is_file():
            data = path.read_bytes()
            contents.setdefault(hashlib.sha256(data).digest(), (name, data))
    held = [(name, layer) for name, data in contents.values() for layer in _layers(data)]
    return [*held, ("names of files", "\n".join(names).encode())]


def _layers(data: bytes) -> Iterator[bytes]:
    """The data, and what is packed in it: members of gzip, zlib and zip."""
    yield data
    view = memoryview(data)
    unpacked = [_unpacked(view, found.start()) for found in _MEMBER.finditer(data)]
    packed = b"\n".join(each for each in unpacked if each)
    if packed:
        yield packed
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            yield b"\n".join(book.read(name) for name in book.namelist())


def _unpacked(data: memoryview, place: int) -> bytes:
    """What the stream that begins at a place holds, as far as it can be read; empty where none begins."""
    reader = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever it is
    found = bytearray()
    try:
        for start in range(place, min(len(data), place + _MOST), _CHUNK):
            found += reader.decompress(data[start : start + _CHUNK], _MOST)
            if reader.eof or len(found) > _MOST:
                break
    except zlib.error:
        # what merely looks like a stream ends in nonsense; what came before may be one that was cut off
        pass
    return bytes(found)
