"""Runs the jobs that use cases left in the outbox."""

import threading
from collections.abc import Mapping
from datetime import datetime

from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database, JsonValue
from publishing.kernel.outbox import Handler, run_due
from publishing.kernel.settings import Settings
from publishing.search.indexing import rebuild

POLL_SECONDS = 1.0


def handlers(database: Database, settings: Settings) -> dict[str, Handler]:
    """What each kind of job does."""

    def reindex(_payload: Mapping[str, JsonValue], now: datetime) -> None:
        rebuild(database, settings, today=local_day(now))

    return {"search.reindex": reindex}


def work_until(stop: threading.Event, database: Database, settings: Settings) -> None:
    """Runs due jobs about every second until `stop` is set."""
    jobs = handlers(database, settings)
    while not stop.is_set():
        run_due(database, jobs, now=utc_now())
        stop.wait(POLL_SECONDS)
