"""A small city for tests with a database: two counties, their offices and people, three grids."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from intake.grid.models import Grid, GridSupervisor, GridVillage
from intake.patrols.models import SpotCheck
from publishing.divisions.models import DivisionRow
from publishing.kernel.accounts.models import Account, Office
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.identity import Actor

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)

CITY = "410800000000"
COUNTY = "410822000000"
OTHER_COUNTY = "410823000000"
TOWNSHIP = "410822102000"
OTHER_TOWNSHIP = "410822105000"
HUAYUAN = "410822102202"
HOUQIAO = "410822102204"
MOTOU = "410822105200"
FAR = "410823001002"

_DIVISIONS = (
    (CITY, "焦作市", "city", None),
    (COUNTY, "博爱县", "county", CITY),
    (OTHER_COUNTY, "武陟县", "county", CITY),
    (TOWNSHIP, "博爱县月山镇", "township", COUNTY),
    (OTHER_TOWNSHIP, "博爱县磨头镇", "township", COUNTY),
    ("410823001000", "木城街道", "township", OTHER_COUNTY),
    (HUAYUAN, "花园村民委员会", "village", TOWNSHIP),
    (HOUQIAO, "后乔村民委员会", "village", TOWNSHIP),
    (MOTOU, "磨头村民委员会", "village", OTHER_TOWNSHIP),
    (FAR, "和平社区居民委员会", "village", "410823001000"),
)
_OFFICES = (
    ("city", "焦作市教育局", "焦作", "焦教", CITY),
    ("county", "博爱县教育体育局", "博爱", "博教", COUNTY),
    ("county", "武陟县教育局", "武陟", "武教", OTHER_COUNTY),
    ("central_school", "月山镇中心校", "月山", "", TOWNSHIP),
    ("central_school", "磨头镇中心校", "磨头", "", OTHER_TOWNSHIP),
)
_PEOPLE = (
    ("wang", "王海军", "supervisor", "月山镇中心校"),
    ("chen", "陈芳", "supervisor", "月山镇中心校"),
    ("head", "刘建国", "central_school", "月山镇中心校"),
    ("motou", "赵敏", "supervisor", "磨头镇中心校"),
    ("motou_head", "孙立", "central_school", "磨头镇中心校"),
    ("triage", "李静", "county_triage", "博爱县教育体育局"),
    ("leader", "周正", "county_leader", "博爱县教育体育局"),
    ("hotline", "吴霞", "hotline", "博爱县教育体育局"),
    ("editor", "郑洁", "county_editor", "博爱县教育体育局"),
    ("approver", "冯涛", "county_approver", "博爱县教育体育局"),
    ("custodian", "何平", "custodian", "博爱县教育体育局"),
    ("far_triage", "马超", "county_triage", "武陟县教育局"),
    ("city_triage", "唐瑞", "county_triage", "焦作市教育局"),
    ("auditor", "高岩", "city_auditor", "焦作市教育局"),
    ("admin", "林峰", "city_admin", "焦作市教育局"),
    ("custodian2", "许宁", "custodian", "博爱县教育体育局"),
    ("custodian3", "程雪", "custodian", "博爱县教育体育局"),
    ("far_custodian", "牛斌", "custodian", "武陟县教育局"),
    ("city_custodian", "苏兰", "custodian", "焦作市教育局"),
)


@dataclass(frozen=True)
class City:
    """What tests ask of the city: who is who, and where."""

    people: dict[str, Actor]
    paths: dict[str, str]
    """Path by division code."""
    grids: dict[str, int] = field(default_factory=dict)
    """Grid id by its supervisor's sign-in name."""

    def __getattr__(self, username: str) -> Actor:
        try:
            return self.people[username]
        except KeyError as unknown:
            raise AttributeError(username) from unknown


def build_city(session: Session) -> City:
    """Fills an empty database with the city; see the fixture."""
    paths: dict[str, str] = {}
    for code, name, level, parent in _DIVISIONS:
        paths[code] = f"{paths[parent] if parent else ''}{code}/"
        session.add(DivisionRow(code=code, name=name, level=level, parent_code=parent, path=paths[code]))
        session.flush()
    offices: dict[str, Office] = {}
    for kind, name, short, prefix, code in _OFFICES:
        offices[name] = Office(
            kind=kind,
            name=name,
            short_name=short,
            document_prefix=prefix,
            division_code=code,
            division_path=paths[code],
            hotline="0391-1000822" if kind == "county" else None,
        )
        session.add(offices[name])
    session.flush()
    ids: dict[str, int] = {}
    for username, name, role, office in _PEOPLE:
        position = "party_member" if role == "supervisor" else ""
        row = Account(
            username=username,
            name=name,
            role=role,
            office_id=offices[office].id,
            position=position,
            password_hash="-",
            created_at=NOW,
        )
        session.add(row)
        session.flush()
        ids[username] = row.id
    grids = {
        who: _grid(session, number, offices[office], village, ids[who])
        for number, who, office, village in (
            (3, "wang", "月山镇中心校", HUAYUAN),
            (4, "chen", "月山镇中心校", HOUQIAO),
            (1, "motou", "磨头镇中心校", MOTOU),
        )
    }
    people = {username: get_person(session, account_id).actor() for username, account_id in ids.items()}
    return City(people=people, paths=paths, grids=grids)


def _grid(session: Session, number: int, office: Office, village: str, supervisor_id: int) -> int:
    row = Grid(
        office_id=office.id,
        township_code=office.division_code,
        division_path=office.division_path,
        number=number,
        name=f"{office.short_name}镇第{number}责任区",
        valid_from=date(2026, 1, 1),
    )
    session.add(row)
    session.flush()
    session.add(GridVillage(grid_id=row.id, village_code=village))
    session.add(GridSupervisor(grid_id=row.id, account_id=supervisor_id, valid_from=date(2026, 1, 1)))
    session.flush()
    return row.id


def spot_check(session: Session, city: City, village: str) -> SpotCheck:
    """A sample of one village, drawn by the county today; its place is the test's to add."""
    check = SpotCheck(
        number="博爱抽查2026-0001",
        division_path=city.paths[COUNTY],
        subject="village",
        since=TODAY,
        reason="-",
        seed="s",
        size=1,
        frame=village,
        frame_count=1,
        drawn_by_id=city.triage.user_id,
        drawn_at=NOW,
    )
    session.add(check)
    session.flush()
    return check
