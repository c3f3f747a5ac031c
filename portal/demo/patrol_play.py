"""A month of patrols: most supervisors of one county were out, and most found nothing."""

from datetime import datetime, timedelta
from random import Random

from intake.cases.patrolling import record_patrol
from intake.grid.queries import grids_of
from intake.patrols.rules import VisitForm
from publishing.divisions.queries import division_names
from publishing.kernel.accounts.queries import find_person, get_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database

_COUNTIES = ("boai", "wuzhi")
_SHARE = 0.8
_DAYS_BACK = 60


def play_patrols(database: Database, *, now: datetime) -> None:
    """Patrols of the last two months in two counties, as their supervisors recorded them."""
    random = Random(6)
    with database.begin() as session:
        for login in _COUNTIES:
            leader = find_person(session, f"{login}-leader")
            if leader is None:
                raise LookupError(login)
            today = local_day(now)
            for grid in grids_of(session, on=today, within=leader.office.division_path):
                if grid.supervisor_id is None or random.random() > _SHARE:
                    continue
                officer = get_person(session, grid.supervisor_id).actor()
                names = division_names(session, grid.villages[:3])
                for back in (random.randrange(0, 20), random.randrange(25, _DAYS_BACK)):
                    at = now - timedelta(days=back)
                    form = VisitForm(
                        submission=f"demo-patrol-{grid.id}-{back}",
                        visited_on=local_day(at),
                        scope="、".join(names[code] for code in grid.villages[:3]),
                        found_nothing=True,
                        handling="未发现问题",
                        grid_id=grid.id,
                    )
                    record_patrol(session, form, actor=officer, now=at, today=local_day(at))
