"""A proof of work: some seconds of a browser's computing, asked for under pressure only, never a puzzle.

The challenge is signed with a key of this installation, so that nothing is stored for one that nobody solves;
a solved one is good for one report.
"""

import secrets
import time
from hashlib import sha256

import altcha

from publishing.kernel.settings import secret
from publishing.kernel.web import counts, settings

_ALGORITHM = "PBKDF2/SHA-256"
_ROUNDS = 2_000
_LEAST, _MOST = 500, 1_500
"""Tries that a browser needs: two million rounds are a second on a computer, some seconds on an old phone."""
LASTS = 3600
"""Seconds until a challenge, solved or not, is worth nothing."""
_LONGEST = 2_000


def new_challenge() -> dict[str, object]:
    """A challenge as the browser's library takes it."""
    signing, solving = _keys()
    made = altcha.create_challenge(
        _ALGORITHM,
        _ROUNDS,
        counter=_LEAST + secrets.randbelow(_MOST - _LEAST),
        expires_at=int(time.time()) + LASTS,
        hmac_secret=signing,
        hmac_key_secret=solving,
    )
    return dict(made.to_dict())


def is_proof(payload: str, *, report: str) -> bool:
    """Whether `payload` solves a challenge of ours in time, and no other report than this one was sent with
    it. `report` is the draft's secret: sending the same report again does not spend a second proof."""
    if not payload or len(payload) > _LONGEST:
        return False
    signing, solving = _keys()
    try:
        parsed = altcha.Payload.from_base64(payload)
        solved = altcha.verify_solution(parsed, signing, hmac_key_secret=solving)
    except Exception:  # whatever a made-up payload breaks: it is no proof
        return False
    if not solved.verified:
        return False
    spent = parsed.challenge.parameters.nonce
    by = sha256(f"proof|{report}".encode()).digest()[:16]
    return counts().first(f"proof.{spent}", LASTS, by=by)


def _keys() -> tuple[bytes, bytes]:
    key = secret(settings(), "proof")
    return sha256(key + b"signing").digest(), sha256(key + b"solving").digest()
