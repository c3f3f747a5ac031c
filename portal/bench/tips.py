"""Reports a second over HTTP: several reporters at once fill in the whole form and send it.

A report that is sent within seconds of its beginning is held for a person to look at (it was a program's).
To measure what people cause, every client has several reports open and sends each when it is old enough,
as many as it begins. What is left open at the end is sent all at once: sending alone.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from portal.bench.reporter import Reporter, Story, token_in

OLD_ENOUGH = 5.2
"""Seconds between beginning a report and sending it; less would be taken for a program's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What came of one run."""

    clients: int
    seconds: float
    requests: int
    """Of all pages and forms within `seconds`."""
    sent: int
    """Reports that were filled in, sent and acknowledged with their code within `seconds`."""
    send_ms: tuple[float, ...]
    """How long each sending request took."""
    burst: int
    """Reports that were sent all at once at the end."""
    burst_seconds: float
    codes: tuple[str, ...]
    """Every code that was shown, of `sent` and `burst`."""

    @property
    def per_second(self) -> float:
        """Whole reports a second."""
        return self.sent / self.seconds

    @property
    def burst_per_second(self) -> float:
        """Sending requests a second, when nothing else is asked."""
        return self.burst / self.burst_seconds

    def percentile(self, percent: float) -> float:
        """Milliseconds within which `percent` of the sending requests were answered."""
        ordered = sorted(self.send_ms)
        return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass(slots=True)
class _Shared:
    """What the clients share: the clock's marks, the next number, and the first failure."""

    port: int
    story: Callable[[int], Story]
    counts_from: float
    ends: float
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    failure: BaseException | None = None


@dataclass(slots=True)
class _Client:
    shared: _Shared
    barrier: threading.Barrier
    open: deque[tuple[float, Reporter]] = field(default_factory=deque)
    requests: int = 0
    send_ms: list[float] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    burst: int = 0
    burst_began: float = 0.0
    burst_ended: float = 0.0

    def run(self) -> None:
        try:
            while time.monotonic() < self.shared.ends and self.shared.failure is None:
                self._fill_one()
                self._send_one()
            self._send_the_rest()
        except threading.BrokenBarrierError:
            return
        except BaseException as failure:  # whatever it is, the run has failed and must say why
            self.shared.failure = self.shared.failure or failure
            self.barrier.abort()

    def _fill_one(self) -> None:
        number = next(self.shared.numbers)
        reporter = Reporter(self.shared.port, self.shared.story(number), source=loopback(number))
        began = time.monotonic()
        reporter.fill()
        self.open.append((began, reporter))
        self._count(12)

    def _send_one(self) -> None:
        if not self.open or time.monotonic() < self.open[0][0] + OLD_ENOUGH:
            return
        reporter = self.open.popleft()[1]
        answer = reporter.send()
        code = reporter.code()
        reporter.hang_up()
        self.codes.append(code)
        if self._count(3):
            self.send_ms.append(answer.seconds * 1000)

    def _count(self, requests: int) -> bool:
        counts = self.shared.counts_from <= time.monotonic() <= self.shared.ends
        self.requests += requests if counts else 0
        return counts

    def _send_the_rest(self) -> None:
        if self.open:
            threading.Event().wait(max(0.0, self.open[-1][0] + OLD_ENOUGH - time.monotonic()))
        # only the sending itself is left to do
        ready = [(reporter, token_in(reporter.shown("/report/check"))) for _began, reporter in self.open]
        self.barrier.wait()
        self.burst_began = time.monotonic()
        for reporter, token in ready:
            reporter.post("/report/check", [("csrf_token", token)])
        self.burst_ended, self.burst = time.monotonic(), len(ready)
        for reporter, _token in ready:
            self.codes.append(reporter.code())
            reporter.hang_up()


def loopback(number: int) -> str:
    """The loopback address of the reporter with this number: limits are counted by address."""
    return f"127.{1 + number // 62_500 % 250}.{1 + number // 250 % 250}.{1 + number % 250}"


def run(port: int, story: Callable[[int], Story], *, clients: int, seconds: float) -> Load:
    """Loads the site at `port`; `story(n)` is what the nth reporter tells. Raises what a client met."""
    counts_from = time.monotonic() + OLD_ENOUGH + 0.5
    shared = _Shared(port=port, story=story, counts_from=counts_from, ends=counts_from + seconds)
    barrier = threading.Barrier(clients)
    crowd = [_Client(shared, barrier) for _number in range(clients)]
    threads = [threading.Thread(target=client.run) for client in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if shared.failure is not None:
        raise shared.failure
    return _load(crowd, seconds)


def _load(crowd: Sequence[_Client], seconds: float) -> Load:
    sends = tuple(ms for client in crowd for ms in client.send_ms)
    return Load(
        clients=len(crowd),
        seconds=seconds,
        requests=sum(client.requests for client in crowd),
        sent=len(sends),
        send_ms=sends,
        burst=sum(client.burst for client in crowd),
        burst_seconds=max(c.burst_ended for c in crowd) - min(c.burst_began for c in crowd),
        codes=tuple(code for client in crowd for code in client.codes),
    )
