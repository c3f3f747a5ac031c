"""The tips that somebody may see, narrowed by what they look for: one query for a page of them, on either
database. Nothing sealed is ever looked into, and nothing outside of what the person may read."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.deadlines.queries import clocks_of
from intake.tips.models import Tip, TipOrder
from intake.tips.orders import order_key
from intake.tips.overdue import overdue
from intake.tips.queries import visible_to
from intake.tips.rules import CATEGORIES
from intake.tips.showing import tip_values
from intake.tips.values import TipValue
from publishing.divisions.named_below import paths_named
from publishing.divisions.queries import list_counties
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.clock import day_start
from publishing.kernel.identity import Actor
from publishing.kernel.words import word

LONGEST_QUERY = 100
_MOST_WORDS = 6
NOBODY = 0
"""As a person: tips that lie with an office and with nobody by name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for; what is left out narrows nothing. `words` must each stand somewhere in a tip."""

    states: tuple[str, ...] | None = None
    category: str = ""
    within: str = ""
    """The path of a place."""
    person: int | None = None
    """Whoever is responsible, or NOBODY."""
    since: date | None = None
    until: date | None = None
    """Days of receipt, both included."""
    overdue_on: date | None = None
    words: str = ""


def find_tips(
    session: Session, wanted: Wanted, *, actor: Actor, offset: int = 0, limit: int
) -> tuple[tuple[TipValue, ...], int]:
    """A page of the tips that this person may see, the newest first, and how many there are in all."""
    conditions = _conditions(session, wanted, actor)
    total = session.scalar(select(func.count()).select_from(Tip).where(*conditions)) or 0
    query = select(Tip).where(*conditions).order_by(Tip.received_at.desc(), Tip.id.desc())
    rows = list(session.scalars(query.offset(offset).limit(limit))) if total else []
    return tip_values(session, rows, actor=actor), total


def responsible_people(session: Session, *, actor: Actor) -> dict[int, str]:
    """Who is responsible for the tips that this person may see: names by account id, in the order of the
    names."""
    found = session.scalars(
        select(Tip.responsible_user_id)
        .where(visible_to(actor), Tip.responsible_user_id.is_not(None))
        .distinct()
    )
    names = names_of(session, [person for person in found if person is not None])
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _conditions(session: Session, wanted: Wanted, actor: Actor) -> list[ColumnElement[bool]]:
    found = [visible_to(actor)]
    if wanted.states is not None:
        found.append(Tip.state.in_(wanted.states))
    if wanted.category:
        found.append(_of_category(wanted.category))
    if wanted.within:
        found.append(Tip.division_path.startswith(wanted.within, autoescape=True))
    if wanted.person is not None:
        person = None if wanted.person == NOBODY else wanted.person
        found.append(Tip.responsible_user_id == person)
    if wanted.since is not None:
        found.append(Tip.received_at >= day_start(wanted.since))
    if wanted.until is not None:
        found.append(Tip.received_at < day_start(wanted.until + timedelta(days=1)))
    if wanted.overdue_on is not None:
        counties = [county.path for county in list_counties(session)]
        found.append(overdue(clocks_of(session), wanted.overdue_on, counties=counties))
    found += [_holds(session, one, actor) for one in words_of(wanted.words)]
    return found


def words_of(typed: str) -> tuple[str, ...]:
    """The words of a query, full-width letters and digits made plain; at most six."""
    plain = unicodedata.normalize("NFKC", typed.replace("\0", ""))[:LONGEST_QUERY]
    return tuple(dict.fromkeys(plain.split()))[:_MOST_WORDS]


def _of_category(code: str) -> ColumnElement[bool]:
    # no code is part of another one
    return or_(Tip.category == code, Tip.more_categories.contains(code, autoescape=True))


def _holds(session: Session, one: str, actor: Actor) -> ColumnElement[bool]:
    """Number, order number, kindergarten, the words told, the place or the category holds the word."""
    ordered = select(TipOrder.tip_id).where(TipOrder.key.contains(order_key(one), autoescape=True))
    categories: Sequence[str] = [code for code in CATEGORIES if one in word("category", code)]
    places = paths_named(session, one, within=actor.division_path)
    return or_(
        *(_apart(column).contains(one.lower(), autoescape=True) for column in _NAMES),
        *(column.icontains(one, autoescape=True) for column in (Tip.text, Tip.place_words)),
        Tip.id.in_(ordered),
        *(_of_category(code) for code in categories),
        *(Tip.division_path.startswith(path, autoescape=True) for path in places),
    )


_NAMES = (Tip.number, Tip.kindergarten_name)


def _apart(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """A name without its spaces: 小星芽 宝贝之家 is found however it is typed."""
    return func.replace(func.replace(func.lower(column), " ", ""), "　", "")
