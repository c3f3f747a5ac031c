"""Rate limits that know nobody: only a keyed digest of the address is counted, and it expires."""

import hashlib
import hmac
from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem, parse

from publishing.kernel.settings import Settings, secret
from publishing.kernel.web import settings


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done before it is treated with care."""

    name: str
    each: tuple[RateLimitItem, ...]


SIGN_IN = Limit("sign_in", (parse("10 per 15 minutes"),))
"""Refusals, by address and name together: nobody can lock another person out from elsewhere."""
TIP = Limit("tip", (parse("5 per 10 minutes"), parse("20 per day")))
"""Over it a tip is quarantined, never refused (DESIGN §5)."""
RECEIPT = Limit("receipt", (parse("10 per 5 minutes"),))
"""Guesses of receipt codes, by address."""


def init_limits(app: Flask, chosen: Settings) -> None:
    """Counts in Redis where several processes share the work, else in this process."""
    limiter = Limiter(
        _address_digest,
        app=app,
        storage_uri=chosen.redis_url or "memory://",
        default_limits=[],
        headers_enabled=False,
    )
    app.extensions["mingyuan.limiter"] = limiter


def is_over(limit: Limit, subject: str = "") -> bool:
    """Whether `limit` is used up for this address, without counting anything."""
    limiter: Limiter = current_app.extensions["mingyuan.limiter"]
    key = _address_digest(subject)
    return not all(limiter.limiter.test(item, limit.name, key) for item in limit.each)


def over_limit(limit: Limit, subject: str = "") -> bool:
    """Counts this request against `limit` and says whether it is over; `subject` narrows it (e.g. a name)."""
    limiter: Limiter = current_app.extensions["mingyuan.limiter"]
    key = _address_digest(subject)
    counted = [limiter.limiter.hit(item, limit.name, key) for item in limit.each]
    return not all(counted)


def _address_digest(subject: str = "") -> str:
    key = secret(settings(), "limits")
    message = f"{request.remote_addr or ''}|{subject}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
