"""What a licence is: its facts, the events that make its history, and where it stands on a day.

Pure. `fold` answers "as of" (what held on a day) and "known at" (what had been published by a moment) from
the same append-only list of events (DESIGN §2, register as events).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self


class Nature(StrEnum):
    """办园性质: who runs it, and whether for profit."""

    PUBLIC = "public"
    PUBLIC_EDUCATION = "public_education"
    PUBLIC_COLLECTIVE = "public_collective"
    PUBLIC_INSTITUTION = "public_institution"
    PUBLIC_ENTERPRISE = "public_enterprise"
    PRIVATE = "private"
    PRIVATE_INCLUSIVE = "private_inclusive"
    PRIVATE_NONPROFIT = "private_nonprofit"
    PRIVATE_PROFIT = "private_profit"

    @property
    def is_public(self) -> bool:
        """Whether it is one of the public kinds (公办)."""
        return self.value.startswith("public")


class LicenceStatus(StrEnum):
    """What the register says of a kindergarten on a day (DESIGN §3)."""

    LICENSED = "licensed"
    CONDITIONAL = "conditional"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"


class EventKind(StrEnum):
    """What was published about a licence. `withdrawn` takes back the record published just before it."""

    GRANTED = "granted"
    RENEWED = "renewed"
    CHANGED = "changed"
    CONDITIONAL = "conditional"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class KindergartenFacts:
    """What is published of a kindergarten. Names of persons and private numbers have no field here.

    `sponsor` is an organisation or None; `phone` holds public landlines only.
    """

    name: str
    township_code: str
    township_name: str
    village_code: str | None = None
    address: str | None = None
    nature: Nature | None = None
    licence_no: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    uscc: str | None = None
    sponsor: str | None = None
    phone: str | None = None
    grade: str | None = None
    classes: int | None = None
    enrolled: int | None = None
    bus_count: int | None = None
    annual_check: str | None = None
    note: str | None = None

    def to_json(self) -> dict[str, str | int | None]:
        """All fields by name, dates as YYYY-MM-DD; `from_json` reads it back."""
        found: dict[str, str | int | None] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            found[field.name] = value.isoformat() if isinstance(value, date) else value
        if self.nature is not None:
            found["nature"] = self.nature.value
        return found

    @classmethod
    def from_json(cls, stored: Mapping[str, str | int | None]) -> Self:
        """Facts written by `to_json`; fields it does not know are ignored, missing ones are None.

        KeyError without a name or township, ValueError for a date or nature that is none.
        """
        known = {field.name for field in fields(cls)}
        values: dict[str, object] = {key: value for key, value in stored.items() if key in known}
        for key in ("valid_from", "valid_until"):
            if (text := stored.get(key)) is not None:
                values[key] = date.fromisoformat(str(text))
        if (nature := stored.get("nature")) is not None:
            values["nature"] = Nature(str(nature))
        for key in ("name", "township_code", "township_name"):
            values[key] = str(stored[key])
        return cls(**values)  # type: ignore[arg-type]  # the keys are exactly the fields


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenceEvent:
    """One published entry of the register. It is never changed; a later entry corrects or withdraws it."""

    id: int
    kindergarten_id: str
    kind: EventKind
    effective_on: date
    published_at: datetime
    facts: KindergartenFacts | None = None
    basis: str | None = None
    reason: str | None = None
    announcement_id: int | None = None
    item_no: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a licence stands on a day, with the event that decided it."""

    status: LicenceStatus
    valid_from: date | None
    valid_until: date | None
    facts: KindergartenFacts | None
    last_event: LicenceEvent


# The status an event leads to; kinds not listed keep the status that was there.
_LEADS_TO: Mapping[EventKind, LicenceStatus] = {
    EventKind.GRANTED: LicenceStatus.LICENSED,
    EventKind.RENEWED: LicenceStatus.LICENSED,
    EventKind.RESUMED: LicenceStatus.LICENSED,
    EventKind.CONDITIONAL: LicenceStatus.CONDITIONAL,
    EventKind.SUSPENDED: LicenceStatus.SUSPENDED,
    EventKind.EXPIRED: LicenceStatus.EXPIRED,
    EventKind.REVOKED: LicenceStatus.REVOKED,
    EventKind.CLOSED: LicenceStatus.CLOSED,
}
_ENDED = frozenset({LicenceStatus.REVOKED, LicenceStatus.CLOSED})
_RUNNING = frozenset({LicenceStatus.LICENSED, LicenceStatus.CONDITIONAL, LicenceStatus.SUSPENDED})


def next_status(status: LicenceStatus | None, kind: EventKind) -> LicenceStatus:
    """The status after an event of `kind`.

    A new licence is the only way back from revoked or closed; a renewal does not lift a suspension.
    """
    if status in _ENDED and kind not in {EventKind.GRANTED, EventKind.REVOKED, EventKind.CLOSED}:
        return status
    if status is LicenceStatus.SUSPENDED and kind in {EventKind.RENEWED, EventKind.CONDITIONAL}:
        return status
    return _LEADS_TO.get(kind, status or LicenceStatus.LICENSED)


def _not_withdrawn(events: Iterable[LicenceEvent]) -> list[LicenceEvent]:
    """`events` in the order of publication, without withdrawals and what each of them took back."""
    standing: list[LicenceEvent] = []
    for event in sorted(events, key=lambda event: (event.published_at, event.item_no or 0, event.id)):
        if event.kind is not EventKind.WITHDRAWN:
            standing.append(event)
        elif standing:
            standing.pop()
    return standing


def fold(events: Iterable[LicenceEvent], *, as_of: date, known_at: datetime | None = None) -> Standing | None:
    """Where one kindergarten's licence stands on `as_of`, from what was published by `known_at` (None: all).

    None when nothing in force had been published: it was not on the register. A licence whose last valid day
    has passed is expired by itself. `as_of` is a day in Asia/Shanghai.
    """
    published = (event for event in events if known_at is None or event.published_at <= known_at)
    in_force = [event for event in _not_withdrawn(published) if event.effective_on <= as_of]
    in_force.sort(key=lambda event: event.effective_on)  # stable: publication order within a day
    standing: Standing | None = None
    for event in in_force:
        facts = event.facts or (standing.facts if standing else None)
        standing = Standing(
            status=next_status(standing.status if standing else None, event.kind),
            valid_from=facts.valid_from if facts else None,
            valid_until=facts.valid_until if facts else None,
            facts=facts,
            last_event=event,
        )
    if standing is not None and standing.status in _RUNNING and has_lapsed(standing.valid_until, as_of):
        return replace(standing, status=LicenceStatus.EXPIRED)
    return standing


def has_lapsed(valid_until: date | None, as_of: date) -> bool:
    """Whether the last valid day lies before `as_of`; a licence without an end never lapses by date."""
    return valid_until is not None and valid_until < as_of
