"""Published outcomes: what came of reports, from a whitelist of fields, without anything personal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from publishing.announcements.models import Outcome
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid
from publishing.kernel.words import WORDS
from publishing.registry.text import clean_text, has_personal_number, looks_like_id_number

LONGEST_WORDING = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicOutcome:
    """All that may be published of a report; whatever has no field here stays where it is.

    `source` is an opaque key of the cause: pushing one cause twice publishes it once. `wording` is plain text
    that a person wrote for the public.
    """

    source: str
    number: str | None = None
    """The number on the reporter's receipt."""
    county_code: str
    township_code: str | None
    category: str
    outcome: str
    wording: str
    received_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedOutcome:
    """An outcome as the public reads it."""

    id: int
    number: str | None
    county_code: str
    township_code: str | None
    category: str
    outcome: str
    wording: str
    received_on: date
    published_at: datetime


def publish_outcome(session: Session, outcome: PublicOutcome, *, now: datetime) -> PublishedOutcome:
    """Publishes an outcome; the one there is already where its source was published before.

    Raises Invalid: `category` or `outcome` unknown; `wording` missing, too_long (values: most), or personal
    (an identity or mobile number stands in it); `received_on` future.
    """
    found = session.scalars(select(Outcome).where(Outcome.source == outcome.source)).one_or_none()
    if found is not None:
        return _value(found)
    if outcome.category not in WORDS["category"]:
        raise Invalid(field="category", reason="unknown", value=outcome.category)
    if outcome.outcome not in WORDS["outcome"]:
        raise Invalid(field="outcome", reason="unknown", value=outcome.outcome)
    if outcome.received_on > local_day(now):
        raise Invalid(field="received_on", reason="future")
    row = Outcome(
        source=outcome.source,
        number=outcome.number,
        county_code=outcome.county_code,
        township_code=outcome.township_code,
        category=outcome.category,
        outcome=outcome.outcome,
        wording=checked_wording(outcome.wording),
        received_on=outcome.received_on,
        published_at=now,
    )
    session.add(row)
    session.flush()
    return _value(row)


def checked_wording(wording: str) -> str:
    """`wording` without spaces around it; raises Invalid as `publish_outcome` says."""
    wording = wording.strip()
    if not wording:
        raise Invalid(field="wording", reason="missing")
    if len(wording) > LONGEST_WORDING:
        raise Invalid(field="wording", reason="too_long", most=LONGEST_WORDING)
    plain = clean_text(wording)
    if has_personal_number(plain) or any(map(looks_like_id_number, _digit_runs(plain))):
        raise Invalid(field="wording", reason="personal")
    return wording


def list_outcomes(
    session: Session,
    *,
    county_code: str | None = None,
    category: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[PublishedOutcome, ...]:
    """A page of outcomes, newest first."""
    query = select(Outcome).where(*_of(county_code, category))
    page = query.order_by(Outcome.published_at.desc(), Outcome.id.desc()).offset(offset).limit(limit)
    return tuple(_value(row) for row in session.scalars(page))


def last_outcomes(
    session: Session,
    *,
    numbers: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    received_from: date | None = None,
    received_before: date | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[PublishedOutcome, ...]:
    """A page of reports that have an outcome under their number, the last published first; of a report that
    was answered twice only what was said last."""
    last = select(func.max(Outcome.id)).where(Outcome.number.is_not(None)).group_by(Outcome.number)
    query = select(Outcome).where(Outcome.id.in_(last))
    if numbers is not None:
        query = query.where(Outcome.number.in_(numbers))
    if categories is not None:
        query = query.where(Outcome.category.in_(categories))
    if received_from is not None:
        query = query.where(Outcome.received_on >= received_from)
    if received_before is not None:
        query = query.where(Outcome.received_on < received_before)
    page = query.order_by(Outcome.published_at.desc(), Outcome.id.desc()).offset(offset).limit(limit)
    return tuple(_value(row) for row in session.scalars(page))


def outcome_counts(
    session: Session, *, county_code: str | None = None, category: str | None = None
) -> dict[str, int]:
    """How many outcomes of each code were published; codes without any are left out."""
    query = select(Outcome.outcome, func.count().label("n")).where(*_of(county_code, category))
    return {row.outcome: row.n for row in session.execute(query.group_by(Outcome.outcome))}


def _of(county_code: str | None, category: str | None) -> list[ColumnElement[bool]]:
    conditions = []
    if county_code is not None:
        conditions.append(Outcome.county_code == county_code)
    if category is not None:
        conditions.append(Outcome.category == category)
    return conditions


def _digit_runs(text: str) -> list[str]:
    return "".join(c if c.isdigit() or c in "Xx" else " " for c in text).split()


def _value(row: Outcome) -> PublishedOutcome:
    return PublishedOutcome(
        id=row.id,
        number=row.number,
        county_code=row.county_code,
        township_code=row.township_code,
        category=row.category,
        outcome=row.outcome,
        wording=row.wording,
        received_on=row.received_on,
        published_at=row.published_at,
    )
