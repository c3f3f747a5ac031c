"""博爱县 with a bureau, a central school, one grid and a custodian, and the pages of reporting over it."""

import dataclasses
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from empty_tables import make_tables
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.custody.founding import create_key
from intake.grid.models import Grid, GridSupervisor, GridVillage
from intake.tips.models import Tip
from portal.app import create_app
from publishing.announcements.approving import approve
from publishing.announcements.drafting import draft_from_batch, submit
from publishing.announcements.releasing import release
from publishing.divisions.loading import load_divisions
from publishing.divisions.reading import DIVISIONS_FILE, read_divisions
from publishing.kernel.accounts.adding import add_office, add_person
from publishing.kernel.accounts.queries import Person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM
from publishing.kernel.permissions import Role
from publishing.kernel.settings import Settings, load_settings
from publishing.registry.importing import import_list
from publishing.registry.queries import iter_all
from publishing.search.indexing import rebuild

CITY, BOAI, WUZHI = "410800000000", "410822000000", "410823000000"
YUESHAN, HUAYUAN = "410822102000", "410822102202"
MOST_BYTES = 400 * 1024
"""Of one request; smaller than in service, so that a test can go over it."""
LIST = """园名,乡镇,地址,办园性质,办学许可证号,有效期,联系电话
月山镇中心幼儿园,月山镇,月山村中心街41号,公办,教民141082260000041号,2024.9.1-2027.8.31,0391-1000241
"""
PASSPHRASE = "four quiet horses at dusk"
SEEN = "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。做饭在过道里，煤气罐也在过道。"
WHERE = {"county": BOAI, "town": "月山镇花园村", "detail": "大队院东边第二家，门口有蓝色招牌"}


def jpeg(width: int = 640, height: int = 480, colour: str = "teal") -> bytes:
    """A photo."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Clock:
    """The time, which stands still until a test moves it."""

    now: datetime = datetime(2026, 11, 23, 8, 32, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """The application, its database, and a clock that tests move."""

    app: Flask
    database: Database
    settings: Settings
    people: dict[str, Person]
    clock: Clock

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now

    def reporter(self) -> "Reporter":
        """Somebody with a browser of their own."""
        return Reporter(world=self, client=self.app.test_client())

    def pass_time(self, **much: float) -> None:
        """Lets time go by."""
        self.clock.now += timedelta(**much)

    def tips(self) -> int:
        """How many tips there are."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Tip)) or 0

    def all_tips(self) -> list[Tip]:
        """Every tip, the first first."""
        with self.database.read() as session:
            return list(session.scalars(select(Tip).order_by(Tip.id)))

    def tip(self) -> Tip:
        """The only tip."""
        with self.database.read() as session:
            return session.scalars(select(Tip)).one()


@dataclass
class Reporter:
    """A browser without script, which keeps cookies, and every answer it was given."""

    world: World
    client: FlaskClient
    answers: list[TestResponse] = field(default_factory=list)

    def get(self, path: str, query: dict[str, str] | None = None) -> TestResponse:
        """Opens a page."""
        return self._keep(self.client.get(path, query_string=query))

    def text(self, path: str) -> str:
        """The text of a page that opens."""
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.location)
        return response.get_data(as_text=True)

    def post(self, path: str, data: dict[str, object] | None = None, *, page: str = "") -> TestResponse:
        """Sends the form of `page` (default: the form's own address) with its fresh token."""
        shown = self.client.get(page or path).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown)
        assert token is not None, f"no form at {page or path}"
        return self._keep(self.client.post(path, data={"csrf_token": token[1], **(data or {})}))

    def begin(self, query: str = "") -> None:
        """Starts a report."""
        shown = self.text(f"/report/{query}")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
        assert self._keep(self.client.post("/report/", data=hidden)).location.endswith("/report/what")

    def fill(self, **changes: object) -> None:
        """Answers every question, as given or as usual, up to the check."""
        self.begin()
        self.post("/report/what", {"categories": changes.get("categories", ["unlicensed", "fire"])})
        self.post("/report/where", changes.get("where", WHERE))  # type: ignore[arg-type]
        seen = {"kindergarten_name": changes.get("name", "小星芽宝贝之家"), "text": changes.get("text", SEEN)}
        self.post("/report/seen", seen)
        self.post("/report/contact", changes.get("contact", {}))  # type: ignore[arg-type]
        self.world.pass_time(minutes=4)

    def send(self, **extra: object) -> TestResponse:
        """Presses 提交举报."""
        return self.post("/report/check", extra)

    def code(self) -> str:
        """The code on the receipt, with its spaces."""
        found = re.search(r'<p class="ming-code__n">([\d ]+)</p>', self.text("/report/sent"))
        assert found is not None
        return found[1]

    def report(self, **changes: object) -> str:
        """The whole way; returns the code."""
        self.fill(**changes)
        assert self.send().location == "/report/sent"
        return self.code()

    def follow(self, code: str) -> TestResponse:
        """Enters a code."""
        return self.post("/follow-up/", {"code": code})

    def _keep(self, response: TestResponse) -> TestResponse:
        self.answers.append(response)
        return response


