"""Handing a tip to the next in line: its officer declares a tie, is on leave before starting, or has left."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.queries import is_away
from intake.tips.models import Tip
from intake.tips.queries import load_tip, recused_people
from intake.tips.routing import recuse, route_again
from intake.tips.rules import visible
from intake.workflows import TIP_OPEN
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.clock import local_day
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import SYSTEM, Actor

_BEGUN = ("verifying", "need_info")


def recuse_oneself(session: Session, tip_id: int, *, actor: Actor, now: datetime) -> None:
    """“我与此事有关，申请回避”: the officer does not see the tip any more; one that was theirs goes to the
    next in line.

    Raises NotFound where it is not this person's to see."""
    tip = load_tip(session, tip_id)
    if actor.user_id is None or not visible(actor, tip, recused_people(session, tip_id)):
        raise NotFound(what="tip")
    recuse(session, tip, actor.user_id, reason="declared", actor=actor, now=now)
    # one who only could see it leaves it where it is; an office's pool may have lost its last person
    if tip.state in TIP_OPEN and tip.responsible_user_id in (actor.user_id, None):
        route_again(session, tip, actor=SYSTEM, now=now)


def hand_over_absent(session: Session, *, now: datetime) -> int:
    """Gives tips whose officer is on leave before starting, or has no account any more, to the next in line;
    returns how many. Running it again changes nothing. Work that was begun waits for a short leave to end:
    the central school can give it to somebody else."""
    on = local_day(now)
    rows = session.scalars(
        select(Tip)
        .where(Tip.state.in_(("assigned", *_BEGUN)), Tip.responsible_user_id.is_not(None))
        .order_by(Tip.id)
    )
    moved = 0
    for tip in rows.all():
        officer = tip.responsible_user_id
        if officer is None:
            continue
        gone = not get_person(session, officer).active
        if gone or (tip.state not in _BEGUN and is_away(session, officer, on=on)):
            route_again(session, tip, actor=SYSTEM, now=now)
            moved += tip.responsible_user_id != officer
    return moved
