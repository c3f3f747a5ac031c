"""Reading tips: for the line, within what each person may see; for work lists; for use cases of other
rooms."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import Session

from intake.tips.alike import COMPARED_AT_MOST, MOST
from intake.tips.following import find_by_code
from intake.tips.likeness import likeness
from intake.tips.models import Tip, TipPhoto, TipRecusal
from intake.tips.rules import URGENT, WAITING_FOR, is_county, visible
from intake.tips.showing import thread_of, tip_values, told_of
from intake.tips.values import Photo, Similar, TipCount, TipValue
from intake.workflows import TIP_OPEN
from publishing.divisions.queries import list_counties
from publishing.kernel.accounts.queries import ids_of_role
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

__all__ = [
    "apart",
    "count_open_of",
    "count_work",
    "counts_by_county",
    "find_by_code",
    "get_photo",
    "get_tip",
    "get_tip_by_number",
    "is_assigned",
    "list_tips",
    "load_tip",
    "merged_into",
    "photos_of",
    "recused_people",
    "recused_tips",
    "similar_open",
    "thread_of",
    "visible_to",
    "waiting_for",
    "work_of",
]

_URGENT_AT_MOST = 20
"""Of those that lie apart, on a work list."""
_CONCLUDED = ("concluded", "replied", "archived")


def load_tip(session: Session, tip_id: int) -> Tip:
    """The row, for a use case that changes it; raises NotFound. Who may see it is the caller's to check."""
    row = session.get(Tip, tip_id)
    if row is None:
        raise NotFound(what="tip")
    return row


def recused_people(session: Session, tip_id: int) -> frozenset[int]:
    """Who must not see the tip."""
    return frozenset(session.scalars(select(TipRecusal.account_id).where(TipRecusal.tip_id == tip_id)))


def recused_tips(session: Session, account_id: int) -> frozenset[int]:
    """The tips that a person must not see."""
    return frozenset(session.scalars(select(TipRecusal.tip_id).where(TipRecusal.account_id == account_id)))


def merged_into(session: Session, tip_id: int) -> tuple[Tip, ...]:
    """The rows of the tips that were merged into this one."""
    return tuple(session.scalars(select(Tip).where(Tip.merged_into_id == tip_id).order_by(Tip.id)))


def get_tip(session: Session, tip_id: int, *, actor: Actor) -> TipValue:
    """The tip; raises NotFound where there is none, or this person may not see it."""
    row = load_tip(session, tip_id)
    if not visible(actor, row, recused_people(session, tip_id)):
        raise NotFound(what="tip")
    return tip_values(session, [row], actor=actor)[0]


def get_tip_by_number(session: Session, number: str, *, actor: Actor) -> TipValue:
    """The tip of a number such as 博爱2026-0417; raises NotFound as `get_tip` does."""
    tip_id = session.scalars(select(Tip.id).where(Tip.number == number)).one_or_none()
    if tip_id is None:
        raise NotFound(what="tip")
    return get_tip(session, tip_id, actor=actor)


