"""Reports a second with all that a reporter's browser asks for: six pages, their forms, and the code.

A report that is sent within seconds of its beginning is held for a person to look at (it was a program's).
To measure what people cause, every client has several reports open and sends each when it is old enough,
as many as it begins.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from portal.bench.reporter import Reporter, Story
from portal.bench.results import Load

OLD_ENOUGH = 5.2
"""Seconds between beginning a report and sending it; less would be taken for a program's."""
NUMBERS = count(1)
"""Of reporters, over all runs: an address that comes again would be over its limit."""


@dataclass(slots=True)
class _Shared:
    """What the clients share: the clock's marks and the first failure."""

    port: int
    story: Callable[[int], Story]
    counts_from: float
    ends: float
    failure: BaseException | None = None


@dataclass(slots=True)
class _Client:
    shared: _Shared
    open: deque[tuple[float, Reporter]] = field(default_factory=deque)
    requests: int = 0
    send_ms: list[float] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def run(self) -> None:
        try:
            while time.monotonic() < self.shared.ends and self.shared.failure is None:
                self._fill_one()
                self._send_one()
            for _began, reporter in self.open:
                reporter.hang_up()
        except BaseException as failure:  # whatever it is, the run has failed and must say why
            self.shared.failure = self.shared.failure or failure

    def _fill_one(self) -> None:
        number = next(NUMBERS)
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


def loopback(number: int) -> str:
    """The loopback address of the reporter with this number: limits are counted by address."""
    return f"127.{1 + number // 62_500 % 250}.{1 + number // 250 % 250}.{1 + number % 250}"


def run(
    port: int, story: Callable[[int], Story], *, clients: int, seconds: float
) -> tuple[Load, tuple[str, ...]]:
    """Loads the site at `port`; `story(n)` is what the nth reporter tells. What came of it, and every code
    that was shown. Raises what a client met."""
    counts_from = time.monotonic() + OLD_ENOUGH + 0.5
    shared = _Shared(port=port, story=story, counts_from=counts_from, ends=counts_from + seconds)
    crowd = [_Client(shared) for _number in range(clients)]
    threads = [threading.Thread(target=client.run) for client in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if shared.failure is not None:
        raise shared.failure
    sends = tuple(ms for client in crowd for ms in client.send_ms)
    requests = sum(client.requests for client in crowd)
    load = Load(clients=clients, seconds=seconds, requests=requests, sent=len(sends), send_ms=sends)
    return load, tuple(code for client in crowd for code in client.codes)
