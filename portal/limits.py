"""Rate limits that know nobody: only a keyed digest of the address is counted, for an hour at most.

Counted in Redis where it is set, else in a file that the processes of this machine share. Where that fails,
each process counts for itself: a broken count neither refuses nor loses a report.
"""

import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TypeVar, cast

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.storage import RedisStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from portal.limits_keys import KeyRing, MemoryFolder, OwnShelf, Shelf
from portal.limits_storage import SQLiteStorage
from publishing.kernel.limits import Limit
from publishing.kernel.settings import Settings
from publishing.kernel.web import counts, settings

T = TypeVar("T")

SIGN_IN = Limit("sign_in", ("10 per 15 minutes",))
"""Refusals, by address and name together: nobody can lock another person out from elsewhere."""
SECOND_FACTOR = Limit("second_factor", ("10 per 15 minutes",))
"""Wrong second factors, by address and account together."""
PROVIDER = Limit("provider", ("120 per 15 minutes",))
"""Ways to the identity provider, by address: a bureau's whole morning stays below, a program does not."""
TIP = Limit("tip", ("5 per 10 minutes", "15 per hour"))
"""Reports of one address. Over it a proof of work is asked for; without one the report waits for a person
(DESIGN §5). Half of it used up, the proof is offered."""
TIP_MOST = Limit("tip_most", ("60 per hour",))
"""Over it a report waits in any case: a school behind one address stays below, a program does not."""
API_TIP = Limit("api_tip", ("10 per hour",))
"""Reports that come through Open311, by address. Over it they wait for a person."""
PARTNER_TIP = Limit("partner_tip", ("60 per 10 minutes", "300 per hour"))
"""Likewise, of an app with a key of the city's (`portal api-key`), which sends for many people: by key."""
VERDICT = Limit("verdict", ("120 per minute",))
"""Questions of programs to the register (`/api/v1/verdict`), by address."""
NAME_CHECK = Limit("name_check", ("60 per minute",))
"""Questions to the register while a name is typed; over it the page is quiet, and the check page asks."""
RECEIPT = Limit("receipt", ("10 per 5 minutes",))
"""Receipt codes that open nothing, by address: right ones are not counted, so nobody's guesses keep a
neighbour of theirs out for long."""
RECEIPT_RIGHT = Limit("receipt_right", ("10 per 5 minutes",))
"""Right codes: never looked at, counted so that a right code and a wrong one cause the same work."""
RECEIPT_SITE = Limit("receipt_site", ("300 per hour",))
"""Codes typed by everybody together; more is an alarm, and locks out nobody."""
EVERYBODY = "everybody"

_AGAIN_SECONDS = 30
"""After a failure of the shared storage, before it is asked again."""
_REDIS_SECONDS: dict[str, str | int] = {"socket_timeout": 1, "socket_connect_timeout": 1}


class RedisShelf:
    """Of all processes that share a Redis."""

    def __init__(self, storage: RedisStorage) -> None:
        self._redis = storage.storage

    def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
        """As Shelf has it."""
        name = f"mingyuan:{name}"
        self._redis.set(name, value, nx=True, px=max(int(seconds * 1000), 1))
        return cast(bytes, self._redis.get(name)) or value


@dataclass(frozen=True, slots=True)
class Tally:
    """One place where is counted."""

    limiter: FixedWindowRateLimiter
    shelf: Shelf
    ring: KeyRing

    def hit(self, limit: Limit, subject: str) -> bool:
        """As Counts has it; raises what the storage raises."""
        counted = [
            self.limiter.hit(item, limit.name, self._digest(item, limit, subject)) for item in items_of(limit)
        ]
        return not all(counted)

    def share(self, limit: Limit, subject: str) -> float:
        """As Counts has it; raises what the storage raises."""
        return max(
            self.limiter.storage.get(item.key_for(limit.name, self._digest(item, limit, subject)))
            / item.amount
            for item in items_of(limit)
        )

    def _digest(self, item: RateLimitItem, limit: Limit, subject: str) -> str:
        """By the key under which this subject's window began; by the present one where none is open.

        The limit's name is in it: counts of one address under two limits do not look alike.
        """
        present, before = (
            hmac.new(key, f"{limit.name}|{subject}".encode(), sha256).hexdigest()[:32]
            for key in self.ring.present_and_before()
        )
        begun_before = self.limiter.storage.get(item.key_for(limit.name, before)) > 0
        return before if begun_before else present


def tip_site() -> Limit:
    """Reports of everybody together: what is usual differs from city to city."""
    return Limit("tip_site", (f"{settings().busy_tips} per 10 minutes",))


