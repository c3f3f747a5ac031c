"""Numbers of items and notices: one sequence a county and year, unique in the whole city."""

from sqlalchemy.orm import Session

from publishing.divisions.queries import path_divisions
from publishing.divisions.rules import Level
from publishing.kernel.accounts.queries import OfficeValue, find_office_at
from publishing.kernel.errors import NotFound
from publishing.kernel.numbering import next_number


def bureau_of(session: Session, division_path: str) -> OfficeValue:
    """The county bureau of a place, or the city bureau where the place lies in no county; raises NotFound."""
    for division in reversed(path_divisions(session, division_path)):
        if division.level in (Level.COUNTY, Level.CITY):
            office = find_office_at(session, division.code, kind=division.level.value)
            if office is not None:
                return office
    raise NotFound(what="office")


def item_number(session: Session, division_path: str, *, year: int) -> str:
    """The next 台账编号 of a county and year, e.g. 博爱台账2026-0032."""
    bureau = bureau_of(session, division_path)
    number = next_number(session, f"ledger:{bureau.division_code}:{year}")
    return f"{bureau.short_name}台账{year}-{number:04d}"


def notice_number(session: Session, division_path: str, *, year: int) -> str:
    """The next number of a 整改通知书 of a county and year, e.g. 博教网整〔2026〕58号."""
    bureau = bureau_of(session, division_path)
    number = next_number(session, f"notice:{bureau.division_code}:{year}")
    return f"{bureau.document_prefix}网整〔{year}〕{number}号"
