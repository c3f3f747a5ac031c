"""What custody decides without a database: passphrases, fingerprints, how long things last."""

import hashlib
import unicodedata
from datetime import timedelta

from publishing.kernel.errors import Invalid

MIN_PASSPHRASE = 12
_MIN_DIFFERENT = 5
"""Characters: 111111111111 is long and no secret."""
PROPOSAL_LASTS = timedelta(days=7)
FEWEST = 2
"""Custodians a county needs: one alone who is ill, or forgets, locks the identities for ever."""
MOST_WRONG = 5
WRONG_WITHIN = timedelta(minutes=15)
"""So many wrong passphrases of one person within this time, and that person has to wait."""
CAUSES = ("contact", "authority", "safety", "outcome", "other")
"""Why an identity is opened; the reporter is told which of them it was."""


def readied(passphrase: str) -> str:
    """The passphrase as it is used: full-width letters and digits, which a Chinese keyboard may type, count
    as the plain ones."""
    return unicodedata.normalize("NFKC", passphrase)


def check_passphrase(passphrase: str) -> None:
    """Raises Invalid(field="new_passphrase", reason `too_short` or `too_simple`)."""
    ready = readied(passphrase)
    if len(ready) < MIN_PASSPHRASE:
        raise Invalid(field="new_passphrase", reason="too_short", least=MIN_PASSPHRASE)
    if len(set(ready)) < _MIN_DIFFERENT:
        raise Invalid(field="new_passphrase", reason="too_simple", least=_MIN_DIFFERENT)


def fingerprint(public_key: bytes) -> str:
    """Six groups of four digits that two people can compare aloud: 0417 2290 …"""
    number = int.from_bytes(hashlib.sha256(b"mingyuan-custodian:" + public_key).digest())
    digits = f"{number % 10**24:024d}"
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))
