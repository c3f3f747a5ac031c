"""What the grids print: the list of a leading group, and a supervisor's 责任清单."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from intake.grid.duty_list import DutyLine, duty_lines
from intake.grid.leading import in_office, members_of
from intake.grid.queries import grids_of_person
from intake.grid.units import kindergartens_of
from publishing.divisions.queries import division_names, path_divisions
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.accounts.queries import Person
from publishing.kernel.clock import local_day
from publishing.kernel.document_values import NONE, JsonValue
from publishing.kernel.typesetting import chinese_date
from publishing.kernel.words import word


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadingGroupDocument:
    """领导小组成员名单 of a county or the city on a day."""

    template: ClassVar[str] = "leading_group"

    division: str
    on: date
    rows: tuple[tuple[str, str, str, date], ...]
    """Role, name, office and post, first day."""
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of leading_group.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            "title": f"{self.division}无证园治理和幼儿园监管工作领导小组成员名单",
            "division": self.division,
            "on": chinese_date(self.on),
            "rows": [[role, name, post, chinese_date(first)] for role, name, post, first in self.rows],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyGrid:
    """A grid of a duty sheet: the names of its villages and of its kindergartens."""

    name: str
    villages: tuple[str, ...]
    kindergartens: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DutySheetDocument:
    """监管责任人责任清单 (notice 四3): where, what, until when, on what basis."""

    template: ClassVar[str] = "duty_sheet"

    supervisor: str
    position: str
    school: str
    place: str
    grids: tuple[DutyGrid, ...]
    duties: tuple[DutyLine, ...]
    on: date
    created_at: datetime

    def to_json(self) -> dict[str, JsonValue]:
        """The data of duty_sheet.typ."""
        return {
            "created_at": self.created_at.isoformat(),
            "supervisor": self.supervisor,
            "position": self.position,
            "school": self.school,
            "place": self.place,
            "on": chinese_date(self.on),
            "grids": [
                [grid.name, "、".join(grid.villages) or NONE, "、".join(grid.kindergartens) or NONE]
                for grid in self.grids
            ],
            "duties": [
                [
                    line.task,
                    line.what,
                    f"{line.until}，最近一次是{chinese_date(line.next_on)}" if line.next_on else line.until,
                    line.basis,
                ]
                for line in self.duties
            ],
        }


def leading_group(session: Session, division: Division, *, on: date, now: datetime) -> LeadingGroupDocument:
    """The members on a day."""
    return LeadingGroupDocument(
        division=division.name,
        on=on,
        rows=tuple(
            (word("group_role", one.role), one.name, one.post, one.valid_from)
            for one in members_of(session, division.code)
            if in_office(one, on)
        ),
        created_at=now,
    )


def duty_sheet(session: Session, person: Person, *, now: datetime) -> DutySheetDocument:
    """A person's sheet as of today; who may read it is decided by the page."""
    today = local_day(now)
    grids = []
    for grid in grids_of_person(session, person.id, on=today):
        inside, _unplaced = kindergartens_of(session, grid, today=today)
        grids.append(
            DutyGrid(
                name=grid.name,
                villages=_names(session, grid.villages),
                kindergartens=tuple(one.facts.name for one in inside),
            )
        )
    line = path_divisions(session, person.office.division_path)
    return DutySheetDocument(
        supervisor=person.name,
        position=word("standing", person.position) if person.position else word("role", person.role.value),
        school=person.office.name,
        place="".join(short_name(one.name, one.level) for one in line if one.level is not Level.CITY),
        grids=tuple(grids),
        duties=duty_lines(today),
        on=today,
        created_at=now,
    )


def _names(session: Session, codes: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(codes)
    named = division_names(session, wanted)
    return tuple(short_name(named[code], Level.VILLAGE) for code in wanted if code in named)