def list_tips(
    session: Session,
    *,
    actor: Actor,
    states: Iterable[str] | None = None,
    category: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[tuple[TipValue, ...], int]:
    """The tips that this person may see, the newest first, and how many there are in all."""
    conditions = [visible_to(actor)]
    if states is not None:
        conditions.append(Tip.state.in_(list(states)))
    if category is not None:
        conditions.append(Tip.category == category)
    total = session.scalar(select(func.count()).select_from(Tip).where(*conditions)) or 0
    query = select(Tip).where(*conditions).order_by(Tip.received_at.desc(), Tip.id.desc())
    rows = list(session.scalars(query.offset(offset).limit(limit)))
    return tip_values(session, rows, actor=actor), total


def work_of(session: Session, *, actor: Actor, now: datetime) -> tuple[TipValue, ...]:  # noqa: ARG001
    """The tips whose next step is this person's, the one that is due first on top. `now` is there because
    every room's work list takes it; a tip's deadlines do not depend on it."""
    return tip_values(session, session.scalars(_waiting(session, actor)).all(), actor=actor, by_due=True)


def count_work(session: Session, *, actor: Actor) -> int:
    """How many tips wait for this person."""
    return session.scalar(_waiting(session, actor).with_only_columns(func.count()).order_by(None)) or 0


def count_open_of(session: Session, account_id: int) -> int:
    """How many open tips are this person's."""
    query = select(func.count()).select_from(Tip)
    return session.scalar(query.where(Tip.responsible_user_id == account_id, Tip.state.in_(TIP_OPEN))) or 0


def is_assigned(session: Session, submission: str) -> bool:
    """Whether the report of a draft (`codes.submission_digest`) was taken the whole way, to an officer."""
    query = select(Tip.id).where(Tip.submission == submission, Tip.state == "assigned")
    return session.scalar(query) is not None


def _waiting(session: Session, actor: Actor) -> Select[Tip]:
    mine = select(Tip).where(visible_to(actor), waiting_for(session, actor)).order_by(Tip.id)
    # what may harm a child never waits in the lane unseen; a flood of it does not bury the list either
    urgent = (
        mine.with_only_columns(Tip.id).where(apart(), Tip.urgency == URGENT).limit(_URGENT_AT_MOST).subquery()
    )
    return mine.where(or_(not_(apart()), Tip.id.in_(select(urgent.c.id))))


def waiting_for(session: Session, actor: Actor) -> ColumnElement[bool]:
    """`rules.waits_for` as a condition of a query over visible tips; a test holds the two together."""
    own = Tip.responsible_office_id == actor.office_id
    mine = or_(Tip.responsible_user_id == actor.user_id, and_(Tip.responsible_user_id.is_(None), own))
    found = (
        [and_(Tip.state == "withdrawn", Tip.danger_goes_on, own)] if actor.role is Role.COUNTY_TRIAGE else []
    )
    for state, needed in WAITING_FOR.items():
        if not actor.may(needed):
            continue
        turn: ColumnElement[bool] = own
        if needed is Permission.TIP_VERIFY:
            turn = mine
        elif needed in (Permission.TIP_REVIEW, Permission.TIP_REPLY):
            turn = _others_work(session, actor, own, reviews=needed is Permission.TIP_REVIEW)
        found.append(and_(Tip.state == state, turn))
    return or_(false(), *found)


def _others_work(
    session: Session, actor: Actor, own: ColumnElement[bool], *, reviews: bool
) -> ColumnElement[bool]:
    """What is reviewed and answered: by the office that it lies with, or by the county where the head of a
    school was the officer."""
    officer = func.coalesce(Tip.handled_by_id, 0)
    by_head = officer.in_(ids_of_role(session, Role.CENTRAL_SCHOOL))
    turns = [and_(not_(by_head), own, *([officer != actor.user_id] if reviews else []))]
    if is_county(actor):
        turns.append(by_head)
    return or_(*turns)


def apart() -> ColumnElement[bool]:
    """`rules.lies_apart` as a condition of a query."""
    return and_(Tip.quarantined, Tip.state == "received")


def photos_of(session: Session, tip_id: int) -> tuple[Photo, ...]:
    """The photos, oldest first."""
    rows = session.scalars(select(TipPhoto).where(TipPhoto.tip_id == tip_id).order_by(TipPhoto.id))
    return tuple(
        Photo(
            id=row.id,
            file=row.file,
            width=row.width,
            height=row.height,
            size=row.size,
            added_at=row.added_at,
        )
        for row in rows
    )


def get_photo(session: Session, photo_id: int, *, actor: Actor) -> Photo:
    """One photo; raises NotFound where its tip is not this person's to see."""
    row = session.get(TipPhoto, photo_id)
    if row is None or not visible(actor, load_tip(session, row.tip_id), recused_people(session, row.tip_id)):
        raise NotFound(what="photo")
    return next(photo for photo in photos_of(session, row.tip_id) if photo.id == photo_id)


def similar_open(session: Session, tip_id: int, *, actor: Actor) -> tuple[Similar, ...]:
    """Open tips of the county that may be about the same thing, of those that this person may see: at most
    five, the most alike first, each with its reasons (`likeness.likeness`)."""
    row = load_tip(session, tip_id)
    above = [code for code in row.division_path.split("/") if code]
    county = "".join(f"{code}/" for code in above[:2])
    rows = session.scalars(
        select(Tip)
        .where(
            Tip.id != tip_id,
            Tip.state.in_(TIP_OPEN),
            or_(
                Tip.division_path.startswith(county, autoescape=True),
                # one whose county is not known yet may be of this one
                Tip.division_path == f"{above[0]}/",
            ),
            visible_to(actor),
        )
        .order_by(Tip.received_at.desc(), Tip.id.desc())
        .limit(COMPARED_AT_MOST)
    ).all()
    own = told_of(session, row)
    ranked = sorted(
        ((likeness(own, told_of(session, other)), other) for other in rows),
        key=lambda pair: -pair[0].points,
    )
    return tuple(
        Similar(
            id=other.id,
            number=other.number,
            state=other.state,
            category=other.category,
            kindergarten_name=other.kindergarten_name,
            received_at=other.received_at,
            reasons=alike.reasons,
        )
        for alike, other in ranked[:MOST]
        if alike.reasons
    )


def counts_by_county(session: Session) -> tuple[TipCount, ...]:
    """Tips received, open and concluded, for each county in the order of their codes; tips known to no county
    are in none."""
    received: Counter[str] = Counter()
    still_open: Counter[str] = Counter()
    concluded: Counter[str] = Counter()
    for path, state, count in session.execute(
        select(Tip.division_path, Tip.state, func.count()).group_by(Tip.division_path, Tip.state)
    ):
        county = [*path.split("/"), ""][1]
        received[county] += count
        still_open[county] += count * (state in TIP_OPEN)
        concluded[county] += count * (state in _CONCLUDED)
    return tuple(
        TipCount(
            county_code=county.code,
            received=received[county.code],
            open=still_open[county.code],
            concluded=concluded[county.code],
        )
        for county in list_counties(session)
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`rules.visible` as a condition of a query; a test holds the two together."""
    if actor.user_id is None:
        return false()
    own: ColumnElement[bool]
    if actor.role is Role.SUPERVISOR:
        own = or_(Tip.responsible_user_id == actor.user_id, Tip.handled_by_id == actor.user_id)
    elif actor.role is Role.CENTRAL_SCHOOL:
        own = Tip.responsible_office_id == actor.office_id
    elif actor.role in (Role.COUNTY_TRIAGE, Role.COUNTY_LEADER):
        own = Tip.division_path.startswith(actor.division_path, autoescape=True)
    else:
        return false()
    recused = select(TipRecusal.tip_id).where(TipRecusal.account_id == actor.user_id)
    inside = Tip.division_path.startswith(actor.division_path, autoescape=True)
    return and_(own, inside, not_(Tip.id.in_(recused)))
