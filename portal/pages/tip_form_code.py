"""What is wrong with a receipt code as somebody typed it. Pure."""

import unicodedata

from intake.tips.codes import GROUP, LENGTH, normalise


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


def differing(typed: str, code: str) -> tuple[int, ...]:
    """The groups, counted from 1, in which what was typed differs from the code that is shown; empty where it
    is the code, or has another length."""
    digits = digits_of(typed)
    if len(digits) != LENGTH:
        return ()
    return tuple(sorted({place // GROUP + 1 for place in range(LENGTH) if digits[place] != code[place]}))


def suspects(typed: str) -> tuple[int, ...]:
    """The groups in which a single wrong digit, or two swapped neighbours, would explain that the check
    digits do not fit; empty for another length. The slip, if it was only one, is in one of them."""
    digits = digits_of(typed)
    if len(digits) != LENGTH:
        return ()
    found: set[int] = set()
    for place in range(LENGTH):
        others = (f"{digits[:place]}{other}{digits[place + 1 :]}" for other in "0123456789")
        if any(other != digits and normalise(other) for other in others):
            found.add(place // GROUP + 1)
        swapped = f"{digits[:place]}{digits[place : place + 2][::-1]}{digits[place + 2 :]}"
        if swapped != digits and normalise(swapped):
            found |= {place // GROUP + 1, (place + 1) // GROUP + 1}
    return tuple(sorted(found))
