"""What has to be done as time passes, recomputed from rows: hourly by the worker, or by command."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from intake.cases.reminding import StepToTake, remind, steps_to_take
from intake.cases.reminding_patrols import remind_of_patrols
from intake.cases.reminding_urgings import remind_of_urgings
from intake.cases.retaining_visits import drop_visit_photos
from intake.reports.reminding import remind_of_reports
from intake.tips.handing_over import hand_over_absent
from intake.tips.retaining import Swept, sweep, unlink
from publishing.kernel.audit_heads import DayHead, write_head
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings

EVERY = timedelta(hours=1)
REMIND_EVERY = timedelta(minutes=10)
"""Suspected harm to a child is counted in hours."""
_log = logging.getLogger("mingyuan.audit")


def retain(database: Database, settings: Settings, *, now: datetime) -> Swept:
    """Removes what has been kept long enough, and what deleting left behind since the last time."""
    with database.begin() as session:
        swept = sweep(session, now=now)
        swept = replace(swept, files=swept.files + drop_visit_photos(session, now=now))
    unlink(settings.uploads, swept.files)
    database.forget()
    return swept


def hand_over(database: Database, *, now: datetime) -> int:
    """Gives tips whose officer is absent to the next in line; how many."""
    with database.begin() as session:
        return hand_over_absent(session, now=now)


def tell_of_deadlines(database: Database, *, now: datetime) -> tuple[StepToTake, ...]:
    """Reminds and escalates what is due; what was told. Each step is a transaction of its own, so that one
    that fails keeps none of the others from being told."""
    with database.read() as session:
        steps = steps_to_take(session, now=now)
    told = []
    for step in steps:
        try:
            with database.begin() as session:
                if remind(session, step, now=now):
                    told.append(step)
        except IntegrityError:
            # another process took the same step a moment before
            continue
    return tuple(told)


def tell_of_patrols(database: Database, *, now: datetime) -> int:
    """Reminds of patrols that the month still lacks, and of papers to be asked for again; how many people
    were told."""
    try:
        with database.begin() as session:
            return remind_of_patrols(session, now=now) + remind_of_urgings(session, now=now)
    except IntegrityError:
        # another process told the same a moment before
        return 0


def tell_of_reports(database: Database, *, now: datetime) -> int:
    """Reminds of reports that are due soon or late; how many people were told."""
    try:
        with database.begin() as session:
            return remind_of_reports(session, now=now)
    except IntegrityError:
        # another process told the same a moment before
        return 0


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
