"""What has to be done as time passes, recomputed from rows: hourly by the worker, or by command."""

from datetime import datetime, timedelta

from intake.tips.handing_over import hand_over_absent
from intake.tips.retaining import Swept, sweep, unlink
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings

EVERY = timedelta(hours=1)


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
