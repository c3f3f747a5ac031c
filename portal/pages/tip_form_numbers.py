"""Telephone and identity-card numbers in a text, taken out whole so that they can be kept sealed. Pure."""

import re

from intake.tips.masking import ID_MASK, NUMBER_MASK, PHONE_MASK, mask

_MASKS = re.compile("|".join(re.escape(word) for word in (ID_MASK, PHONE_MASK, NUMBER_MASK)))


def numbers_in(text: str) -> tuple[str, ...]:
    """What masking would hide in `text`, in its order."""
    left = [re.escape(piece) for piece in _MASKS.split(mask(text))]
    found = re.fullmatch("(.*?)".join(left), text, re.DOTALL)
    hidden = found.groups() if found else ()
    return tuple(number.strip() for number in hidden if not _MASKS.fullmatch(number.strip()))
