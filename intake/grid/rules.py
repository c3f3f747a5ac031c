"""Who is responsible for a tip (DESIGN §4): a ladder that always ends at exactly one office. Pure.

Supervisor of the village's grid, or who covers on leave; the central school's head (第一责任人); county
triage; the city. A rung is passed when it is vacant, on leave or recused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from publishing.kernel.words import word

Duty = Literal["on_duty", "leave", "vacant", "recused"]
Level = Literal["village", "township", "county", "city"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Officer:
    """A person on a rung; `away` on the day in question."""

    id: int
    name: str
    away: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """An office on a rung."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GridRef:
    """The grid that a village lies in."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Everybody who could answer for a place on a day. Only the city's office is always there."""

    place: str
    """The smallest division that is known for certain, as people write it."""
    level: Level
    grid: GridRef | None = None
    supervisor: Officer | None = None
    cover: Officer | None = None
    """Covers for the supervisor (代管)."""
    school: Unit | None = None
    head: Officer | None = None
    head_cover: Officer | None = None
    county: Unit | None = None
    triage: tuple[Officer, ...] = ()
    """The county's triage officers."""
    city: Unit

    def people(self) -> tuple[Officer, ...]:
        """Everybody named in the line, once."""
        named = (self.supervisor, self.cover, self.head, self.head_cover, *self.triage)
        return tuple({person.id: person for person in named if person is not None}.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Responsible:
    """The one office that answers, the person where the rung is a person, and why.

    `code` is the rung: `supervisor`, `cover`, `head`, `head_cover`, `county`, `city`; `values` say what was
    found on the rungs before it (see `reason_words`).
    """

    office_id: int
    office_name: str
    user_id: int | None
    user_name: str
    grid_id: int | None
    code: str
    values: Mapping[str, str]


def duty(officer: Officer | None, recused: frozenset[int]) -> Duty:
    """How a rung stands: recusal weighs more than leave, because it lasts."""
    if officer is None:
        return "vacant"
    if officer.id in recused:
        return "recused"
    return "leave" if officer.away else "on_duty"


def choose(line: Line, *, recused: frozenset[int], school_run: bool) -> Responsible:
    """Climbs the ladder from the village. `recused` are the people who may not handle it; `school_run` says
    that the central school itself runs the kindergarten, so that nobody of that school may. Never raises."""
    values: dict[str, str] = {"place": line.place, "level": line.level}
    if line.grid is not None:
        values["grid"] = line.grid.name
    if line.level != "village":
        return _county(line, recused, values)
    if school_run:
        values["school_run"] = line.school.name if line.school else ""
        return _county(line, recused, values)
    if line.school is None:
        return _county(line, recused, values)
    for rung, officer, stand_in in (
        ("supervisor", line.supervisor if line.grid else None, line.cover),
        ("head", line.head, line.head_cover),
    ):
        if rung == "supervisor" and line.grid is None:
            continue
        found = _on_duty(rung, officer, stand_in, recused, values)
        if found is not None:
            code, person = found
            return Responsible(
                office_id=line.school.id,
                office_name=line.school.name,
                user_id=person.id,
                user_name=person.name,
                grid_id=line.grid.id if line.grid else None,
                code=code,
                values=values,
            )
    return _county(line, recused, values)


def choose_triage(line: Line, *, recused: frozenset[int], hold: str) -> Responsible:
    """The office whose triage looks at a tip that waits: the county, or the city where the county cannot.

    `hold` says why it waits (a code of `Tip.hold`); empty where there is no sign, e.g. reopened.
    """
    return _county(line, recused, {"place": line.place, "level": line.level, "hold": hold})


def _on_duty(
    rung: str,
    officer: Officer | None,
    stand_in: Officer | None,
    recused: frozenset[int],
    values: dict[str, str],
) -> tuple[str, Officer] | None:
    """Who acts on a rung, with the code of the outcome; writes into `values` how the rung stands."""
    standing = duty(officer, recused)
    values[f"{rung}_duty"] = standing
    if officer is None:
        return None
    values[rung] = officer.name
    if standing == "on_duty":
        return rung, officer
    # cover is for absence: a recused officer's stand-in would be chosen by the one who is recused
    if standing != "leave" or stand_in is None:
        return None
    code = "cover" if rung == "supervisor" else f"{rung}_cover"
    values[code] = stand_in.name
    values[f"{code}_duty"] = duty(stand_in, recused)
    return (code, stand_in) if values[f"{code}_duty"] == "on_duty" else None


def _county(line: Line, recused: frozenset[int], values: dict[str, str]) -> Responsible:
    present = [officer for officer in line.triage if duty(officer, recused) == "on_duty"]
    if line.county is not None:
        values["county"] = line.county.name
    if line.county is not None and present:
        unit, code = line.county, "county"
    else:
        unit, code = line.city, "city"
        values["city"] = line.city.name
    return Responsible(
        office_id=unit.id,
        office_name=unit.name,
        user_id=None,
        user_name="",
        grid_id=line.grid.id if line.grid else None,
        code=code,
        values=values,
    )


_RUNG_WORDS = {
    "supervisor": "监管责任人",
    "cover": "代管人",
    "head": "第一责任人",
    "head_cover": "代管第一责任人",
}
_DUTY_WORDS = {"leave": "请假", "recused": "需要回避"}


def reason_words(code: str, values: Mapping[str, str]) -> str:
    """The reason in Chinese, e.g. 花园村属月山镇第3责任区，监管责任人王海军在岗，无需回避."""
    if "hold" in values:
        hold = values["hold"]
        return f"{word('tip_hold', hold)}，先由{values[code]}研判" if hold else f"由{values[code]}研判"
    clauses = [_place_words(values)]
    if "school_run" in values:
        clauses.append(f"该园由{values['school_run'] or '中心校'}举办，中心校回避")
    for rung, name in _RUNG_WORDS.items():
        standing = values.get(f"{rung}_duty")
        if standing == "vacant":
            clauses.append(f"{name}空缺")
        elif standing == "on_duty":
            clauses.append(f"{name}{values[rung]}在岗，无需回避")
        elif standing is not None:
            clauses.append(f"{name}{values[rung]}{_DUTY_WORDS[standing]}")
    if code == "city" and "county" in values:
        clauses.append(f"{values['county']}没有可受理的人员")
    if code in ("county", "city"):
        clauses.append(f"由{values[code]}受理")
    return "，".join(clauses)


def _place_words(values: Mapping[str, str]) -> str:
    if values["level"] != "village":
        return f"地点只确定到{values['place']}"
    if "grid" in values:
        return f"{values['place']}属{values['grid']}"
    return f"{values['place']}未划入责任区"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """A declared relation of a person: `own`, `employer` or `relative`."""

    account_id: int
    kind: str
    kindergarten_id: str | None
    name: str


def tied(ties: Iterable[Tie], *, kindergarten_id: str | None, text: str) -> dict[int, str]:
    """Whose declared relation the report touches, with the kind: the same kindergarten, or its (or the
    relative's) name in `text`, from which spaces are removed. The first relation of a person counts."""
    bare = "".join(text.split())
    found: dict[int, str] = {}
    for tie in ties:
        name = "".join(tie.name.split())
        same = tie.kindergarten_id is not None and tie.kindergarten_id == kindergarten_id
        if same or (len(name) >= 2 and name in bare):
            found.setdefault(tie.account_id, tie.kind)
    return found
