"""The counties as the public pages show them: names, offices, hotlines; how a kindergarten's name is set."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.errors import Problem, describe
from portal.pages.showing import Phone, zh
from publishing.divisions.queries import list_counties
from publishing.kernel.accounts.queries import list_offices
from publishing.kernel.errors import NotFound


class UnknownCounty(NotFound):
    """No county of the city has this code."""

    code = "unknown_county"


describe(
    UnknownCounty.code,
    Problem(
        title=_l("没有这个县（市、区）"),
        what=_l("本市没有这个代码的县（市、区），网址可能抄错了。"),
        mend=_l("请从首页的“各县（市、区）名单”里选择。"),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class County:
    """A county and its bureau; `office` and `hotline` are empty where none was set up."""

    code: str
    name: str
    path: str
    office: str
    hotline: str

    @property
    def slug(self) -> str:
        """The six digits that stand in addresses."""
        return self.code[:6]


def load_counties(session: Session) -> dict[str, County]:
    """All counties of the city by code, in the order of the division table."""
    offices = {office.division_code: office for office in list_offices(session, kind="county")}
    found = {}
    for division in list_counties(session):
        office = offices.get(division.code)
        found[division.code] = County(
            code=division.code,
            name=division.name,
            path=division.path,
            office=office.name if office else "",
            hotline=(office.hotline or "") if office else "",
        )
    return found


def find_county(counties: Mapping[str, County], code: str) -> County:
    """The county of a code of 6 or 12 digits; raises UnknownCounty."""
    county = counties.get(code.ljust(12, "0") if len(code) == 6 else code)
    if county is None:
        raise UnknownCounty(value=code[:20])
    return county


def township_word(township: str, county: str) -> str:
    """A township without the county in front of its name: 博爱县月山镇 gives 月山镇."""
    return township.removeprefix(county) or township


def split_name(name: str, *, county: str, township: str) -> tuple[str, ...]:
    """A registered name in parts between which a line may break: after the places that it begins with."""
    rest, parts = name, []
    for place in (county, township_word(township, county)):
        if place and rest.startswith(place) and rest != place:
            parts.append(place)
            rest = rest.removeprefix(place)
    return (*parts, rest)


def name_parts(name: str, *, county: str, township: str) -> tuple[str, ...]:
    """A registered name with its place, in parts between which a line may break.

    The name itself is never changed: a place that it does not begin with stands before it, set off by a
    space.
    """
    parts = split_name(name, county=county, township=township)
    if name.startswith(county):
        return parts
    town = township_word(township, county)
    before = [county] if name.startswith(town) else [county, town]
    return (*before[:-1], f"{before[-1]}　", *parts)


def phones_of(county: County) -> list[Phone]:
    """The county's own number first, then the one that is answered all day."""
    own: list[Phone] = (
        [(zh(county.office.removeprefix(county.name)), county.hotline)] if county.hotline else []
    )
    return [*own, (_("政务服务热线（全天）"), "12345")]
