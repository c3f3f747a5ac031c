"""What an announcement may say, and its canonical form. Pure."""

import hashlib
import json
from collections.abc import Mapping

from publishing.kernel.errors import Invalid
from publishing.registry.text import clean_text, has_personal_number

LONGEST_TITLE = 100
LONGEST_BODY = 10_000
LONGEST_REASON = 500


def checked_text(field: str, text: str, *, most: int) -> str:
    """`text` without spaces around it; raises Invalid: missing, too_long, personal (a number of a person)."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(field=field, reason="missing")
    if len(text) > most:
        raise Invalid(field=field, reason="too_long", most=most)
    if has_personal_number(clean_text(text)):
        raise Invalid(field=field, reason="personal")
    return text


def canonical(content: Mapping[str, object]) -> bytes:
    """`content` as RFC 8785 writes it: keys are ASCII and numbers whole, so sorted bare JSON is enough."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(content: Mapping[str, object]) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()
