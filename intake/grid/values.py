"""What others see of grids, leave and coverage: frozen values."""

from dataclasses import dataclass
from datetime import date, timedelta

from intake.grid.rules import Duty
from publishing.divisions.rules import Division


@dataclass(frozen=True, kw_only=True, slots=True)
class GridValue:
    """A 责任区 on a day: its villages, who is responsible, and how that person stands."""

    id: int
    number: int
    name: str
    office_id: int
    office_name: str
    township_code: str
    division_path: str
    valid_from: date
    valid_to: date | None
    villages: tuple[str, ...]
    """Codes, in order."""
    supervisor_id: int | None
    supervisor_name: str
    duty: Duty
    """`on_duty`, `leave` or `vacant` on that day."""
    cover_id: int | None
    cover_name: str

    @property
    def last_day(self) -> date | None:
        """The last day on which this version is in force; None while it has no end."""
        return day_before(self.valid_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """A village that lies in more than one grid on a day."""

    village: Division
    grids: tuple[GridValue, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """死角 and 重叠 on a day (notice 三1): both are empty when every village is in exactly one grid."""

    villages: int
    gaps: tuple[Division, ...]
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveValue:
    """Days on which a person is away."""

    id: int
    account_id: int
    starts_on: date
    ends_on: date
    cover_id: int | None


def day_before(end: date | None) -> date | None:
    """The last day of a period whose end is the first day outside it."""
    return end - timedelta(days=1) if end else None
