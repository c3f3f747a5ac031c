"""Measuring a zipped spreadsheet before it is opened: its real size and cells, not what it says of itself.

A workbook of a few kilobytes can hold gigabytes of zeros, or one cell in the far corner for which the reader
would lay out seventeen thousand million. Every member is inflated against a limit, and every sheet walked.
"""

import io
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from xml.parsers import expat

from publishing.registry.refusals import UnreadableFile

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 2_000
MAX_ROWS = 300_000
MAX_COLUMNS = 100
MAX_CELLS = 6_000_000

_CHUNK = 1 << 20
_RATIO_FREE = 10 * 1024 * 1024  # below this much unpacked, a high ratio harms nobody


def measure_zip(content: bytes) -> None:
    """Refuse a zipped workbook that is encrypted or damaged, holds macros, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise UnreadableFile("damaged") from error
    names = {_plain(member.filename) for member in members}
    if len(members) > MAX_MEMBERS or len(names) != len(members):
        raise UnreadableFile("damaged")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile("encrypted")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("macros")
    # the binary workbook (.xlsb) cannot be measured here, and the reader would fall back on it
    if not names & {"xl/workbook.xml", "content.xml"} or "xl/workbook.bin" in names:
        raise UnreadableFile("wrong_type", actual="zip")
    unpacked = 0
    for member in members:
        walker = _walker(member.filename)
        for chunk in _inflated(content, member):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FREE and unpacked > MAX_RATIO * len(content)):
                raise UnreadableFile("zip_bomb", limit=MAX_UNPACKED)
            if walker is not None:
                walker.feed(chunk)


def _inflated(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's real bytes in chunks, whatever size it claims to have."""
    start = member.header_offset
    header = content[start : start + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UnreadableFile("damaged")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start += 30 + name_length + extra_length
    data = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield data
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableFile("damaged")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while data and not inflater.eof:
            yield inflater.decompress(data, _CHUNK)
            data = inflater.unconsumed_tail
    except zlib.error as error:
        raise UnreadableFile("damaged") from error


class _Walker(ABC):
    """Walks the XML of a sheet and refuses one that spans too many rows, columns or cells."""

    def __init__(self) -> None:
        self.row = self.column = self.cells = self.rows_repeated = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._started
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the document."""
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise UnreadableFile("damaged") from error

    def _refuse_doctype(self, *_declaration: object) -> None:
        # no spreadsheet program writes one; entities are a way to make a small file large
        raise UnreadableFile("damaged")

    @abstractmethod
    def _started(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def occupy(self, row: int, column: int, count: int = 1) -> None:
        """Note that cells up to (`row`, `column`) hold something."""
        self.cells += count
        if row > MAX_ROWS or column > MAX_COLUMNS or self.cells > MAX_CELLS:
            raise UnreadableFile("too_many_cells", rows=row, columns=column)


class _XlsxWalker(_Walker):
    """The sheets of an .xlsx: `<row r="3"><c r="C3"><v>…`; an empty styled `<c/>` spans nothing."""

    def _started(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0
        elif tag == "c":
            letters = "".join(char for char in attributes.get("r", "") if char.isalpha())
            digits = attributes.get("r", "")[len(letters) :]
            self.column = _column_number(letters) if letters else self.column + 1
            self.row = _whole(digits, self.row)
        elif tag in {"v", "t", "f"}:
            self.occupy(self.row, self.column)


class _OdsWalker(_Walker):
    """content.xml of an .ods, where a row or cell may be repeated; empty repeats span nothing."""

    def _started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.row = 0
        elif tag == "table:table-row":
            self.rows_repeated = _whole(attributes.get("table:number-rows-repeated"), 1)
            self.row += self.rows_repeated
            self.column = 0
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            columns = _whole(attributes.get("table:number-columns-repeated"), 1)
            self.column += columns
            if "office:value-type" in attributes:
                self.occupy(self.row, self.column, columns * self.rows_repeated)


class _PartsWalker(_Walker):
    """The list of an .xlsx's parts: each must end in .xml, so that no sheet escapes being walked."""

    def _started(self, tag: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if tag.rpartition(":")[2] == "Relationship" and not _plain(target).endswith(".xml"):
            raise UnreadableFile("wrong_type", actual="zip", part=target)


def _walker(filename: str) -> _Walker | None:
    name = _plain(filename)
    if name == "content.xml":
        return _OdsWalker()
    if name == "xl/_rels/workbook.xml.rels":
        return _PartsWalker()
    # a workbook may call its sheets what it likes, so every document is walked
    return _XlsxWalker() if name.endswith(".xml") else None


def _plain(filename: str) -> str:
    """A member's name as the reader compares it: without regard to case or the kind of slash."""
    return filename.replace("\\", "/").lower()


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + ord(letter) - 64
    return number
