"""What came of one run, and of the site's database after it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What came of one run."""

    clients: int
    seconds: float
    requests: int
    """That were answered within `seconds`."""
    sent: int
    """Reports that were acknowledged within `seconds`."""
    send_ms: tuple[float, ...]
    """How long each sending request took."""

    @property
    def per_second(self) -> float:
        """Reports a second."""
        return self.sent / self.seconds

    def percentile(self, percent: float) -> float:
        """Milliseconds within which `percent` of the sending requests were answered."""
        ordered = sorted(self.send_ms)
        return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.nan
