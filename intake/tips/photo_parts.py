"""What a picture file holds beside its picture: metadata, comments, and whatever hangs behind its end.

Pure byte reading over JPEG, PNG, WebP and HEIC. The picture's own data is skipped: in ten megabytes of it any
four bytes turn up by chance.
"""

import re
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE = (b"IDAT", b"fdAT")
_RIFF_PICTURE = (b"VP8 ", b"VP8L", b"ALPH", b"ANMF")
_SCAN, _END, _JFIF = 0xDA, 0xD9, 0xE0
_PLAIN_MARKERS = frozenset((0xC0, 0xC2, 0xC4, 0xDB, 0xDD))
"""Frames, Huffman and quantisation tables, restart interval: the picture itself."""
# the end of a scan: a marker that is neither a stuffed byte nor a restart
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
# a picture that is also a page, a program or an archive was made to be something else somewhere
_FOREIGN = re.compile(
    rb"<script|<\?php|<html|<!doctype|http://www\.w3\.org/2000/svg|%pdf-|javascript:", re.IGNORECASE
)
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_END_WITHIN = 65_557
"""An archive's last record begins at most so many bytes before the end of the file."""


def is_also_something_else(data: bytes) -> bool:
    """Whether the file is made to be read as a page, a program or an archive as well."""
    if _ARCHIVE_END in data[-_ARCHIVE_END_WITHIN:]:
        return True
    return any(_FOREIGN.search(part) for part in parts_beside(data))


def parts_beside(data: bytes) -> Iterator[bytes]:
    """Everything in the file that is not the picture's own data; all of a file of no known kind."""
    if data.startswith(b"\xff\xd8"):
        for marker, start, end in _segments(data):
            if marker not in _PLAIN_MARKERS and marker != _SCAN:
                yield data[start:end]
    elif data.startswith(_PNG):
        yield from _png_parts(data)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        yield from _webp_parts(data)
    elif data[4:8] == b"ftyp":
        yield from _heif_parts(data)
    else:
        yield data


def foreign_segments(jpeg: bytes) -> tuple[int, ...]:
    """Markers of everything in a JPEG that is not the picture: metadata, comments, thumbnails, what follows
    its end (0xD9), and 0 where it is no whole JPEG."""
    found = []
    for marker, start, end in _segments(jpeg):
        plain_header = marker == _JFIF and jpeg[start:end].startswith(b"JFIF\0") and end - start == 14
        if marker not in _PLAIN_MARKERS and marker != _SCAN and not plain_header:
            found.append(marker)
    return tuple(found)


def _segments(jpeg: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment's content; (0xD9, …) for what follows the end, (0, …) for a rest
    that is no segment."""
    place = 2
    while place + 2 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == _END:
            if place + 2 < len(jpeg):
                yield _END, place + 2, len(jpeg)
            return
        size = int.from_bytes(jpeg[place + 2 : place + 4])
        end = place + 2 + size
        if size < 2 or end > len(jpeg):
            break
        yield marker, place + 4, end
        if marker == _SCAN:
            after = _AFTER_SCAN.search(jpeg, end)
            end = after.start() if after else len(jpeg)
        place = end
    yield 0, place, len(jpeg)


def _png_parts(data: bytes) -> Iterator[bytes]:
    place = len(_PNG)
    while place + 12 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if kind not in _PNG_PICTURE:
            yield data[place : place + 12 + size]
        place += 12 + size
        if kind == b"IEND":
            break
    yield data[place:]


def _webp_parts(data: bytes) -> Iterator[bytes]:
    whole = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    place = 12
    while place + 8 <= whole:
        kind, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if kind not in _RIFF_PICTURE:
            yield data[place : place + 8 + size]
        place += 8 + size + size % 2
    yield data[whole:]


def _heif_parts(data: bytes) -> Iterator[bytes]:
    place = 0
    while place + 8 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16])
        elif size == 0:  # to the end of the file
            size = len(data) - place
        if size < 8:
            break
        if kind != b"mdat":
            yield data[place : place + size]
        place += size
    yield data[place:]
