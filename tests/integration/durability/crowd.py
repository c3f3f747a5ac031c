"""Reporters who go on after the server has died, as people do: they ask again until they are answered."""

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import TypeVar

from portal.bench.raw import photo
from portal.bench.reporter import STEPS, Reporter, Story, WentElsewhere, code_in, token_in
from portal.bench.tips import loopback

PLACES = ("月山镇花园村", "月山镇后乔村", "说不清的地方")
LOST_LINE = (OSError, http.client.HTTPException)
_PATIENCE = 400
"""Times that one request is tried; every life of the server lets some through."""
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a reporter holds at the end."""

    code: str
    mark: str
    """Words of this report and no other."""
    photos: int
    """As the check page showed them."""


@dataclass
class Crowd:
    """Several reporters at once, each one report after another, until told to stop."""

    port: int
    clients: int
    seed: int
    receipts: list[Receipt] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    interruptions: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    sending: threading.Event = field(default_factory=threading.Event)
    """Set whenever somebody is about to send."""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Lets everybody begin."""
        picture = photo()
        self._threads = [
            threading.Thread(target=self._report_on, args=(Random(self.seed + n), picture))
            for n in range(self.clients)
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Waits until everybody has finished the report in hand."""
        self.stopping.set()
        for thread in self._threads:
            thread.join()

    def _report_on(self, chance: Random, picture: bytes) -> None:
        try:
            while not self.stopping.is_set():
                number = next(self._numbers)
                self.receipts.append(self._report(number, chance, picture))
        except BaseException as failure:
            self.failures.append(failure)

    def _report(self, number: int, chance: Random, picture: bytes) -> Receipt:
        mark = f"第{number}号院"
        with_photo = chance.random() < 0.4
        town = chance.choice(PLACES)
        story = Story(
            county="410822000000",
            town="" if town == PLACES[-1] else town,
            detail=f"大队院东边{mark}，{town}",
            kindergarten_name="",
            text=f"{mark}里有二十多个孩子，没见墙上有证。" * chance.randint(1, 40),
            contact_name="某人",
            contact="138 0000 0000",
            photo=picture if with_photo else b"",
        )
        reporter = Reporter(self.port, story, source=loopback(number))
        self._persist(reporter.begin)
        for step in STEPS:
            self._persist(lambda step=step: _tell(reporter, step))
        shown = self._persist(lambda: reporter.shown("/report/check"))
        # what was acknowledged at the earlier steps is still there
        assert mark in shown, f"the draft of {mark} is lost"
        photos = shown.count("/report/photos/")
        assert bool(photos) == with_photo, f"{mark}: {photos} photos"
        fields = [("csrf_token", token_in(shown))]

        def send() -> None:
            self.sending.set()
            answer = reporter.post("/report/check", fields)
            if answer.location != "/report/sent":
                raise WentElsewhere("POST", "/report/check", answer.status, answer.location)

        self._persist(send)
        code = code_in(self._persist(lambda: reporter.shown("/report/sent")))
        again = code_in(self._persist(lambda: reporter.shown("/report/sent")))
        assert code == again, "reloading the receipt showed another code"
        self._persist(lambda: reporter.step("/follow-up/", [("code", code)], "/follow-up/view"))
        view = self._persist(lambda: reporter.shown("/follow-up/view"))
        assert mark in view, f"the tip behind the code is not that of {mark}"
        reporter.hang_up()
        return Receipt(code=code, mark=mark, photos=photos)

    def _persist(self, act: Callable[[], Result]) -> Result:
        for _attempt in range(_PATIENCE):
            try:
                return act()
            except LOST_LINE:
                self.interruptions += 1
        raise TimeoutError("the server did not come back")


def _tell(reporter: Reporter, step: str) -> None:
    """One step; a photo whose answer was lost is looked for before it is sent once more."""
    if step == "where" and not reporter.story.town:
        # words that mean no village lead to the lists, which may be left
        where = [("county", reporter.story.county), ("town", ""), ("detail", reporter.story.detail)]
        reporter.submit("/report/where", where)
        reporter.step("/report/where/list", [("township", "unknown")], "/report/seen")
    elif step == "photos" and reporter.story.photo:
        kept = "/report/photos/1" in reporter.shown("/report/photos")
        reporter.step("/report/photos", (), "/report/contact", photo=b"" if kept else reporter.story.photo)
    else:
        reporter.tell(step)
