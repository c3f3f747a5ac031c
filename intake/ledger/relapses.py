"""Reading what may be a relapse 死灰复燃 (notice 60, 四4): shown to people; who judges is a person.

Two items may belong together when they lie at the same premises, concern the same kindergarten, or are run by
the same operator in the same county. Names are compared without the blanks in them.
"""

from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.ledger.models import LedgerItem
from intake.ledger.queries import item_values, visible_items
from intake.ledger.values import ItemValue
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor

_MOST = 100


def struck_off_before(session: Session, item_id: int) -> tuple[ItemValue, ...]:
    """Items of the same kind that were struck off before this one was found, and may have come back in it.
    Raises NotFound."""
    row = _item(session, item_id)
    query = select(LedgerItem).where(
        LedgerItem.id != row.id,
        LedgerItem.state == "closed_out",
        LedgerItem.kind == row.kind,
        LedgerItem.struck_off_on <= row.found_on,
        _related(row),
    )
    return item_values(session, session.scalars(query.order_by(LedgerItem.id)).all())


def found_since(session: Session, item_id: int, *, actor: Actor, today: date) -> tuple[ItemValue, ...]:
    """Items that this person sees, found since the item was struck off, which may show that it has come back:
    those of the same premises, kindergarten or operator first, then others of the same village. Raises
    NotFound."""
    row = _item(session, item_id)
    since = row.struck_off_on or row.found_on
    related = _related(row)
    query = (
        select(LedgerItem)
        .where(
            *visible_items(session, actor, today),
            LedgerItem.id != row.id,
            LedgerItem.kind == row.kind,
            LedgerItem.found_on >= since,
            LedgerItem.relapse_of_id.is_(None),
            or_(related, LedgerItem.division_code == row.division_code),
        )
        .order_by(related.desc(), LedgerItem.found_on.desc(), LedgerItem.id.desc())
        .limit(_MOST)
    )
    return item_values(session, session.scalars(query).all())


def suspected(session: Session, *, actor: Actor, today: date) -> tuple[ItemValue, ...]:
    """Open items that this person sees and that look like something struck off before, newest first."""
    earlier = LedgerItem.__table__.alias("earlier")
    same = or_(
        (earlier.c.division_code == LedgerItem.division_code)
        & (_plain(earlier.c.premises) == _plain(LedgerItem.premises)),
        earlier.c.kindergarten_id == LedgerItem.kindergarten_id,
        (LedgerItem.operator != "")
        & (_plain(earlier.c.operator) == _plain(LedgerItem.operator))
        & (
            func.substr(earlier.c.division_path, 1, _COUNTY)
            == func.substr(LedgerItem.division_path, 1, _COUNTY)
        ),
    )
    query = (
        select(LedgerItem)
        .where(
            *visible_items(session, actor, today),
            LedgerItem.relapse_of_id.is_(None),
            select(earlier.c.id)
            .where(
                earlier.c.id != LedgerItem.id,
                earlier.c.state == "closed_out",
                earlier.c.kind == LedgerItem.kind,
                earlier.c.struck_off_on <= LedgerItem.found_on,
                same,
            )
            .exists(),
        )
        .order_by(LedgerItem.found_on.desc(), LedgerItem.id.desc())
        .limit(_MOST)
    )
    return item_values(session, session.scalars(query).all())


_COUNTY = len("410800000000/410822000000/")


def _item(session: Session, item_id: int) -> LedgerItem:
    row = session.get(LedgerItem, item_id)
    if row is None:
        raise NotFound(what="ledger_item")
    return row


def _plain(column: "InstrumentedAttribute[str] | ColumnElement[str]") -> ColumnElement[str]:
    """Without the blanks that one writer sets and another does not."""
    return func.replace(func.replace(column, " ", ""), "\u3000", "")


def _related(row: LedgerItem) -> ColumnElement[bool]:
    premises = row.premises.replace(" ", "").replace("\u3000", "")
    same: list[ColumnElement[bool]] = [
        (_plain(LedgerItem.premises) == premises) & (LedgerItem.division_code == row.division_code)
    ]
    if row.kindergarten_id is not None:
        same.append(LedgerItem.kindergarten_id == row.kindergarten_id)
    operator = row.operator.replace(" ", "").replace("\u3000", "")
    if operator:
        within = LedgerItem.division_path.startswith(row.division_path[:_COUNTY], autoescape=True)
        same.append((_plain(LedgerItem.operator) == operator) & within)
    return or_(*same)
