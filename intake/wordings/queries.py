"""Reading texts: those that may be used on a case, and those that an office may change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.wordings.models import WordingRow
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A text as others see it."""

    id: int
    division_code: str
    step: str
    outcome: str
    title: str
    body: str
    in_use: bool
    changed_by_id: int
    changed_at: datetime
    version: int


def wordings_for(session: Session, path: str, step: str, *, outcome: str = "") -> tuple[Wording, ...]:
    """Texts in use for a step of a tip at a place: its county's first, then the city's; those for the tip's
    outcome before those for all."""
    codes = [code for code in path.split("/") if code][:2]
    rows = session.scalars(
        select(WordingRow)
        .where(
            WordingRow.division_code.in_(codes),
            WordingRow.step == step,
            WordingRow.in_use,
            WordingRow.outcome.in_(("", outcome)),
        )
        .order_by(WordingRow.id)
    )
    return tuple(
        sorted(
            (_value(row) for row in rows),
            key=lambda one: (-codes.index(one.division_code), not one.outcome, one.id),
        )
    )


def wordings_of(session: Session, actor: Actor) -> tuple[Wording, ...]:
    """Every text of the actor's own county or city, those in use first."""
    rows = session.scalars(
        select(WordingRow)
        .where(WordingRow.division_code == own_code(actor))
        .order_by(WordingRow.in_use.desc(), WordingRow.step, WordingRow.id)
    )
    return tuple(_value(row) for row in rows)


def get_wording(session: Session, wording_id: int, *, actor: Actor) -> Wording:
    """One text of the actor's own county or city; raises NotFound."""
    return _value(load_wording(session, wording_id, actor=actor))


def load_wording(session: Session, wording_id: int, *, actor: Actor) -> WordingRow:
    """The row, for a use case; raises NotFound where it is not the actor's own office's."""
    row = session.get(WordingRow, wording_id)
    if row is None or row.division_code != own_code(actor):
        raise NotFound(what="wording")
    return row


def own_code(actor: Actor) -> str:
    """The code of the actor's county or city."""
    return [code for code in actor.division_path.split("/") if code][:2][-1]


def _value(row: WordingRow) -> Wording:
    return Wording(
        id=row.id,
        division_code=row.division_code,
        step=row.step,
        outcome=row.outcome,
        title=row.title,
        body=row.body,
        in_use=row.in_use,
        changed_by_id=row.changed_by_id,
        changed_at=row.changed_at,
        version=row.version,
    )
