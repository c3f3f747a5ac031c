"""Official documents as PDF: a frozen value and a Typst template each, our own fonts; same data, same bytes.

The values are in `document_values`, the layouts in `templates/documents/*.typ`. The files are PDF/A-2b, so
that an archive can keep them. Nothing is fetched and no font of the machine is used: a document looks the
same everywhere.
"""

import json
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

import typst

from publishing.kernel.document_values import Document, JsonValue
from publishing.kernel.errors import DomainError
from publishing.kernel.settings import ROOT

TEMPLATES = ROOT / "templates" / "documents"
FONTS = ROOT / "static" / "build" / "fonts"
FAMILIES = ("Noto Serif SC", "Noto Sans SC")

_TEMPLATE_NAME = re.compile(r"[a-z][a-z_]*")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"[\t\u2028\u2029]")


class MissingGlyphs(DomainError):
    """The data has characters that none of our fonts draws; a blank in an official document would be a lie.

    `chars` holds them once each, in order of code point; values: chars, code_points ("U+1F600 …").
    """

    code = "missing_glyphs"
    status = 422

    def __init__(self, chars: str) -> None:
        super().__init__(chars=chars, code_points=" ".join(f"U+{ord(c):04X}" for c in chars))
        self.chars = chars


class UnknownTemplate(LookupError):
    """No document in templates/documents has that name."""


class FontsNotBuilt(RuntimeError):
    """The folder of fonts lacks a family we draw with; `make setup` puts it there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FontSet:
    """The fonts of one folder, opened once, and the code points they draw together."""

    fonts: typst.Fonts
    drawn: frozenset[int]


def render(document: Document) -> bytes:
    """The PDF of one document. Raises like `render_pdf`."""
    return render_pdf(document.template, document.to_json())


def render_pdf(template: str, data: Mapping[str, JsonValue]) -> bytes:
    """A PDF/A-2b file of `templates/documents/<template>.typ` filled with `data`.

    `data` reaches Typst as JSON in `sys.inputs.data`; every value stays a string there, so that no mark-up in
    it is ever read as mark-up. `data["created_at"]` (ISO 8601 with offset) is the time written into the file:
    equal data give equal bytes. May be called from several threads at once.

    Raises UnknownTemplate, FontsNotBuilt, MissingGlyphs, and ValueError for a `created_at` that is none.
    """
    path = TEMPLATES / f"{template}.typ"
    if not _TEMPLATE_NAME.fullmatch(template) or not path.is_file():
        raise UnknownTemplate(template)
    created_at = _created_at(data)
    font_set = load_fonts(FONTS)
    cleaned = {key: drawable(value) for key, value in data.items()}
    missing = {c for text in _texts(cleaned) for c in text if c != "\n" and ord(c) not in font_set.drawn}
    if missing:
        raise MissingGlyphs("".join(sorted(missing)))
    return typst.compile(
        path,
        root=TEMPLATES,
        font_paths=font_set.fonts,
        sys_inputs={"data": json.dumps(cleaned, ensure_ascii=False, sort_keys=True)},
        format="pdf",
        pdf_standards="a-2b",
        timestamp=created_at,
    )


@cache
def load_fonts(folder: Path) -> FontSet:
    """The fonts in `folder` and what they can draw; read once for each process. Raises FontsNotBuilt."""
    files = sorted(folder.glob("*.ttf")) if folder.is_dir() else []
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    missing = sorted(set(FAMILIES) - set(fonts.families()))
    if missing:
        raise FontsNotBuilt(f"{folder}: {'、'.join(missing)}")
    drawn: set[int] = set()
    for file in files:
        with file.open("rb") as stream:
            drawn.update(_code_points(stream))
    return FontSet(fonts=fonts, drawn=frozenset(drawn))


def _created_at(data: Mapping[str, JsonValue]) -> datetime:
    value = data.get("created_at")
    if not isinstance(value, str):
        raise ValueError("created_at is missing")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("created_at has no offset")
    # Typst takes whole seconds only
    return moment.astimezone(UTC).replace(microsecond=0)


def drawable(value: JsonValue) -> JsonValue:
    """`value` without characters that draw nothing: controls, zero-width marks, and direction overrides, with
    which a name could be made to read differently on paper than in the register."""
    if isinstance(value, str):
        text = _SPACES.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
        text = _VARIATION_SELECTORS.sub("", text)
        return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    if isinstance(value, Mapping):
        return {key: drawable(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [drawable(item) for item in value]
    return value


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)


def _code_points(stream: BinaryIO) -> set[int]:
    """The code points a TrueType file maps to a glyph: its `cmap` subtable of format 12 (OpenType, "cmap").

    Both fonts have that table; a font without it counts as drawing nothing, which fails loudly.
    """
    stream.seek(4)
    (table_count,) = struct.unpack(">H6x", stream.read(8))
    tables = {
        tag: (offset, length)
        for tag, _checksum, offset, length in struct.iter_unpack(">4sLLL", stream.read(16 * table_count))
    }
    offset, length = tables[b"cmap"]
    stream.seek(offset)
    table = stream.read(length)
    (subtable_count,) = struct.unpack_from(">2xH", table)
    found: set[int] = set()
    for index in range(subtable_count):
        (start,) = struct.unpack_from(">4xL", table, 4 + 8 * index)
        (layout,) = struct.unpack_from(">H", table, start)
        if layout != 12:
            continue
        (group_count,) = struct.unpack_from(">12xL", table, start)
        groups = table[start + 16 : start + 16 + 12 * group_count]
        for first, last, _glyph in struct.iter_unpack(">LLL", groups):
            found.update(range(first, last + 1))
    return found
