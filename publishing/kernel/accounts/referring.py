"""Sending a browser to the identity provider, and knowing it again when it comes back.

The browser gets a secret. What was on its way (the page asked for, a form being sent, state, nonce and PKCE
verifier) is kept under the secret's digest, sealed with the secret: a dump of the table tells nothing.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet
from sqlalchemy import delete
from sqlalchemy.orm import Session

from publishing.kernel.accounts.models import ProviderVisitRow
from publishing.kernel.ids import new_token

LASTS = timedelta(minutes=15)
"""How long signing in at the provider, or confirming afterwards, may take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A way to the provider and back. `purpose`: `sign_in`, `bind` (one's own account), `accept` (an
    invitation). `outcome`: empty on the way; then `known`, `refused` or `down`."""

    purpose: str
    state: str
    nonce: str
    verifier: str
    english: bool = False
    target: str = ""
    held: str = ""
    session_digest: str = ""
    """The session that asked to be bound: no other may confirm."""
    username: str = ""
    code: str = ""
    outcome: str = ""
    subject: str = ""
    shown: str = ""
    """What the provider calls the person, to be looked at before binding; decides nothing."""
    vouched: bool = False

    def is_answer(self, state: str) -> bool:
        """Whether this is still on its way and `state` is what was sent with it."""
        return not self.outcome and hmac.compare_digest(self.state.encode(), state.encode())


def keep_visit(session: Session, visit: Visit, *, now: datetime) -> str:
    """Keeps a visit and returns the browser's secret; visits that took too long go."""
    session.execute(delete(ProviderVisitRow).where(ProviderVisitRow.created_at < now - LASTS))
    secret = new_token()
    sealed = _box(secret).encrypt(json.dumps(asdict(visit)).encode())
    session.add(ProviderVisitRow(digest=_digest(secret), sealed=sealed, created_at=now))
    session.flush()
    return secret


def read_visit(session: Session, secret: str, *, now: datetime) -> Visit | None:
    """The visit of this browser, where there is one that is not too old."""
    row = session.get(ProviderVisitRow, _digest(secret))
    if row is None or row.created_at < now - LASTS:
        return None
    return Visit(**json.loads(_box(secret).decrypt(row.sealed)))


def take_visit(session: Session, secret: str) -> bool:
    """Uses the visit up; whether it was there: of several that take it at once, one does."""
    taken = session.execute(delete(ProviderVisitRow).where(ProviderVisitRow.digest == _digest(secret)))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _digest(secret: str) -> str:
    return hashlib.sha256(b"visit:" + secret.encode()).hexdigest()


def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal:" + secret.encode()).digest()))
