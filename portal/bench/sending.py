"""Reports a second, from pressing 提交举报 to the acknowledgement: nothing but the requests that send.

Every report is filled in already, as the six pages leave it. With a photo, uploading it is part of what is
measured: it is then that the server decodes and writes it anew.
"""

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from intake.tips.drafts import load_draft, save_draft
from portal.bench.reporter import BOUNDARY, Reporter, Story, WentElsewhere, multipart, token_in
from portal.bench.results import Load
from portal.bench.tips import NUMBERS, loopback
from portal.pages.tip_form_draft import COOKIE, make_token
from publishing.kernel.clock import utc_now
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings, secret

_WARM_SECONDS = 3.0
"""Before anything is counted, so that every server process has met its first report."""
_AT_ONCE = 500
_ONE_ADDRESS = 4
"""Reports from one loopback address, and over one connection: with more it would be over its limit."""
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: ([^\r]*)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """Reports that only have to be sent, all from one browser session."""

    drafts: tuple[str, ...]
    """Their secrets, which a browser holds in a cookie."""
    session: str
    csrf: str


def finish(settings: Settings, port: int, story: Story, *, count: int) -> Finished:
    """So many reports like `story`: one is filled in page by page, the others as it left its draft."""
    reporter = Reporter(port, story)
    reporter.fill()
    csrf = token_in(reporter.shown("/report/check"))
    reporter.hang_up()
    key, now = secret(settings, "drafts"), utc_now()
    # one that is sent within seconds of its beginning would be taken for a program's
    drafts = tuple(make_token(key, now - timedelta(minutes=1)) for _draft in range(count))
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            draft = load_draft(session, reporter.cookies[COOKIE])
        if draft is None:
            raise WentElsewhere("the draft is gone")
        for start in range(0, count, _AT_ONCE):
            with database.begin() as session:
                for number, token in enumerate(drafts[start : start + _AT_ONCE], start):
                    save_draft(session, token, replace(draft, text=f"{draft.text}{number}"), now)
    finally:
        database.close()
    return Finished(drafts=drafts, session=reporter.cookies["form"], csrf=csrf)


@dataclass(slots=True)
class _Run:
    """What the clients share."""

    port: int
    finished: Finished
    photo: bytes
    counts_from: float
    ends: float
    drafts: Iterator[str]
    acknowledged: list[str] = field(default_factory=list)
    sent: list[tuple[float, float]] = field(default_factory=list)
    """Of each report that counts: the moment of its acknowledgement, and how long the sending took."""
    requests: int = 0
    failure: BaseException | None = None


class Wire:
    """One kept connection of a client that spends as little as it can: it shares the machine with the
    server."""

    def __init__(self, port: int, source: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(source, 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path: str, cookies: str, kind: str, body: bytes) -> str:
        """Sends a form; where it leads. Raises WentElsewhere for any answer but 303."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        answer = self._receive(b"")
        while b"\r\n\r\n" not in answer:
            answer = self._receive(answer)
        head_end = answer.index(b"\r\n\r\n")
        status, length = int(answer[9:12]), _LENGTH.search(answer, 0, head_end)
        location = _LOCATION.search(answer, 0, head_end + 2)
        if status != 303 or length is None or location is None:
            raise WentElsewhere("POST", path, status, answer[:head_end].decode(errors="replace"))
        while len(answer) < head_end + 4 + int(length[1]):
            answer = self._receive(answer)
        return location[1].decode()

    def _receive(self, before: bytes) -> bytes:
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionResetError("the server hung up")
        return before + more

    def close(self) -> None:
        """Hangs up."""
        self._socket.close()


def send(
    port: int, finished: Finished, *, clients: int, seconds: float, photo: bytes = b""
) -> tuple[Load, tuple[str, ...]]:
    """Sends the reports, `clients` at once, until the time is over; what came of it, and the secrets of all
    that were acknowledged. Raises what a client met."""
    counts_from = time.monotonic() + _WARM_SECONDS
    run = _Run(port, finished, photo, counts_from, counts_from + seconds, iter(finished.drafts))
    threads = [threading.Thread(target=_client, args=(run,)) for _client_ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if run.failure is not None:
        raise run.failure
    # where the reports ran out first, the time that was needed counts
    took = min(seconds, max((at for at, _ms in run.sent), default=run.ends) - counts_from)
    load = Load(
        clients=clients,
        seconds=took,
        requests=len(run.sent) * (2 if photo else 1),
        sent=len(run.sent),
        send_ms=tuple(ms for _at, ms in run.sent),
    )
    return load, tuple(run.acknowledged)


def _client(run: _Run) -> None:
    wire: Wire | None = None
    try:
        form = f"csrf_token={run.finished.csrf}".encode()
        picture = multipart([("csrf_token", run.finished.csrf)], run.photo) if run.photo else b""
        for count, draft in enumerate(run.drafts):
            if time.monotonic() >= run.ends or run.failure is not None:
                break
            if wire is None or count % _ONE_ADDRESS == 0:
                if wire is not None:
                    wire.close()
                wire = Wire(run.port, loopback(next(NUMBERS)))
            cookies = f"form={run.finished.session}; {COOKIE}={draft}"
            if picture:
                kind = f"multipart/form-data; boundary={BOUNDARY}"
                _expect(wire.post("/report/photos", cookies, kind, picture), "/report/contact")
            began = time.monotonic()
            _expect(
                wire.post("/report/check", cookies, "application/x-www-form-urlencoded", form), "/report/sent"
            )
            ended = time.monotonic()
            run.acknowledged.append(draft)
            if run.counts_from <= ended <= run.ends:
                run.sent.append((ended, (ended - began) * 1000))
    except BaseException as failure:  # whatever it is, the run has failed and must say why
        run.failure = run.failure or failure
    finally:
        if wire is not None:
            wire.close()


def _expect(led_to: str, wanted: str) -> None:
    if led_to != wanted:
        raise WentElsewhere("led to", led_to)
