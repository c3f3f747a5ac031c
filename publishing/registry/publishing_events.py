"""Publishing a batch: its changes become licence events, and the register shows them from then on."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.errors import Invalid
from publishing.kernel.ids import new_kindergarten_id
from publishing.registry.answers import Answer
from publishing.registry.batches import batch_value, change_value, is_outdated, load_batch
from publishing.registry.matching import ChangeKind
from publishing.registry.models import ImportBatch, ImportChange, Kindergarten, LicenceEventRow
from publishing.registry.rules import EventKind, KindergartenFacts, LicenceStatus, next_status

_EVENTS: dict[ChangeKind, EventKind] = {
    ChangeKind.NEW: EventKind.GRANTED,
    ChangeKind.RENEWED: EventKind.RENEWED,
    ChangeKind.RENAMED: EventKind.CHANGED,
    ChangeKind.MOVED: EventKind.CHANGED,
    ChangeKind.CHANGED: EventKind.CHANGED,
}
_ANSWERED: dict[Answer, EventKind] = {
    Answer.SUSPENDED: EventKind.SUSPENDED,
    Answer.REVOKED: EventKind.REVOKED,
    Answer.CLOSED: EventKind.CLOSED,
    Answer.GRANTED: EventKind.GRANTED,
}


def publish_batch(
    session: Session, batch_id: int, *, announcement_id: int, effective_on: date, published_at: datetime
) -> int:
    """Appends the batch's events and brings the register's lists up to date; returns the number of events.

    A question without an answer, and one answered `keep`, publishes nothing. Raises NotFound, and Invalid
    (`batch` announced, or outdated because another list of the county was announced after it was read).
    """
    batch = load_batch(session, batch_id)
    if batch.announcement_id is not None:
        raise Invalid(field="batch", reason="announced")
    if is_outdated(session, batch_value(batch)):
        raise Invalid(field="batch", reason="outdated")
    batch.announcement_id, batch.published_on, batch.published_at = (
        announcement_id,
        effective_on,
        published_at,
    )
    rows = session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.position)
    ).all()
    kindergartens = _kindergartens(session, batch, rows)
    events = 0
    for row, kindergarten in zip(rows, kindergartens, strict=True):
        kind, change = event_kind(row), change_value(row).change
        if kind is not None:
            session.add(
                LicenceEventRow(
                    kindergarten_id=kindergarten.id,
                    kind=kind.value,
                    effective_on=effective_on,
                    published_at=published_at,
                    facts=None if change.after is None else change.after.to_json(),
                    reason=row.reason,
                    announcement_id=announcement_id,
                    item_no=row.position,
                )
            )
            kindergarten.standing = next_status(_standing(kindergarten), kind).value
            events += 1
            if change.after is not None:
                _show(kindergarten, change.after)
        if kind is not None or change.kind is not ChangeKind.MISSING:
            kindergarten.confirmed_on = effective_on
            kindergarten.announcement_id = announcement_id
            kindergarten.item_no = row.position
    session.flush()
    return events


def event_kind(row: ImportChange) -> EventKind | None:
    """The event that a change publishes; None for no event."""
    stored = change_value(row)
    if not stored.is_question:
        return _EVENTS.get(stored.change.kind)
    return None if stored.answer is None else _ANSWERED.get(stored.answer)


def _standing(kindergarten: Kindergarten) -> LicenceStatus | None:
    return LicenceStatus(kindergarten.standing) if kindergarten.standing else None


def _kindergartens(session: Session, batch: ImportBatch, rows: Sequence[ImportChange]) -> list[Kindergarten]:
    """The kindergarten of each change, made with a new id for one that was never published."""
    known_ids = {row.kindergarten_id for row in rows}
    known = {k.id: k for k in session.scalars(select(Kindergarten).where(Kindergarten.id.in_(known_ids)))}
    found: list[Kindergarten] = []
    for row in rows:
        if row.kindergarten_id is not None:
            found.append(known[row.kindergarten_id])
        elif row.after is None:
            raise ValueError(f"change {row.id} has neither a kindergarten nor facts")
        else:
            found.append(_new(session, batch, row, KindergartenFacts.from_json(row.after)))
    # the rows must be there before anything refers to their ids
    session.flush()
    for row, kindergarten in zip(rows, found, strict=True):
        row.kindergarten_id = kindergarten.id
    return found


def _new(session: Session, batch: ImportBatch, row: ImportChange, facts: KindergartenFacts) -> Kindergarten:
    with session.no_autoflush:
        fresh = new_kindergarten_id()
        while session.get(Kindergarten, fresh) is not None:
            fresh = new_kindergarten_id()
    made = Kindergarten(
        id=fresh,
        county_code=batch.county_code,
        standing="",
        confirmed_on=batch.published_on,
        announcement_id=batch.announcement_id,
        item_no=row.position,
    )
    _show(made, facts)
    session.add(made)
    return made


def _show(kindergarten: Kindergarten, facts: KindergartenFacts) -> None:
    """Makes `facts` what lists and filters see."""
    kindergarten.township_code = facts.township_code
    kindergarten.name = facts.name
    kindergarten.licence_no = facts.licence_no
    kindergarten.uscc = facts.uscc
    kindergarten.valid_until = facts.valid_until
    kindergarten.facts = facts.to_json()
