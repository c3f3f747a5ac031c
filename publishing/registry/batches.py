"""Reading imports: lists that were checked, what each would change, and whether it may still be announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from publishing.kernel.db import JsonValue
from publishing.kernel.errors import NotFound
from publishing.registry.answers import Answer
from publishing.registry.matching import Change, ChangeKind, MatchReason
from publishing.registry.models import ImportBatch, ImportChange
from publishing.registry.rules import KindergartenFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchValue:
    """A list that was read: its check report, and whether it was announced.

    `report` has the shape of `register check --json`, with `message_en` beside each `message`.
    """

    id: int
    county_code: str
    filename: str
    digest: str
    """SHA-256 of the file."""
    imported_by_id: int
    imported_at: datetime
    generation: int
    report: Mapping[str, JsonValue]
    announcement_id: int | None
    published_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchChange:
    """One change of a batch, as stored: what `matching.match` found, and its `position` in the list.

    `answer` and `reason` are what the editor said where the change is a question.
    """

    id: int
    position: int
    change: Change
    answer: Answer | None
    reason: str

    @property
    def is_question(self) -> bool:
        """Whether a person has to say what it means; a question publishes nothing by itself."""
        return asks(self.change)


def asks(change: Change) -> bool:
    """Whether `change` is a question: left out of the list, or listed although its licence had ended."""
    return change.kind is ChangeKind.MISSING or change.reason is MatchReason.ENDED_BUT_LISTED


def get_batch(session: Session, batch_id: int) -> BatchValue:
    """The batch; raises NotFound."""
    return batch_value(load_batch(session, batch_id))


def load_batch(session: Session, batch_id: int) -> ImportBatch:
    """The batch's row, for use cases; raises NotFound."""
    row = session.get(ImportBatch, batch_id)
    if row is None:
        raise NotFound(what="batch")
    return row


def list_batches(
    session: Session, county_code: str | None = None, *, limit: int = 50
) -> tuple[BatchValue, ...]:
    """The newest lists, of one county where given."""
    query = select(ImportBatch).order_by(ImportBatch.id.desc()).limit(limit)
    if county_code is not None:
        query = query.where(ImportBatch.county_code == county_code)
    return tuple(batch_value(row) for row in session.scalars(query))


def is_outdated(session: Session, batch: BatchValue) -> bool:
    """Whether another list of the county was announced since this one was read: what it compared is gone."""
    return batch.announcement_id is None and batch.generation != generation_of(session, batch.county_code)


def generation_of(session: Session, county_code: str) -> int:
    """How many lists of the county have been announced."""
    announced = select(func.count()).where(
        ImportBatch.county_code == county_code, ImportBatch.announcement_id.is_not(None)
    )
    return session.scalar(announced) or 0


def batch_changes(session: Session, batch_id: int) -> tuple[BatchChange, ...]:
    """What the batch would change (or did), in the order of the list, then what it leaves out."""
    rows = session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.position)
    )
    return tuple(change_value(row) for row in rows)


def change_value(row: ImportChange) -> BatchChange:
    """The published value of a change's row."""
    return BatchChange(
        id=row.id,
        position=row.position,
        change=Change(
            kind=ChangeKind(row.kind),
            kindergarten_id=row.kindergarten_id,
            sheet=row.sheet or None,
            row=row.row,
            before=None if row.before is None else KindergartenFacts.from_json(row.before),
            after=None if row.after is None else KindergartenFacts.from_json(row.after),
            fields=tuple(row.fields),
            reason=MatchReason(row.matched_by),
        ),
        answer=None if row.answer is None else Answer(row.answer),
        reason=row.reason,
    )


def batch_value(row: ImportBatch) -> BatchValue:
    """The published value of a batch's row."""
    return BatchValue(
        id=row.id,
        county_code=row.county_code,
        filename=row.filename,
        digest=row.digest,
        imported_by_id=row.imported_by_id,
        imported_at=row.imported_at,
        generation=row.generation,
        report=row.report,
        announcement_id=row.announcement_id,
        published_on=row.published_on,
    )
