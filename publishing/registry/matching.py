"""Comparing a checked list with the register: what is new, what changed, what is no longer there.

Pure. A row finds its kindergarten by licence number, then by credit code, then by name and place; the reason
is kept with the change, because a person approves it.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TypeVar

from publishing.registry.checking import AcceptedRow
from publishing.registry.codes import licence_key
from publishing.registry.rules import KindergartenFacts, LicenceStatus


class ChangeKind(StrEnum):
    """What a list would do to a kindergarten; the first that fits, from `renamed` down."""

    NEW = "new"
    RENAMED = "renamed"
    MOVED = "moved"
    RENEWED = "renewed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"


class MatchReason(StrEnum):
    """How a row found its kindergarten, or why there is none."""

    LICENCE_NO = "licence_no"
    USCC = "uscc"
    NAME_AND_PLACE = "name_and_place"
    NAME_IN_COUNTY = "name_in_county"
    NOT_ON_REGISTER = "not_on_register"
    NOT_ON_LIST = "not_on_list"
    ENDED_BUT_LISTED = "ended_but_listed"


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentRecord:
    """A kindergarten of the county as the register has it now."""

    kindergarten_id: str
    facts: KindergartenFacts
    status: LicenceStatus
    valid_until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What one row of a list means for one kindergarten; a `missing` one has no row, a `new` one no id."""

    kind: ChangeKind
    kindergarten_id: str | None
    sheet: str | None
    row: int | None
    before: KindergartenFacts | None
    after: KindergartenFacts | None
    fields: tuple[str, ...]
    reason: MatchReason


_ENDED = frozenset({LicenceStatus.REVOKED, LicenceStatus.CLOSED})
_PLACE_FIELDS = frozenset({"township_code", "village_code", "address"})

# Each key finds a kindergarten only when it is unique on both sides; a shared one proves nothing.
_KEYS: tuple[tuple[MatchReason, Callable[[KindergartenFacts], Hashable | None]], ...] = (
    (MatchReason.LICENCE_NO, lambda facts: licence_key(facts.licence_no)),
    (MatchReason.USCC, lambda facts: facts.uscc),
    (MatchReason.NAME_AND_PLACE, lambda facts: (facts.name, facts.township_code)),
    (MatchReason.NAME_IN_COUNTY, lambda facts: facts.name),
)


def match(rows: Sequence[AcceptedRow], current: Sequence[CurrentRecord]) -> tuple[Change, ...]:
    """What the list `rows` would change in `current`: one change a row in their order, then the missing.

    Every row and every record is used once. Ended ones (revoked, closed) that are left out are not missing.
    """
    found: dict[int, tuple[CurrentRecord, MatchReason]] = {}
    open_rows = dict(enumerate(rows))
    open_records = {record.kindergarten_id: record for record in current}
    for reason, key in _KEYS:
        row_by_key = _unique((key(row.facts), number) for number, row in open_rows.items())
        record_by_key = _unique(
            (key(record.facts), record.kindergarten_id) for record in open_records.values()
        )
        for value, number in row_by_key.items():
            identity = record_by_key.get(value)
            if identity is None or _contradicts(
                open_rows[number].facts, open_records[identity].facts, reason
            ):
                continue
            found[number] = open_records.pop(identity), reason
            del open_rows[number]
    changes = [
        _change(row, *found[number]) if number in found else _new(row) for number, row in enumerate(rows)
    ]
    return (
        *changes,
        *(_missing(record) for record in open_records.values() if record.status not in _ENDED),
    )


_Value = TypeVar("_Value")


def _unique(pairs: Iterable[tuple[Hashable | None, _Value]]) -> dict[Hashable, _Value]:
    """The pairs whose key occurs once and is not None."""
    found: dict[Hashable, _Value] = {}
    twice: set[Hashable] = set()
    for key, value in pairs:
        if key is None or key in twice:
            continue
        if key in found:
            twice.add(key)
            del found[key]
        else:
            found[key] = value
    return found


def _contradicts(row: KindergartenFacts, record: KindergartenFacts, reason: MatchReason) -> bool:
    """Whether a match by name is refuted by the numbers: then two places only share a name."""
    if reason in {MatchReason.LICENCE_NO, MatchReason.USCC}:
        return False
    other_licence = bool(row.licence_no and record.licence_no) and licence_key(row.licence_no) != licence_key(
        record.licence_no
    )
    other_code = bool(row.uscc and record.uscc) and row.uscc != record.uscc
    if reason is MatchReason.NAME_IN_COUNTY:
        # 小博士 stands in many townships, so one number that differs is enough
        return other_licence or other_code
    return other_licence and other_code


def _change(row: AcceptedRow, record: CurrentRecord, reason: MatchReason) -> Change:
    before, after = record.facts, row.facts
    differing = tuple(
        field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)
    )
    kind = _kind(before, after, differing)
    if record.status in _ENDED:
        kind, reason = ChangeKind.CHANGED, MatchReason.ENDED_BUT_LISTED
    return Change(
        kind=kind,
        kindergarten_id=record.kindergarten_id,
        sheet=row.sheet,
        row=row.row,
        before=before,
        after=after,
        fields=differing,
        reason=reason,
    )


def _kind(before: KindergartenFacts, after: KindergartenFacts, differing: tuple[str, ...]) -> ChangeKind:
    if not differing:
        return ChangeKind.UNCHANGED
    if "name" in differing:
        return ChangeKind.RENAMED
    if _PLACE_FIELDS & set(differing):
        return ChangeKind.MOVED
    if before.valid_until is not None and (
        after.valid_until is None or after.valid_until > before.valid_until
    ):
        return ChangeKind.RENEWED
    return ChangeKind.CHANGED


def _new(row: AcceptedRow) -> Change:
    return Change(
        kind=ChangeKind.NEW,
        kindergarten_id=None,
        sheet=row.sheet,
        row=row.row,
        before=None,
        after=row.facts,
        fields=(),
        reason=MatchReason.NOT_ON_REGISTER,
    )


def _missing(record: CurrentRecord) -> Change:
    return Change(
        kind=ChangeKind.MISSING,
        kindergarten_id=record.kindergarten_id,
        sheet=None,
        row=None,
        before=record.facts,
        after=None,
        fields=(),
        reason=MatchReason.NOT_ON_LIST,
    )
