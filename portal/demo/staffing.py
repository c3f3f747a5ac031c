"""Offices, staff and grids of the demonstration: every village has a supervisor, some posts are vacant."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

import xlsxwriter
from pypinyin import lazy_pinyin
from sqlalchemy.orm import Session

from intake.custody.founding import create_key
from intake.grid.leaving import record_leave
from intake.grid.loading import load_grids
from intake.grid.queries import grids_of
from portal.demo.patrol_play import OLD_HANDS, beginners_begin
from portal.demo.places import DEMO_COUNTIES, DemoCounty, invented_hotline
from publishing.divisions.queries import get_division, list_children
from publishing.divisions.rules import Division, core_name, short_name
from publishing.kernel.accounts.adding import POSITIONS, add_office, add_person
from publishing.kernel.accounts.queries import OfficeValue, Person, find_person
from publishing.kernel.accounts.signing_in import hash_password
from publishing.kernel.identity import SYSTEM
from publishing.kernel.permissions import Role
from publishing.kernel.words import word

PASSWORD = "mingyuan-demo"  # noqa: S105 (printed by the demonstration, which serves this machine only)
PASSPHRASE = "mingyuan-demo-custodian"  # noqa: S105 (likewise)
_VILLAGES_A_GRID = 8
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林郑毋买原职程韩秦许"
_GIVEN = (
    "海军", "芳", "静", "建国", "志强", "秀英", "玉梅", "红霞", "永强", "春玲", "新平", "文静",
    "爱琴", "俊杰", "会娟", "雪莲", "永红", "凤兰", "长江", "艳丽", "卫东", "喜梅",
)  # fmt: skip
_COUNTY_ROLES = (
    ("triage", Role.COUNTY_TRIAGE),
    ("triage2", Role.COUNTY_TRIAGE),
    ("leader", Role.COUNTY_LEADER),
    ("editor", Role.COUNTY_EDITOR),
    ("approver", Role.COUNTY_APPROVER),
    ("custodian", Role.CUSTODIAN),
    ("hotline", Role.HOTLINE),
)
_CITY_ROLES = (
    ("city-triage", Role.COUNTY_TRIAGE),
    ("city-admin", Role.CITY_ADMIN),
    ("city-auditor", Role.CITY_AUDITOR),
    ("city-custodian", Role.CUSTODIAN),
    ("city-custodian2", Role.CUSTODIAN),
)
_MORE_CUSTODIANS = {"boai": ("custodian2", "custodian3")}
"""By county: the second opens identities, the third is only proposed."""


@dataclass(slots=True)
class _Hiring:
    """Adds invented people whose names do not repeat within an office."""

    session: Session
    now: datetime
    random: Random
    password_hash: str

    def person(
        self, username: str, role: Role, office: OfficeValue, taken: set[str], position: str = ""
    ) -> Person:
        name = self._name(taken)
        return add_person(
            self.session,
            username=username,
            name=name,
            role=role,
            office_id=office.id,
            password=PASSWORD,
            position=position,
            password_hash=self.password_hash,
            actor=SYSTEM,
            now=self.now,
        )

    def _name(self, taken: set[str]) -> str:
        while True:
            name = self.random.choice(_SURNAMES) + self.random.choice(_GIVEN)
            if name not in taken:
                taken.add(name)
                return name


@cache
def _password_hash() -> str:
    """One for everybody: it is made slow on purpose, and the password is the same."""
    return hash_password(PASSWORD)


def hire_city(session: Session, *, city_code: str, now: datetime) -> None:
    """The city bureau with its staff, and the key to which reports of unknown place are sealed."""
    hiring = _Hiring(session, now, Random(1), _password_hash())
    city = get_division(session, city_code)
    office = add_office(
        session,
        kind="city",
        name=f"{city.name}教育局",
        short_name="焦作",
        document_prefix="焦教",
        division_code=city.code,
        division_path=city.path,
        hotline="0391-1000800",
        actor=SYSTEM,
        now=now,
    )
    taken: set[str] = set()
    people = {login: hiring.person(login, role, office, taken) for login, role in _CITY_ROLES}
    _make_key(session, city.code, [people["city-custodian"], people["city-custodian2"]], now)


def hire_county(session: Session, county: DemoCounty, *, today: date, now: datetime) -> None:
    """A county bureau, its central schools, their heads and supervisors, and the grids from a workbook."""
    hiring = _Hiring(session, now, Random(int(county.code[:6])), _password_hash())
    division = get_division(session, county.code)
    bureau = add_office(
        session,
        kind="county",
        name=county.bureau,
        short_name=county.short_name,
        document_prefix=county.document_prefix,
        division_code=division.code,
        division_path=division.path,
        hotline=invented_hotline(county.code),
        actor=SYSTEM,
        now=now,
    )
    taken: set[str] = set()
    people = {
        login: hiring.person(f"{county.login}-{login}", role, bureau, taken) for login, role in _COUNTY_ROLES
    }
    more = [
        hiring.person(f"{county.login}-{login}", Role.CUSTODIAN, bureau, taken)
        for login in _MORE_CUSTODIANS.get(county.login, ())
    ]
    second = more[0] if more else find_person(session, "city-custodian")
    _make_key(session, division.code, [people["custodian"], *([second] if second else [])], now)
    rows: list[tuple[str, ...]] = []
    logins: set[str] = set()
    for township in list_children(session, county.code):
        rows += _staff_school(hiring, county, division.name, township, logins)
    long_ago = today - timedelta(days=400)
    began = long_ago if county.login in OLD_HANDS else beginners_begin(today)
    report = load_grids(
        session,
        _grid_workbook(rows),
        f"{county.short_name}责任区.xlsx",
        actor=SYSTEM,
        now=now,
        today=began,
    )
    if report.problems:
        raise ValueError(f"{county.short_name}: {[problem.message for problem in report.problems[:5]]}")
    _send_somebody_on_leave(session, division, today, now)


def _staff_school(
    hiring: _Hiring, county: DemoCounty, county_name: str, township: Division, logins: set[str]
) -> list[tuple[str, ...]]:
    """A central school with its head and supervisors; the rows of its grids."""
    short = short_name(township.name, township.level)
    session = hiring.session
    school = add_office(
        session,
        kind="central_school",
        name=f"{county.short_name}{short}中心校" if county.short_name not in short else f"{short}中心校",
        short_name=core_name(township.name, township.level),
        document_prefix=county.document_prefix,
        division_code=township.code,
        division_path=township.path,
        hotline=None,
        actor=SYSTEM,
        now=hiring.now,
    )
    login = _login(county, township, logins)
    taken: set[str] = set()
    hiring.person(f"{login}-head", Role.CENTRAL_SCHOOL, school, taken, position="leadership")
    villages = list_children(session, township.code)
    rows: list[tuple[str, ...]] = []
    for number, start in enumerate(range(0, len(villages), _VILLAGES_A_GRID), 1):
        position = hiring.random.choice(POSITIONS)
        # a grid in twenty has no supervisor at present: its tips go to the head
        vacant = hiring.random.random() < 0.05 and number > 1
        name = (
            "空缺"
            if vacant
            else hiring.person(f"{login}-{number}", Role.SUPERVISOR, school, taken, position).name
        )
        rows += [
            (
                county_name,
                short,
                f"第{number}责任区",
                village.name,
                name,
                "" if vacant else word("standing", position),
            )
            for village in villages[start : start + _VILLAGES_A_GRID]
        ]
    return rows


def _login(county: DemoCounty, township: Division, logins: set[str]) -> str:
    base = f"{county.login}-{''.join(lazy_pinyin(core_name(township.name, township.level)))}"
    login, number = base, 1
    while login in logins:
        number += 1
        login = f"{base}{number}"
    logins.add(login)
    return login


def _grid_workbook(rows: Sequence[tuple[str, ...]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("责任区")
        for column, header in enumerate(
            ("县（市、区）", "乡镇", "责任区", "村（社区）", "监管责任人", "职务")
        ):
            sheet.write_string(0, column, header)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return buffer.getvalue()


def _send_somebody_on_leave(session: Session, county: Division, today: date, now: datetime) -> None:
    """The supervisor of the county's last grid is away this fortnight; a colleague or the head covers."""
    posted = [grid for grid in grids_of(session, on=today, within=county.path) if grid.supervisor_id]
    away = posted[-1]
    colleagues = [g.supervisor_id for g in posted if g.office_id == away.office_id and g.id != away.id]
    record_leave(
        session,
        int(away.supervisor_id or 0),
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=11),
        cover_id=colleagues[0] if colleagues else None,
        actor=SYSTEM,
        now=now,
    )


def _make_key(session: Session, division_code: str, custodians: Sequence[Person], now: datetime) -> None:
    create_key(
        session,
        division_code,
        custodians={custodian.id: PASSPHRASE for custodian in custodians},
        actor=SYSTEM,
        now=now - timedelta(days=400),
    )


def hire_everybody(session: Session, *, city_code: str, today: date, now: datetime) -> None:
    """The city and all its counties."""
    hire_city(session, city_code=city_code, now=now)
    for county in DEMO_COUNTIES:
        hire_county(session, county, today=today, now=now)
