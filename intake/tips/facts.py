"""What reports count of tips: frozen facts with the day of each step, nothing that anybody wrote. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class TipFact:
    """One tip, as it counts. `satisfaction` is the reporter's last answer, with its day, if there is one."""

    id: int
    number: str
    division_path: str
    category: str
    state: str
    outcome: str
    track: str
    received_on: date
    accepted_on: date | None
    concluded_on: date | None
    replied_on: date | None
    conclude_by: date | None
    satisfaction: str
    satisfied_on: date | None
