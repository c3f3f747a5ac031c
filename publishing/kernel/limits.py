"""How often something may be done: the limits as values, and what counts them.

Below the views: rooms name their limits here and count through `Counts`, which the application provides
(`kernel.web.counts`).
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done before it is treated with care; each like `5 per 10 minutes`.

    No window is longer than an hour: so long and no longer a count can be linked to anybody.
    """

    name: str
    each: tuple[str, ...]


class Counts(Protocol):
    """Counts by a subject (an account, an address) of which only an expiring, keyed digest is kept. Never
    raises: where the shared storage fails, this process counts for itself."""

    def hit(self, limit: Limit, subject: str) -> bool:
        """Counts one more, and says whether the limit is exceeded by it."""
        ...

    def share(self, limit: Limit, subject: str) -> float:
        """How much of the limit is used up, without counting: 1 and more, the next one exceeds it."""
        ...

    def first(self, name: str, seconds: int, *, by: bytes | None = None) -> bool:
        """Whether `name` is seen for the first time within so many seconds, or was first seen with the same
        `by`; it is remembered for as long."""
        ...
