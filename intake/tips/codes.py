"""Receipt codes: 24 digits that only the reporter has; the office keeps a keyed digest.

22 digits (73 bits) come from HMAC-SHA256 over the draft's secret, so that sending a draft twice shows the
same code without storing it; 2 check digits follow ISO 7064 MOD 97-10 and find every mistyped digit and every
pair of neighbours that was swapped.
"""

import hashlib
import hmac
import unicodedata

LENGTH = 24
GROUP = 4
_BODY = LENGTH - 2
# dashes and spaces of every kind that phones and word processors put between groups
_SEPARATORS = frozenset(" \t\r\n\u00a0\u3000\u200b-‐‑‒–—―－−_.·,，、/")


def derive_code(secret: bytes, draft_token: str) -> str:
    """The receipt code of a draft, 24 digits without spaces. `secret` is the installation's."""
    keyed = hmac.digest(secret, b"receipt:" + draft_token.encode(), "sha256")
    body = int.from_bytes(keyed) % 10**_BODY
    return f"{body:0{_BODY}d}{98 - body * 100 % 97:02d}"


def grouped(code: str) -> str:
    """The code in groups of four, as it is shown and printed."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise(text: str) -> str | None:
    """The 24 digits of what somebody typed (full-width digits, spaces and dashes are fine); None where it is
    no code: other characters, another length, or check digits that do not fit."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", text[:200]) if c not in _SEPARATORS)
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if int(digits) % 97 == 1 else None


def digest(secret: bytes, code: str) -> str:
    """What is stored of a code: HMAC-SHA256 as hex."""
    return hmac.new(secret, b"code:" + code.encode(), hashlib.sha256).hexdigest()


def submission_digest(draft_token: str) -> str:
    """What is stored of a draft's secret, so that the same draft never makes two tips."""
    return hashlib.sha256(b"submission:" + draft_token.encode()).hexdigest()
