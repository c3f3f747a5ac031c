"""What reports count of visits: frozen facts, without a word of what anybody wrote."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFact:
    """A problem that was found: its kind, how grave, what was done at once."""

    category: str
    severity: str
    handling: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitFact:
    """One visit, as it counts."""

    id: int
    kind: str
    grid_id: int | None
    division_path: str
    visited_on: date
    scope: str
    found: tuple[FoundFact, ...]
    tip_id: int | None
    villages: frozenset[str]
    kindergartens: frozenset[str]
    """The places that were written down, by code; both empty where only words were."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotFact:
    """The result of one place of a spot check: whether it agreed with the patrol record."""

    spot_check_id: int
    name: str
    division_path: str
    visited_on: date
    agrees: bool
