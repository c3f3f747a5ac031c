"""What reports count of ledger items: frozen facts with the day of every step. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterFact:
    """A letter to a department."""

    sent_on: date
    reply_due_on: date
    replied_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFact:
    """One 台账事项, as it counts: `filed_on` and `handed_on` are the days of those steps, if taken."""

    id: int
    number: str
    kind: str
    category: str
    severity: str
    source: str
    division_path: str
    premises: str
    grid_id: int | None
    tip_id: int | None
    opened_on: date
    due_on: date | None
    notices: tuple[date, ...]
    letters: tuple[LetterFact, ...]
    filed_on: date | None
    handed_on: date | None
    struck_off_on: date | None
    relapse_of_id: int | None

    def ended_on(self) -> date | None:
        """The day on which it left the open list: struck off, or handed to another authority."""
        days = [day for day in (self.struck_off_on, self.handed_on) if day is not None]
        return min(days) if days else None

    def open_on(self, day: date) -> bool:
        """Whether it stood open at the end of a day."""
        ended = self.ended_on()
        return self.opened_on <= day and (ended is None or ended > day)
