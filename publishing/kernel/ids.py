"""Identifiers that are shown and kept: never reused, never guessed to mean something."""

import secrets
from typing import NewType

KindergartenId = NewType("KindergartenId", str)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_kindergarten_id() -> KindergartenId:
    """`K` and eight Crockford base-32 characters, e.g. `K7Q2M9XDA`."""
    return KindergartenId("K" + "".join(secrets.choice(_ALPHABET) for _ in range(8)))


def new_token() -> str:
    """256 random bits as URL-safe text, for sessions and drafts; stored only as a digest."""
    return secrets.token_urlsafe(32)
