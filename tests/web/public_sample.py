"""A small published register, and the application over it: for the tests of the public pages."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from empty_tables import make_tables
from flask import Flask
from sqlalchemy.orm import Session

from portal.app import create_app
from publishing.announcements.approving import approve
from publishing.announcements.drafting import answer_question, draft_from_batch, submit
from publishing.announcements.outcomes import PublicOutcome, publish_outcome
from publishing.announcements.queries import AnnouncementValue
from publishing.announcements.releasing import release
from publishing.divisions.loading import load_divisions
from publishing.divisions.reading import ALIASES_FILE, DIVISIONS_FILE, read_aliases, read_divisions
from publishing.kernel.accounts.adding import add_office, add_person
from publishing.kernel.accounts.queries import find_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.permissions import Role
from publishing.kernel.settings import Settings, load_settings
from publishing.registry.answers import Answer
from publishing.registry.batches import batch_changes
from publishing.registry.importing import import_list
from publishing.registry.queries import iter_all
from publishing.search.indexing import rebuild

SPRING = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 11, 20, 1, 0, 0, 123456, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
TODAY = date(2026, 11, 23)
BOAI, XIUWU, JIEFANG = "410822000000", "410821000000", "410802000000"
YUESHAN = "410822102000"

HEADER = "园名,乡镇,地址,办园性质,办学许可证号,有效期,联系电话"
LONG_NAME = "博爱县月山镇花园村民族团结进步示范双语艺术体验中心附属第二幼儿园"
LONG_ADDRESS = "博爱县月山镇花园村学校路与工业大道交叉口向东三百米路北原供销社家属院二号楼一层"


def line(
    name: str,
    township: str = "月山镇",
    *,
    no: int,
    address: str = "",
    nature: str = "民办",
    validity: str = "2024.9.1-2027.8.31",
    phone: str = "",
) -> str:
    """One row of a list."""
    return ",".join(
        (
            name,
            township,
            address or f"{township}中心街{no}号",
            nature,
            f"教民1410822600{no:05d}号",
            validity,
            phone,
        )
    )


CENTRAL = line("博爱县月山镇中心幼儿园", no=41, nature="公办（教育部门办）", phone="0391-1000241")
MORNING = line("晨光幼儿园", no=42, validity="2023.9.1-2026.8.31")
SPROUT = line("小新芽幼儿园", "许良镇", no=43, address="许良村北")
SPROUT_MOVED = line("小新芽幼儿园", "许良镇", no=43, address="下水磨村")
APPLE = line("红苹果幼儿园", "金城乡", no=44)
CLEVER = line("小博士幼儿园", "柏山镇", no=45, address="柏山镇贵屯村东大街")
CLEVER_TOO = line("小博士幼儿园", "磨头镇", no=46)
LONG = line(LONG_NAME, no=47, address=LONG_ADDRESS)
SPRING_LIST = (CENTRAL, MORNING, SPROUT, APPLE, CLEVER)
XIUWU_LIST = (line("小博士幼儿园", "城关镇", no=1), line("七贤幼儿园", "七贤镇", no=2))
REVOKED = (Answer.REVOKED, "2026年6月查实伪造消防验收文件")
AUTUMN_LIST = (CENTRAL, MORNING, SPROUT_MOVED, CLEVER, CLEVER_TOO, LONG)


@dataclass(frozen=True)
class Published:
    """The application and what was published in it."""

    app: Flask
    database: Database
    settings: Settings
    spring: int = 0
    """Id of 博爱县's first announcement."""
    autumn: int = 0

    def id_of(self, name: str, township: str = "") -> str:
        """The id of a kindergarten by its name (and the township's word in its facts)."""
        with self.database.read() as session:
            return next(
                value.id
                for value in iter_all(session, today=TODAY)
                if value.facts.name == name and township in value.facts.township_name
            )


def settings_in(home: Path) -> Settings:
    """Settings of an installation below `home`."""
    return dataclasses.replace(
        load_settings({}, env_file=home / "none"),
        home=home,
        database_url=f"sqlite:///{home / 'test.sqlite3'}",
        secure_cookies=False,
        public_url="https://mingyuan.example.com",
    )


def staffed(database: Database) -> dict[str, tuple[Actor, Actor]]:
    """Divisions of the city, two bureaus, an editor and an approver in each; by county."""
    with database.begin() as session:
        load_divisions(
            session, read_divisions(DIVISIONS_FILE), read_aliases(ALIASES_FILE), actor=SYSTEM, now=SPRING
        )
        return {
            code: _bureau(session, code, name, short, phone)
            for code, name, short, phone in (
                (BOAI, "博爱县教育体育局", "博", "0391-1000822"),
                (XIUWU, "修武县教育体育局", "修", "0391-1000821"),
            )
        }


