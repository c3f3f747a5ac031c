"""博爱县 with its bureau and people, and short lists of kindergartens, for tests of the publishing rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from publishing.announcements.approving import approve
from publishing.announcements.drafting import draft_from_batch, submit
from publishing.announcements.queries import AnnouncementValue
from publishing.announcements.releasing import release
from publishing.divisions.loading import load_divisions
from publishing.divisions.reading import DIVISIONS_FILE, read_divisions
from publishing.kernel.accounts.adding import add_office, add_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.permissions import Role
from publishing.registry.importing import ImportSummary, import_list

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
BOAI, XIUWU = "410822000000", "410821000000"
YUESHAN, BAISHAN = "410822102000", "410822101000"
HASH = "not a hash: nobody signs in here"
HEADER = "园名,乡镇,地址,办学许可证号,有效期,统一社会信用代码,联系电话"


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Who there is."""

    editor: Actor
    second_editor: Actor
    approver: Actor
    stranger: Actor
    """The editor of another county."""
    supervisor: Actor


def line(
    name: str,
    *,
    township: str = "月山镇",
    address: str = "月山村中心街1号",
    licence: str = "教民141082260000011号",
    validity: str = "2024.9.1-2027.8.31",
    phone: str = "0391-1000241",
) -> str:
    """One row of a list."""
    return ",".join((name, township, address, licence, validity, "", phone))


def listed(*lines: str) -> bytes:
    """A list in the shape of a county's .csv file."""
    return "\n".join((HEADER, *lines)).encode()


ONE = line("小博士幼儿园")
TWO = line("春苗幼儿园", township="柏山镇", address="柏山村", licence="教民141082260000021号")
THREE = line("晨光幼儿园", licence="教民141082260000031号", validity="2023.9.1-2026.8.31")


def people(session: Session, *, hotline: str | None = "0391-1000822") -> World:
    """Loads the two counties' divisions, their bureaus and their staff."""
    wanted = ("410800", "410821", "410822")
    table = [d for d in read_divisions(DIVISIONS_FILE) if d.code[:6] in wanted]
    load_divisions(session, table, [], actor=SYSTEM, now=NOW)
    actors = {}
    for short, code, hot in (("boai", BOAI, hotline), ("xiuwu", XIUWU, "0391-1000821")):
        office = add_office(
            session,
            kind="county",
            name={"boai": "博爱县教育体育局", "xiuwu": "修武县教育体育局"}[short],
            short_name={"boai": "博爱", "xiuwu": "修武"}[short],
            document_prefix={"boai": "博教", "xiuwu": "修教"}[short],
            division_code=code,
            division_path=f"410800000000/{code}/",
            hotline=hot,
            actor=SYSTEM,
            now=NOW,
        )
        for username, role in (
            ("editor", Role.COUNTY_EDITOR),
            ("editor2", Role.COUNTY_EDITOR),
            ("approver", Role.COUNTY_APPROVER),
            ("supervisor", Role.SUPERVISOR),
        ):
            actors[f"{short}-{username}"] = add_person(
                session,
                username=f"{short}-{username}",
                name={"editor": "赵敏", "editor2": "钱立", "approver": "孙平", "supervisor": "李和"}[
                    username
                ],
                role=role,
                office_id=office.id,
                password="correct horse battery",
                password_hash=HASH,
                position="middle" if role is Role.SUPERVISOR else "",
                actor=SYSTEM,
                now=NOW,
            ).actor()
    return World(
        editor=actors["boai-editor"],
        second_editor=actors["boai-editor2"],
        approver=actors["boai-approver"],
        stranger=actors["xiuwu-editor"],
        supervisor=actors["boai-supervisor"],
    )


def imported(
    database: Database, actor: Actor, lines: Iterable[str], *, now: datetime = NOW, county: str = BOAI
) -> ImportSummary:
    """Imports these rows as a file."""
    with database.begin() as session:
        return import_list(
            session,
            data=listed(*lines),
            filename="博爱县名单.csv",
            county_code=county,
            actor=actor,
            now=now,
            today=local_day(now),
        )


def submitted(
    database: Database, world: World, lines: Iterable[str], *, now: datetime = NOW
) -> AnnouncementValue:
    """Imports these rows, drafts their announcement and submits it."""
    summary = imported(database, world.editor, lines, now=now)
    with database.begin() as session:
        drafted = draft_from_batch(session, summary.batch_id, actor=world.editor, now=now)
        return submit(session, drafted.id, actor=world.editor, now=now)


def approved(
    database: Database, world: World, lines: Iterable[str], *, now: datetime = NOW
) -> AnnouncementValue:
    """The same, and the approver approves."""
    waiting = submitted(database, world, lines, now=now)
    with database.begin() as session:
        return approve(session, waiting.id, actor=world.approver, now=now)


def announced(
    database: Database, world: World, lines: Iterable[str], *, now: datetime = NOW
) -> AnnouncementValue:
    """The same, and it is released."""
    ready = approved(database, world, lines, now=now)
    with database.begin() as session:
        return release(session, ready.id, actor=world.approver, now=now)
