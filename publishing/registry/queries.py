"""Reading the register: what stands on a day, and what was published; imports are in `batches`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from publishing.kernel.errors import NotFound
from publishing.registry.answers import Answer
from publishing.registry.matching import ChangeKind, CurrentRecord
from publishing.registry.models import ImportBatch, ImportChange, Kindergarten, LicenceEventRow
from publishing.registry.rules import (
    EventKind,
    KindergartenFacts,
    LicenceEvent,
    LicenceStatus,
    fold,
    has_lapsed,
)

RUNNING = (LicenceStatus.LICENSED, LicenceStatus.CONDITIONAL, LicenceStatus.SUSPENDED)
"""What expires by itself when the last valid day has passed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KindergartenValue:
    """A kindergarten as the register has it on a day.

    `confirmed_on` is the date of the newest announcement up to that day that lists it; `announcement_id` and
    `item_no` say where.
    """

    id: str
    county_code: str
    township_code: str
    facts: KindergartenFacts
    status: LicenceStatus
    valid_from: date | None
    valid_until: date | None
    confirmed_on: date
    announcement_id: int
    item_no: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CountyCount:
    """A county's figures on a day: licensed (corrections due included), all that are on the register, and the
    date of its newest list."""

    county_code: str
    licensed: int
    total: int
    confirmed_on: date | None


def get_kindergarten(
    session: Session, kindergarten_id: str, *, today: date, known_at: datetime | None = None
) -> KindergartenValue:
    """The kindergarten as it stood on `today`, from what had been published by `known_at` (None: all).

    Raises NotFound for an id never given, and where nothing was in force on that day.
    """
    found = values_on(session, [kindergarten_id], as_of=today, known_at=known_at)
    if not found:
        raise NotFound(what="kindergarten")
    return found[kindergarten_id]


def values_on(
    session: Session, ids: Iterable[str], *, as_of: date, known_at: datetime | None = None
) -> dict[str, KindergartenValue]:
    """Kindergartens by id as they stood on a day, folded from events; without those published later."""
    wanted = list(ids)
    rows = {row.id: row for row in session.scalars(select(Kindergarten).where(Kindergarten.id.in_(wanted)))}
    events: dict[str, list[LicenceEvent]] = {}
    for event in session.scalars(_events().where(LicenceEventRow.kindergarten_id.in_(wanted))):
        events.setdefault(event.kindergarten_id, []).append(event_value(event))
    said = _confirmations(session, wanted, as_of, known_at)
    found = {}
    for kindergarten_id, row in rows.items():
        standing = fold(events.get(kindergarten_id, ()), as_of=as_of, known_at=known_at)
        if standing is None or standing.facts is None or kindergarten_id not in said:
            continue
        confirmed_on, announcement_id, item_no = said[kindergarten_id]
        found[kindergarten_id] = KindergartenValue(
            id=row.id,
            county_code=row.county_code,
            township_code=standing.facts.township_code,
            facts=standing.facts,
            status=standing.status,
            valid_from=standing.valid_from,
            valid_until=standing.valid_until,
            confirmed_on=confirmed_on,
            announcement_id=announcement_id,
            item_no=item_no,
        )
    return found


def _confirmations(
    session: Session, ids: list[str], as_of: date, known_at: datetime | None
) -> dict[str, tuple[date, int, int]]:
    """By id: date, announcement and item of the newest announcement up to `as_of` that speaks of it."""
    query = (
        select(
            ImportChange.kindergarten_id,
            ImportBatch.published_on,
            ImportBatch.announcement_id,
            ImportChange.position,
        )
        .join(ImportBatch, ImportChange.batch_id == ImportBatch.id)
        .where(
            ImportChange.kindergarten_id.in_(ids),
            or_(ImportChange.kind != ChangeKind.MISSING.value, ImportChange.answer != Answer.KEEP.value),
            ImportBatch.published_on <= as_of,
        )
        .order_by(ImportBatch.published_at)
    )
    if known_at is not None:
        query = query.where(ImportBatch.published_at <= known_at)
    return {
        row.kindergarten_id: (row.published_on, row.announcement_id, row.position)
        for row in session.execute(query)
    }