def _bureau(session: Session, code: str, name: str, short: str, phone: str) -> tuple[Actor, Actor]:
    office = add_office(
        session,
        kind="county",
        name=name,
        short_name=name[:2],
        document_prefix=f"{short}教",
        division_code=code,
        division_path=f"410800000000/{code}/",
        hotline=phone,
        actor=SYSTEM,
        now=SPRING,
    )
    people = [
        add_person(
            session,
            username=f"{short}-{role.value}",
            name=person,
            role=role,
            office_id=office.id,
            password="correct horse battery",
            password_hash="nobody signs in here",
            actor=SYSTEM,
            now=SPRING,
        ).actor()
        for role, person in ((Role.COUNTY_EDITOR, "赵敏"), (Role.COUNTY_APPROVER, "孙平"))
    ]
    return people[0], people[1]


def announced(
    database: Database,
    people: tuple[Actor, Actor],
    county: str,
    lines: Iterable[str],
    *,
    now: datetime,
    gone: Sequence[tuple[Answer, str]] = (),
) -> AnnouncementValue:
    """A list taken the whole way; `gone` answers what it leaves out, in order."""
    editor, approver = people
    with database.begin() as session:
        batch = import_list(
            session,
            data="\n".join((HEADER, *lines)).encode(),
            filename="名单.csv",
            county_code=county,
            actor=editor,
            now=now,
            today=local_day(now),
        ).batch_id
    with database.begin() as session:
        drafted = draft_from_batch(session, batch, actor=editor, now=now)
        questions = [change for change in batch_changes(session, batch) if change.is_question]
        for change, (answer, reason) in zip(questions, gone, strict=True):
            answer_question(session, batch, change.id, answer, reason=reason, actor=editor, now=now)
        submit(session, drafted.id, actor=editor, now=now)
    with database.begin() as session:
        approve(session, drafted.id, actor=approver, now=now)
        return release(session, drafted.id, actor=approver, now=now)


def people_of(database: Database, short: str) -> tuple[Actor, Actor]:
    """The editor and the approver of a bureau that `staffed` made."""
    with database.read() as session:
        found = [
            find_person(session, f"{short}-{r.value}") for r in (Role.COUNTY_EDITOR, Role.COUNTY_APPROVER)
        ]
    editor, approver = (person.actor() for person in found if person is not None)
    return editor, approver


def publish_outcomes(database: Database, how_many: int) -> None:
    """Outcomes of 博爱县: every fourth of them food, the others unlicensed sites."""
    with database.begin() as session:
        for number in range(how_many):
            publish_outcome(
                session,
                PublicOutcome(
                    source=f"test:{number}",
                    county_code=BOAI,
                    township_code=YUESHAN,
                    category="food" if number % 4 == 3 else "unlicensed",
                    outcome="referred" if number % 4 == 3 else "substantiated",
                    wording=f"第{number + 1}处看护点已经停止招收幼儿，幼儿转入附近有证幼儿园。",
                    received_on=date(2026, 11, 1),
                ),
                now=AUTUMN,
            )


def _app(settings: Settings, database: Database) -> Flask:
    """The whole application at the moment NOW."""
    return create_app(settings, database=database, clock=lambda: NOW)


def empty(home_folder: Path) -> Published:
    """Divisions and bureaus, and nothing published yet."""
    settings = settings_in(home_folder)
    database = Database(settings.database_url)
    make_tables(database)
    staffed(database)
    rebuild(database, settings, today=TODAY)
    return Published(app=_app(settings, database), database=database, settings=settings)


def publish(home_folder: Path) -> Published:
    """博爱县 with a spring and an autumn list, 修武县 with a spring list only, nine counties with none."""
    settings = settings_in(home_folder)
    database = Database(settings.database_url)
    make_tables(database)
    people = staffed(database)
    spring = announced(database, people[BOAI], BOAI, SPRING_LIST, now=SPRING)
    announced(database, people[XIUWU], XIUWU, XIUWU_LIST, now=SPRING)
    autumn = announced(database, people[BOAI], BOAI, AUTUMN_LIST, now=AUTUMN, gone=[REVOKED])
    publish_outcomes(database, 3)
    rebuild(database, settings, today=TODAY)
    return Published(
        app=_app(settings, database),
        database=database,
        settings=settings,
        spring=spring.id,
        autumn=autumn.id,
    )
