"""What an editor may answer where a list and the register do not agree on what is there. Pure."""

from enum import StrEnum


class Answer(StrEnum):
    """What the editor may say of a question; all but `keep` are published with their reason."""

    KEEP = "keep"
    """It stays as it is: the list was incomplete, or listed it by mistake."""
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CLOSED = "closed"
    GRANTED = "granted"
    """It was licensed anew after its licence had ended."""
