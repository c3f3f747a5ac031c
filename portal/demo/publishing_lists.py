"""The demonstration's eleven lists, imported, announced, approved by a second person and released."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from portal.demo.places import DEMO_COUNTIES, DemoCounty
from portal.demo.workbooks import write_workbooks
from publishing.announcements.approving import approve
from publishing.announcements.drafting import draft, draft_from_batch, submit
from publishing.announcements.releasing import release
from publishing.divisions.reading import DIVISIONS_FILE
from publishing.kernel.accounts.queries import find_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.registry.importing import import_list

# one county has not confirmed its list this term: freshness must show it
_LATE = "xiuwu"
_LATE_DAYS = 200


def publish_lists(database: Database, folder: Path, *, now: datetime, say: Callable[[str], None]) -> None:
    """Writes the workbooks to `folder` and takes each the whole way that a county's list goes."""
    paths = write_workbooks(folder, DIVISIONS_FILE, today=local_day(now))
    for number, (county, path) in enumerate(zip(DEMO_COUNTIES, paths, strict=True), 1):
        days = _LATE_DAYS if county.login == _LATE else 3 * number
        kindergartens = _publish(database, county, path, now=now - timedelta(days=days))
        say(f"  {number:2}/11 {county.short_name}: {kindergartens} kindergartens announced")
    _announce_in_words(database, now=now - timedelta(days=2))


def _publish(database: Database, county: DemoCounty, path: Path, *, now: datetime) -> int:
    editor = actor_of(database, f"{county.login}-editor")
    approver = actor_of(database, f"{county.login}-approver")
    with database.begin() as session:
        summary = import_list(
            session,
            data=path.read_bytes(),
            filename=path.name,
            county_code=county.code,
            actor=editor,
            now=now,
            today=local_day(now),
        )
    with database.begin() as session:
        drafted = draft_from_batch(session, summary.batch_id, actor=editor, now=now)
        submit(session, drafted.id, actor=editor, now=now)
    with database.begin() as session:
        approve(session, drafted.id, actor=approver, now=now + timedelta(hours=2))
        release(session, drafted.id, actor=approver, now=now + timedelta(hours=3))
    return len(summary.report.accepted)


def _announce_in_words(database: Database, *, now: datetime) -> None:
    """One announcement waits for approval and one is still a draft, so that the desk has work."""
    editor = actor_of(database, "boai-editor")
    county = next(c.code for c in DEMO_COUNTIES if c.login == "boai")
    with database.begin() as session:
        waiting = draft(
            session,
            county_code=county,
            title="关于做好2027年春季学期幼儿园名单核对工作的公告",
            body="本县2027年春季学期注册幼儿园名单正在核对。\n幼儿园名称、地址、许可证有变更的，请于2026年12月31日前到县教育体育局办理。",
            actor=editor,
            now=now,
        )
        submit(session, waiting.id, actor=editor, now=now)
        draft(
            session,
            county_code=county,
            title="关于公布监督举报电话的公告",
            body="为接受社会监督，现公布本县无证幼儿园监督举报电话。",
            actor=editor,
            now=now,
        )


def actor_of(database: Database, username: str) -> Actor:
    """A demonstration account as one who acts; raises NotFound."""
    with database.read() as session:
        person = find_person(session, username)
    if person is None:
        raise NotFound(what=f"account {username}")
    return person.actor()