@cache
def _founded() -> tuple[TemporaryDirectory[str], dict[str, Person]]:
    """A database with the city in it, made once and copied for every test."""
    folder = TemporaryDirectory()
    database = Database(f"sqlite:///{folder.name}/test.sqlite3")
    make_tables(database)
    with database.begin() as session:
        people = populate(session)
    database.close()
    return folder, people


@contextmanager
def open_world(home: Path) -> Iterator[World]:
    """The application over a database of its own in `home`."""
    folder, people = _founded()
    shutil.copytree(folder.name, home, dirs_exist_ok=True)
    settings = dataclasses.replace(
        load_settings({}, env_file=home / "none"),
        home=home,
        database_url=f"sqlite:///{home / 'test.sqlite3'}",
        secure_cookies=False,
    )
    database = Database(settings.database_url)
    # made before the world, whose clock tests move
    clock = Clock()
    app = create_app(settings, database=database, clock=clock)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    yield World(app=app, database=database, settings=settings, people=people, clock=clock)
    database.close()


def populate(session: Session) -> dict[str, Person]:
    """Two counties' divisions, the offices of one, its people by sign-in name, its grid and sealing key."""
    now = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
    wanted = [d for d in read_divisions(DIVISIONS_FILE) if d.code[:6] in ("410800", "410822", "410823")]
    load_divisions(session, wanted, [], actor=SYSTEM, now=now)
    offices = {}
    for kind, name, short, path in (
        ("city", "焦作市教育局", "焦作", f"{CITY}/"),
        ("county", "博爱县教育体育局", "博爱", f"{CITY}/{BOAI}/"),
        ("county", "武陟县教育局", "武陟", f"{CITY}/{WUZHI}/"),
        ("central_school", "月山镇中心校", "月山", f"{CITY}/{BOAI}/{YUESHAN}/"),
    ):
        offices[name] = add_office(
            session,
            kind=kind,
            name=name,
            short_name=short,
            document_prefix="",
            division_code=path.split("/")[-2],
            division_path=path,
            hotline="0391-1000822" if kind == "county" else None,
            actor=SYSTEM,
            now=now,
        )
    people = {
        username: add_person(
            session,
            username=username,
            name=name,
            role=role,
            office_id=offices[office].id,
            password="correct horse battery",
            password_hash="nobody signs in here",
            position="middle" if role is Role.SUPERVISOR else "",
            actor=SYSTEM,
            now=now,
        )
        for username, name, role, office in (
            ("wang", "王海军", Role.SUPERVISOR, "月山镇中心校"),
            ("chen", "陈芳", Role.SUPERVISOR, "月山镇中心校"),
            ("head", "刘建国", Role.CENTRAL_SCHOOL, "月山镇中心校"),
            ("triage", "李静", Role.COUNTY_TRIAGE, "博爱县教育体育局"),
            ("custodian", "何平", Role.CUSTODIAN, "博爱县教育体育局"),
            ("editor", "郑洁", Role.COUNTY_EDITOR, "博爱县教育体育局"),
            ("approver", "冯涛", Role.COUNTY_APPROVER, "博爱县教育体育局"),
            ("admin", "高远", Role.CITY_ADMIN, "焦作市教育局"),
        )
    }
    _grid(session, offices["月山镇中心校"].id, people["wang"].id)
    create_key(session, BOAI, custodians={people["custodian"].id: PASSPHRASE}, actor=SYSTEM, now=now)
    return people


def _grid(session: Session, office_id: int, supervisor_id: int) -> None:
    start = date(2026, 1, 1)
    grid = Grid(
        office_id=office_id,
        township_code=YUESHAN,
        division_path=f"{CITY}/{BOAI}/{YUESHAN}/",
        number=3,
        name="月山镇第3责任区",
        valid_from=start,
    )
    session.add(grid)
    session.flush()
    session.add(GridVillage(grid_id=grid.id, village_code=HUAYUAN))
    session.add(GridSupervisor(grid_id=grid.id, account_id=supervisor_id, valid_from=start))
    session.flush()


def publish_register(world: World) -> str:
    """Announces that 月山镇中心幼儿园 is licensed, and indexes it; returns its id."""
    editor, approver = world.people["editor"].actor(), world.people["approver"].actor()
    with world.database.begin() as session:
        batch = import_list(
            session,
            data=LIST.encode(),
            filename="名单.csv",
            county_code=BOAI,
            actor=editor,
            now=world.now,
            today=local_day(world.now),
        ).batch_id
        drafted = draft_from_batch(session, batch, actor=editor, now=world.now)
        submit(session, drafted.id, actor=editor, now=world.now)
    with world.database.begin() as session:
        approve(session, drafted.id, actor=approver, now=world.now)
        release(session, drafted.id, actor=approver, now=world.now)
    rebuild(world.database, world.settings, today=local_day(world.now))
    with world.database.read() as session:
        return next(value.id for value in iter_all(session, today=local_day(world.now)))
