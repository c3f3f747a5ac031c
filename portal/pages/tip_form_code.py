"""What is wrong with a receipt code as somebody typed it. Pure."""

import unicodedata

from intake.tips.codes import LENGTH, normalise


def digits_of(text: str) -> str:
    """The digits of what was typed; full-width ones too."""
    return "".join(c for c in unicodedata.normalize("NFKC", text[:200]) if c.isascii() and c.isdigit())


def mistake_in(text: str) -> str:
    """`letters`, `length` or `digits` (one is wrong, by the check digits); empty for a well-formed code."""
    if normalise(text) is not None:
        return ""
    if any(c.isalpha() for c in unicodedata.normalize("NFKC", text)):
        return "letters"
    return "length" if len(digits_of(text)) != LENGTH else "digits"
