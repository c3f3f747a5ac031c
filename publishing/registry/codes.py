"""Codes on a licence: the unified social credit code and the licence number.

Pure. Sources: GB 32100-2015 (18 characters, check character by powers of 3 modulo 31), GB 11714-1997 (the
organisation code inside it), the ministry's licence numbering of 2004 (13 digits) and its later 15 digits.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from publishing.registry.text import clean_code, clean_text

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LICENCE = re.compile(r"(?:教民)?(\d{13}(?:\d{2})?)号?")
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?E\+?\d+", re.IGNORECASE)

# The statistical unit 410871 has no code of its own in GB/T 2260; its licences carry the code of the city or
# of the county that its townships came from.
_LICENCE_PREFIXES = {"410871": ("410871", "410800", "410811", "410822", "410823")}


class CodeFault(StrEnum):
    """Why a code is not accepted, or is accepted with a remark."""

    DAMAGED = "damaged_code"
    LENGTH = "uscc_length"
    CHARACTER = "uscc_character"
    CHECK = "uscc_check"
    BODY = "uscc_body"
    MENDED = "uscc_mended"
    LICENCE_SHAPE = "licence_shape"
    LICENCE_COUNTY = "licence_county"


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeReading:
    """What a cell holding a code came to: its value (None when unusable) and what is wrong with it."""

    value: str | None
    fault: CodeFault | None = None


def uscc_check_character(first17: str) -> str:
    """The 18th character for seventeen characters of the GB 32100 alphabet (ValueError outside it)."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(body8: str) -> str:
    """The ninth character of an organisation code (GB 11714) for its eight characters 0-9A-Z."""
    total = sum(int(char, 36) * weight for char, weight in zip(body8, _BODY_WEIGHTS, strict=True))
    check = 11 - total % 11
    return "X" if check == 10 else "0" if check == 11 else str(check)


def _uscc_fault(code: str) -> CodeFault | None:
    if len(code) != 18:
        return CodeFault.LENGTH
    if any(char not in USCC_ALPHABET for char in code):
        return CodeFault.CHARACTER
    if uscc_check_character(code[:17]) != code[17]:
        return CodeFault.CHECK
    if organisation_check_character(code[8:16]) != code[16]:
        return CodeFault.BODY
    return None


def is_valid_uscc(code: str) -> bool:
    """Whether `code` has 18 characters of the alphabet and the right check character (GB 32100-2015)."""
    return _uscc_fault(code) in {None, CodeFault.BODY}


def is_damaged(cell: object) -> bool:
    """Whether number formatting has already destroyed digits: more than 15 of them, or written 9.14E+17."""
    if isinstance(cell, bool):
        return True
    if isinstance(cell, int | float):
        return not isfinite(cell) or abs(cell) >= 1e15 or cell != int(cell)
    # the decimal point tells 4.108E+17 from a code, so this looks at the text before it is cleaned as a code
    return (
        isinstance(cell, str)
        and _SCIENTIFIC.fullmatch(re.sub(r"[\s'’‘`\"]", "", clean_text(cell))) is not None
    )


def _code_text(cell: object) -> str:
    if isinstance(cell, int | float):
        return str(int(cell))
    return clean_code(str(cell))


def read_uscc(cell: object) -> CodeReading:
    """A unified social credit code from a cell. One damaged by number formatting is refused, never guessed.

    The letters O and I are not in the alphabet: they are read as 0 and 1 if the check character then fits.
    """
    if is_damaged(cell):
        return CodeReading(value=None, fault=CodeFault.DAMAGED)
    code = _code_text(cell)
    fault = _uscc_fault(code)
    if fault is CodeFault.CHARACTER:
        mended = code.translate(str.maketrans("OI", "01"))
        if mended != code and _uscc_fault(mended) is None:
            return CodeReading(value=mended, fault=CodeFault.MENDED)
    if fault in {None, CodeFault.BODY}:
        return CodeReading(value=code, fault=fault)
    return CodeReading(value=None, fault=fault)


def read_licence_no(cell: object, county_code: str) -> CodeReading:
    """A licence number from a cell, with a remark if its shape or its county is unusual.

    Public kindergartens carry approval numbers of any shape, so an unusual one is kept as it stands.
    """
    if is_damaged(cell):
        return CodeReading(value=None, fault=CodeFault.DAMAGED)
    text = (
        str(int(cell)) if isinstance(cell, int | float) else re.sub(r"\s", "", clean_text(str(cell))).upper()
    )
    found = _LICENCE.fullmatch(text)
    if found is None:
        mended = re.sub(r"(?<=\d)O|O(?=\d)", "0", re.sub(r"(?<=\d)[IL]|[IL](?=\d)", "1", text))
        if mended != text and _LICENCE.fullmatch(mended):
            return CodeReading(value=mended, fault=CodeFault.LICENCE_SHAPE)
        return CodeReading(value=text, fault=CodeFault.LICENCE_SHAPE)
    digits = found[1]
    prefix = digits[1:7] if len(digits) == 15 else digits[:6]
    allowed = _LICENCE_PREFIXES.get(county_code[:6], (county_code[:6],))
    return CodeReading(value=text, fault=None if prefix in allowed else CodeFault.LICENCE_COUNTY)


def licence_key(licence_no: str | None) -> str | None:
    """What two spellings of one licence number have in common: its digits (None below six digits)."""
    digits = "".join(char for char in licence_no or "" if char.isdigit())
    return digits if len(digits) >= 6 else None