@cache
def items_of(limit: Limit) -> tuple[RateLimitItem, ...]:
    """The limit's windows as `limits` has them."""
    return tuple(parse(each) for each in limit.each)


class SharedCounts:
    """`kernel.limits.Counts` over a shared tally, and over one of this process while that one fails."""

    def __init__(self, shared: Tally, say: Callable[[str], None]) -> None:
        self._shared = shared
        self._say = say
        self._own: Tally | None = None
        self._failed_at: float | None = None

    def hit(self, limit: Limit, subject: str) -> bool:
        """As Counts has it."""
        return self._try(lambda tally: tally.hit(limit, subject))

    def share(self, limit: Limit, subject: str) -> float:
        """As Counts has it."""
        return self._try(lambda tally: tally.share(limit, subject))

    def first(self, name: str, seconds: int, *, by: bytes | None = None) -> bool:
        """As Counts has it."""
        mine = by or secrets.token_bytes(16)
        return self._try(lambda tally: tally.shelf.keep_first(name, mine, seconds)) == mine

    def _try(self, act: Callable[[Tally], T]) -> T:
        if self._failed_at is None or time.monotonic() - self._failed_at >= _AGAIN_SECONDS:
            try:
                answer = act(self._shared)
            except Exception as error:  # whatever a storage raises: the report goes on
                if self._failed_at is None:
                    self._say(f"limits are counted in this process only: {type(error).__name__}: {error}")
                self._failed_at = time.monotonic()
            else:
                if self._failed_at is not None:
                    self._say("limits are counted for all processes again")
                self._failed_at = None
                return answer
        if self._own is None:
            self._own = _own_tally()
        return act(self._own)


def init_limits(app: Flask, chosen: Settings) -> None:
    """Counts in Redis where it is set, else in a file that all processes of this machine share."""
    uri = chosen.redis_url or f"mingyuan+sqlite://{chosen.home / 'limits.sqlite3'}"
    limiter = Limiter(
        client_address,
        app=app,
        storage_uri=uri,
        storage_options=_REDIS_SECONDS if chosen.redis_url else {},
        default_limits=[],
        headers_enabled=False,
    )
    storage = limiter.storage
    if isinstance(storage, SQLiteStorage):
        shelf: Shelf = storage
        ring = KeyRing(_FirstOf(MemoryFolder(chosen.home), storage))
    else:
        shelf = RedisShelf(cast(RedisStorage, storage))
        ring = KeyRing(shelf)
    shared = Tally(FixedWindowRateLimiter(storage), shelf, ring)
    app.extensions["mingyuan.limits"] = SharedCounts(shared, app.logger.error)


class _FirstOf:
    """The machine's memory where it has a folder there, else the file."""

    def __init__(self, memory: MemoryFolder, file: Shelf) -> None:
        self._memory = memory
        self._file = file

    def keep_first(self, name: str, value: bytes, seconds: float) -> bytes:
        """As Shelf has it."""
        try:
            return self._memory.keep_first(name, value, seconds)
        except OSError:
            return self._file.keep_first(name, value, seconds)


def _own_tally() -> Tally:
    shelf = OwnShelf()
    return Tally(FixedWindowRateLimiter(storage_from_string("memory://")), shelf, KeyRing(shelf))


def over_limit(limit: Limit, subject: str = "") -> bool:
    """Counts this request's address against `limit`; whether it is over. `subject` narrows it (a name)."""
    return counts().hit(limit, f"{client_address()}|{subject}")


def is_over(limit: Limit, subject: str = "") -> bool:
    """Whether `limit` is used up for this address, without counting anything."""
    return share_of(limit, subject) >= 1


def share_of(limit: Limit, subject: str = "") -> float:
    """How much of `limit` this address has used up, without counting anything."""
    return counts().share(limit, f"{client_address()}|{subject}")


def client_address() -> str:
    """Whom this request is counted for; never stored. IPv6 by the network of a household or a school."""
    told = request.remote_addr or ""
    if not settings().trusted_proxies and "X-Forwarded-For" in request.headers:
        _say_once_that_proxies_are_not_trusted()
    try:
        address = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return told
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _say_once_that_proxies_are_not_trusted() -> None:
    if "mingyuan.proxy_seen" not in current_app.extensions:
        current_app.extensions["mingyuan.proxy_seen"] = True
        current_app.logger.warning(
            "requests come through a proxy but PORTAL_TRUSTED_PROXIES is 0: all its visitors count as one"
        )
