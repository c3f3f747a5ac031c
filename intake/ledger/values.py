"""What others read of the ledger: frozen values of items, notices, rechecks and letters."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemValue:
    """One 台账事项."""

    id: int
    number: str
    state: str
    kind: str
    category: str
    severity: str
    source: str
    finding_id: int
    tip_id: int | None
    grid_id: int | None
    office_id: int
    division_code: str
    division_path: str
    premises: str
    kindergarten_id: str | None
    operator: str
    problem: str
    found_on: date
    opened_at: datetime
    due_on: date | None
    handled_by_id: int
    handled_by: str
    rechecked_by_id: int | None
    operator_answer: str
    filing_reason: str
    filed_on: date | None
    handed_to: str
    handed_on: date | None
    hand_over_receipt: str
    evidence: str
    disposal: str
    children_count: int | None
    children_to: str
    struck_off_by_id: int | None
    struck_off_on: date | None
    relapse_of_id: int | None
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeValue:
    """A 整改通知书."""

    id: int
    item_id: int
    number: str
    issued_on: date
    due_on: date
    recheck_on: date | None
    addressee: str
    problems: tuple[str, ...]
    requirements: tuple[str, ...]
    service: str
    service_note: str
    receiver: str
    witness: str
    issued_by_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecheckValue:
    """A 复查 and what it said."""

    id: int
    visit_id: int
    passed: bool
    evidence: str
    rechecked_by_id: int
    rechecked_by: str
    rechecked_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterValue:
    """A letter to a department."""

    id: int
    item_id: int
    department: str
    sent_on: date
    reply_due_on: date
    replied_on: date | None
    reply: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemDetail:
    """An item with all that belongs to it, and what this person may do next."""

    item: ItemValue
    notices: tuple[NoticeValue, ...]
    rechecks: tuple[RecheckValue, ...]
    letters: tuple[LetterValue, ...]
    missing: tuple[str, ...]
    """What keeps it from being struck off."""
    file_up: str
    """The reason for which it has still to be filed up with the county, or empty."""
    actions: tuple[str, ...]
    """Steps of LEDGER that this person may take now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerWork:
    """An item that waits for this person, with the step and the day it is wanted by, where one is set."""

    item: ItemValue
    action: str
    due_on: date | None
