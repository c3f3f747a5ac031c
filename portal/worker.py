"""Runs the jobs that use cases left in the outbox, mends a damaged search index, and does every hour what has
to be done as time passes."""

import threading
from collections.abc import Mapping
from datetime import datetime

from portal.outside import tell
from portal.sweeps import (
    EVERY,
    REMIND_EVERY,
    hand_over,
    retain,
    tell_of_deadlines,
    tell_of_patrols,
    tell_of_reports,
    write_audit_head,
)
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database, JsonValue
from publishing.kernel.outbox import Handler, enqueue, is_waiting, run_due
from publishing.kernel.settings import Settings
from publishing.search.indexing import rebuild
from publishing.search.opening import needs_building

POLL_SECONDS = 1.0


def handlers(database: Database, settings: Settings) -> dict[str, Handler]:
    """What each kind of job does."""

    def reindex(_payload: Mapping[str, JsonValue], now: datetime) -> None:
        rebuild(database, settings, today=local_day(now))

    def tell_outside(payload: Mapping[str, JsonValue], now: datetime) -> None:
        tell(database, settings, int(payload["account"]), now=now)

    return {"search.reindex": reindex, "notices.send": tell_outside}


def _ask_for_index(database: Database, now: datetime) -> None:
    with database.begin() as session:
        if not is_waiting(session, "search.reindex"):
            enqueue(session, "search.reindex", {}, now=now)


def work_until(stop: threading.Event, database: Database, settings: Settings) -> None:
    """Runs due jobs about every second, and the sweeps every hour, until `stop` is set.

    An index that is missing, damaged, or of another engine is built anew as soon as that is seen.
    """
    jobs = handlers(database, settings)
    swept_at: datetime | None = None
    told_at: datetime | None = None
    while not stop.is_set():
        now = utc_now()
        if needs_building(settings):
            _ask_for_index(database, now)
        run_due(database, jobs, now=now)
        if swept_at is None or now - swept_at >= EVERY:
            hand_over(database, now=now)
            retain(database, settings, now=now)
            write_audit_head(database, settings, now=now)
            swept_at = now
        if told_at is None or now - told_at >= REMIND_EVERY:
            tell_of_deadlines(database, now=now)
            tell_of_patrols(database, now=now)
            tell_of_reports(database, now=now)
            told_at = now
        stop.wait(POLL_SECONDS)