def list_kindergartens(
    session: Session,
    *,
    county_code: str | None = None,
    township_code: str | None = None,
    status: LicenceStatus | None = None,
    today: date,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[tuple[KindergartenValue, ...], int]:
    """A page of the register as it stands today, by township and name, and how many there are in all."""
    query = select(Kindergarten)
    if county_code is not None:
        query = query.where(Kindergarten.county_code == county_code)
    if township_code is not None:
        query = query.where(Kindergarten.township_code == township_code)
    if status is not None:
        query = query.where(_has_status(status, today))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.order_by(Kindergarten.county_code, Kindergarten.township_code, Kindergarten.name)
    page = page.order_by(Kindergarten.id).offset(offset)
    if limit is not None:
        page = page.limit(limit)
    return tuple(_value(row, today) for row in session.scalars(page)), total


def iter_all(session: Session, *, today: date) -> Iterator[KindergartenValue]:
    """Every kindergarten of the register as it stands today, in the order of ids."""
    for row in session.scalars(select(Kindergarten).order_by(Kindergarten.id)).yield_per(1000):
        yield _value(row, today)


def count_all(session: Session) -> int:
    """How many kindergartens the register has, in whatever standing."""
    return session.scalar(select(func.count()).select_from(Kindergarten)) or 0


def former_names(session: Session, ids: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Names by which a kindergarten (of `ids`, where given) was published before, where it had another."""
    found: dict[str, list[str]] = {}
    query = (
        select(LicenceEventRow.kindergarten_id, LicenceEventRow.facts, Kindergarten.name)
        .join(Kindergarten, Kindergarten.id == LicenceEventRow.kindergarten_id)
        .where(LicenceEventRow.facts.is_not(None))
        .order_by(LicenceEventRow.id)
    )
    if ids is not None:
        query = query.where(LicenceEventRow.kindergarten_id.in_(list(ids)))
    for kindergarten_id, facts, name in session.execute(query):
        former = facts["name"] if facts else name
        if former != name and former not in found.setdefault(kindergarten_id, []):
            found[kindergarten_id].append(former)
    return {kindergarten_id: tuple(names) for kindergarten_id, names in found.items() if names}


def events_of(session: Session, kindergarten_id: str) -> tuple[LicenceEvent, ...]:
    """All published events of one kindergarten, in the order of publication."""
    rows = session.scalars(_events().where(LicenceEventRow.kindergarten_id == kindergarten_id))
    return tuple(event_value(row) for row in rows)


def _events() -> Select[LicenceEventRow]:
    return select(LicenceEventRow).order_by(LicenceEventRow.published_at, LicenceEventRow.id)


def counts_by_county(session: Session, *, today: date) -> tuple[CountyCount, ...]:
    """Figures of every county that has a register, in the order of county codes."""
    lapsed = _has_lapsed(today)
    licensed = and_(
        Kindergarten.standing.in_([LicenceStatus.LICENSED.value, LicenceStatus.CONDITIONAL.value]), ~lapsed
    )
    rows = session.execute(
        select(
            Kindergarten.county_code,
            func.sum(case((licensed, 1), else_=0)).label("licensed"),
            func.count().label("total"),
        )
        .group_by(Kindergarten.county_code)
        .order_by(Kindergarten.county_code)
    ).all()
    newest = session.execute(
        select(ImportBatch.county_code, func.max(ImportBatch.published_on).label("day"))
        .where(ImportBatch.published_on.is_not(None))
        .group_by(ImportBatch.county_code)
    )
    days: dict[str, date] = {row.county_code: row.day for row in newest}
    return tuple(
        CountyCount(
            county_code=row.county_code,
            licensed=int(row.licensed),
            total=row.total,
            confirmed_on=days.get(row.county_code),
        )
        for row in rows
    )


def current_records(session: Session, county_code: str, *, today: date) -> tuple[CurrentRecord, ...]:
    """The county's register as `matching.match` compares a list with it."""
    query = select(Kindergarten).where(Kindergarten.county_code == county_code).order_by(Kindergarten.id)
    found = (_value(row, today) for row in session.scalars(query))
    return tuple(
        CurrentRecord(kindergarten_id=v.id, facts=v.facts, status=v.status, valid_until=v.valid_until)
        for v in found
    )


def event_value(row: LicenceEventRow) -> LicenceEvent:
    """The published value of an event's row."""
    return LicenceEvent(
        id=row.id,
        kindergarten_id=row.kindergarten_id,
        kind=EventKind(row.kind),
        effective_on=row.effective_on,
        published_at=row.published_at,
        facts=None if row.facts is None else KindergartenFacts.from_json(row.facts),
        basis=row.basis or None,
        reason=row.reason or None,
        announcement_id=row.announcement_id,
        item_no=row.item_no,
    )


def _value(row: Kindergarten, today: date) -> KindergartenValue:
    facts = KindergartenFacts.from_json(row.facts)
    status = LicenceStatus(row.standing)
    if status in RUNNING and has_lapsed(row.valid_until, today):
        status = LicenceStatus.EXPIRED
    return KindergartenValue(
        id=row.id,
        county_code=row.county_code,
        township_code=row.township_code,
        facts=facts,
        status=status,
        valid_from=facts.valid_from,
        valid_until=row.valid_until,
        confirmed_on=row.confirmed_on,
        announcement_id=row.announcement_id,
        item_no=row.item_no,
    )


def _has_lapsed(today: date) -> ColumnElement[bool]:
    # COALESCE keeps the negation two-valued: a licence without an end has not lapsed
    return func.coalesce(Kindergarten.valid_until < today, False)


def _has_status(status: LicenceStatus, today: date) -> ColumnElement[bool]:
    lapsed = and_(_has_lapsed(today), Kindergarten.standing.in_([running.value for running in RUNNING]))
    if status is LicenceStatus.EXPIRED:
        return or_(Kindergarten.standing == status.value, lapsed)
    return and_(Kindergarten.standing == status.value, ~lapsed)
