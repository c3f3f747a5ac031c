"""Finding the header of a sheet and saying what each of its columns holds.

Pure. A header may stand under titles and stamp rows, have two levels, be repeated on every printed page, or
begin anew for a second table further down. Columns of personal numbers are recognised by their words and by
their values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publishing.registry.aliases import ALIASES, CONTAINED, PERSONAL, Column
from publishing.registry.reading import Cell, Row
from publishing.registry.text import clean_text, is_blank, looks_like_id_number, looks_like_mobile

_BRACKETED = re.compile(r"（[^（）]*）|\[[^\[\]]*\]|【[^【】]*】")
_LOOSE = re.compile(r"[\s（）()\[\]【】,，、.。:：;；/\\*_-]")
_EXACT = {alias: column for column, aliases in ALIASES.items() for alias in aliases}
_MOST_LEVELS = 3
_LONGEST_HEADER = 30
_PERSONAL_SHARE = 0.8

# Columns that may turn out to hold personal numbers throughout; the others check each value by themselves.
_LOOSE_COLUMNS = frozenset({Column.PHONE, Column.NOTE, Column.SPONSOR})


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """A header: its rows' numbers, the words over each column, and the column index of each field found."""

    first_row: int
    height: int
    texts: tuple[str, ...]
    fields: dict[Column, int]
    repeated: tuple[tuple[int, Column], ...]
    unknown: tuple[int, ...]


def cell_text(cell: Cell) -> str:
    """A cell as cleaned text; whole numbers without their .0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return clean_text(str(cell))


def column_letter(index: int) -> str:
    """The spreadsheet letters of a column index from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The index from 0 of a column's letters: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_of(text: str) -> Column | None:
    """What a header text means; None when it is not known."""
    text = clean_text(text).lower()
    if len(text) > _LONGEST_HEADER:
        return None
    short = _LOOSE.sub("", _BRACKETED.sub("", text))
    whole = _LOOSE.sub("", text)
    for wanted in (whole, short):
        if wanted in _EXACT:
            return _EXACT[wanted]
    return next((column for word, column in CONTAINED if word in whole), None)


def _is_header_row(texts: Sequence[str]) -> bool:
    """Whether a row names the kindergarten column and at least one other; no data row does that."""
    found = {_EXACT.get(_LOOSE.sub("", _BRACKETED.sub("", text.lower()))) for text in texts if text}
    if Column.NAME not in found:
        # "幼儿园名称（全称，与印章一致）" is only recognised by what it contains
        found |= {column_of(text) for text in texts if "名称" in text}
    return Column.NAME in found and len(found - {None, Column.NAME}) >= 1


def _filled_right(parents: Sequence[str], children: Sequence[str]) -> list[str]:
    """Group headings carried over the blank cells to their right (a merge that the file lost)."""
    filled: list[str] = []
    last = ""
    for parent, child in zip(parents, children, strict=True):
        last = parent or (last if child else "")
        filled.append(last)
    return filled


def _is_second_level(texts: Sequence[str], above: Sequence[str], name_at: int) -> bool:
    """Whether `texts` are the lower level of the header `above`: header words, none under the name."""
    if texts[name_at] not in {"", above[name_at]}:
        return False
    new = [text for text, over in zip(texts, above, strict=True) if text and text != over]
    if not new:
        return any(texts)
    return all(column_of(text) is not None or not re.search(r"\d", text) for text in new) and any(
        column_of(text) is not None for text in new
    )


def _meaning(levels: Sequence[str]) -> Column | None:
    """What the words over one column mean, read from the group down and then by the lowest word alone."""
    words = list(dict.fromkeys(word for word in levels if word))
    if not words:
        return None
    if len(words) > 1:
        # only as a whole: a stamp row above would otherwise lend its words to every column
        together = _EXACT.get(_LOOSE.sub("", "".join(words).lower()))
        if together is not None:
            return together
    for word in reversed(words):
        if (found := column_of(word)) is not None:
            return found
    return None


def find_header(rows: Sequence[Row], at: int) -> Header | None:
    """The header that begins at `rows[at]` (or one row below it, under group headings), if there is one."""
    width = max(len(row.cells) for row in rows[max(at - 1, 0) : at + _MOST_LEVELS])
    texts = _texts(rows[at], width)
    levels = [texts]
    if not _is_header_row(texts):
        return None
    name_at = next(
        (index for index, text in enumerate(texts) if text and column_of(text) is Column.NAME), width
    )
    height = 1
    while height < _MOST_LEVELS and at + height < len(rows) and name_at < width:
        below = _texts(rows[at + height], width)
        if not any(below) or not _is_second_level(below, levels[-1], name_at):
            break
        levels[-1] = _filled_right(levels[-1], below)
        levels.append(below)
        height += 1
    if at > 0 and len({text for cell in rows[at - 1].cells if (text := cell_text(cell))}) > 1:
        levels.insert(0, _filled_right(_texts(rows[at - 1], width), texts))
    return _header(rows[at].number, height, list(zip(*levels, strict=True)))


def _texts(row: Row, width: int) -> list[str]:
    """The cleaned cells of a row, padded to `width`."""
    texts = [cell_text(cell) for cell in row.cells]
    return texts + [""] * (width - len(texts))


def _header(first_row: int, height: int, columns: Sequence[Sequence[str]]) -> Header:
    fields: dict[Column, int] = {}
    repeated: list[tuple[int, Column]] = []
    unknown: list[int] = []
    for index, levels in enumerate(columns):
        meaning = _meaning(levels)
        if meaning is None:
            if any(levels):
                unknown.append(index)
        elif meaning in fields:
            repeated.append((index, meaning))
        else:
            fields[meaning] = index
    texts = tuple(next((word for word in reversed(levels) if word), "") for levels in columns)
    return Header(
        first_row=first_row,
        height=height,
        texts=texts,
        fields=fields,
        repeated=tuple(repeated),
        unknown=tuple(unknown),
    )


def personal_columns(header: Header, rows: Sequence[Row]) -> dict[int, Column]:
    """Column index → kind for every column about a person: by its words, or by what its values look like."""
    found = {index: column for column, index in header.fields.items() if column in PERSONAL}
    found |= {index: column for index, column in header.repeated if column in PERSONAL}
    loose = {index for column, index in header.fields.items() if column in _LOOSE_COLUMNS}
    loose |= {index for index, _ in header.repeated} | set(header.unknown)
    for index in sorted(loose - set(found)):
        values = [text for row in rows if index < len(row.cells) and (text := cell_text(row.cells[index]))]
        values = [text for text in values if not is_blank(text) and text != header.texts[index]]
        if not values:
            continue
        ids = sum(looks_like_id_number(text) for text in values)
        mobiles = sum(looks_like_mobile(text) for text in values)
        if ids >= len(values) * _PERSONAL_SHARE:
            found[index] = Column.ID_NUMBER
        elif mobiles >= len(values) * _PERSONAL_SHARE:
            found[index] = Column.MOBILE
    return found
