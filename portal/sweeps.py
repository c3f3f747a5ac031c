"""What has to be done as time passes, recomputed from rows: hourly by the worker, or by command."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from intake.tips.handing_over import hand_over_absent
from intake.tips.retaining import Swept, sweep, unlink
from publishing.kernel.audit_heads import DayHead, write_head
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings

EVERY = timedelta(hours=1)
_log = logging.getLogger("mingyuan.audit")


def retain(database: Database, settings: Settings, *, now: datetime) -> Swept:
    """Removes what has been kept long enough."""
    with database.begin() as session:
        swept = sweep(session, now=now)
    unlink(settings.uploads, swept.files)
    return swept


def hand_over(database: Database, *, now: datetime) -> int:
    """Gives tips whose officer is absent to the next in line; how many."""
    with database.begin() as session:
        return hand_over_absent(session, now=now)


def heads_file(settings: Settings) -> Path:
    """Where the audit log's daily heads are kept beside the database."""
    return settings.home / "audit-heads.log"


def write_audit_head(database: Database, settings: Settings, *, now: datetime) -> DayHead | None:
    """Keeps the audit log's head of the day outside the database; None where it was kept already."""
    with database.read() as session:
        head = write_head(session, heads_file(settings), today=local_day(now))
    if head is not None:
        _log.info("audit head %s", head.line())
    return head
